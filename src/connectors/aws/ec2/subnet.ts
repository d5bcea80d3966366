// Subnets in which something AI stands; the others are never looked up.
import type { Subnet } from '@aws-sdk/client-ec2'
import { bool, nullable, shape, string } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { ec2Arn } from '../edges.js'
import { nameOf, placeOf, said, type Place } from '../names.js'
import { isPublic, routeTables, subnets, tagName } from './network.js'

export default collector({
  type: 'aws.ec2.subnet',
  kind: 'network',
  service: 'ec2',
  per: 'region',
  props: shape({
    vpcId: nullable(string),
    zone: nullable(string),
    /** Routes to an internet gateway; null for a subnet shared by another account, whose routes only its owner sees. */
    public: nullable(bool),
    /** Whether what is started in it gets a public address by itself. */
    mapsPublicIp: bool,
  }),
  relates: { 'placed-in': ['aws.ec2.vpc'] },
  calls: {},
  reads: [subnets, routeTables],
  async resolve({ id }, ctx) {
    const subnetId = nameOf(id)
    const [all, tables] = await Promise.all([ctx.read(subnets), ctx.read(routeTables)])
    if (!all.ok) return ctx.emit({ id, name: subnetId, props: all.gap, edges: all.gap })
    const subnet = all.value.get(subnetId)
    if (subnet === undefined) return
    ctx.emit({
      id,
      name: tagName(subnet.Tags, subnetId),
      props: { ...subnetProps(subnet), public: known(tables, (routes) => isPublic(subnet, routes)) },
      edges: [toVpc(subnet.VpcId, placeOf(ctx))],
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function subnetProps(subnet: Subnet) {
  return { vpcId: said(subnet.VpcId), zone: said(subnet.AvailabilityZone), mapsPublicIp: subnet.MapPublicIpOnLaunch === true }
}

export function toVpc(vpcId: string | undefined, place: Place): Edge | null {
  return said(vpcId) === null ? null : { type: 'placed-in', target: 'aws.ec2.vpc', to: ec2Arn(place, `vpc/${vpcId}`), via: 'VpcId' }
}
