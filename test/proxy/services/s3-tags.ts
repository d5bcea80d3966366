// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('s3', 's3', 'GetBucketTagging')
export default actions
