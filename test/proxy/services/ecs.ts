// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('ecs', 'ecs', 'ListTaskDefinitionFamilies', 'DescribeTaskDefinition')
export default actions
