// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmacie.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('macie2', 'macie2', 'GetMacieSession', 'GetAutomatedDiscoveryConfiguration', 'ListClassificationJobs')
export default actions
