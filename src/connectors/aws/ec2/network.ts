// Networks of a region, each kind read once and whole: a scan asks about many subnets, and one page holds them all.
import type {
  DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput, DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput, DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput, DescribeVpcEndpointsCommandInput, DescribeVpcEndpointsCommandOutput, RouteTable, SecurityGroup, Subnet, VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'

export const securityGroups = sharedRead({
  id: 'ec2.securityGroups',
  per: 'region',
  calls: {
    list: list<DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput, SecurityGroup>('ec2:DescribeSecurityGroups', { items: (page) => page.SecurityGroups, max: 1000 }),
  },
  async load({ call }): Promise<Answer<ReadonlyMap<string, SecurityGroup>>> {
    return byId(await call.list.all({}), (group) => group.GroupId)
  },
})

export const subnets = sharedRead({
  id: 'ec2.subnets',
  per: 'region',
  calls: { list: list<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput, Subnet>('ec2:DescribeSubnets', { items: (page) => page.Subnets, max: 1000 }) },
  async load({ call }): Promise<Answer<ReadonlyMap<string, Subnet>>> {
    return byId(await call.list.all({}), (subnet) => subnet.SubnetId)
  },
})

export const routeTables = sharedRead({
  id: 'ec2.routeTables',
  per: 'region',
  calls: { list: list<DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput, RouteTable>('ec2:DescribeRouteTables', { items: (page) => page.RouteTables }) },
  load: ({ call }): Promise<Answer<RouteTable[]>> => call.list.all({}),
})

export const vpcEndpoints = sharedRead({
  id: 'ec2.vpcEndpoints',
  per: 'region',
  calls: {
    list: list<DescribeVpcEndpointsCommandInput, DescribeVpcEndpointsCommandOutput, VpcEndpoint>('ec2:DescribeVpcEndpoints', { items: (page) => page.VpcEndpoints, max: 1000 }),
  },
  load: ({ call }): Promise<Answer<VpcEndpoint[]>> => call.list.all({}),
})

function byId<T>(rows: Answer<T[]>, id: (row: T) => string | undefined): Answer<ReadonlyMap<string, T>> {
  return rows.ok ? { ok: true, value: new Map(rows.value.map((row) => [id(row) ?? '', row])) } : rows
}

/** The name that people gave, or the id. */
export function tagName(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined, id: string): string {
  const name = tags?.find((tag) => tag.Key === 'Name')?.Value ?? ''
  return name === '' ? id : name
}

/** Whether the internet reaches into the subnet, given that something in it has an address; null for one that is shared with us, whose routes only its owner sees. */
export function isPublic(subnet: Pick<Subnet, 'SubnetId' | 'VpcId'>, tables: readonly RouteTable[]): boolean | null {
  const own = tables.find((table) => table.Associations?.some((association) => association.SubnetId === subnet.SubnetId) === true)
  const table = own ?? tables.find((one) => one.VpcId === subnet.VpcId && one.Associations?.some((association) => association.Main === true) === true)
  if (table === undefined) return null
  return (table.Routes ?? []).some((route) => route.GatewayId?.startsWith('igw-') === true && route.State !== 'blackhole'
    && (route.DestinationCidrBlock === '0.0.0.0/0' || route.DestinationIpv6CidrBlock === '::/0'))
}
