// A rule file's expressions as one compiled rule, or everything that is wrong with them.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { AssetTypes, RelationType, RuleDoc, RuleParam } from '../core/index.js'
import { kinds, nearest } from '../core/index.js'
import type { Call } from './calls.js'
import { assetOf, bool, int, string, strings } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { checkCel, childrenOf, parseCel } from './check.js'
import { compile } from './expression.js'
import { askGraph } from './graph-calls.js'
import { wantBool } from './logic.js'
import { node } from './node.js'
import type { Node } from './node.js'
import { checkPlaceholders } from './placeholders.js'
import { failed, rootLabel } from './read.js'
import { Scope, factsWhen } from './scope.js'
import type { Names, Problem } from './scope.js'
import { UNKNOWN } from './values.js'
import type { Frame } from './values.js'

export interface CompiledRule {
  doc: RuleDoc
  /** Asset types judged. */
  types: readonly string[]
  when: Node | null
  /** `when` asks for settings alone: while it is false, the rule speaks nowhere, read or unread. */
  settingsOnly: boolean
  assert: Node
  /** Slots that hold `let` values, to be emptied for each asset. */
  lets: readonly number[]
  slots: number
  /** What the expressions reach for beyond the judged asset. */
  reach: Reach
}

export interface Reach {
  /** Functions called. */
  functions: ReadonlySet<string>
  /** Asset types named by `as`. */
  types: ReadonlySet<string>
  /** Relations followed to assets whose type no `as` names. */
  relations: ReadonlySet<RelationType>
}

/** A mistake in a rule: `key` is the path in the file, `offset` counts into the text that stands there. */
export interface RuleProblem {
  key: readonly string[]
  offset: number
  message: string
}

export interface CompileOptions extends Names {
  /** cel-js's own checker is asked too; switched off for rules that were checked when the package was built. */
  check?: boolean
}

/** `problems` is empty exactly when there is a rule. */
export function compileRule(doc: RuleDoc, options: CompileOptions): { rule: CompiledRule | null; problems: RuleProblem[] } {
  const problems: RuleProblem[] = []
  const judged = judgedTypes(doc, options.types, problems)
  // Without its asset types nothing in the rule can be checked.
  if (problems.length > 0) return { rule: null, problems }
  const subject = assetOf(judged.map((type) => options.types.get(type)).filter((type) => type !== undefined))
  const root = node({ type: subject, run: (f) => f.asset, label: rootLabel, place: (f) => ({ asset: f.asset.id, path: '' }) })
  const bound = new Map<string, Node>([['asset', root], ['params', params(doc.params)], ['trust', trust()]])
  let scope = Scope.of(options, bound)
  const reach = { functions: new Set<string>(), types: new Set<string>(), relations: new Set<RelationType>() }
  const types = new Map<string, CelType>([...bound].map(([name, of]) => [name, of.type]))
  const tell = (key: readonly string[], found: readonly Problem[]): void => {
    for (const problem of found) problems.push({ key, ...problem })
  }

  const lets: number[] = []
  for (const [name, source] of Object.entries(doc.let)) {
    const made = compileLet(source, scope, reach)
    tell(['let', name], scope.takeProblems())
    const slot = scope.newSlot()
    lets.push(slot)
    const value = remembered(made, slot, name)
    scope = scope.bind(name, value)
    types.set(name, made.type)
  }

  const condition = (key: string, source: string, within: Scope): { ast: ASTNode | null; node: Node } => {
    const parsed = parseCel(source)
    if ('problem' in parsed) {
      tell([key], [parsed.problem])
      return { ast: null, node: root }
    }
    survey(parsed.ast, reach)
    const made = compile(parsed.ast, within)
    wantBool(made, parsed.ast, within)
    const found = within.takeProblems()
    if (found.length === 0 && problems.length === 0 && options.check !== false) {
      const second = checkCel(source, types)
      if (second !== null) found.push(second)
    }
    tell([key], found)
    return { ast: parsed.ast, node: made }
  }
  const when = doc.when === undefined ? null : condition('when', doc.when, scope)
  // Where `when` is false, `assert` is never asked.
  const assert = condition('assert', doc.assert, when?.ast == null ? scope : scope.knowing(factsWhen(when.ast, true)))
  problems.push(...checkPlaceholders(doc, subject))
  if (problems.length > 0) return { rule: null, problems }
  return { rule: { doc, types: judged, when: when?.node ?? null, settingsOnly: asksSettings(doc), assert: assert.node, lets, slots: scope.slots, reach }, problems }
}

/** The asset types that `on` means; a type that no collector emits would never be judged, which is no pass. */
function judgedTypes(doc: RuleDoc, types: AssetTypes, problems: RuleProblem[]): string[] {
  if (typeof doc.on === 'string') {
    const kind = doc.on
    const found = [...types.values()].filter((type) => type.kind === kind).map((type) => type.type).sort()
    if (found.length === 0) {
      const meant = nearest(kind, [...types.keys(), ...kinds.filter((other) => other !== kind)])
      problems.push({ key: ['on'], offset: 0, message: `no collector emits an asset of kind or type "${kind}"${meant === undefined ? '' : `, did you mean "${meant}"?`}` })
    }
    return found
  }
  for (const type of doc.on) {
    if (types.has(type)) continue
    const meant = nearest(type, types.keys())
    problems.push({ key: ['on'], offset: 0, message: `no collector emits assets of type "${type}"${meant === undefined ? '' : `, did you mean "${meant}"?`}` })
  }
  return doc.on.filter((type) => types.has(type))
}

function params(declared: Record<string, RuleParam>): Node {
  const types: Record<RuleParam['type'], CelType> = { int, string, bool, strings }
  const fields = new Map(Object.entries(declared).map(([name, param]) => [name, types[param.type]]))
  return node({ type: { is: 'record', what: 'params', fields }, run: (f) => f.params, label: 'params' })
}

function trust(): Node {
  const fields = new Map(['accounts', 'registries', 'hosts', 'regions', 'models', 'signers'].map((list) => [list, strings]))
  return node({ type: { is: 'record', what: 'trust', fields }, run: (f) => ({ ...f.graph.trust }), label: 'trust' })
}

/** `related(asset, 'runs-as') as aws.iam.role`, or any expression without `as`. */
function compileLet(source: string, scope: Scope, reach: MutableReach): Node {
  const named = /^(.*\))\s+as\s+(\S+)\s*$/s.exec(source)
  const parsed = parseCel(named?.[1] ?? source)
  if ('problem' in parsed) {
    scope.complain({ start: parsed.problem.offset }, parsed.problem.message)
    return node({ type: { is: 'any' }, run: () => UNKNOWN, label: source })
  }
  const { ast } = parsed
  const as = named?.[2]
  survey(ast, reach, as !== undefined)
  if (as === undefined) return compile(ast, scope)
  const at = { start: source.lastIndexOf(as) }
  if (!scope.names.types.has(as)) {
    const meant = nearest(as, scope.names.types.keys())
    scope.complain(at, `no collector emits assets of type "${as}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`)
    return failed(ast)
  }
  reach.types.add(as)
  if (ast.op !== 'call' || (ast.args[0] !== 'related' && ast.args[0] !== 'usedBy')) {
    scope.complain(at, '`as` follows related(…) or usedBy(…) only; bind that first and build on it in the next `let`')
    return failed(ast)
  }
  const [name, args] = ast.args
  const call: Call = { name, ast, args: args.map((arg) => ({ node: compile(arg, scope), ast: arg })) }
  return askGraph(call, scope, as) ?? failed(ast)
}

/** A `let` is worked out at its first use on an asset, and then remembered. */
function remembered(of: Node, slot: number, name: string): Node {
  return {
    ...of,
    kids: [of],
    label: of.type.is === 'list' || of.type.is === 'bool' ? () => name : of.label,
    run: (f: Frame) => {
      if (f.filled[slot] === true) {
        const value = f.slots[slot] ?? null
        return value === UNKNOWN ? f.hideAll(f.letGaps[slot] ?? []) : value
      }
      const mark = f.top
      const value = of.run(f)
      f.slots[slot] = value
      f.filled[slot] = true
      if (value === UNKNOWN) f.letGaps[slot] = f.since(mark)
      return value
    },
  }
}

interface MutableReach {
  functions: Set<string>
  types: Set<string>
  relations: Set<RelationType>
}

/** Notes which functions and relations an expression uses. */
function survey(ast: ASTNode, reach: MutableReach, named = false): void {
  if (ast.op === 'call') {
    const [name, args] = ast.args
    reach.functions.add(name)
    const relation = args[1]
    if (!named && (name === 'related' || name === 'usedBy') && relation?.op === 'value' && typeof relation.args === 'string') reach.relations.add(relation.args as RelationType)
  }
  for (const child of childrenOf(ast)) survey(child, reach)
}

/** Whether `when` names neither the asset nor anything found from it. */
function asksSettings({ when, let: lets }: RuleDoc): boolean {
  if (when === undefined) return false
  const words = new Set(when.match(/[A-Za-z_]\w*/g) ?? [])
  return ['asset', ...Object.keys(lets)].every((name) => !words.has(name))
}
