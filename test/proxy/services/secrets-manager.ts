// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('secrets-manager', 'secretsmanager', 'ListSecrets', 'DescribeSecret', 'GetResourcePolicy')
export default actions
