// Conditions on roles and assignments, evaluated over what an inventory knows of a request.
import { type Truth, maybe } from '../truth.js'
import { anything, covers, encode, glob, meet } from '../wildcard.js'
import { type Attribute, type Operand, type Test, parseTest } from './condition-text.js'

export interface Condition {
  /** As it stands in the assignment. */
  text: string
  /** Null when it is nothing we understand. */
  test: Test | null
}

export interface Facts {
  now: number
  /** Encoded action, or pattern of such. */
  action: string
  /** Names of the resource asked about; null where the caller may pick one. */
  storageAccount: string | null
  container: string | null
  /** The role that the caller means to assign; null when any will do. */
  granting: string | null
}

/** `choice`: the caller may have it either way by choosing what he asks for. `open`: circumstances decide. */
type Outcome = true | false | 'choice' | 'open'
type Values = readonly string[] | 'choice' | 'open'

const parsed = new Map<string, Condition>()

export function parseCondition(text: string): Condition {
  let condition = parsed.get(text)
  if (condition === undefined) {
    condition = { text, test: parseTest(text) }
    // The same few stand on many assignments.
    if (parsed.size < 10_000) parsed.set(text, condition)
  }
  return condition
}

/** Whether a condition holds; what the caller may choose he chooses in his favour. */
export function conditionHolds(condition: Condition | null, facts: Facts, effect: 'Allow' | 'Deny'): Truth {
  if (condition === null) return true
  // Of what denies he wants the opposite.
  const wanted = condition.test === null ? 'open' : outcomeOf(condition.test, facts, effect === 'Allow')
  if (wanted === 'open') return maybe({ why: 'condition', text: condition.text })
  return wanted === false ? effect === 'Deny' : effect === 'Allow'
}

/** Roles that a condition names by their ids. */
export function idsIn({ text }: Condition): string[] {
  return [...new Set(text.toLowerCase().match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g))]
}

/** Whether a test comes out as wanted. Negations move inward, so that a choice is always one that helps. */
function outcomeOf(test: Test, facts: Facts, wanted: boolean): Outcome {
  switch (test.is) {
    case 'and': case 'or': return (test.is === 'and') === wanted ? every(test.of, facts, wanted) : some(test.of, facts, wanted)
    case 'not': return outcomeOf(test.of, facts, !wanted)
    default: {
      const outcome = leaf(test, facts)
      return typeof outcome === 'boolean' ? outcome === wanted : outcome
    }
  }
}

function every(tests: readonly Test[], facts: Facts, wanted: boolean): Outcome {
  let joined: Outcome = true
  for (const test of tests) {
    const one = outcomeOf(test, facts, wanted)
    if (one === false) return false
    // Two choices may exclude each other.
    if (one !== true) joined = joined === true ? one : 'open'
  }
  return joined
}

function some(tests: readonly Test[], facts: Facts, wanted: boolean): Outcome {
  let joined: Outcome = false
  for (const test of tests) {
    const one = outcomeOf(test, facts, wanted)
    if (one === true) return true
    if (one === 'choice' || joined === false) joined = one
  }
  return joined
}

type Leaf = Exclude<Test, { is: 'and' | 'or' | 'not' }>

function leaf(test: Leaf, facts: Facts): Outcome {
  switch (test.is) {
    case 'action': return matched(test.of, facts.action)
    // How a blob is read, such as by its tags: whoever asks decides.
    case 'suboperation': return 'choice'
    case 'exists': {
      const values = valuesOf(test.of, facts)
      return values === 'choice' || values === 'open' ? values : true
    }
    case 'compare': return compared(test, facts)
  }
}

function compared({ left, operator, quantifier, right }: Extract<Test, { is: 'compare' }>, facts: Facts): Outcome {
  const [ours, theirs] = [sideOf(left, facts), sideOf(right, facts)]
  if (ours === 'open' || theirs === 'open') return 'open'
  if (ours === 'choice' || theirs === 'choice') return 'choice'
  const compare = comparison(operator)
  if (compare === null) return 'open'
  const fits = (one: string): boolean => (quantifier.right === 'all' ? theirs.every((other) => compare(one, other)) : theirs.some((other) => compare(one, other)))
  return quantifier.left === 'all' ? ours.every(fits) : ours.some(fits)
}

function matched(patterns: readonly string[], action: string): Outcome {
  let outcome: Outcome = false
  for (const written of patterns) {
    const pattern = glob(written.toLowerCase().replaceAll('*', anything))
    if (covers(pattern, action)) return true
    if (meet(pattern.text, action) !== null) outcome = 'choice'
  }
  return outcome
}

function sideOf(operand: Operand, facts: Facts): Values {
  return operand.is === 'values' ? operand.of : valuesOf(operand.of, facts)
}

function valuesOf({ source, name }: Attribute, facts: Facts): Values {
  const known = (value: string | null): Values => (value === null ? 'choice' : [value])
  switch (source) {
    case 'request':
      if (name === 'microsoft.authorization/roleassignments:roledefinitionid') return known(facts.granting)
      // Whom else a role may be handed to decides what it is worth to whoever hands it out.
      return facts.granting !== null && name.startsWith('microsoft.authorization/roleassignments:') ? 'open' : 'choice'
    case 'environment': return name === 'utcnow' ? [new Date(facts.now).toISOString()] : 'open'
    case 'resource':
      switch (name) {
        case 'microsoft.storage/storageaccounts:name': return known(facts.storageAccount)
        case 'microsoft.storage/storageaccounts/blobservices/containers:name': return known(facts.container)
        case 'microsoft.storage/storageaccounts/blobservices/containers/blobs:path': return 'choice'
        // The assignment to be deleted.
        case 'microsoft.authorization/roleassignments:roledefinitionid':
        case 'microsoft.authorization/roleassignments:principalid':
        case 'microsoft.authorization/roleassignments:principaltype': return 'choice'
        default: return 'open'
      }
    default: return 'open'
  }
}

type Compare = (left: string, right: string) => boolean

const equal: Compare = (a, b) => a === b
const comparisons = new Map<string, Compare>([
  ['stringequals', equal],
  ['stringstartswith', (a, b) => a.startsWith(b)],
  ['stringlike', (a, b) => covers(glob(likeness(b)), a)],
  ['guidequals', (a, b) => a.toLowerCase() === b.toLowerCase()],
  ['boolequals', (a, b) => a.toLowerCase() === b.toLowerCase()],
  ['numericequals', (a, b) => Number(a) === Number(b)],
  ['numericlessthan', (a, b) => Number(a) < Number(b)],
  ['numericlessthanequals', (a, b) => Number(a) <= Number(b)],
  ['numericgreaterthan', (a, b) => Number(a) > Number(b)],
  ['numericgreaterthanequals', (a, b) => Number(a) >= Number(b)],
  ['datetimeequals', (a, b) => Date.parse(a) === Date.parse(b)],
  ['datetimelessthan', (a, b) => Date.parse(a) < Date.parse(b)],
  ['datetimelessthanequals', (a, b) => Date.parse(a) <= Date.parse(b)],
  ['datetimegreaterthan', (a, b) => Date.parse(a) > Date.parse(b)],
  ['datetimegreaterthanequals', (a, b) => Date.parse(a) >= Date.parse(b)],
])

/** `stringnotlikeignorecase` is `stringlike` of lower-cased texts, turned round. */
function comparison(operator: string): Compare | null {
  const [, kind, negated, verb, folded] = /^(string|guid|bool|numeric|datetime)(not)?([a-z]+?)(ignorecase)?$/.exec(operator) ?? []
  const base = kind === undefined || verb === undefined ? undefined : comparisons.get(kind + verb)
  if (base === undefined) return null
  return (a, b) => base(folded === undefined ? a : a.toLowerCase(), folded === undefined ? b : b.toLowerCase()) !== (negated !== undefined)
}

/** `*` and `?` are wildcards, unless a backslash stands before them. */
function likeness(text: string): string {
  return text.split(/\\([*?])/).map((part, i) => (i % 2 === 0 ? encode(part) : part)).join('')
}
