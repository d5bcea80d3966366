// OpenSearch domains of the made-up account: half of them for vectors.
import { made, type ServiceAnswers } from '../serve.js'

const domains = made('opensearch.domains', (i, place) => ({
  DomainId: `${place.account}/orchard-domain-${i}`, DomainName: `orchard-domain-${i}`, ARN: place.arn('es', `domain/orchard-domain-${i}`), Created: true, Deleted: false,
  EngineVersion: 'OpenSearch_3.1', ClusterConfig: { InstanceType: 'r7g.large.search', InstanceCount: 2 }, UseCase: i % 2 === 0 ? 'VECTOR' : 'OBSERVABILITY',
  AccessPolicies: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: place.role(i) }, Action: 'es:ESHttp*', Resource: `${place.arn('es', `domain/orchard-domain-${i}`)}/*` }] }),
  EncryptionAtRestOptions: { Enabled: true }, NodeToNodeEncryptionOptions: { Enabled: true }, DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
  AdvancedSecurityOptions: { Enabled: true, AnonymousAuthEnabled: false }, VPCOptions: { VPCId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
}), 2)

export default {
  'opensearch.ListDomainNames': (account, { region }) => ({ json: { DomainNames: domains(account, region).map((row) => ({ DomainName: row['DomainName'], EngineType: 'OpenSearch' })) } }),
  'opensearch.DescribeDomains': (account, { region, input }) => {
    const names = (input['DomainNames'] ?? []) as string[]
    if (names.length > 5) return { error: 'ValidationException', message: 'Please provide a maximum of 5 domain names to describe.' }
    return { json: { DomainStatusList: domains(account, region).filter((row) => names.includes(String(row['DomainName']))) } }
  },
} satisfies ServiceAnswers
