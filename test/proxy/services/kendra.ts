// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkendra.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('kendra', 'kendra', 'ListIndices', 'DescribeIndex', 'ListDataSources', 'DescribeDataSource')
export default actions
