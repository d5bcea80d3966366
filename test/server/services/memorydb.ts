// MemoryDB of the made-up account: clusters with vector search by a parameter group of their own, and caches beside them.
import { listed, made, type ServiceAnswers } from '../serve.js'

const clusters = made('memorydb.clusters', (i, place) => ({
  Name: `orchard-memory-${i}`, ARN: place.arn('memorydb', `cluster/orchard-memory-${i}`), Status: 'available', Engine: 'valkey', EngineVersion: '7.3', NodeType: 'db.r7g.large',
  ParameterGroupName: i % 2 === 0 ? `orchard-search-${i % 4}` : 'default.memorydb-valkey7', TLSEnabled: true, ACLName: 'orchard', SecurityGroups: [{ SecurityGroupId: 'sg-1', Status: 'active' }],
}), 2)

export default {
  'memorydb.DescribeClusters': listed(clusters, { rows: 'Clusters', token: 'NextToken', size: 'MaxResults' }),
  'memorydb.DescribeParameters': () => ({ json: { Parameters: [{ Name: 'maxmemory-policy', Value: 'noeviction' }, { Name: 'search-enabled', Value: 'yes', AllowedValues: 'yes,no' }] } }),
} satisfies ServiceAnswers
