// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecurityhub.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('securityhub', 'securityhub', 'GetEnabledStandards')
export default actions
