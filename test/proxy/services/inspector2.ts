// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoninspector2.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('inspector2', 'inspector2', 'BatchGetAccountStatus')
export default actions
