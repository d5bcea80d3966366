// Security groups of what stands around AI: who may open a connection to it.
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2'
import { listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { nameOf, said } from '../names.js'
import { securityGroups } from './network.js'

export default collector({
  type: 'aws.ec2.security_group',
  kind: 'network',
  service: 'ec2',
  per: 'region',
  props: shape({
    groupName: nullable(string),
    vpcId: nullable(string),
    /** What is let in by address. Prefix lists and other groups name nobody by address and are left out. Ports are null where all are meant. */
    ingress: listOf(shape({ cidr: string, fromPort: nullable(number), toPort: nullable(number), protocol: string })),
  }),
  relates: {},
  calls: {},
  reads: [securityGroups],
  async resolve({ id }, ctx) {
    const groupId = nameOf(id)
    const all = await ctx.read(securityGroups)
    if (!all.ok) return ctx.emit({ id, name: groupId, props: all.gap })
    const group = all.value.get(groupId)
    if (group !== undefined) ctx.emit({ id, name: group.GroupName ?? groupId, props: securityGroupProps(group) })
  },
})

export interface Ingress {
  [field: string]: string | number | null
  cidr: string
  fromPort: number | null
  toPort: number | null
  protocol: string
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function securityGroupProps(group: SecurityGroup) {
  return { groupName: said(group.GroupName), vpcId: said(group.VpcId), ingress: (group.IpPermissions ?? []).flatMap(ingressOf) }
}

/** `-1` stands for every protocol, and has no ports. */
export function ingressOf(permission: IpPermission): Ingress[] {
  const cidrs = [...(permission.IpRanges ?? []).map((range) => range.CidrIp), ...(permission.Ipv6Ranges ?? []).map((range) => range.CidrIpv6)]
  const protocol = permission.IpProtocol ?? '-1'
  const port = (at: number | undefined): number | null => (protocol === '-1' || at === undefined || at === -1 ? null : at)
  return cidrs.flatMap((cidr) => (cidr === undefined ? [] : [{ cidr, fromPort: port(permission.FromPort), toPort: port(permission.ToPort), protocol }]))
}
