// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('kms', 'kms', 'DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus')
export default actions
