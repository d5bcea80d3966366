// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchservice.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('opensearch', 'es', 'ListDomainNames', 'DescribeDomains')
export default actions
