// S3 buckets, read only when something AI points at them: whose they are, and how an own one is set up.
import type {
  GetBucketAclCommandInput, GetBucketAclCommandOutput, GetBucketEncryptionCommandInput, GetBucketEncryptionCommandOutput,
  GetBucketLocationCommandInput, GetBucketLocationCommandOutput, GetBucketLoggingCommandInput, GetBucketLoggingCommandOutput,
  GetBucketOwnershipControlsCommandInput, GetBucketOwnershipControlsCommandOutput, GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput,
  GetBucketTaggingCommandInput, GetBucketTaggingCommandOutput, GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput,
  GetObjectLockConfigurationCommandInput, GetObjectLockConfigurationCommandOutput, GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput,
} from '@aws-sdk/client-s3'
import { any, bool, listOf, mapOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read, readOrNull } from '../calls.js'
import { policyDocument, tagMap } from '../iam/policy-document.js'
import { headBucket, ownBuckets, type Head } from './ownership.js'
import { requiresTls } from './tls.js'
import { acl, encryption, locationRegion, logging, objectLock, objectOwnership, publicAccessBlock, publicAccessBlockShape } from './settings.js'

const gone = ['NoSuchBucket']

/** Settings of a bucket that is not the account's own: nothing of them applies. */
const noSettings = {
  requiresTls: null, policy: null, publicAccessBlock: null, acl: [], objectOwnership: null, encryption: null, versioning: null, logging: null, objectLock: null,
  tags: {},
}

export function foreignBucket(head: Head) {
  return { owner: head === null ? 'missing' : 'other', region: head?.BucketRegion ?? null, ...noSettings }
}

/** Access point aliases and directory buckets stand where a bucket name may stand, and are none. */
export function isBucketName(name: string): boolean {
  return !/(?:-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name)
}

export default collector({
  type: 'aws.s3.bucket',
  kind: 'bucket',
  service: 's3',
  per: 'account',
  props: shape({
    owner: oneOf('self', 'other', 'missing'),
    region: nullable(string),
    policy: nullable(any),
    /** Whether the policy refuses plain HTTP to everyone; null where the settings are not ours to read. */
    requiresTls: nullable(bool),
    publicAccessBlock: nullable(publicAccessBlockShape),
    acl: listOf(shape({ grantee: string, permission: oneOf('READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL') })),
    objectOwnership: nullable(oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')),
    encryption: nullable(shape({ algorithm: string, kmsKeyId: nullable(string) })),
    versioning: nullable(oneOf('Enabled', 'Suspended')),
    logging: nullable(shape({ targetBucket: string, targetPrefix: string })),
    objectLock: nullable(shape({ mode: nullable(string), days: nullable(number) })),
    tags: mapOf(string),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {
    head: headBucket,
    location: read<GetBucketLocationCommandInput, GetBucketLocationCommandOutput>('s3:GetBucketLocation', { gone }),
    policy: readOrNull<GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput>('s3:GetBucketPolicy', ['NoSuchBucketPolicy'], { gone }),
    publicAccessBlock: readOrNull<GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput>(
      's3:GetPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration'], { needs: ['s3:GetBucketPublicAccessBlock'], gone },
    ),
    acl: read<GetBucketAclCommandInput, GetBucketAclCommandOutput>('s3:GetBucketAcl', { gone }),
    ownershipControls: readOrNull<GetBucketOwnershipControlsCommandInput, GetBucketOwnershipControlsCommandOutput>(
      's3:GetBucketOwnershipControls', ['OwnershipControlsNotFoundError'], { gone },
    ),
    encryption: readOrNull<GetBucketEncryptionCommandInput, GetBucketEncryptionCommandOutput>(
      's3:GetBucketEncryption', ['ServerSideEncryptionConfigurationNotFoundError'], { needs: ['s3:GetEncryptionConfiguration'], gone },
    ),
    versioning: read<GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput>('s3:GetBucketVersioning', { gone }),
    logging: read<GetBucketLoggingCommandInput, GetBucketLoggingCommandOutput>('s3:GetBucketLogging', { gone }),
    objectLock: readOrNull<GetObjectLockConfigurationCommandInput, GetObjectLockConfigurationCommandOutput>(
      's3:GetObjectLockConfiguration', ['ObjectLockConfigurationNotFoundError'], { needs: ['s3:GetBucketObjectLockConfiguration'], gone },
    ),
    tagging: readOrNull<GetBucketTaggingCommandInput, GetBucketTaggingCommandOutput>('s3:GetBucketTagging', ['NoSuchTagSet'], { gone }),
  },
  reads: [ownBuckets],
  async resolve({ id }, { call, emit, read: shared, scope, partition }) {
    const name = parseArn(id)?.resource
    if (name === undefined || !isBucketName(name)) return
    const own = await shared(ownBuckets)
    if (!own.ok) return emit({ id, name, props: own.gap })
    const listed = own.value.get(name)
    if (listed === undefined) return emit({ id, name, props: known(await call.head({ Bucket: name }), foreignBucket) })

    const region = listed ?? known(await call.location({ Bucket: name }), locationRegion)
    const bucket = { Bucket: name }
    const at = typeof region === 'string' ? { region } : {}
    const [policy, block, grants, ownership, encrypted, versions, logs, lock, tags] = await Promise.all([
      call.policy(bucket, at), call.publicAccessBlock(bucket, at), call.acl(bucket, at), call.ownershipControls(bucket, at),
      call.encryption(bucket, at), call.versioning(bucket, at), call.logging(bucket, at), call.objectLock(bucket, at), call.tagging(bucket, at),
    ])
    emit({
      id,
      name,
      props: {
        owner: 'self',
        region,
        policy: known(policy, (answer) => policyDocument(answer?.Policy)),
        requiresTls: known(policy, (answer) => requiresTls(policyDocument(answer?.Policy))),
        publicAccessBlock: known(block, (answer) => publicAccessBlock(answer?.PublicAccessBlockConfiguration)),
        acl: known(grants, acl),
        objectOwnership: known(ownership, objectOwnership),
        encryption: known(encrypted, encryption),
        versioning: known(versions, (answer) => answer.Status ?? null),
        logging: known(logs, logging),
        objectLock: known(lock, objectLock),
        tags: known(tags, (answer) => tagMap(answer?.TagSet)),
      },
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${scope.account}:root` }],
    })
  },
})
