// The evaluation of one request by all policies that have a say in it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import type { GapId, Json } from '../../core/index.js'
import { type Policy, statementsAbout } from './document.js'
import { type Hit, type Request, hit } from './statement.js'
import { candidates } from './candidates.js'
import { type Open, type Truth, and, conditionsOf, gapsOf, maybe, not, or } from '../truth.js'
import { trimmed } from './trimmed.js'

export type LayerName = 'identity' | 'boundary' | 'session' | 'scp' | 'rcp' | 'resource'

/** A policy and where it was read. */
export interface Source {
  layer: LayerName
  /** Asset it was read from. */
  asset: string
  /** Path below the asset's properties, such as `inlinePolicies[0].document`. */
  path: string
  /** Name of the policy. */
  name: string
  policy: Policy
}

/** Policies that speak with one voice: one Allow among them is enough. */
export interface Layer {
  sources: readonly Source[]
  /** What of the layer could not be read: it may allow or deny anything. */
  unread: readonly Open[]
}

export interface Policies {
  /** Null when they are nobody's here to read: strangers, services, other accounts. Then their own side is taken to allow. */
  identity: Layer | null
  boundary: Layer | null
  session: Layer | null
  /** From the root of the organisation down to the account; each must allow. */
  scps: readonly Layer[]
  rcps: readonly Layer[]
  /** Null when the resource has no policy. */
  resource: Layer | null
  /** The resource's own policy must allow even within the account: roles being assumed, KMS keys. */
  resourceMustAllow: boolean
  /** The resource is in another account than who asks: both sides must allow. */
  crossAccount: boolean
  /** Gaps that leave the answer standing with less confidence. */
  doubts: readonly GapId[]
  /** What people should know of how the policies were gathered. */
  notes: readonly string[]
}

export const noPolicies: Policies = {
  identity: null, boundary: null, session: null, scps: [], rcps: [], resource: null,
  resourceMustAllow: false, crossAccount: false, doubts: [], notes: [],
}

/** A statement that decides. */
export interface Deciding {
  effect: 'Allow' | 'Deny'
  layer: LayerName
  asset: string
  /** Such as `inlinePolicies[0].document.Statement[1]`. */
  path: string
  policy: string
  sid: string | null
  /** The statement with only the actions and resources that matter. */
  statement: Json
}

export interface Decision {
  state: 'allowed' | 'denied' | 'depends' | 'unknown'
  /** Denied by a Deny rather than for want of an Allow. */
  explicit: boolean
  statements: Deciding[]
  /** Conditions it depends on. */
  conditions: string[]
  /** Gaps that hide the answer. */
  gaps: GapId[]
  doubts: GapId[]
  notes: string[]
}

interface Look {
  truth: Truth
  hits: (Hit & { source: Source })[]
}

/** Decides a request; one about some of many resources is allowed when any of the parts its policies name is. */
export function evaluate(request: Request, policies: Policies): Decision {
  let best: Decision | undefined
  for (const part of candidates(request, policies)) {
    const decision = decide(part, policies)
    if (decision.state === 'allowed') return decision
    if (best === undefined || weight(decision) > weight(best)) best = decision
  }
  return best ?? decide(request, policies)
}

function weight({ state, explicit }: Decision): number {
  return state === 'unknown' ? 3 : state === 'depends' ? 2 : explicit ? 1 : 0
}

function decide(request: Request, policies: Policies): Decision {
  const { identity, boundary, session, scps, rcps, resource } = policies
  const denies = [...present(identity, boundary, session, resource), ...scps, ...rcps].map((l) => look(l, 'Deny', request))
  const deny = or(...denies.map((d) => d.truth))
  if (deny === true) return dressed(deny, request, policies, denies, { explicit: true })

  const own = identity === null ? null : look(identity, 'Allow', request)
  const bounds = look(boundary, 'Allow', request)
  const sessions = look(session, 'Allow', request)
  const orgs = scps.map((l) => look(l, 'Allow', request))
  const controls = rcps.map((l) => look(l, 'Allow', request))
  const theirs = look(resource ?? { sources: [], unread: [] }, 'Allow', request)

  const limits = and(bounds.truth, sessions.truth)
  const grant = granted(own?.truth ?? null, limits, theirs, policies)
  const final = and(not(deny), grant, ...orgs.map((o) => o.truth), ...controls.map((c) => c.truth))
  const allows = [...(own === null ? [] : [own]), theirs]
  if (final === false) {
    const missing = [
      ...(grant === false ? [withheld(own?.truth ?? null, bounds.truth, sessions.truth, theirs.truth, policies)] : []),
      ...(orgs.some((o) => o.truth === false) ? ['no service control policy of some level allows it'] : []),
      ...(controls.some((c) => c.truth === false) ? ['no resource control policy of some level allows it'] : []),
    ]
    return { ...dressed(false, request, policies, [], { explicit: false }), notes: [...policies.notes, ...missing] }
  }
  const limiting = typeof final === 'boolean' ? [] : [...denies, bounds, sessions, ...orgs, ...controls].map((l) => ({ ...l, hits: l.hits.filter((h) => h.truth !== true) }))
  return dressed(final, request, policies, [...allows, ...limiting], { explicit: false })
}

function present(...layers: (Layer | null)[]): Layer[] {
  return layers.filter((l) => l !== null)
}

function granted(own: Truth | null, limits: Truth, theirs: Look, policies: Policies): Truth {
  if (own === null) return theirs.truth
  if (policies.crossAccount) return and(theirs.truth, own, limits)
  const by = (reach: Hit['reach']): Truth => or(...theirs.hits.filter((h) => h.reach === reach).map((h) => h.truth))
  // A policy whose reading failed may grant by itself; one that was never to be read is taken to delegate, as by default.
  const failed = (policies.resource?.unread ?? []).filter((o) => o.why === 'gap')
  const unread = failed.length > 0 ? maybe(...failed) : false
  const direct = or(by('direct'), and(by('role'), limits))
  const delegated = policies.resourceMustAllow ? theirs.truth : true
  return or(direct, and(own, limits, delegated), unread)
}

function withheld(own: Truth | null, bounds: Truth, sessions: Truth, theirs: Truth, policies: Policies): string {
  if (own === null) return 'the policy of the resource does not allow it'
  if (policies.crossAccount && theirs === false) return 'the resource is in another account and its policy does not allow it'
  if (own === false) return 'no policy of the identity allows it'
  if (bounds === false) return 'the permissions boundary does not allow it'
  if (sessions === false) return 'the session policy does not allow it'
  return 'the policy of the resource does not allow it'
}

/** All statements of one effect that a layer holds about the request. No layer sets no limit. */
function look(layer: Layer | null, effect: 'Allow' | 'Deny', request: Request): Look {
  if (layer === null) return { truth: true, hits: [] }
  const hits: Look['hits'] = []
  let truth: Truth = layer.unread.length === 0 ? false : maybe(...layer.unread)
  for (const source of layer.sources) {
    for (const statement of statementsAbout(source.policy, request.action)) {
      if (statement.effect !== effect) continue
      const found = hit(statement, request)
      if (found === null) continue
      hits.push({ ...found, source })
      truth = or(truth, found.truth)
    }
  }
  return { truth, hits }
}

function dressed(final: Truth, request: Request, policies: Policies, looks: readonly Look[], { explicit }: { explicit: boolean }): Decision {
  const hits = looks.flatMap((l) => l.hits)
  // A certain statement says more than those that hang on conditions.
  const sure = hits.filter((h) => h.truth === true)
  const shown = (final === true || explicit) && sure.length > 0 ? sure : hits
  const gaps = gapsOf(final)
  return {
    state: explicit || final === false ? 'denied' : final === true ? 'allowed' : gaps.length > 0 ? 'unknown' : 'depends',
    explicit,
    statements: shown.map(({ statement, source }) => ({
      effect: statement.effect, layer: source.layer, asset: source.asset, policy: source.name, sid: statement.sid,
      path: source.path === '' ? statement.path : `${source.path}.${statement.path}`, statement: trimmed(statement, request),
    })),
    conditions: explicit ? [] : conditionsOf(final),
    gaps: explicit ? [] : gaps,
    // An unread SCP or RCP can only take away: a denial stands whatever it says.
    doubts: explicit || final === false ? [] : [...policies.doubts],
    notes: [...policies.notes],
  }
}
