// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('cloudwatch-logs', 'logs', 'DescribeLogGroups')
export default actions
