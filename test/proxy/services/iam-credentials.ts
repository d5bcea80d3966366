// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('iam', 'iam', 'ListServiceSpecificCredentials', 'GetLoginProfile')
export default actions
