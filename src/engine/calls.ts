// The functions of the rule language, apart from macros: texts, sizes, times, and questions to the graph and to access.
import type { ASTNode } from '@marcbachmann/cel-js'
import { nearest } from '../core/index.js'
import { askAccess, accessFunctions } from './access-calls.js'
import { bare, bool, int, isNumber, string, strings, words } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { askGraph, graphFunctions } from './graph-calls.js'
import { node } from './node.js'
import type { Node } from './node.js'
import { pattern } from './pattern.js'
import { failed, kindOf, notNull } from './read.js'
import type { Scope } from './scope.js'
import { Partial, isList, isRecord, worse } from './values.js'
import type { Frame, Run, Value } from './values.js'

/** One call, whichever way it was written: `size(x)` and `x.size()` are the same. */
export interface Call {
  name: string
  ast: ASTNode
  args: readonly { node: Node; ast: ASTNode }[]
}

/** A function of plain values: never called with what is unknown, null or of another type. */
interface PlainFunction {
  takes: readonly ('string' | 'number' | 'countable' | 'strings' | 'plain')[]
  gives: CelType
  method: boolean
  run(frame: Frame, a: Value, b: Value): Value
  /** What would have been right, for the evidence. */
  wanted?: string
}

const text = (value: Value): string => (typeof value === 'string' ? value : '')

const plain = new Map<string, PlainFunction>([
  ['startsWith', { takes: ['string', 'string'], gives: bool, method: true, run: (_f, a, b) => text(a).startsWith(text(b)), wanted: 'starting with' }],
  ['endsWith', { takes: ['string', 'string'], gives: bool, method: true, run: (_f, a, b) => text(a).endsWith(text(b)), wanted: 'ending in' }],
  ['contains', { takes: ['string', 'string'], gives: bool, method: true, run: (_f, a, b) => text(a).includes(text(b)), wanted: 'containing' }],
  ['lowerAscii', { takes: ['string'], gives: string, method: true, run: (_f, a) => text(a).toLowerCase() }],
  ['upperAscii', { takes: ['string'], gives: string, method: true, run: (_f, a) => text(a).toUpperCase() }],
  ['trim', { takes: ['string'], gives: string, method: true, run: (_f, a) => text(a).trim() }],
  ['split', { takes: ['string', 'string'], gives: strings, method: true, run: (_f, a, b) => text(a).split(text(b)) }],
  ['size', { takes: ['countable'], gives: int, method: true, run: (_f, a) => sizeOf(a) }],
  ['string', { takes: ['plain'], gives: string, method: false, run: (_f, a) => (typeof a === 'string' ? a : JSON.stringify(a)) }],
  ['int', {
    takes: ['plain'], gives: int, method: false,
    run: (f, a) => {
      const whole = typeof a === 'number' ? Math.trunc(a) : typeof a === 'string' && /^-?\d+$/.test(a) ? Number(a) : NaN
      return Number.isSafeInteger(whole) ? whole : f.break(`${JSON.stringify(a)} is no whole number`)
    },
  }],
  ['double', {
    takes: ['plain'], gives: { is: 'number' }, method: false,
    run: (f, a) => {
      const value = typeof a === 'number' ? a : typeof a === 'string' && a.trim() === a && a !== '' ? Number(a) : NaN
      return Number.isNaN(value) ? f.break(`${JSON.stringify(a)} is no number`) : value
    },
  }],
  ['days', {
    takes: ['string'], gives: int, method: false,
    run: (f, a) => {
      const at = Date.parse(text(a))
      return Number.isNaN(at) ? f.break(`"${text(a)}" is no time`) : Math.floor((f.graph.now - at) / 86_400_000)
    },
  }],
])

function sizeOf(value: Value): number {
  // CEL counts code points, not UTF-16 units.
  if (typeof value === 'string') return Array.from(value).length
  return isList(value) ? value.length : isRecord(value) ? Object.keys(value).length : 0
}

const special = ['re2', ...graphFunctions, ...accessFunctions]
export const functionNames: readonly string[] = [...plain.keys(), ...special]

export function compileCall(call: Call, method: boolean, scope: Scope): Node {
  const { name, ast } = call
  const known = plain.get(name)
  if (known !== undefined && (known.method || !method)) return compilePlain(known, call, scope)
  if (name === 'has') return refuse(call, scope, 'has() is not used: every declared property is present. Ask `x != null`, or `"key" in map`')
  if (name === 'matches') return refuse(call, scope, 'matches() is not used: it can run for ever on a hostile text. Write re2(text, "pattern")')
  if (method) return refuse(call, scope, unknownFunction(name))
  if (name === 're2') return compilePattern(call, scope)
  if (graphFunctions.includes(name)) return askGraph(call, scope) ?? failed(ast)
  if (accessFunctions.includes(name)) return askAccess(call, scope) ?? failed(ast)
  return refuse(call, scope, unknownFunction(name))
}

function refuse(call: Call, scope: Scope, message: string): Node {
  scope.complain(call.ast.op === 'rcall' ? { start: call.ast.start } : call.ast, message)
  return failed(call.ast)
}

function unknownFunction(name: string): string {
  const meant = nearest(name, [...functionNames, 'exists', 'all', 'exists_one', 'filter', 'map'])
  return `unknown function ${name}()${meant === undefined ? '' : `, did you mean ${meant}()?`}`
}

/** Complains about a wrong number of arguments. */
export function wantArgs(call: Call, scope: Scope, usage: string, count: number): boolean {
  if (call.args.length === count) return true
  scope.complain(call.ast, `${call.name} is called as ${usage}`)
  return false
}

function compilePlain(fn: PlainFunction, call: Call, scope: Scope): Node {
  const { ast, args } = call
  if (!wantArgs(call, scope, usage(fn, call.name), fn.takes.length)) return failed(ast)
  for (const [i, arg] of args.entries()) {
    const type = notNull(arg.node, arg.ast, scope)
    const takes = fn.takes[i] ?? 'plain'
    if (!accepts(takes, type)) scope.complain(arg.ast, `${call.name} takes ${takes === 'countable' ? 'a list, map or string' : takes === 'plain' ? 'a plain value' : `a ${takes}`}, not ${words(type)}`)
  }
  const nodes = args.map((arg) => arg.node)
  const [first] = nodes
  const { wanted } = fn
  const label = (f: Frame): string => (fn.method && nodes.length > 1 ? `${first?.label(f)}.${call.name}(${nodes.slice(1).map((n) => n.label(f)).join(', ')})` : `${call.name}(${nodes.map((n) => n.label(f)).join(', ')})`)
  return node({
    type: fn.gives, kids: nodes, label,
    ...(call.name === 'size' && first !== undefined && bare(first.type).is !== 'string' ? { counts: first } : {}),
    run: runPlain(fn, call.name, nodes),
    ...(wanted === undefined || first === undefined ? {} : {
      tell: (f, value, story) => {
        const what = nodes[1]?.run(f)
        story.saw(f, first, first.run(f), `${value ? 'not ' : ''}${wanted} ${JSON.stringify(what)}`)
      },
    }),
  })
}

/** Functions take one argument or two. */
function runPlain(fn: PlainFunction, name: string, [first, second]: readonly Node[]): Run {
  const takes = fn.takes[0] ?? 'plain'
  const refuse = (f: Frame, of: Node | undefined, value: Value): Value =>
    value instanceof Partial ? f.hideAll(value.gaps) : f.break(`${name}() cannot take ${of?.label(f)}, which is ${kindOf(value)}`)
  if (first === undefined) return (f) => f.break(`${name}() takes an argument`)
  if (second === undefined) {
    return (f) => {
      const a = first.run(f)
      if (typeof a === 'symbol') return a
      return fits(takes, a) ? fn.run(f, a, null) : refuse(f, first, a)
    }
  }
  const takesToo = fn.takes[1] ?? 'plain'
  const { constant } = second
  if (takes === 'string' && typeof constant === 'string') {
    return (f) => {
      const a = first.run(f)
      return typeof a === 'string' ? fn.run(f, a, constant) : typeof a === 'symbol' ? a : refuse(f, first, a)
    }
  }
  return (f) => {
    const a = first.run(f)
    const b = second.run(f)
    if (typeof a === 'symbol' || typeof b === 'symbol') return worse(a, b)
    if (!fits(takes, a)) return refuse(f, first, a)
    return fits(takesToo, b) ? fn.run(f, a, b) : refuse(f, second, b)
  }
}

function usage(fn: PlainFunction, name: string): string {
  const names = fn.takes.map((takes) => (takes === 'countable' ? 'list' : takes === 'plain' ? 'value' : 'text'))
  return fn.method && names.length > 1 ? `${names[0]}.${name}(${names.slice(1).join(', ')})` : `${name}(${names.join(', ')})`
}

function accepts(takes: PlainFunction['takes'][number], type: CelType): boolean {
  if (type.is === 'any') return true
  switch (takes) {
    case 'string': return type.is === 'string'
    case 'number': return isNumber(type)
    case 'strings': return type.is === 'list'
    case 'countable': return type.is === 'list' || type.is === 'map' || type.is === 'string'
    case 'plain': return type.is === 'string' || type.is === 'bool' || isNumber(type)
  }
}

function fits(takes: PlainFunction['takes'][number], value: Value): boolean {
  switch (takes) {
    case 'string': return typeof value === 'string'
    case 'number': return typeof value === 'number'
    case 'strings': return isList(value)
    case 'countable': return typeof value === 'string' || (typeof value === 'object' && value !== null && !(value instanceof Partial))
    case 'plain': return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  }
}

/** `re2(text, pattern)`: a literal pattern is compiled once, when the rule is loaded. */
function compilePattern(call: Call, scope: Scope): Node {
  if (!wantArgs(call, scope, 're2(text, "pattern")', 2)) return failed(call.ast)
  const [subject, expression] = call.args
  if (subject === undefined || expression === undefined) return failed(call.ast)
  for (const arg of [subject, expression]) {
    const type = notNull(arg.node, arg.ast, scope)
    if (type.is !== 'string' && type.is !== 'any') scope.complain(arg.ast, `re2 takes strings, not ${words(type)}`)
  }
  const literal = expression.ast.op === 'value' && typeof expression.ast.args === 'string' ? pattern(expression.ast.args) : null
  if (typeof literal === 'string') {
    scope.complain(expression.ast, literal)
    return failed(call.ast)
  }
  const [a, b] = [subject.node, expression.node]
  return node({
    type: bool, kids: [a, b], label: (f) => `re2(${a.label(f)}, ${b.label(f)})`,
    run: (f) => {
      const value = a.run(f)
      const source = b.run(f)
      if (typeof value === 'symbol' || typeof source === 'symbol') return worse(value, source)
      if (typeof value !== 'string' || typeof source !== 'string') return f.break(`re2() cannot take ${a.label(f)}, which is ${kindOf(value)}`)
      const compiled = literal ?? pattern(source)
      return typeof compiled === 'string' ? f.break(compiled) : compiled(value)
    },
    tell: (f, value, story) => story.saw(f, a, a.run(f), `${value ? 'not matching' : 'matching'} ${b.label(f)}`),
  })
}

