// Whoever holds something in a project that matters to AI, or that rules the project: people, groups, accounts, everyone.
import type { cloudasset_v1 } from 'googleapis/build/src/apis/cloudasset/v1.js'
import { listOf, nullable, oneOf, shape, string, type Infer } from '../../../core/shape.js'
import { collector, type Answer, type Ctx, type GapMark } from '../../kit/collector.js'
import { list } from '../calls.js'
import { ownedBy } from '../edges.js'
import { bindingsOf, policies, type Policy } from '../iam-policies.js'
import { placeOf, projectName, type Place } from '../names.js'
import { lineage, unreadAbove } from '../resourcemanager/lineage.js'
import { rolesIn } from '../resourcemanager/project.js'
import { agentOf, isAiResource, isAlwaysTold, isTelling, memberText, memberTypeOf, memberTypes, nameOf } from './members.js'

const held = listOf(shape({ role: string, on: string, condition: nullable(string) }))
type Held = Infer<typeof held>

const props = shape({
  /** As IAM writes it: `user:ada@orchard.example`, `allUsers`. */
  member: string,
  memberType: oneOf(...memberTypes),
  /** The service whose agent it is, such as `aiplatform`: an account that Google made and runs. */
  agentOf: nullable(string),
  /** Every role on the project, above it, and on AI resources in it. */
  roles: held,
  /** Of these, those of the project's own policy ... */
  projectRoles: held,
  /** ... and those of the folders and the organisation above, which hold in the project as well. */
  rolesAbove: held,
})

const calls = {
  // The shared search may fail where direct reads stand in for it; here nothing does.
  search: list<cloudasset_v1.Schema$SearchAllIamPoliciesResponse, cloudasset_v1.Schema$IamPolicySearchResult>('cloudasset:searchAllIamPolicies', 'v1/{+scope}:searchAllIamPolicies', {
    needs: ['cloudasset.assets.searchAllIamPolicies'], items: (page) => page.results, max: 500, per: 'account',
  }),
}

export default collector({
  type: 'gcp.iam.principal',
  kind: 'identity',
  service: 'iam',
  per: 'account',
  props,
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'governed-by': ['gcp.iam.role'] },
  reads: [lineage, policies],
  calls,
  async list(ctx) {
    const place = placeOf(ctx)
    const [line, resources] = await Promise.all([ctx.read(lineage), aiResources(ctx)])
    if (!line.ok) return ctx.unlisted(line.gap)
    const { own, above } = line.value
    const hidden = { own: own.ok ? null : own.gap, above: unreadAbove(line.value), resources: resources.ok ? null : resources.gap }
    // Somebody may be named only where nobody could look.
    for (const gap of new Set(Object.values(hidden))) if (gap !== null) ctx.unlisted(gap)
    const holdings = gather([
      ...(own.ok ? [{ on: projectName(place.number), policy: own.value, part: 'own' as const }] : []),
      ...above.flatMap(({ name, policy }) => (policy.ok ? [{ on: `//cloudresourcemanager.googleapis.com/${name}`, policy: policy.value, part: 'above' as const }] : [])),
      ...(resources.ok ? [...resources.value].map(([on, policy]) => ({ on, policy, part: 'resources' as const })) : []),
    ])
    for (const [member, roles] of holdings) if (isWorthTelling(member, roles)) emit(ctx, place, member, roles, hidden)
  },
})

type Part = 'own' | 'above' | 'resources'
type Holdings = Record<Part, Held>

/** Policies set on AI resources themselves. */
async function aiResources(ctx: Ctx<typeof props, typeof calls>): Promise<Answer<Map<string, Policy>>> {
  const shared = await ctx.read(policies)
  if (shared.ok) return { ok: true, value: new Map([...shared.value].filter(([name]) => isAiResource(name))) }
  const rows = await ctx.call.search.all({ scope: `projects/${ctx.number}` })
  return rows.ok ? { ok: true, value: new Map(rows.value.flatMap(({ resource, policy }) => (resource == null || policy == null || !isAiResource(resource) ? [] : [[resource, policy]]))) } : rows
}

/** What each member holds, by member. */
export function gather(sources: readonly { on: string; policy: Policy; part: Part }[]): Map<string, Holdings> {
  const found = new Map<string, Holdings>()
  for (const { on, policy, part } of sources) {
    for (const { role, members, condition } of bindingsOf(policy)) {
      for (const member of new Set(members.map(memberText))) {
        let holdings = found.get(member)
        if (holdings === undefined) found.set(member, (holdings = { own: [], above: [], resources: [] }))
        holdings[part].push({ role, on, condition: condition === null ? null : condition.expression })
      }
    }
  }
  return found
}

export function isWorthTelling(member: string, { own, above, resources }: Holdings): boolean {
  return isAlwaysTold(member) || [...own, ...above, ...resources].some(({ role }) => isTelling(role))
}

function emit(ctx: Ctx<typeof props, typeof calls>, place: Place, member: string, { own, above, resources }: Holdings, hidden: Record<Part, GapMark | null>): void {
  const all = [...own, ...above, ...resources]
  const unread = hidden.own ?? hidden.above ?? hidden.resources
  const id = `//iam.googleapis.com/projects/${place.number}/principals/${member}`
  ctx.emit({
    id, name: nameOf(member), aliases: [id.replace(place.number, place.project)],
    props: {
      member, memberType: memberTypeOf(member), agentOf: agentOf(member),
      roles: unread ?? all, projectRoles: hidden.own ?? own, rolesAbove: hidden.above ?? above,
    },
    edges: [
      ownedBy(place),
      ...rolesIn(all.map(({ role }) => ({ role, members: [], condition: null }))),
      ...(unread === null ? [] : [{ type: 'governed-by' as const, unread }]),
    ],
  })
}
