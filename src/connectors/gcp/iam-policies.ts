// Allow policies: those of a whole project in one search, single ones where the search may not or does not help.
import type { cloudasset_v1 } from 'googleapis/build/src/apis/cloudasset/v1.js'
import { listOf, nullable, shape, string, type Infer } from '../../core/shape.js'
import { known, sharedRead, type Answer, type Calls, type GapMark, type SharedCtx } from '../kit/collector.js'
import { list } from './calls.js'

/** A binding as the assets keep it. */
export const bindingsShape = listOf(shape({
  role: string, members: listOf(string), condition: nullable(shape({ title: string, expression: string })),
}))
export type Bindings = Infer<typeof bindingsShape>

/** An allow policy as every Google service writes it. */
export interface Policy {
  bindings?: { role?: string | null; members?: string[] | null; condition?: { title?: string | null; expression?: string | null } | null }[] | null
}

/** Conditions are part of a policy only in version 3; asked for less, a conditional binding comes without its condition. */
export const policyVersion = 3

export function bindingsOf(policy: Policy): Bindings {
  return (policy.bindings ?? []).map(({ role, members, condition }) => ({
    role: role ?? '', members: [...(members ?? [])].toSorted(),
    condition: condition == null || (condition.expression ?? '') === '' ? null : { title: condition.title ?? '', expression: condition.expression ?? '' },
  }))
}

type Found = ReadonlyMap<string, Policy>

/** Policies set on the resources of a project itself, by full resource name. */
export const policies = sharedRead({
  id: 'gcp.iam-policies',
  per: 'account',
  calls: {
    search: list<cloudasset_v1.Schema$SearchAllIamPoliciesResponse, cloudasset_v1.Schema$IamPolicySearchResult>('cloudasset:searchAllIamPolicies', 'v1/{+scope}:searchAllIamPolicies', {
      needs: ['cloudasset.assets.searchAllIamPolicies'], items: (page) => page.results, max: 500, per: 'account', spare: true,
    }),
  },
  load: async (ctx): Promise<Answer<Found>> => {
    const rows = await ctx.call.search.all({ scope: `projects/${ctx.number}` })
    return rows.ok ? { ok: true, value: new Map(rows.value.flatMap(({ resource, policy }) => (resource == null || policy == null ? [] : [[resource, policy]]))) } : rows
  },
})

/**
 * Bindings on a resource: from the search where it has them, else from the resource's own service. `names` are the ways in
 * which the search may spell it. The search lags behind and is not always allowed, so what it lacks is asked for.
 */
export async function bindingsOn(ctx: Pick<SharedCtx<Calls>, 'read'>, names: readonly string[], own: () => Promise<Answer<Policy | null>>): Promise<Bindings | GapMark> {
  const searched = await ctx.read(policies)
  const found = searched.ok ? names.map((name) => searched.value.get(name)).find((policy) => policy !== undefined) : undefined
  return found === undefined ? known(await own(), (policy) => bindingsOf(policy ?? {})) : bindingsOf(found)
}
