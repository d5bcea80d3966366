// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('ec2', 'ec2', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeRouteTables', 'DescribeVpcEndpoints', 'DescribeInstances')
export default actions
