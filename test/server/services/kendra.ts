// Kendra indexes of the made-up account, each over a wiki whose pages say who may read them.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const indexes = made('kendra.indexes', (i, place) => ({
  Id: `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`, Name: `orchard-search-${i}`, Edition: 'ENTERPRISE_EDITION', RoleArn: place.role(i), Status: 'ACTIVE', CreatedAt: place.ago(48),
  UpdatedAt: place.ago(24), UserContextPolicy: 'USER_TOKEN', UserTokenConfigurations: [{ JwtTokenTypeConfiguration: { KeyLocation: 'URL', URL: 'https://login.orchard.example/keys', Issuer: 'orchard' } }],
}))
const source = { Id: '11111111-1111-1111-1111-111111111111', Name: 'orchard-wiki', Type: 'TEMPLATE', Status: 'ACTIVE' }

export default {
  'kendra.ListIndices': listed(indexes, { rows: 'IndexConfigurationSummaryItems', token: 'NextToken', size: 'MaxResults', fields: ['Id', 'Name', 'Edition', 'CreatedAt', 'UpdatedAt', 'Status'] }),
  'kendra.DescribeIndex': described(indexes, { by: { Id: 'Id' } }),
  'kendra.ListDataSources': () => ({ json: { SummaryItems: [source] } }),
  'kendra.DescribeDataSource': (_account, { input }) => ({ json: { ...source, IndexId: input['IndexId'], Configuration: { TemplateConfiguration: { Template: { type: 'CONFLUENCEV2', additionalProperties: { isCrawlAcl: true } } } } } }),
} satisfies ServiceAnswers
