// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('rekognition', 'rekognition', 'DescribeProjects', 'ListProjectPolicies', 'DescribeProjectVersions', 'ListStreamProcessors', 'DescribeStreamProcessor')
export default actions
