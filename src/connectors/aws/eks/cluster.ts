// EKS clusters that HyperPod puts its nodes into: who may reach their API.
import type { DescribeClusterCommandInput, DescribeClusterCommandOutput } from '@aws-sdk/client-eks'
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { read } from '../calls.js'
import { iso, nameOf, said } from '../names.js'

export default collector({
  type: 'aws.eks.cluster',
  kind: 'cluster',
  service: 'eks',
  per: 'region',
  props: shape({
    version: nullable(string),
    publicAccess: bool,
    /** Addresses that the public endpoint answers, while there is one. */
    publicCidrs: listOf(string),
    privateAccess: bool,
    createdAt: nullable(time),
  }),
  relates: {},
  calls: { describe: read<DescribeClusterCommandInput, DescribeClusterCommandOutput>('eks:DescribeCluster') },
  async resolve(ref, { call, emit }) {
    const name = nameOf(ref.id)
    const detail = await call.describe({ name })
    emit({ id: ref.id, name, props: known(detail, eksClusterProps) })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function eksClusterProps({ cluster }: Pick<DescribeClusterCommandOutput, 'cluster'>) {
  const network = cluster?.resourcesVpcConfig
  return {
    version: said(cluster?.version),
    publicAccess: network?.endpointPublicAccess === true,
    publicCidrs: network?.publicAccessCidrs ?? [],
    privateAccess: network?.endpointPrivateAccess === true,
    createdAt: iso(cluster?.createdAt),
  }
}
