// Aurora and RDS clusters that AI uses: those that knowledge bases point at, that call models, or that are named for vectors.
import type { DBCluster, DBInstance, DescribeDBInstancesCommandInput, DescribeDBInstancesCommandOutput } from '@aws-sdk/client-rds'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Ctx, type Edge } from '../../kit/collector.js'
import { listMarked } from '../calls.js'
import { encryptedBy, placedIn, runsAs } from '../edges.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'
import { namedForVectors } from '../opensearch/named-for-vectors.js'
import { clusters } from './clusters.js'

/** What a cluster may call from SQL, by the word under which a role is given to it. */
const models = /^(?:bedrock|sagemaker|comprehend)$/i

const props = shape({
  status: nullable(string),
  engine: nullable(string),
  createdAt: nullable(time),
  /** How it is known to be for AI; null where only a reference says so. */
  aiUse: nullable(oneOf('calls-models', 'named')),
  /** `sse-rds` is a key that AWS owns; new Aurora clusters have it unless told otherwise, and call themselves unencrypted all the same. */
  storageEncryption: nullable(oneOf('none', 'sse-rds', 'sse-kms')),
  kmsKeyId: nullable(string),
  iamAuthentication: nullable(bool),
  logExports: listOf(string),
  deletionProtection: nullable(bool),
  /** The cluster itself has an address on the internet. */
  publicEndpoint: bool,
  /** Names of its instances that have one. */
  publicInstances: listOf(string),
  modelRoles: listOf(shape({ feature: string, roleArn: string })),
})
const calls = {
  instances: listMarked<DescribeDBInstancesCommandInput, DescribeDBInstancesCommandOutput, DBInstance>('rds:DescribeDBInstances', {
    items: (page) => page.DBInstances, token: 'Marker', next: (page) => page.Marker, size: { field: 'MaxRecords', max: 100 }, per: 'item',
  }),
}

export default collector({
  type: 'aws.rds.db_cluster',
  kind: 'vector-store',
  service: 'rds',
  per: 'region',
  props,
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.security_group'] },
  calls,
  reads: [clusters],
  async list(ctx) {
    const all = await ctx.read(clusters)
    if (!all.ok) return ctx.unlisted(all.gap)
    await ctx.each([...all.value.values()].filter((cluster) => aiUse(cluster) !== null), (cluster) => tell(cluster, ctx))
  },
  async resolve({ id }, ctx) {
    const all = await ctx.read(clusters)
    if (!all.ok) return ctx.emit({ id, name: nameOf(id.replaceAll(':', '/')), props: all.gap, edges: all.gap })
    const cluster = all.value.get(id)
    if (cluster !== undefined) await tell(cluster, ctx)
  },
})

async function tell(cluster: DBCluster, ctx: Ctx<typeof props, typeof calls>): Promise<void> {
  const instances = await ctx.call.instances.all({ Filters: [{ Name: 'db-cluster-id', Values: [cluster.DBClusterArn ?? ''] }] })
  ctx.emit({
    id: cluster.DBClusterArn ?? '',
    name: cluster.DBClusterIdentifier ?? '',
    props: { ...clusterProps(cluster), publicInstances: known(instances, publicInstances) },
    edges: clusterEdges(cluster, placeOf(ctx)),
  })
}

/** Whether a table has a vector column is written in the database: of a cluster, only its roles, its name and its tags speak. */
export function aiUse(cluster: DBCluster): 'calls-models' | 'named' | null {
  if (modelRoles(cluster).length > 0) return 'calls-models'
  return namedForVectors(cluster.DBClusterIdentifier, cluster.DatabaseName, ...(cluster.TagList ?? []).flatMap((tag) => [tag.Key, tag.Value])) ? 'named' : null
}

export function publicInstances(instances: readonly DBInstance[]): string[] {
  return instances.filter((instance) => instance.PubliclyAccessible === true).map((instance) => instance.DBInstanceIdentifier ?? '').toSorted()
}

function modelRoles(cluster: DBCluster): { feature: string; roleArn: string }[] {
  return (cluster.AssociatedRoles ?? []).filter((role) => models.test(role.FeatureName ?? ''))
    .map((role) => ({ feature: role.FeatureName ?? '', roleArn: role.RoleArn ?? '' }))
}

/** Where the type is not told, being encrypted is being so with a KMS key. */
function storageEncryption(cluster: DBCluster): string | null {
  return cluster.StorageEncryptionType ?? (cluster.StorageEncrypted === undefined ? null : cluster.StorageEncrypted ? 'sse-kms' : 'none')
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function clusterProps(cluster: DBCluster) {
  return {
    status: said(cluster.Status),
    engine: said(cluster.Engine),
    createdAt: iso(cluster.ClusterCreateTime),
    aiUse: aiUse(cluster),
    storageEncryption: storageEncryption(cluster),
    kmsKeyId: said(cluster.KmsKeyId),
    iamAuthentication: cluster.IAMDatabaseAuthenticationEnabled ?? null,
    logExports: cluster.EnabledCloudwatchLogsExports ?? [],
    deletionProtection: cluster.DeletionProtection ?? null,
    publicEndpoint: cluster.PubliclyAccessible === true || cluster.InternetAccessGatewayEnabled === true,
    modelRoles: modelRoles(cluster),
  }
}

export function clusterEdges(cluster: DBCluster, place: Place): (Edge | null)[] {
  return [
    ...modelRoles(cluster).map(({ feature, roleArn }) => runsAs(said(roleArn), `AssociatedRoles ${feature}`)),
    encryptedBy(cluster.KmsKeyId, 'KmsKeyId'),
    ...placedIn([], (cluster.VpcSecurityGroups ?? []).flatMap((group) => group.VpcSecurityGroupId ?? []), place, 'VpcSecurityGroups'),
  ]
}
