// Condition blocks: every operator and key must hold; a key may be known, absent or open.
import type { Json } from '../../core/index.js'
import type { Context, KeyState } from './context.js'
import { type OperatorUse, parseOperator, parseRange } from './operators.js'
import { type Template, fill, template } from './template.js'
import { type Truth, and, maybe } from '../truth.js'
import { anything, decode, encode } from '../wildcard.js'

export interface Condition {
  /** Null when AWS documents no such operator: nobody can say what it does. */
  use: OperatorUse | null
  /** Lower-cased; condition keys are case-insensitive. */
  key: string
  /** As people write it: `StringEquals aws:PrincipalOrgID o-orchard`. */
  text: string
  values: readonly Template[]
}

/** The conditions of a statement, or what is wrong with them. */
export function parseConditions(block: Json | undefined, variables: boolean): Condition[] | string {
  if (block === undefined || block === null) return []
  if (typeof block !== 'object' || Array.isArray(block)) return 'has a Condition that is not a JSON object'
  const conditions: Condition[] = []
  for (const [operator, keys] of Object.entries(block)) {
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return `has a Condition ${operator} that is not a JSON object`
    for (const [key, value] of Object.entries(keys)) {
      const values: string[] = []
      for (const item of Array.isArray(value) ? value : [value]) {
        if (typeof item === 'object' && item !== null) return `has a Condition ${operator} ${key} whose value is not text`
        values.push(String(item))
      }
      conditions.push({
        use: parseOperator(operator), key: key.toLowerCase(), text: `${operator} ${key} ${values.join(', ')}`,
        values: values.map((v) => template(v, variables)),
      })
    }
  }
  return conditions
}

export function conditionsHold(conditions: readonly Condition[], context: Context, effect: 'Allow' | 'Deny'): Truth {
  if (conditions.length === 0) return true
  return and(...conditions.map((c) => holds(c, context, effect)))
}

function holds(condition: Condition, context: Context, effect: 'Allow' | 'Deny'): Truth {
  const { use } = condition
  const unsettled = maybe({ why: 'condition', text: condition.text })
  if (use === null) return unsettled
  const state = context(condition.key)
  const wanted: string[] = []
  let open: Truth | null = null
  for (const value of condition.values) {
    const filled = fill(value, context, effect)
    if (filled.is === 'text') wanted.push(use.operator.wild ? filled.text : encode(decode(filled.text)))
    else if (filled.is === 'open') open = filled.truth === true || filled.truth === false ? filled.truth : unsettled
  }
  if (open !== null && state.is !== 'open') return withOpenValue(use, state, wanted, open)
  if (state.is === 'known') return exact(use, state.values, wanted)
  if (state.is === 'absent') return whenAbsent(use, wanted)
  const { canBeTrue, canBeFalse } = open === null ? range(use, state, wanted) : { canBeTrue: true, canBeFalse: true }
  if (!canBeTrue) return false
  if (!canBeFalse) return true
  switch (state.by) {
    case 'choice': return effect === 'Allow'
    case 'varies': return false
    case 'condition': return unsettled
    default: return maybe({ why: 'gap', gap: state.by.gap })
  }
}

/** A value of the policy is itself not settled: only an absent key, or a match on another value, still decides. */
function withOpenValue(use: OperatorUse, state: Exclude<KeyState, { is: 'open' }>, wanted: readonly string[], open: Truth): Truth {
  if (state.is === 'absent') return whenAbsent(use, wanted)
  if (use.over !== 'all' && wanted.length > 0) {
    const sure = exact(use, state.values, wanted)
    if (use.operator.negated ? sure === false : sure === true) return sure
  }
  return open
}

function exact(use: OperatorUse, actual: readonly string[], wanted: readonly string[]): boolean {
  const { operator, over } = use
  if (operator.name === 'Null') return wanted.some((w) => w.toLowerCase() === 'false')
  const hit = (value: string): boolean => wanted.some((w) => operator.test(value, w))
  if (over === 'all') return actual.every((v) => hit(v) !== operator.negated)
  if (over === 'any') return actual.some((v) => hit(v) !== operator.negated)
  return actual.some(hit) !== operator.negated
}

function whenAbsent({ operator, ifExists, over }: OperatorUse, wanted: readonly string[]): boolean {
  if (operator.name === 'Null') return wanted.some((w) => w.toLowerCase() === 'true')
  if (ifExists || over === 'all') return true
  if (over === 'any') return false
  return operator.negated
}

/** What a condition can come out as, over all values the key may have, absence included. */
function range(use: OperatorUse, state: Extract<KeyState, { is: 'open' }>, wanted: readonly string[]): { canBeTrue: boolean; canBeFalse: boolean } {
  if (use.operator.name === 'Null') return { canBeTrue: true, canBeFalse: true }
  const canMatch = wanted.some((w) => state.may(w, use.operator))
  const canMiss = !wanted.some((w) => matchesAll(w, use))
  const missing = whenAbsent(use, wanted)
  const present = use.operator.negated ? { t: canMiss, f: canMatch } : { t: canMatch, f: canMiss }
  return { canBeTrue: present.t || missing, canBeFalse: present.f || !missing }
}

function matchesAll(wanted: string, { operator }: OperatorUse): boolean {
  if (operator.wild && wanted === anything) return true
  return (operator.name === 'IpAddress' || operator.name === 'NotIpAddress') && parseRange(decode(wanted))?.[1] === 0
}
