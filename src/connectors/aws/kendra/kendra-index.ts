// Kendra indexes: what people and agents search, and whether it is told who asks.
import type {
  DataSourceSummary, DescribeDataSourceCommandInput, DescribeDataSourceCommandOutput, DescribeIndexCommandInput, DescribeIndexCommandOutput,
  IndexConfigurationSummary, ListDataSourcesCommandInput, ListDataSourcesCommandOutput, ListIndicesCommandInput, ListIndicesCommandOutput,
} from '@aws-sdk/client-kendra'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type GapMark } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { bringsAccessLists } from './access-lists.js'

export default collector({
  type: 'aws.kendra.index',
  kind: 'index',
  service: 'kendra',
  per: 'region',
  props: shape({
    indexId: string,
    status: nullable(oneOf('CREATING', 'ACTIVE', 'DELETING', 'FAILED', 'UPDATING', 'SYSTEM_UPDATING')),
    createdAt: nullable(time),
    edition: nullable(oneOf('DEVELOPER_EDITION', 'ENTERPRISE_EDITION', 'GEN_AI_ENTERPRISE_EDITION')),
    roleArn: nullable(string),
    /** Null when AWS owns the key. */
    kmsKeyId: nullable(string),
    /** Whether results are cut down to what a signed token allows, or to what the question itself says. */
    userContextPolicy: nullable(oneOf('ATTRIBUTE_FILTER', 'USER_TOKEN')),
    userTokens: listOf(oneOf('JWT', 'JSON')),
    /** Names of data sources whose documents come with lists of who may see them. */
    restrictedSources: listOf(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListIndicesCommandInput, ListIndicesCommandOutput, IndexConfigurationSummary>(
      'kendra:ListIndices', { items: (page) => page.IndexConfigurationSummaryItems },
    ),
    describe: read<DescribeIndexCommandInput, DescribeIndexCommandOutput>('kendra:DescribeIndex'),
    sources: list<ListDataSourcesCommandInput, ListDataSourcesCommandOutput, DataSourceSummary>(
      'kendra:ListDataSources', { items: (page) => page.SummaryItems, per: 'item' },
    ),
    // One that is gone by now leaves a question about its index, and is no vanished item.
    source: read<DescribeDataSourceCommandInput, DescribeDataSourceCommandOutput>('kendra:DescribeDataSource', { per: 'region' }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const { partition, region, account } = placeOf(ctx)
    const restricted = async (IndexId: string): Promise<string[] | GapMark> => {
      const listed = await call.sources.all({ IndexId })
      if (!listed.ok) return listed.gap
      const found: string[] = []
      const unread: GapMark[] = []
      await each(listed.value, async ({ Id, Name = '' }) => {
        const got = await call.source({ IndexId, Id })
        if (!got.ok) unread.push(got.gap)
        else if (bringsAccessLists(got.value.Configuration)) found.push(Name)
      })
      return unread[0] ?? found.toSorted()
    }
    await each(call.list.rows(), async ({ Id = '', Name = Id }) => {
      const [detail, restrictedSources] = await Promise.all([call.describe({ Id }), restricted(Id)])
      emit({
        id: `arn:${partition}:kendra:${region}:${account}:index/${Id}`,
        name: Name,
        props: { indexId: Id, ...indexProps(detail), restrictedSources },
        edges: [
          ...edgesOf(detail, 'runs-as', (index) => [runsAs(said(index.RoleArn), 'RoleArn')]),
          ...edgesOf(detail, 'encrypted-by', (index) => [encryptedBy(index.ServerSideEncryptionConfiguration?.KmsKeyId, 'ServerSideEncryptionConfiguration')]),
        ],
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function indexProps(detail: Answer<DescribeIndexCommandOutput>) {
  const of = <T>(take: (index: DescribeIndexCommandOutput) => T) => known(detail, take)
  return {
    status: of((index) => index.Status ?? null),
    createdAt: of((index) => iso(index.CreatedAt)),
    edition: of((index) => index.Edition ?? null),
    roleArn: of((index) => said(index.RoleArn)),
    kmsKeyId: of((index) => said(index.ServerSideEncryptionConfiguration?.KmsKeyId)),
    userContextPolicy: of((index) => index.UserContextPolicy ?? null),
    userTokens: of((index) => (index.UserTokenConfigurations ?? []).map((token) => (token.JwtTokenTypeConfiguration === undefined ? 'JSON' : 'JWT'))),
  }
}
