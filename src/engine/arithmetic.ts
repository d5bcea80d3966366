// + - * / % and the joining of texts and lists.
import type { ASTNode } from '@marcbachmann/cel-js'
import { any, int, isNumber, string, words } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { comparable } from './compare.js'
import { node } from './node.js'
import type { Node } from './node.js'
import { failed, kindOf, notNull } from './read.js'
import type { Scope } from './scope.js'
import { Partial, UNKNOWN, isList, worse } from './values.js'
import type { Frame, Value } from './values.js'

type Op<K extends ASTNode['op']> = Extract<ASTNode, { op: K }>
type Compile = (ast: ASTNode, scope: Scope) => Node
type Arithmetic = '+' | '-' | '*' | '/' | '%'

export function compileArithmetic(ast: Op<Arithmetic>, scope: Scope, compile: Compile): Node {
  const [leftAst, rightAst] = ast.args
  const [left, right] = [compile(leftAst, scope), compile(rightAst, scope)]
  const [a, b] = [notNull(left, leftAst, scope), notNull(right, rightAst, scope)]
  const whole = a.is === 'int' && b.is === 'int'
  const type = resultOf(ast.op, a, b)
  if (type === null) {
    scope.complain(ast, `${words(a)} ${ast.op} ${words(b)} cannot be computed${isNumber(a) && isNumber(b) ? ': write whole numbers beside properties as 1.0' : ''}`)
    return failed(ast)
  }
  return node({
    type, kids: [left, right], label: (f) => `${left.label(f)} ${ast.op} ${right.label(f)}`,
    run: (f) => compute(f, ast.op, left.run(f), right.run(f), whole),
  })
}

function resultOf(op: Arithmetic, a: CelType, b: CelType): CelType | null {
  if (a.is === 'any' || b.is === 'any') return a.is === b.is ? any : a.is === 'any' ? b : a
  if (isNumber(a) && a.is === b.is && (op !== '%' || a.is === 'int')) return a
  if (op !== '+') return null
  if (a.is === 'string' && b.is === 'string') return string
  if (a.is === 'list' && b.is === 'list') return comparable(a.of, b.of) ? a : { is: 'list', of: any }
  return null
}

function compute(frame: Frame, op: Arithmetic, a: Value, b: Value, whole: boolean): Value {
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN
  if (typeof a === 'symbol' || typeof b === 'symbol') return worse(a, b)
  if (typeof a === 'number' && typeof b === 'number') {
    const value = calculate(op, a, b, whole)
    if (whole && !Number.isSafeInteger(value)) return frame.break(`${a} ${op} ${b} is no whole number that can be told exactly`)
    return value
  }
  if (op === '+' && typeof a === 'string' && typeof b === 'string') return a + b
  if (op === '+' && a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    const [left, right] = [members(a), members(b)]
    if (left !== null && right !== null) {
      const items = [...left.items, ...right.items]
      const gaps = [...left.gaps, ...right.gaps]
      return gaps.length === 0 ? items : new Partial(items, gaps)
    }
  }
  return frame.break(`cannot compute ${kindOf(a)} ${op} ${kindOf(b)}`)
}

function members(value: Value): Partial | null {
  return value instanceof Partial ? value : isList(value) ? new Partial(value, []) : null
}

function calculate(op: Arithmetic, a: number, b: number, whole: boolean): number {
  switch (op) {
    case '+': return a + b
    case '-': return a - b
    case '*': return a * b
    // CEL divides whole numbers to whole numbers; a division by 0 is then no number, and told as such.
    case '/': return whole ? Math.trunc(a / b) : a / b
    case '%': return a % b
  }
}

export function compileMinus(ast: Op<'-_'>, scope: Scope, compile: Compile): Node {
  const inner = compile(ast.args, scope)
  const type = notNull(inner, ast.args, scope)
  if (!isNumber(type) && type.is !== 'any') scope.complain(ast, `-${words(type)} cannot be computed`)
  return node({
    type: type.is === 'any' ? any : type.is === 'int' ? int : type, kids: [inner], label: (f) => `-${inner.label(f)}`,
    run: (f) => {
      const value = inner.run(f)
      return typeof value === 'number' ? -value : typeof value === 'symbol' ? value : f.break(`-${kindOf(value)} cannot be computed`)
    },
  })
}
