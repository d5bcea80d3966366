// The second opinion on types: cel-js's own checker, fed with the declared properties.
import { Environment } from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import type { AssetCelType, CelType } from './cel-type.js'
import type { Problem } from './scope.js'

/** Functions as cel-js must know them; none is ever run there. */
const signatures = [
  'days(dyn): int', 're2(dyn, dyn): bool', 'related(dyn, string): list<dyn>', 'usedBy(dyn, string): list<dyn>', 'assetsIn(dyn): list<dyn>',
  'can(dyn, list, dyn): bool', 'can(dyn, list): bool', 'exposed(dyn): bool', 'grants(dyn, list): bool', 'grantsWithout(dyn, list, list): bool', 'admin(dyn): bool', 'escalates(dyn, string): bool', 'anyone(dyn, list): bool', 'anyone(dyn, list, dyn): bool', 'outsiders(dyn, list): bool',
]

// Mixed lists are typed by our own walk: [1, "a"] is no mistake by itself.
const base = new Environment({ homogeneousAggregateLiterals: false })
for (const signature of signatures) base.registerFunction(signature, () => false, { async: false })

/** Parses an expression; what is no CEL is the problem. */
export function parseCel(text: string): { ast: ASTNode } | { problem: Problem } {
  try {
    const { ast } = base.parse(text)
    return isTooDeep(ast) ? { problem: { offset: 0, message: `the expression is nested deeper than ${maxDepth} levels: split it up with \`let\`` } } : { ast }
  } catch (error) {
    return { problem: told(error) }
  }
}

/** Deeper ones would overflow the stack of whoever walks or runs them. */
const maxDepth = 500

function isTooDeep(ast: ASTNode): boolean {
  let level: readonly ASTNode[] = [ast]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true
    level = level.flatMap(childrenOf)
  }
  return false
}

/** The parts of an expression. */
export function childrenOf(ast: ASTNode): readonly ASTNode[] {
  switch (ast.op) {
    case 'value': case 'id': return []
    case '.': case '.?': return [ast.args[0]]
    case 'call': return ast.args[1]
    case 'rcall': return [ast.args[1], ...ast.args[2]]
    case '!_': case '-_': return [ast.args]
    case 'map': return ast.args.flat()
    default: return ast.args
  }
}

/** What cel-js's checker finds wrong, if anything. */
export function checkCel(text: string, names: ReadonlyMap<string, CelType>): Problem | null {
  const environment = base.clone()
  const registered = new Map<CelType, string>()
  for (const [name, type] of names) environment.registerVariable(name, celName(type, environment, registered))
  const { error } = environment.check(text)
  return error === undefined ? null : told(error)
}

function told(error: unknown): Problem {
  const { range, summary, message } = error as { range?: { start: number }; summary?: string; message?: string }
  return { offset: range?.start ?? 0, message: lower(summary ?? message ?? String(error)) }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function celName(type: CelType, environment: Environment, registered: Map<CelType, string>): string {
  const of = (inner: CelType): string => celName(inner, environment, registered)
  switch (type.is) {
    case 'bool': case 'int': case 'string': return type.is
    // dyn<double> takes 2, 2.0 and null; a plain double is never equal to 2.
    case 'number': return 'dyn<double>'
    case 'any': case 'null': return 'dyn'
    case 'list': return type.of.is === 'number' || type.of.is === 'nullable' ? 'list<dyn>' : `list<${of(type.of)}>`
    case 'map': return `map<string, ${of(type.of)}>`
    case 'nullable': return type.of.is === 'string' || type.of.is === 'bool' ? `dyn<${type.of.is}>` : type.of.is === 'number' || type.of.is === 'int' ? 'dyn<double>' : 'dyn'
    case 'record': return register(type, type.fields)
    case 'asset': return register(type, new Map<string, CelType>([
      ...['id', 'type', 'kind', 'name'].map((field) => [field, { is: 'string' }] as const),
      ['scope', { is: 'any' }],
      ...(type.props === null ? [] : [['props', unionOf(type)] as const]),
    ]))
  }
  function register(record: CelType, fields: ReadonlyMap<string, CelType>): string {
    const known = registered.get(record)
    if (known !== undefined) return known
    const name = `Type${registered.size}`
    registered.set(record, name)
    environment.registerType(name, { fields: Object.fromEntries([...fields].map(([field, inner]) => [field, of(inner)])) })
    return name
  }
}

/** All properties that any of the asset's types has: which of them is there when is our own walk's to say. */
function unionOf(type: AssetCelType): CelType {
  if (type.variants.size < 2 && type.props !== null) return type.props
  const fields = new Map<string, CelType>()
  for (const variant of type.variants.values()) {
    if (variant.is !== 'record') continue
    for (const [name, field] of variant.fields) fields.set(name, fields.has(name) ? { is: 'any' } : field)
  }
  return { is: 'record', what: type.types.join(' or '), fields }
}
