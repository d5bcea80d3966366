// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonqbusiness.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('qbusiness', 'qbusiness',
  'ListApplications', 'GetApplication', 'GetChatControlsConfiguration', 'GetPolicy', 'ListDataAccessors', 'GetDataAccessor', 'ListPlugins', 'GetPlugin')
export default actions
