// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('config-service', 'config', 'DescribeConfigurationRecorders', 'DescribeConfigurationRecorderStatus')
export default actions
