// All Aurora and RDS clusters of a region, read once: for those that say they are for AI, and for those that something points at.
import type { DBCluster, DescribeDBClustersCommandInput, DescribeDBClustersCommandOutput } from '@aws-sdk/client-rds'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listMarked } from '../calls.js'

/** By ARN. */
export type Clusters = ReadonlyMap<string, DBCluster>

export const clusters = sharedRead({
  id: 'rds.clusters',
  per: 'region',
  calls: {
    list: listMarked<DescribeDBClustersCommandInput, DescribeDBClustersCommandOutput, DBCluster>('rds:DescribeDBClusters', {
      items: (page) => page.DBClusters, token: 'Marker', next: (page) => page.Marker, size: { field: 'MaxRecords', max: 100 },
    }),
  },
  async load({ call }): Promise<Answer<Clusters>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    // The answer has Neptune's and DocumentDB's clusters as well.
    const relational = listed.value.filter((cluster) => /^(?:aurora|postgres|mysql)/.test(cluster.Engine ?? ''))
    return { ok: true, value: new Map(relational.map((cluster) => [cluster.DBClusterArn ?? '', cluster])) }
  },
})
