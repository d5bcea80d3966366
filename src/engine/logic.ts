// && || ! ?: as Kleene has them: what is unknown is absorbed where the other side decides.
import type { ASTNode } from '@marcbachmann/cel-js'
import { bool, common, words } from './cel-type.js'
import { node, reads } from './node.js'
import type { Node } from './node.js'
import { failed, notNull } from './read.js'
import { factsWhen } from './scope.js'
import type { Scope } from './scope.js'
import { UNKNOWN, worse } from './values.js'
import type { Frame, Run, Value } from './values.js'

type Op<K extends ASTNode['op']> = Extract<ASTNode, { op: K }>
type Compile = (ast: ASTNode, scope: Scope) => Node

/** Complains about what is no yes or no. A nullable bool is none: null would be neither. */
export function wantBool(of: Node, ast: ASTNode, scope: Scope): void {
  const text = ast.input.slice(ast.start, ast.end)
  if (of.type.is === 'nullable' && of.type.of.is === 'bool') {
    scope.complain(ast, `${text} may be null here, which is neither true nor false: write \`${text} == true\` or \`${text} == false\``)
    return
  }
  const type = notNull(of, ast, scope)
  if (type.is !== 'bool' && type.is !== 'any') scope.complain(ast, `${text} is ${words(type)}, not a bool`)
}

export function truth(frame: Frame, value: Value, label: (frame: Frame) => string): Value {
  return typeof value === 'boolean' || typeof value === 'symbol' ? value : frame.break(`${label(frame)} is neither true nor false`)
}

/** Runs as a bool: only what is not declared needs the test. */
export function asBool(of: Node): Run {
  if (of.type.is === 'bool') return of.run
  return (f) => truth(f, of.run(f), of.label)
}

export function compileLogic(ast: Op<'&&' | '||'>, scope: Scope, compile: Compile): Node {
  const [leftAst, rightAst] = ast.args
  // The value of one side that leaves the verdict to the other.
  const open = ast.op === '&&'
  const left = compile(leftAst, scope)
  const right = compile(rightAst, scope.knowing(factsWhen(leftAst, open)))
  wantBool(left, leftAst, scope)
  wantBool(right, rightAst, scope)
  const [a, b] = [asBool(left), asBool(right)]
  const run: Run = open
    ? (f) => {
        const mark = f.top
        const l = a(f)
        if (l === false) return false
        const r = b(f)
        if (r === false) {
          f.top = mark
          return false
        }
        return l === true ? r : r === true ? l : worse(l, r)
      }
    : (f) => {
        const mark = f.top
        const l = a(f)
        if (l === true) return true
        const r = b(f)
        if (r === true) {
          f.top = mark
          return true
        }
        return l === false ? r : r === false ? l : worse(l, r)
      }
  return node({
    type: bool, kids: [left, right], run, label: ast.input.slice(ast.start, ast.end),
    tell: (f, value, story) => {
      if (value === open) {
        left.tell(f, value, story)
        right.tell(f, value, story)
        return
      }
      // For a "no" every side that says no is told, for a "yes" the first that says yes.
      for (const [side, of] of [[a, left], [b, right]] as const) {
        const mark = f.top
        const said = side(f)
        f.top = mark
        if (said !== value) continue
        of.tell(f, value, story)
        if (!open) return
      }
    },
  })
}

export function compileNot(ast: Op<'!_'>, scope: Scope, compile: Compile): Node {
  const inner = compile(ast.args, scope)
  wantBool(inner, ast.args, scope)
  const of = asBool(inner)
  return node({
    type: bool, kids: [inner], label: (f) => `!${inner.label(f)}`,
    run: (f) => {
      const value = of(f)
      return value === true ? false : value === false ? true : value
    },
    tell: (f, value, story) => inner.tell(f, !value, story),
  })
}

export function compileChoice(ast: Op<'?:'>, scope: Scope, compile: Compile): Node {
  const [ifAst, thenAst, elseAst] = ast.args
  const condition = compile(ifAst, scope)
  wantBool(condition, ifAst, scope)
  const yes = compile(thenAst, scope.knowing(factsWhen(ifAst, true)))
  const no = compile(elseAst, scope.knowing(factsWhen(ifAst, false)))
  const type = common(yes.type, no.type)
  if (type === null) {
    scope.complain(ast, `one side of this choice is ${words(yes.type)}, the other ${words(no.type)}`)
    return failed(ast)
  }
  const test = asBool(condition)
  const chosen = (f: Frame): Node | null => {
    const mark = f.top
    const value = test(f)
    f.top = mark
    return value === true ? yes : value === false ? no : null
  }
  return node({
    type, kids: [condition, yes, no], label: (f) => chosen(f)?.label(f) ?? ast.input.slice(ast.start, ast.end),
    place: (f) => chosen(f)?.place(f) ?? null,
    elements: (f) => chosen(f)?.elements(f) ?? [],
    run: (f) => {
      const mark = f.top
      const value = test(f)
      if (value === true) return yes.run(f)
      if (value === false) return no.run(f)
      if (value !== UNKNOWN) return value
      // Both ways lead to the same answer: then the condition need not be known.
      const [a, b] = [yes.run(f), no.run(f)]
      if (typeof a !== 'symbol' && a === b) {
        f.top = mark
        return a
      }
      return UNKNOWN
    },
    tell: (f, value, story) => {
      const way = chosen(f)
      if (way === null || reads(way, f)) (way ?? yes).tell(f, value, story)
      else condition.tell(f, way === yes, story)
    },
  })
}
