// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonguardduty.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('guardduty', 'guardduty', 'ListDetectors', 'GetDetector')
export default actions
