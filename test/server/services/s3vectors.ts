// S3 vector buckets of the made-up account: every other one has a policy.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const buckets = made('s3vectors.buckets', (i, place) => ({
  vectorBucketName: `orchard-vectors-${i}`, vectorBucketArn: place.arn('s3vectors', `bucket/orchard-vectors-${i}`), creationTime: place.ago(48 + i), encryptionConfiguration: { sseType: 'AES256' },
}))

export default {
  's3vectors.ListVectorBuckets': listed(buckets, { rows: 'vectorBuckets', max: 500, fields: ['vectorBucketName', 'vectorBucketArn', 'creationTime'] }),
  's3vectors.GetVectorBucket': described(buckets, { by: { vectorBucketArn: 'vectorBucketArn' }, in: 'vectorBucket', gone: 'NotFoundException' }),
  's3vectors.GetVectorBucketPolicy': (account, { region, input }) => {
    const i = buckets(account, region).findIndex((row) => row['vectorBucketArn'] === input['vectorBucketArn'])
    if (i % 2 !== 0) return { error: 'NotFoundException', status: 404, message: 'The specified vector bucket policy could not be found' }
    return { json: { policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account.account }, Action: 's3vectors:QueryVectors', Resource: '*' }] }) } }
  },
} satisfies ServiceAnswers
