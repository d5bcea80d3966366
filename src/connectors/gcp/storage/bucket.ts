// Buckets that AI refers to: who may read and write them, and what stands against a mistake.
import type { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js'
import { bool, listOf, mapOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { get } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { bindingsOn, bindingsShape, policies, policyVersion } from '../iam-policies.js'
import { bucketName, iso, lastOf, placeOf, projectName, said } from '../names.js'

type Bucket = storage_v1.Schema$Bucket

export default collector({
  type: 'gcp.storage.bucket',
  kind: 'bucket',
  service: 'storage',
  per: 'account',
  props: shape({
    /** `missing`: nobody has a bucket of that name, so anyone may come to. */
    state: oneOf('there', 'missing'),
    projectNumber: nullable(string),
    location: nullable(string),
    createdAt: nullable(time),
    labels: mapOf(string),
    bindings: bindingsShape,
    /** Entities of bucket and default object ACLs; none under uniform access. */
    acl: listOf(shape({ entity: string, role: string })),
    publicAccessPrevention: nullable(oneOf('enforced', 'inherited')),
    uniformAccess: nullable(bool),
    kmsKey: nullable(string),
    versioning: nullable(bool),
    /** Seconds for which objects cannot be deleted or overwritten. */
    retentionSeconds: nullable(number),
    retentionLocked: nullable(bool),
    objectRetention: nullable(bool),
    /** Seconds for which deleted objects can be brought back. */
    softDeleteSeconds: nullable(number),
    logBucket: nullable(string),
    /** Public address ranges that are let in where an IP filter is on; null where none is. */
    ipFilter: nullable(listOf(string)),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  reads: [policies],
  calls: {
    get: get<Bucket>('storage:buckets.get', 'storage/v1/b/{bucket}', { absent: ['NOT_FOUND', 'notFound'] }),
    policy: get<storage_v1.Schema$Policy>('storage:buckets.getIamPolicy', 'storage/v1/b/{bucket}/iam', { absent: ['NOT_FOUND', 'notFound'] }),
  },
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const name = lastOf(ref.id)
    const bucket = await call.get({ bucket: name, projection: 'full' })
    const isMissing = bucket.ok && bucket.value === null
    const bindings = isMissing ? [] : await bindingsOn(ctx, [bucketName(name)], () => call.policy({ bucket: name, optionsRequestedPolicyVersion: policyVersion }))
    const value = <T>(take: (of: Bucket) => T, missing: T) => known(bucket, (of) => (of === null ? missing : take(of)))
    const owner = bucket.ok ? said(bucket.value?.projectNumber) : null
    emit({
      id: bucketName(name), name,
      props: {
        state: known(bucket, (of) => (of === null ? 'missing' : 'there')),
        projectNumber: value((of) => said(of.projectNumber), null),
        location: value((of) => said(of.location)?.toLowerCase() ?? null, null),
        createdAt: value((of) => iso(of.timeCreated), null),
        labels: value((of) => of.labels ?? {}, {}),
        bindings,
        acl: value(aclOf, []),
        publicAccessPrevention: value((of) => said(of.iamConfiguration?.publicAccessPrevention), null),
        uniformAccess: value((of) => of.iamConfiguration?.uniformBucketLevelAccess?.enabled === true, null),
        kmsKey: value((of) => said(of.encryption?.defaultKmsKeyName), null),
        versioning: value((of) => of.versioning?.enabled === true, null),
        retentionSeconds: value((of) => seconds(of.retentionPolicy?.retentionPeriod), null),
        retentionLocked: value((of) => of.retentionPolicy?.isLocked === true, null),
        objectRetention: value((of) => of.objectRetention?.mode === 'Enabled', null),
        softDeleteSeconds: value((of) => seconds(of.softDeletePolicy?.retentionDurationSeconds), null),
        logBucket: value((of) => said(of.logging?.logBucket), null),
        ipFilter: value((of) => (of.ipFilter?.mode === 'Enabled' ? of.ipFilter.publicNetworkSource?.allowedIpCidrRanges ?? [] : null), null),
      },
      edges: bucket.ok ? [
        owner === null || owner === place.number ? (isMissing ? null : ownedBy(place)) : { type: 'owned-by', target: 'gcp.resourcemanager.project', to: projectName(owner), via: 'projectNumber' },
        encryptedBy(said(bucket.value?.encryption?.defaultKmsKeyName), 'encryption.defaultKmsKeyName'),
      ] : bucket.gap,
    })
  },
})

function aclOf({ acl, defaultObjectAcl }: Bucket): { entity: string; role: string }[] {
  return [...(acl ?? []), ...(defaultObjectAcl ?? [])].map(({ entity, role }) => ({ entity: entity ?? '', role: role ?? '' }))
}

/** 64-bit numbers come as text. */
function seconds(text: string | null | undefined): number | null {
  return said(text) === null ? null : Number(text)
}
