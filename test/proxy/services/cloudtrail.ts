// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('cloudtrail', 'cloudtrail', 'ListTrails', 'DescribeTrails', 'GetTrailStatus', 'GetEventSelectors', 'LookupEvents')
export default actions
