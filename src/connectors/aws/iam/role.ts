// IAM roles: what workloads run as.
import type { RoleDetail } from '@aws-sdk/client-iam'
import { any, bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { lastAccessedCalls, mayUseAi, readLastUsed } from './ai-services.js'
import { authorizationDetails } from './authorization-details.js'
import { modelProbes, probeShape, probesOf } from './model-probes.js'
import { attachedPolicies, inlinePolicies, policyDocument, tagMap } from './policy-document.js'
import { trustedAccounts, trustedServices } from './trust.js'

export function roleProps(role: RoleDetail) {
  return {
    path: role.Path ?? '/',
    createdAt: role.CreateDate?.toISOString() ?? null,
    trustPolicy: policyDocument(role.AssumeRolePolicyDocument),
    trustedServices: trustedServices(policyDocument(role.AssumeRolePolicyDocument)),
    trustedAccounts: trustedAccounts(policyDocument(role.AssumeRolePolicyDocument)),
    inlinePolicies: inlinePolicies(role.RolePolicyList),
    attachedPolicies: attachedPolicies(role.AttachedManagedPolicies),
    permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    serviceLinked: (role.Path ?? '').startsWith('/aws-service-role/'),
    lastUsedAt: role.RoleLastUsed?.LastUsedDate?.toISOString() ?? null,
    instanceProfiles: (role.InstanceProfileList ?? []).flatMap((profile) => profile.Arn ?? []),
    tags: tagMap(role.Tags),
  }
}

export default collector({
  type: 'aws.iam.role',
  kind: 'role',
  service: 'iam',
  per: 'account',
  props: shape({
    path: string,
    createdAt: nullable(time),
    trustPolicy: nullable(any),
    trustedServices: listOf(shape({ service: string, sourceCondition: bool })),
    trustedAccounts: listOf(shape({ account: string, externalId: bool })),
    inlinePolicies: listOf(shape({ name: string, document: any })),
    attachedPolicies: listOf(string),
    permissionsBoundary: nullable(string),
    serviceLinked: bool,
    lastUsedAt: nullable(time),
    instanceProfiles: listOf(string),
    tags: mapOf(string),
    aiServicesLastUsed: mapOf(string),
    /** Calls by which model thieves find out what they may use, in the day before the scan. */
    modelProbes: probeShape,
  }),
  relates: {},
  calls: lastAccessedCalls,
  reads: [authorizationDetails, modelProbes],
  async list({ call, each, emit, read, takenAt, unlisted, with: asked }) {
    const details = await read(authorizationDetails)
    if (!details.ok) return unlisted(details.gap)
    const probers = await read(modelProbes)
    await each(details.value.roles, async (role) => {
      const id = role.Arn ?? ''
      const granted = () => mayUseAi([{ inline: role.RolePolicyList, attached: role.AttachedManagedPolicies }], details.value)
      const lastUsed = await readLastUsed(call, id, asked, granted)
      emit({
        id,
        name: role.RoleName ?? '',
        props: { ...roleProps(role), aiServicesLastUsed: lastUsed, modelProbes: known(probers, (all) => probesOf(id, all, takenAt)) },
      })
    })
  },
})
