// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmemorydb.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('memorydb', 'memorydb', 'DescribeClusters', 'DescribeParameters')
export default actions
