// Networks of the made-up account: one VPC with a subnet and a group for everything, endpoints of AI services, and a machine with an open port.
import { listed, made, type ServiceAnswers } from '../serve.js'

const groups = made('ec2.groups', (i, { account }) => ({
  GroupId: `sg-${i + 1}`, GroupName: `orchard-${i}`, Description: 'orchard', OwnerId: account, VpcId: 'vpc-1',
  IpPermissions: [{ IpProtocol: 'tcp', FromPort: 11434, ToPort: 11434, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }], IpPermissionsEgress: [],
}))
const subnets = made('ec2.subnets', (i, { account, region }) => ({
  SubnetId: `subnet-${i + 1}`, VpcId: 'vpc-1', OwnerId: account, AvailabilityZone: `${region}a`, CidrBlock: '10.0.0.0/24', State: 'available', MapPublicIpOnLaunch: false, AvailableIpAddressCount: 200,
}))
const tables = made('ec2.tables', (i, { account }) => ({
  RouteTableId: `rtb-${i + 1}`, VpcId: `vpc-${i + 1}`, OwnerId: account, Associations: [{ Main: true, RouteTableId: `rtb-${i + 1}`, RouteTableAssociationId: `rtbassoc-${i + 1}` }],
  Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' }],
}))
const endpoints = made('ec2.endpoints', (i, { account, region }) => ({
  VpcEndpointId: `vpce-${i + 1}`, VpcEndpointType: 'Interface', VpcId: 'vpc-1', ServiceName: `com.amazonaws.${region}.bedrock-runtime`, State: 'available', OwnerId: account, PrivateDnsEnabled: true,
  CreationTimestamp: '2026-03-01T00:00:00Z', PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } }] }),
}))
const reservations = made('ec2.reservations', (i, { account }) => ({
  ReservationId: `r-${i + 1}`, OwnerId: account, Instances: [{
    InstanceId: `i-${i + 1}`, InstanceType: 'g5.xlarge', State: { Code: 16, Name: 'running' }, SubnetId: 'subnet-1', VpcId: 'vpc-1', LaunchTime: '2026-03-01T00:00:00Z',
    SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'orchard-0' }], Tags: [{ Key: 'Name', Value: `orchard-ollama-${i}` }],
  }],
}))
const paging = { token: 'NextToken', size: 'MaxResults', max: 1000 }

export default {
  'ec2.DescribeSecurityGroups': listed(groups, { rows: 'SecurityGroups', ...paging }),
  'ec2.DescribeSubnets': listed(subnets, { rows: 'Subnets', ...paging }),
  'ec2.DescribeRouteTables': listed(tables, { rows: 'RouteTables', ...paging, max: 100 }),
  'ec2.DescribeVpcEndpoints': listed(endpoints, { rows: 'VpcEndpoints', ...paging }),
  'ec2.DescribeInstances': listed(reservations, { rows: 'Reservations', ...paging }),
} satisfies ServiceAnswers
