// A bucket's settings, as rules and access evaluation read them.
import type {
  GetBucketAclCommandOutput, GetBucketEncryptionCommandOutput, GetBucketLocationCommandOutput, GetBucketLoggingCommandOutput,
  GetBucketOwnershipControlsCommandOutput, GetObjectLockConfigurationCommandOutput, Grantee, PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3'
import { bool, shape } from '../../../core/shape.js'

export const publicAccessBlockShape = shape({ blockPublicAcls: bool, ignorePublicAcls: bool, blockPublicPolicy: bool, restrictPublicBuckets: bool })

/** Null when nothing was ever set. A switch left out when it was set is off. */
export function publicAccessBlock(block: PublicAccessBlockConfiguration | null | undefined) {
  return block == null ? null : {
    blockPublicAcls: block.BlockPublicAcls === true,
    ignorePublicAcls: block.IgnorePublicAcls === true,
    blockPublicPolicy: block.BlockPublicPolicy === true,
    restrictPublicBuckets: block.RestrictPublicBuckets === true,
  }
}

const groups: Readonly<Record<string, string>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': 'AllUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'AuthenticatedUsers',
  'http://acs.amazonaws.com/groups/s3/LogDelivery': 'LogDelivery',
}

export function acl(answer: GetBucketAclCommandOutput): { grantee: string; permission: string }[] {
  return (answer.Grants ?? []).map((grant) => ({ grantee: grantee(grant.Grantee, answer.Owner?.ID), permission: grant.Permission ?? '' }))
}

function grantee(to: Grantee | undefined, owner: string | undefined): string {
  if (to?.URI !== undefined) return groups[to.URI] ?? to.URI
  return to?.ID !== undefined && to.ID === owner ? 'owner' : `canonical:${to?.ID ?? ''}`
}

export function objectOwnership(answer: GetBucketOwnershipControlsCommandOutput | null): string | null {
  return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null
}

export function encryption(answer: GetBucketEncryptionCommandOutput | null): { algorithm: string; kmsKeyId: string | null } | null {
  for (const rule of answer?.ServerSideEncryptionConfiguration?.Rules ?? []) {
    const byDefault = rule.ApplyServerSideEncryptionByDefault
    if (byDefault?.SSEAlgorithm !== undefined) return { algorithm: byDefault.SSEAlgorithm, kmsKeyId: byDefault.KMSMasterKeyID ?? null }
  }
  return null
}

export function logging(answer: GetBucketLoggingCommandOutput): { targetBucket: string; targetPrefix: string } | null {
  const to = answer.LoggingEnabled
  return to === undefined ? null : { targetBucket: to.TargetBucket ?? '', targetPrefix: to.TargetPrefix ?? '' }
}

/** Mode and days are null where the lock is on without a default retention. */
export function objectLock(answer: GetObjectLockConfigurationCommandOutput | null): { mode: string | null; days: number | null } | null {
  const lock = answer?.ObjectLockConfiguration
  if (lock?.ObjectLockEnabled !== 'Enabled') return null
  const retention = lock.Rule?.DefaultRetention
  // Only one of the two is ever set; S3 may hand out the other as 0.
  const days = (retention?.Days ?? 0) + (retention?.Years ?? 0) * 365
  return { mode: retention?.Mode ?? null, days: days === 0 ? null : days }
}

/** The oldest region has no name here, and the second oldest an old one. */
export function locationRegion(answer: GetBucketLocationCommandOutput): string {
  const place = answer.LocationConstraint
  if (place === undefined) return 'us-east-1'
  return place === 'EU' ? 'eu-west-1' : place
}
