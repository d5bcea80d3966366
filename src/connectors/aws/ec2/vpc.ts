// Networks in which something AI stands, with the private ways to AWS's services that they have.
import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { listOf, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { nameOf } from '../names.js'
import { subnets, vpcEndpoints } from './network.js'

export default collector({
  type: 'aws.ec2.vpc',
  kind: 'network',
  service: 'ec2',
  per: 'region',
  props: shape({
    subnetIds: listOf(string),
    /** Services that are reached by an endpoint that is up, without the region: `bedrock-runtime`, `sagemaker.api`, `s3`. */
    endpointServices: listOf(string),
  }),
  relates: {},
  calls: {},
  reads: [subnets, vpcEndpoints],
  async resolve({ id }, ctx) {
    const vpcId = nameOf(id)
    const [all, endpoints] = await Promise.all([ctx.read(subnets), ctx.read(vpcEndpoints)])
    if (!all.ok) return ctx.emit({ id, name: vpcId, props: all.gap })
    const own = [...all.value.values()].filter((subnet) => subnet.VpcId === vpcId)
    if (own.length === 0) return
    ctx.emit({
      id,
      name: vpcId,
      props: { subnetIds: own.map((subnet) => subnet.SubnetId ?? '').toSorted(), endpointServices: known(endpoints, (found) => servicesOf(found, vpcId)) },
    })
  },
})

export function servicesOf(endpoints: readonly VpcEndpoint[], vpcId: string): string[] {
  const up = endpoints.filter((endpoint) => endpoint.VpcId === vpcId && (endpoint.State ?? '').toLowerCase() === 'available')
  return [...new Set(up.map((endpoint) => serviceWord(endpoint.ServiceName ?? '')))].toSorted()
}

/** `com.amazonaws.us-east-1.sagemaker.api` is `sagemaker.api`; `aws.sagemaker.us-east-1.studio` is `sagemaker.studio`. */
export function serviceWord(name: string): string {
  return name.replace(/^(?:cn\.)?com\.amazonaws\.|^aws\.(?:api\.)?/, '').split('.').filter((part) => !/^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(part)).join('.')
}
