// Aurora clusters of the made-up account: one in two is named for vectors, the others only serve a shop.
import { listed, made, type ServiceAnswers } from '../serve.js'

const clusters = made('rds.clusters', (i, place) => {
  const name = `${i % 2 === 0 ? 'orchard-pgvector' : 'orchard-shop'}-${Math.floor(i / 2)}`
  return {
    DBClusterIdentifier: name, DBClusterArn: place.arn('rds', `cluster:${name}`), Engine: 'aurora-postgresql', EngineVersion: '17.5', Status: 'available', StorageEncrypted: true, StorageEncryptionType: 'sse-kms',
    KmsKeyId: place.arn('kms', 'key/00000000-0000-0000-0000-000000000000'), IAMDatabaseAuthenticationEnabled: true, EnabledCloudwatchLogsExports: ['postgresql'], DeletionProtection: true,
    ...(i % 2 === 0 && { AssociatedRoles: [{ RoleArn: place.role(i), FeatureName: 'Bedrock', Status: 'ACTIVE' }] }),
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }], ClusterCreateTime: '2026-01-01T00:00:00Z',
  }
}, 2)

export default {
  'rds.DescribeDBClusters': listed(clusters, { rows: 'DBClusters', token: 'Marker', size: 'MaxRecords' }),
  'rds.DescribeDBInstances': (_account, { input }) => {
    const [filter] = (input['Filters'] ?? []) as { Values?: string[] }[]
    const name = String(filter?.Values?.[0]).split(':').at(-1)
    return { json: { DBInstances: [{ DBInstanceIdentifier: `${name}-1`, DBClusterIdentifier: name, Engine: 'aurora-postgresql', PubliclyAccessible: false }] } }
  },
} satisfies ServiceAnswers
