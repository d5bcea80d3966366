// What the organisation forbids in a project: constraints about AI, and about who can be let in, as they come out for it.
import type { orgpolicy_v2 } from 'googleapis/build/src/apis/orgpolicy/v2.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { getOrNull } from '../calls.js'
import { ownedBy } from '../edges.js'
import { placeOf, said } from '../names.js'
import { getProject } from '../session-calls.js'

type Policy = orgpolicy_v2.Schema$GoogleCloudOrgpolicyV2Policy

/** By name, https://cloud.google.com/resource-manager/docs/organization-policy/org-policy-constraints. */
export const constraints = [
  'iam.allowedPolicyMemberDomains', 'iam.managed.allowedPolicyMembers', 'iam.disableServiceAccountKeyCreation', 'iam.managed.disableServiceAccountKeyCreation',
  'storage.publicAccessPrevention', 'vertexai.allowedModels',
  'ainotebooks.accessMode', 'ainotebooks.disableFileDownloads', 'ainotebooks.disableRootAccess', 'ainotebooks.disableTerminal',
  'ainotebooks.environmentOptions', 'ainotebooks.requireAutoUpgradeSchedule', 'ainotebooks.restrictPublicIp', 'ainotebooks.restrictVpcNetworks',
] as const

export default collector({
  type: 'gcp.orgpolicy.policy',
  kind: 'policy',
  service: 'orgpolicy',
  per: 'account',
  props: shape({
    /** Such as `iam.allowedPolicyMemberDomains`. */
    constraint: string,
    /** It keeps anything from being done at all; a policy that allows everything is as good as none. */
    set: bool,
    /** Of constraints that are on or off. */
    enforced: nullable(bool),
    allowedValues: listOf(string),
    deniedValues: listOf(string),
    allowAll: bool,
    denyAll: bool,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    project: getProject,
    // A constraint that Google no longer has, or does not have yet, is not found.
    effective: getOrNull<Policy>('orgpolicy:projects.policies.getEffectivePolicy', 'v2/{+name}:getEffectivePolicy', { needs: ['orgpolicy.policy.get'], per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const ask = (constraint: string): Promise<Answer<Policy | null>> => ctx.call.effective({ name: `projects/${place.project}/policies/${constraint}` })
    const [first, ...others] = constraints
    const project = await ctx.call.project({ name: `projects/${place.project}` })
    // Only an organisation has such policies: nothing is asked about a project outside of any.
    const isAlone = project.ok && said(project.value.parent) === null
    const none: Answer<null> = { ok: true, value: null }
    const answer = isAlone ? none : await ask(first)
    // The right is one for all: what was refused once is not asked for again.
    const answers = isAlone || !answer.ok ? others.map(() => answer) : await Promise.all(others.map(ask))
    for (const [i, policy] of [answer, ...answers].entries()) {
      const constraint = constraints[i] ?? first
      const of = <T>(take: (facts: ReturnType<typeof factsOf>) => T) => known(policy, (found) => take(factsOf(found)))
      const path = `/policies/${constraint}`
      ctx.emit({
        id: `//orgpolicy.googleapis.com/projects/${place.number}${path}`, name: constraint, aliases: [`//orgpolicy.googleapis.com/projects/${place.project}${path}`],
        props: {
          constraint, set: of(({ set }) => set), enforced: of(({ enforced }) => enforced), allowedValues: of(({ allowedValues }) => allowedValues),
          deniedValues: of(({ deniedValues }) => deniedValues), allowAll: of(({ allowAll }) => allowAll), denyAll: of(({ denyAll }) => denyAll),
        },
        edges: [ownedBy(place)],
      })
    }
  },
})

/** What an effective policy says. Conditions are evaluated away in it, and so is what is inherited. */
export function factsOf(policy: Policy | null) {
  const rules = policy?.spec?.rules ?? []
  const switches = rules.flatMap(({ enforce }) => enforce ?? [])
  const texts = (take: 'allowedValues' | 'deniedValues'): string[] => [...new Set(rules.flatMap(({ values }) => values?.[take] ?? []))].toSorted()
  const facts = {
    enforced: switches.length === 0 ? null : switches.includes(true),
    allowedValues: texts('allowedValues'), deniedValues: texts('deniedValues'),
    allowAll: rules.some(({ allowAll }) => allowAll === true), denyAll: rules.some(({ denyAll }) => denyAll === true),
  }
  return { ...facts, set: facts.enforced === true || facts.denyAll || facts.allowedValues.length > 0 || facts.deniedValues.length > 0 }
}
