// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccessanalyzer.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('accessanalyzer', 'access-analyzer', 'ListAnalyzers')
export default actions
