// The policies set on one resource: its bindings, and the deny policies attached to it.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import type { Open } from '../truth.js'
import { type Condition, parseCondition } from './condition.js'
import { type Member, parseMember } from './member.js'

/** One member of one binding. */
export interface Grant {
  role: string
  member: Member
  condition: Condition | null
  /** Asset it was read from. */
  asset: string
  /** Such as `bindings[2]`. */
  path: string
  /** As people read it. */
  saw: string
}

export interface DenyRule {
  denied: readonly Member[]
  spared: readonly Member[]
  permissions: readonly string[]
  exceptions: readonly string[]
  condition: Condition | null
  asset: string
  path: string
}

/** What one resource of the hierarchy says. */
export interface Level {
  /** Grants to somebody, by the text of the member. */
  named: ReadonlyMap<string, readonly Grant[]>
  /** Grants to more than one: everyone, groups, domains, sets. */
  wide: readonly Grant[]
  denies: readonly DenyRule[]
  /** What of the bindings could not be read: it may grant anything. */
  unread: readonly Open[]
  /** Gaps of deny policies: they could only take away. */
  doubts: readonly GapId[]
}

export const emptyLevel: Level = { named: new Map(), wide: [], denies: [], unread: [], doubts: [] }

/** A resource of which nothing could be read. */
export function unreadLevel(gaps: readonly GapId[]): Level {
  return { ...emptyLevel, unread: gaps.map(gapped), doubts: gaps }
}

function gapped(gap: GapId): Open {
  return { why: 'gap', gap }
}

const levels = new WeakMap<Asset, Level>()

export function levelOf(asset: Asset): Level {
  let level = levels.get(asset)
  if (level === undefined) levels.set(asset, level = read(asset))
  return level
}

/** Whether the asset is of a kind that carries a policy of its own. */
export function hasPolicy(asset: Asset): boolean {
  return asset.props['bindings'] !== undefined || asset.gaps['bindings'] !== undefined
}

function read(asset: Asset): Level {
  const own = hasPolicy(asset) ? readProp(asset, 'bindings') : { value: null }
  const unread: Open[] = 'gap' in own ? [gapped(own.gap)] : []
  const { grants, faults } = 'gap' in own ? { grants: [], faults: [] } : grantsIn(own.value, asset.id)
  const denies = deniesOf(asset)
  return { ...sorted(grants), denies: denies.rules, doubts: denies.doubts, unread: [...unread, ...faults.map(gapped)] }
}

/** The bindings of a resource that another asset tells of. */
export function levelIn(bindings: Json, asset: string): Level {
  const { grants, faults } = grantsIn(bindings, asset)
  return { ...emptyLevel, ...sorted(grants), unread: faults.map(gapped) }
}

/** Grants sorted by whom they mean. */
export function sorted(grants: readonly Grant[]): Pick<Level, 'named' | 'wide'> {
  const named = new Map<string, Grant[]>()
  const wide: Grant[] = []
  for (const grant of grants) {
    const { is, text } = grant.member
    if (is === 'deleted') continue
    if (is !== 'user' && is !== 'serviceAccount' && is !== 'federated' && is !== 'other') {
      wide.push(grant)
      continue
    }
    const list = named.get(text)
    if (list === undefined) named.set(text, [grant])
    else list.push(grant)
  }
  return { named, wide }
}

/** Bindings as grants. What cannot be understood may say anything: that is a gap, never "grants nothing". */
function grantsIn(value: Json, asset: string): { grants: Grant[]; faults: GapId[] } {
  if (value === null) return { grants: [], faults: [] }
  if (!Array.isArray(value)) return { grants: [], faults: [`policy:invalid-answer:${asset}#bindings`] }
  const grants: Grant[] = []
  const faults: GapId[] = []
  for (const [i, binding] of value.entries()) {
    const path = `bindings[${i}]`
    const [role, members] = isRecord(binding) ? [binding['role'], binding['members']] : []
    if (!isRecord(binding) || typeof role !== 'string' || !Array.isArray(members)) {
      faults.push(`policy:invalid-answer:${asset}#${path}`)
      continue
    }
    const condition = conditionIn(binding['condition'] ?? null)
    for (const written of texts(members)) {
      grants.push({ role, member: parseMember(written), condition, asset, path, saw: `${role} to ${written}${condition === null ? '' : ` if ${condition.text}`}` })
    }
  }
  return { grants, faults }
}

function conditionIn(value: Json): Condition | null {
  if (typeof value === 'string') return parseCondition(value, null)
  if (!isRecord(value)) return null
  const { expression, title } = value
  // A condition without an expression is one that nobody read.
  return parseCondition(typeof expression === 'string' ? expression : '', typeof title === 'string' && title !== '' ? title : null)
}

function deniesOf(asset: Asset): { rules: DenyRule[]; doubts: GapId[] } {
  const gap = asset.gaps['denyPolicies']
  if (gap !== undefined) return { rules: [], doubts: [gap] }
  const policies = asset.props['denyPolicies']
  const rules: DenyRule[] = []
  for (const [i, policy] of (Array.isArray(policies) ? policies : []).entries()) {
    const list = isRecord(policy) ? policy['rules'] : null
    for (const [j, rule] of (Array.isArray(list) ? list : []).entries()) {
      if (isRecord(rule)) rules.push(denyRule(rule, asset.id, `denyPolicies[${i}].rules[${j}]`))
    }
  }
  return { rules, doubts: [] }
}

function denyRule(rule: { [key: string]: Json }, asset: string, path: string): DenyRule {
  return {
    denied: texts(rule['deniedPrincipals'] ?? null).map(parseMember), spared: texts(rule['exceptionPrincipals'] ?? null).map(parseMember),
    permissions: texts(rule['deniedPermissions'] ?? null), exceptions: texts(rule['exceptionPermissions'] ?? null),
    condition: conditionIn(rule['condition'] ?? null), asset, path,
  }
}

export function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function texts(value: Json): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}
