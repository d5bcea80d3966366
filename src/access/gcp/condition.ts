// IAM conditions: CEL, evaluated over what an inventory knows of a request.
import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { type Truth, maybe } from '../truth.js'

export interface Condition {
  /** The expression as it stands in the policy. */
  text: string
  title: string | null
  /** Null when it is no CEL we understand: then nobody can say what it does. */
  ast: ASTNode | null
}

/** A resource name; an open one stands for everything that begins with it. */
export interface Name {
  text: string
  open: boolean
}

export interface Facts {
  now: number
  service: string | null
  /** Null when the inventory does not tell. */
  type: string | null
  /** Spellings of the one name; null when any resource will do. */
  names: readonly Name[] | null
  /** Roles that the caller wants to grant, for conditions on what may be granted. */
  granting: readonly string[]
}

/** `choice`: the caller may have it either way by choosing the resource. `open`: circumstances decide. */
type Outcome = true | false | 'choice' | 'open'

type Value =
  | { is: 'truth'; of: Outcome }
  | { is: 'text'; of: string }
  | { is: 'number'; of: number }
  | { is: 'time'; of: number }
  | { is: 'list'; of: readonly Value[] }
  | { is: 'name' | 'type' | 'granted' | 'unknown' }

const environment = new Environment({ homogeneousAggregateLiterals: false })
const unknown: Value = { is: 'unknown' }
// Google takes no longer ones; what is longer would only be there to overflow a stack.
const longest = 4096

export function parseCondition(text: string, title: string | null): Condition {
  if (text.length > longest) return { text, title, ast: null }
  try {
    return { text, title, ast: environment.parse(text).ast }
  } catch {
    return { text, title, ast: null }
  }
}

/** Whether a condition holds; what the caller may choose he chooses in his favour. */
export function conditionHolds(condition: Condition | null, facts: Facts, effect: 'Allow' | 'Deny'): Truth {
  if (condition === null) return true
  const outcome = condition.ast === null ? 'open' : truthOf(valueOf(condition.ast, facts))
  if (outcome === 'open') return maybe({ why: 'condition', text: condition.title ?? condition.text })
  return outcome === 'choice' ? effect === 'Allow' : outcome
}

function truthOf(value: Value): Outcome {
  return value.is === 'truth' ? value.of : 'open'
}

function truth(of: Outcome): Value {
  return { is: 'truth', of }
}

function valueOf(ast: ASTNode, facts: Facts): Value {
  const evaluate = (part: ASTNode): Value => valueOf(part, facts)
  switch (ast.op) {
    case 'value': return literal(ast.args)
    case 'list': return { is: 'list', of: ast.args.map(evaluate) }
    case '.': return attribute(ast, facts)
    case '!_': return truth(not(truthOf(evaluate(ast.args))))
    case '&&': return truth(and(truthOf(evaluate(ast.args[0])), () => truthOf(evaluate(ast.args[1]))))
    case '||': return truth(not(and(not(truthOf(evaluate(ast.args[0]))), () => not(truthOf(evaluate(ast.args[1]))))))
    case '?:': {
      const [test, yes, no] = ast.args
      const chosen = truthOf(evaluate(test))
      return chosen === true ? evaluate(yes) : chosen === false ? evaluate(no) : unknown
    }
    case '==': return truth(equal(evaluate(ast.args[0]), evaluate(ast.args[1]), facts))
    case '!=': return truth(not(equal(evaluate(ast.args[0]), evaluate(ast.args[1]), facts)))
    case '<': case '<=': case '>': case '>=': return truth(ordered(ast.op, evaluate(ast.args[0]), evaluate(ast.args[1])))
    case 'in': {
      const [one, list] = [evaluate(ast.args[0]), evaluate(ast.args[1])]
      if (list.is !== 'list') return unknown
      return truth(list.of.reduce<Outcome>((found, item) => not(and(not(found), () => not(equal(one, item, facts)))), false))
    }
    case 'call': return called(ast.args[0], ast.args[1].map(evaluate))
    case 'rcall': return method(ast.args[0], evaluate(ast.args[1]), ast.args[2].map(evaluate), facts, ast.args[1])
    default: return unknown
  }
}

function literal(value: unknown): Value {
  if (typeof value === 'boolean') return truth(value)
  if (typeof value === 'string') return { is: 'text', of: value }
  if (typeof value === 'number' || typeof value === 'bigint') return { is: 'number', of: Number(value) }
  return unknown
}

function attribute(ast: Extract<ASTNode, { op: '.' }>, facts: Facts): Value {
  const [owner, field] = ast.args
  if (owner.op !== 'id') return unknown
  switch (`${owner.args}.${field}`) {
    case 'request.time': return { is: 'time', of: facts.now }
    case 'resource.name': return { is: 'name' }
    case 'resource.type': return facts.type === null ? { is: 'type' } : { is: 'text', of: facts.type }
    case 'resource.service': return facts.service === null ? unknown : { is: 'text', of: facts.service }
    default: return unknown
  }
}

function called(name: string, args: readonly Value[]): Value {
  const [first] = args
  if (name !== 'timestamp' || first?.is !== 'text') return unknown
  const time = Date.parse(first.of)
  return Number.isNaN(time) ? unknown : { is: 'time', of: time }
}

function method(name: string, on: Value, args: readonly Value[], facts: Facts, receiver: ASTNode): Value {
  const [first] = args
  // The year alone: months and hours come round, so sooner or later they hold.
  if (name === 'getFullYear' && on.is === 'time' && args.length === 0) return { is: 'number', of: new Date(on.of).getUTCFullYear() }
  if (name === 'getAttribute' && receiver.op === 'id' && receiver.args === 'api') {
    return first?.is === 'text' && first.of === 'iam.googleapis.com/modifiedGrantsByRole' ? { is: 'granted' } : unknown
  }
  if (name === 'hasOnly' && on.is === 'granted' && first?.is === 'list' && facts.granting.length > 0) {
    return truth(facts.granting.every((role) => first.of.some((item) => item.is === 'text' && item.of === role)))
  }
  if (first?.is !== 'text') return unknown
  const test = tests.get(name)
  if (test === undefined) return unknown
  if (on.is === 'text') return truth(test.whole(on.of, first.of))
  return on.is === 'name' ? truth(ofNames(facts.names, (n) => (n.open ? test.beginning(n.text, first.of) : test.whole(n.text, first.of)))) : unknown
}

/** Tests on a text: whole, or only its beginning known. */
const tests = new Map<string, { whole: (text: string, wanted: string) => boolean; beginning: (text: string, wanted: string) => Outcome }>([
  ['startsWith', { whole: (t, w) => t.startsWith(w), beginning: (t, w) => (t.startsWith(w) ? true : w.startsWith(t) ? 'choice' : false) }],
  ['endsWith', { whole: (t, w) => t.endsWith(w), beginning: (_, w) => (w === '' ? true : 'choice') }],
  ['contains', { whole: (t, w) => t.includes(w), beginning: (t, w) => (t.includes(w) ? true : 'choice') }],
])

/** One name may be spelt with the project's id or its number: where the spellings disagree, nobody can tell. */
function ofNames(names: readonly Name[] | null, test: (name: Name) => Outcome): Outcome {
  if (names === null) return 'choice'
  const outcomes = new Set(names.map(test))
  const [only] = outcomes
  return outcomes.size === 1 && only !== undefined ? only : 'open'
}

function equal(a: Value, b: Value, facts: Facts): Outcome {
  if (a.is === 'text' && b.is === 'text') return a.of === b.of
  if ((a.is === 'number' || a.is === 'time') && a.is === b.is) return a.of === b.of
  if (a.is === 'truth' && b.is === 'truth' && typeof a.of === 'boolean' && typeof b.of === 'boolean') return a.of === b.of
  const [special, text] = a.is === 'text' ? [b, a.of] : b.is === 'text' ? [a, b.of] : [a, null]
  if (text === null) return 'open'
  if (special.is === 'name') return ofNames(facts.names, (n) => (n.open ? (text.startsWith(n.text) ? 'choice' : false) : n.text === text))
  if (special.is !== 'type') return 'open'
  // A type of another service it cannot be.
  if (facts.service !== null && text.includes('/') && !text.startsWith(`${facts.service}/`)) return false
  return facts.names === null ? 'choice' : 'open'
}

function ordered(op: '<' | '<=' | '>' | '>=', a: Value, b: Value): Outcome {
  if ((a.is !== 'time' && a.is !== 'number') || a.is !== b.is) return 'open'
  return op === '<' ? a.of < b.of : op === '<=' ? a.of <= b.of : op === '>' ? a.of > b.of : a.of >= b.of
}

function not(outcome: Outcome): Outcome {
  return typeof outcome === 'boolean' ? !outcome : outcome
}

function and(a: Outcome, other: () => Outcome): Outcome {
  if (a === false) return false
  const b = other()
  if (b === false) return false
  if (a === true) return b
  // Two choices may exclude each other.
  return b === true ? a : 'open'
}
