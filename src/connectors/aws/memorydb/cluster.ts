// MemoryDB clusters with vector search: the others are caches like any.
import type {
  Cluster, DescribeClustersCommandInput, DescribeClustersCommandOutput, DescribeParametersCommandInput, DescribeParametersCommandOutput, Parameter,
} from '@aws-sdk/client-memorydb'
import { bool, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Answer, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, placedIn } from '../edges.js'
import { placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.memorydb.cluster',
  kind: 'vector-store',
  service: 'memorydb',
  per: 'region',
  props: shape({
    status: nullable(string),
    engine: nullable(string),
    engineVersion: nullable(string),
    tlsEnabled: nullable(bool),
    /** Null when AWS owns the key. */
    kmsKeyId: nullable(string),
    aclName: nullable(string),
    parameterGroup: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.security_group'] },
  calls: {
    list: list<DescribeClustersCommandInput, DescribeClustersCommandOutput, Cluster>('memorydb:DescribeClusters', { items: (page) => page.Clusters }),
    parameters: list<DescribeParametersCommandInput, DescribeParametersCommandOutput, Parameter>(
      'memorydb:DescribeParameters', { items: (page) => page.Parameters, per: 'item' },
    ),
  },
  async list(ctx) {
    const groups = new Map<string, Promise<Answer<Parameter[]>>>()
    const parametersOf = (ParameterGroupName: string): Promise<Answer<Parameter[]>> => {
      const asked = groups.get(ParameterGroupName) ?? ctx.call.parameters.all({ ParameterGroupName })
      groups.set(ParameterGroupName, asked)
      return asked
    }
    const searches = async (group: string): Promise<boolean> => {
      const parameters = await parametersOf(group)
      if (parameters.ok) return enablesSearch(parameters.value)
      // Whether its clusters are some of those to list is then not known.
      ctx.unlisted(parameters.gap)
      return false
    }
    await ctx.each(ctx.call.list.rows(), async (cluster) => {
      const vectors = byDefaultGroup(cluster.ParameterGroupName) ?? await searches(cluster.ParameterGroupName ?? '')
      if (vectors) ctx.emit({ id: cluster.ARN ?? '', name: cluster.Name ?? '', props: clusterProps(cluster), edges: clusterEdges(cluster, placeOf(ctx)) })
    })
  },
})

/** AWS's own parameter groups say it in their name: `default.memorydb-redis7.search`. Null for those of the account. */
export function byDefaultGroup(group: string | undefined): boolean | null {
  return group === undefined ? false : group.startsWith('default.') ? group.endsWith('.search') : null
}

export function enablesSearch(parameters: readonly Parameter[]): boolean {
  return parameters.some((parameter) => parameter.Name === 'search-enabled' && parameter.Value === 'yes')
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function clusterProps(cluster: Cluster) {
  return {
    status: said(cluster.Status),
    engine: said(cluster.Engine),
    engineVersion: said(cluster.EngineVersion),
    tlsEnabled: cluster.TLSEnabled ?? null,
    kmsKeyId: said(cluster.KmsKeyId),
    aclName: said(cluster.ACLName),
    parameterGroup: said(cluster.ParameterGroupName),
  }
}

export function clusterEdges(cluster: Cluster, place: Place): (Edge | null)[] {
  return [
    encryptedBy(cluster.KmsKeyId, 'KmsKeyId'),
    ...placedIn([], (cluster.SecurityGroups ?? []).flatMap((group) => group.SecurityGroupId ?? []), place, 'SecurityGroups'),
  ]
}
