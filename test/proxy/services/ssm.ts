// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('ssm', 'ssm', 'DescribeParameters')
export default actions
