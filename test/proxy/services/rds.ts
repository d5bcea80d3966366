// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('rds', 'rds', 'DescribeDBClusters', 'DescribeDBInstances')
export default actions
