// One expression: parsed by cel-js, checked, and turned into closures.
import type { ASTNode } from '@marcbachmann/cel-js'
import { compileArithmetic, compileMinus } from './arithmetic.js'
import { compileCall, functionNames } from './calls.js'
import { any, common, int, string } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { compileComparison, compileIn } from './compare.js'
import { compileChoice, compileLogic, compileNot } from './logic.js'
import { compileMacro, macros } from './macros.js'
import { node, say } from './node.js'
import type { Node } from './node.js'
import { compileField, compileIndex, compileName, failed } from './read.js'
import type { Scope } from './scope.js'
import { Partial, worse } from './values.js'
import type { Value } from './values.js'

export function compile(ast: ASTNode, scope: Scope): Node {
  switch (ast.op) {
    case 'value': return literal(ast, scope)
    case 'id': return compileName(ast, scope)
    case '.': return compileField(ast, scope, compile)
    case '[]': return compileIndex(ast, scope, compile)
    case '&&': case '||': return compileLogic(ast, scope, compile)
    case '!_': return compileNot(ast, scope, compile)
    case '?:': return compileChoice(ast, scope, compile)
    case '==': case '!=': case '<': case '<=': case '>': case '>=': return compileComparison(ast, scope, compile)
    case 'in': return compileIn(ast, scope, compile)
    case '+': case '-': case '*': case '/': case '%': return compileArithmetic(ast, scope, compile)
    case '-_': return compileMinus(ast, scope, compile)
    case 'list': return list(ast, scope)
    case 'call': {
      const [name, args] = ast.args
      // The argument of has() would be looked up, and complained of, to no use.
      const told = name === 'has' ? [] : args.map((arg) => ({ node: compile(arg, scope), ast: arg }))
      return compileCall({ name, ast, args: told }, false, scope)
    }
    case 'rcall': {
      const [name, receiver, args] = ast.args
      if (macros.has(name)) return compileMacro(ast, scope, compile)
      // The arguments of a misspelt macro name things that only the macro would bind.
      if (!functionNames.includes(name)) return compileCall({ name, ast, args: [] }, true, scope)
      return compileCall({ name, ast, args: [receiver, ...args].map((arg) => ({ node: compile(arg, scope), ast: arg })) }, true, scope)
    }
    case 'map':
      scope.complain(ast, 'map literals are not used in rules')
      return failed(ast)
    case '.?': case '[?]':
      scope.complain(ast, 'optional access is not used: every declared property is present, ask for null')
      return failed(ast)
  }
}

function literal(ast: Extract<ASTNode, { op: 'value' }>, scope: Scope): Node {
  const value = ast.args
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) scope.complain(ast, `${value} is too large to be told exactly`)
    return constant(int, number)
  }
  if (value === null) return constant({ is: 'null' }, null)
  switch (typeof value) {
    case 'boolean': return constant({ is: 'bool' }, value)
    case 'number': return constant({ is: 'number' }, value)
    case 'string': return constant(string, value)
    default:
      scope.complain(ast, 'bytes and unsigned numbers are not used in rules')
      return failed(ast)
  }
}

function constant(type: CelType, value: Value): Node {
  return node({ type, run: () => value, label: say(value), tell: () => {}, constant: value })
}

function list(ast: Extract<ASTNode, { op: 'list' }>, scope: Scope): Node {
  const members = ast.args.map((member) => compile(member, scope))
  let of: CelType = members[0]?.type ?? any
  for (const member of members) of = common(of, member.type) ?? any
  const type: CelType = { is: 'list', of }
  const values = literals(ast.args)
  if (values !== null) {
    return node({ type, run: () => values, label: say(values), constant: values })
  }
  return node({
    type, kids: members, label: (f) => `[${members.map((member) => member.label(f)).join(', ')}]`,
    elements: (f) => members.map((member) => ({ value: member.run(f), place: member.place(f) })),
    run: (f) => {
      const values: Value[] = []
      let none: Value = null
      for (const member of members) {
        const value = member.run(f)
        if (typeof value === 'symbol') none = none === null ? value : worse(none, value)
        else if (value instanceof Partial) none = f.hideAll(value.gaps)
        values.push(value)
      }
      return none ?? values
    },
  })
}

/** The values of a list of literals, made once. */
function literals(asts: readonly ASTNode[]): Value[] | null {
  const values: Value[] = []
  for (const ast of asts) {
    if (ast.op !== 'value') return null
    const value = ast.args
    if (typeof value === 'bigint') values.push(Number(value))
    else if (value === null || typeof value !== 'object') values.push(value)
  }
  return values
}
