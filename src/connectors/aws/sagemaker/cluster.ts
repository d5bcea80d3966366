// HyperPod clusters: fleets of accelerators on which foundation models are trained, as Slurm or as nodes of an EKS cluster.
import type {
  ClusterInstanceStorageConfig, ClusterSummary, DescribeClusterCommandInput, DescribeClusterCommandOutput, ListClustersCommandInput, ListClustersCommandOutput, VpcConfig,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.sagemaker.cluster',
  kind: 'provisioned-capacity',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'Deleting', 'Failed', 'InService', 'RollingBack', 'SystemUpdating', 'Updating')),
    subnetIds: listOf(string),
    clusterRole: nullable(string),
    groups: listOf(shape({
      name: string,
      executionRole: nullable(string),
      /** Where the scripts are that every new node runs as root. */
      lifecycleUri: nullable(string),
      /** Of its own, in place of the cluster's. */
      subnetIds: listOf(string),
      /** Keys of its volumes; null for one without. */
      volumeKeys: listOf(nullable(string)),
      imageStatus: nullable(oneOf('UpToDate', 'UpdateAvailable', 'SecurityUpdateRequired', 'EndOfLife')),
    })),
    /** Name of the EKS cluster whose nodes these are; null under Slurm. */
    eksCluster: nullable(string),
    createdAt: nullable(time),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'built-by': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'], 'governed-by': ['aws.eks.cluster'],
  },
  calls: {
    list: list<ListClustersCommandInput, ListClustersCommandOutput, ClusterSummary>('sagemaker:ListClusters', { items: (page) => page.ClusterSummaries }),
    describe: read<DescribeClusterCommandInput, DescribeClusterCommandOutput>('sagemaker:DescribeCluster'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ ClusterName: row.ClusterName })
      emit({
        id: row.ClusterArn ?? '', name: row.ClusterName ?? '',
        props: known(detail, clusterProps), edges: known(detail, (cluster) => clusterEdges(cluster, placeOf(ctx))),
      })
    })
  },
})

/** What plain and restricted instance groups have in common. */
interface Group {
  InstanceGroupName?: string | undefined
  ExecutionRole?: string | undefined
  OverrideVpcConfig?: VpcConfig | undefined
  InstanceStorageConfigs?: ClusterInstanceStorageConfig[] | undefined
  LifeCycleConfig?: { SourceS3Uri?: string | undefined } | undefined
  ImageVersionStatus?: string | undefined
}

function groupsOf(cluster: DescribeClusterCommandOutput): Group[] {
  return [...(cluster.InstanceGroups ?? []), ...(cluster.RestrictedInstanceGroups ?? [])]
}

function volumeKeys(group: Group): (string | null)[] {
  return (group.InstanceStorageConfigs ?? []).flatMap(({ EbsVolumeConfig }) => (EbsVolumeConfig === undefined ? [] : [said(EbsVolumeConfig.VolumeKmsKeyId)]))
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function clusterProps(cluster: DescribeClusterCommandOutput) {
  const orchestrator = said(cluster.Orchestrator?.Eks?.ClusterArn)
  return {
    status: cluster.ClusterStatus ?? null,
    subnetIds: cluster.VpcConfig?.Subnets ?? [],
    clusterRole: said(cluster.ClusterRole),
    eksCluster: orchestrator === null ? null : nameOf(orchestrator),
    groups: groupsOf(cluster).map((group) => ({
      name: group.InstanceGroupName ?? '',
      executionRole: said(group.ExecutionRole),
      lifecycleUri: said(group.LifeCycleConfig?.SourceS3Uri),
      subnetIds: group.OverrideVpcConfig?.Subnets ?? [],
      volumeKeys: volumeKeys(group),
      imageStatus: group.ImageVersionStatus ?? null,
    })),
    createdAt: iso(cluster.CreationTime),
  }
}

export function clusterEdges(cluster: DescribeClusterCommandOutput, place: Place): (Edge | null)[] {
  const orchestrator = said(cluster.Orchestrator?.Eks?.ClusterArn)
  return [
    orchestrator === null ? null : { type: 'governed-by', target: 'aws.eks.cluster', to: orchestrator, via: 'Orchestrator.Eks.ClusterArn' },
    runsAs(said(cluster.ClusterRole), 'ClusterRole'),
    ...placedIn(cluster.VpcConfig?.Subnets, cluster.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
    ...groupsOf(cluster).flatMap((group) => [
      runsAs(said(group.ExecutionRole), 'InstanceGroups.ExecutionRole'),
      toBucket('built-by', group.LifeCycleConfig?.SourceS3Uri, place.partition, 'InstanceGroups.LifeCycleConfig.SourceS3Uri'),
      ...volumeKeys(group).map((key) => encryptedBy(key, 'InstanceGroups.InstanceStorageConfigs')),
      ...placedIn(group.OverrideVpcConfig?.Subnets, group.OverrideVpcConfig?.SecurityGroupIds, place, 'InstanceGroups.OverrideVpcConfig'),
    ]),
  ]
}
