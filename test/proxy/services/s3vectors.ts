// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3vectors.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('s3vectors', 's3vectors', 'ListVectorBuckets', 'GetVectorBucket', 'GetVectorBucketPolicy')
export default actions
