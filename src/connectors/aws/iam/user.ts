// IAM users: people and programs with credentials that do not expire by themselves.
import type { AccessKeyMetadata, GroupDetail, ListAccessKeysCommandInput, ListAccessKeysCommandOutput, UserDetail } from '@aws-sdk/client-iam'
import { any, bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { listMarker } from '../calls.js'
import { lastAccessedCalls, mayUseAi, readLastUsed } from './ai-services.js'
import { authorizationDetails } from './authorization-details.js'
import { modelProbes, probeShape, probesOf } from './model-probes.js'
import { attachedPolicies, inlinePolicies, tagMap } from './policy-document.js'

/** `groups`: those that the user is in. */
export function userProps(user: UserDetail, groups: readonly GroupDetail[]) {
  return {
    path: user.Path ?? '/',
    createdAt: user.CreateDate?.toISOString() ?? null,
    inlinePolicies: inlinePolicies(user.UserPolicyList),
    attachedPolicies: attachedPolicies(user.AttachedManagedPolicies),
    permissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    groups: groups.flatMap((group) => group.Arn ?? []),
    tags: tagMap(user.Tags),
  }
}

/** Neither the key's id nor its owner is kept. */
export function accessKeys(keys: readonly AccessKeyMetadata[]) {
  return keys.map((key) => ({ active: key.Status === 'Active', createdAt: key.CreateDate?.toISOString() ?? null }))
}

export default collector({
  type: 'aws.iam.user',
  kind: 'identity',
  service: 'iam',
  per: 'account',
  props: shape({
    path: string,
    createdAt: nullable(time),
    inlinePolicies: listOf(shape({ name: string, document: any })),
    attachedPolicies: listOf(string),
    permissionsBoundary: nullable(string),
    groups: listOf(string),
    tags: mapOf(string),
    accessKeys: listOf(shape({ active: bool, createdAt: nullable(time) })),
    aiServicesLastUsed: mapOf(string),
    /** Calls by which model thieves find out what they may use, in the day before the scan. */
    modelProbes: probeShape,
  }),
  relates: {},
  calls: {
    ...lastAccessedCalls,
    keys: listMarker<ListAccessKeysCommandInput, ListAccessKeysCommandOutput, AccessKeyMetadata>('iam:ListAccessKeys', {
      per: 'item', gone: ['NoSuchEntity', 'NoSuchEntityException'], items: (page) => page.AccessKeyMetadata,
    }),
  },
  reads: [authorizationDetails, modelProbes],
  async list({ call, each, emit, read, takenAt, unlisted, with: asked }) {
    const details = await read(authorizationDetails)
    if (!details.ok) return unlisted(details.gap)
    const byName = new Map(details.value.groups.map((group) => [group.GroupName, group]))
    const probers = await read(modelProbes)
    await each(details.value.users, async (user) => {
      const id = user.Arn ?? ''
      const groups = (user.GroupList ?? []).flatMap((name) => byName.get(name) ?? [])
      // A group made between two pages is named but not listed: what it grants is not known.
      const granted = () => groups.length < (user.GroupList ?? []).length || mayUseAi([
        { inline: user.UserPolicyList, attached: user.AttachedManagedPolicies },
        ...groups.map((group) => ({ inline: group.GroupPolicyList, attached: group.AttachedManagedPolicies })),
      ], details.value)
      const [keys, lastUsed] = await Promise.all([call.keys.all({ UserName: user.UserName }), readLastUsed(call, id, asked, granted)])
      emit({
        id,
        name: user.UserName ?? '',
        props: {
          ...userProps(user, groups), accessKeys: known(keys, accessKeys), aiServicesLastUsed: lastUsed,
          modelProbes: known(probers, (all) => probesOf(id, all, takenAt)),
        },
      })
    })
  },
})
