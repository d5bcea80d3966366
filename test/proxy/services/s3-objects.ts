// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
import type { IamActions } from '../iam-actions.js'

const actions: IamActions = [['s3:HeadObject', ['s3:GetObject']], ['s3:GetObject', ['s3:GetObject']]]
export default actions
