// S3 vector buckets: whole vector stores, with a policy and a default key of their own.
import type {
  GetVectorBucketCommandInput, GetVectorBucketCommandOutput, GetVectorBucketPolicyCommandInput, GetVectorBucketPolicyCommandOutput,
  ListVectorBucketsCommandInput, ListVectorBucketsCommandOutput, VectorBucket, VectorBucketSummary,
} from '@aws-sdk/client-s3vectors'
import { any, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { listLower, read, readOrNull } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, said } from '../names.js'

export default collector({
  type: 'aws.s3vectors.vector_bucket',
  kind: 'vector-store',
  service: 's3vectors',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    /** For indexes that do not say otherwise. */
    encryption: nullable(oneOf('AES256', 'aws:kms')),
    kmsKeyArn: nullable(string),
    policy: nullable(any),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListVectorBucketsCommandInput, ListVectorBucketsCommandOutput, VectorBucketSummary>(
      's3vectors:ListVectorBuckets', { items: (page) => page.vectorBuckets, max: 500 },
    ),
    get: read<GetVectorBucketCommandInput, GetVectorBucketCommandOutput>('s3vectors:GetVectorBucket', { gone: ['NotFoundException'] }),
    policy: readOrNull<GetVectorBucketPolicyCommandInput, GetVectorBucketPolicyCommandOutput>('s3vectors:GetVectorBucketPolicy', ['NotFoundException']),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async ({ vectorBucketArn = '', vectorBucketName, creationTime }) => {
      const [got, policy] = await Promise.all([call.get({ vectorBucketArn }), call.policy({ vectorBucketArn })])
      emit({
        id: vectorBucketArn,
        name: vectorBucketName ?? vectorBucketArn,
        props: {
          createdAt: iso(creationTime),
          encryption: known(got, ({ vectorBucket }) => vectorBucketProps(vectorBucket).encryption),
          kmsKeyArn: known(got, ({ vectorBucket }) => vectorBucketProps(vectorBucket).kmsKeyArn),
          policy: known(policy, (answer) => policyDocument(answer?.policy)),
        },
        edges: edgesOf(got, 'encrypted-by', ({ vectorBucket }) => [encryptedBy(vectorBucketProps(vectorBucket).kmsKeyArn, 'encryptionConfiguration')]),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function vectorBucketProps(bucket: VectorBucket | undefined) {
  return { encryption: bucket?.encryptionConfiguration?.sseType ?? null, kmsKeyArn: said(bucket?.encryptionConfiguration?.kmsKeyArn) }
}
