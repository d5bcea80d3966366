// == != < <= > >= in, and how a comparison that decides is told.
import type { ASTNode } from '@marcbachmann/cel-js'
import { nearest } from '../core/index.js'
import { bare, bool, isNumber, words } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { node, reads, say } from './node.js'
import type { Node, Story } from './node.js'
import { kindOf, notNull } from './read.js'
import type { Scope } from './scope.js'
import { Partial, isList, isRecord, same, worse } from './values.js'
import type { Frame, Run, Value } from './values.js'

type Op<K extends ASTNode['op']> = Extract<ASTNode, { op: K }>
type Compile = (ast: ASTNode, scope: Scope) => Node
type Sign = '==' | '!=' | '<' | '<=' | '>' | '>='

const opposite: Record<Sign, Sign> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
const mirrored: Record<Sign, Sign> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

export function compileComparison(ast: Op<Sign>, scope: Scope, compile: Compile): Node {
  const [leftAst, rightAst] = ast.args
  const [left, right] = [compile(leftAst, scope), compile(rightAst, scope)]
  const sign = ast.op
  if (sign === '==' || sign === '!=') checkEqual(left, right, ast, scope)
  else checkOrder(notNull(left, leftAst, scope), notNull(right, rightAst, scope), ast, scope)
  return node({
    type: bool, kids: [left, right], label: (f) => `${left.label(f)} ${sign} ${right.label(f)}`,
    run: sizeComparison(sign, left, right) ?? sizeComparison(mirrored[sign], right, left) ?? comparison(sign, left, right),
    tell: (f, value, story) => tellComparison(f, value ? opposite[sign] : sign, left, right, story),
  })
}

function comparison(sign: Sign, left: Node, right: Node): Run {
  const [a, b] = [left.run, right.run]
  if (sign === '==' || sign === '!=') {
    const equal = sign === '=='
    const { constant } = right
    // Most comparisons are with a word, a number or null: those need no second look.
    if (constant !== undefined && (constant === null || typeof constant !== 'object')) {
      return (f) => {
        const l = a(f)
        return l === constant ? equal : typeof l === 'symbol' ? l : !equal
      }
    }
    return (f) => {
      const l = a(f)
      const r = b(f)
      if (typeof l === 'symbol' || typeof r === 'symbol') return worse(l, r)
      if (l === r) return equal
      if (typeof l !== 'object' || typeof r !== 'object' || l === null || r === null) return !equal
      if (l instanceof Partial) return f.hideAll(l.gaps)
      if (r instanceof Partial) return f.hideAll(r.gaps)
      return same(l, r) === equal
    }
  }
  const holds = orders[sign]
  return (f) => {
    const l = a(f)
    const r = b(f)
    if (typeof l === 'number' && typeof r === 'number') return holds(l, r)
    if (typeof l === 'symbol' || typeof r === 'symbol') return worse(l, r)
    if ((typeof l === 'string' && typeof r === 'string') || (typeof l === 'boolean' && typeof r === 'boolean')) return holds(l, r)
    return f.break(`cannot tell whether ${left.label(f)} (${kindOf(l)}) ${sign} ${right.label(f)} (${kindOf(r)})`)
  }
}

type Ordered = number | string | boolean

const orders: Record<Sign, (a: Ordered, b: Ordered) => boolean> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '==': (a, b) => a === b, '!=': (a, b) => a !== b,
}

/** `size(list) > n` where the list may hide members: what was seen can already decide. */
function sizeComparison(sign: Sign, left: Node, right: Node): Run | null {
  const counted = left.counts
  if (counted === undefined) return null
  const plain = comparison(sign, left, right)
  const holds = orders[sign]
  return (f) => {
    const mark = f.top
    const list = counted.run(f)
    const { constant } = right
    if (isList(list) && typeof constant === 'number') return holds(list.length, constant)
    if (!(list instanceof Partial)) {
      f.top = mark
      return plain(f)
    }
    const limit = right.run(f)
    if (typeof limit === 'symbol') return limit
    if (typeof limit !== 'number') return f.break(`${right.label(f)} is no number`)
    const seen = list.items.length
    switch (sign) {
      case '>': if (seen > limit) return true; break
      case '>=': if (seen >= limit) return true; break
      case '<': if (seen >= limit) return false; break
      case '<=': if (seen > limit) return false; break
      case '==': if (seen > limit) return false; break
      case '!=': if (seen > limit) return true; break
    }
    return f.hideAll(list.gaps)
  }
}

function checkEqual(left: Node, right: Node, ast: Op<Sign>, scope: Scope): void {
  const [leftAst, rightAst] = ast.args
  for (const [of, ofAst, other] of [[left, leftAst, right], [right, rightAst, left]] as const) {
    if (other.type.is !== 'null') continue
    if (of.type.is !== 'nullable' && of.type.is !== 'any' && of.type.is !== 'null') {
      scope.complain(ast, `${ofAst.input.slice(ofAst.start, ofAst.end)} is never null`)
    }
    return
  }
  checkWord(left.type, rightAst, scope)
  checkWord(right.type, leftAst, scope)
  if (!comparable(left.type, right.type)) {
    scope.complain(ast, `${words(left.type)} is never equal to ${words(right.type)}`)
  }
}

/** A word that the provider does not document is most likely misspelt, and the comparison would quietly never hold. */
export function checkWord(type: CelType, literal: ASTNode, scope: Scope): void {
  const of = bare(type)
  if (of.is !== 'string' || of.words === undefined || literal.op !== 'value' || typeof literal.args !== 'string') return
  if (of.words.includes(literal.args)) return
  const meant = nearest(literal.args, of.words)
  scope.complain(literal, `"${literal.args}" is none of the documented words ${of.words.map((w) => `"${w}"`).join(', ')}${meant === undefined ? '' : `: did you mean "${meant}"?`}`)
}

/** Whether values of the two types can ever be equal. */
export function comparable(left: CelType, right: CelType): boolean {
  const [a, b] = [bare(left), bare(right)]
  if (a.is === 'any' || b.is === 'any') return true
  if (isNumber(a)) return isNumber(b)
  if ((a.is === 'list' && b.is === 'list')) return comparable(a.of, b.of)
  if ((a.is === 'map' || a.is === 'record') && (b.is === 'map' || b.is === 'record')) return true
  return a.is === b.is
}

function checkOrder(a: CelType, b: CelType, ast: Op<Sign>, scope: Scope): void {
  const fits = (type: CelType): boolean => isNumber(type) || type.is === 'string' || type.is === 'any'
  if (fits(a) && fits(b) && (a.is === 'any' || b.is === 'any' || isNumber(a) === isNumber(b))) return
  scope.complain(ast, `${words(a)} ${ast.op} ${words(b)} is no comparison`)
}

/** Tells what was seen on the side that reads the inventory, and what the other side wanted. `sign` is the one that did not hold. */
function tellComparison(f: Frame, sign: Sign, left: Node, right: Node, story: Story): void {
  const swap = !reads(left, f) && reads(right, f)
  const [subject, object] = swap ? [right, left] : [left, right]
  const shown = swap ? mirrored[sign] : sign
  const wanted = told(f, object)
  const words = shown === '==' ? wanted : shown === '!=' ? `not ${wanted}` : `${shown} ${wanted}`
  story.saw(f, subject, quiet(f, subject.run), words)
}

function told(f: Frame, of: Node): string {
  return of.constant !== undefined ? of.label(f) : say(quiet(f, of.run))
}

/** Runs once more without leaving gaps on the trail. */
export function quiet(frame: Frame, run: Run): Value {
  const mark = frame.top
  const value = run(frame)
  frame.top = mark
  return value
}

export function compileIn(ast: Op<'in'>, scope: Scope, compile: Compile): Node {
  const [itemAst, listAst] = ast.args
  const [item, list] = [compile(itemAst, scope), compile(listAst, scope)]
  const type = notNull(list, listAst, scope)
  if (type.is === 'list') {
    if (!comparable(item.type, type.of) && item.type.is !== 'null') scope.complain(ast, `${words(type)} never holds ${words(item.type)}`)
    if (listAst.op === 'list') for (const word of listAst.args) checkWord(item.type, word, scope)
    checkWord(type.of, itemAst, scope)
  } else if (type.is === 'record') {
    scope.complain(ast, `${listAst.input.slice(listAst.start, listAst.end)} is a record: its properties are always there, ask for null`)
  } else if (type.is !== 'map' && type.is !== 'any') {
    scope.complain(ast, `\`in\` asks a list or a map, not ${words(type)}`)
  }
  return node({
    type: bool, kids: [item, list], label: (f) => `${item.label(f)} in ${list.label(f)}`,
    run: among(item, list) ?? ((f) => holds(f, item.run(f), list.run(f), list)),
    tell: (f, value, story) => {
      if (reads(item, f)) {
        story.saw(f, item, quiet(f, item.run), `${value ? 'none' : 'one'} of ${told(f, list)}`)
      } else {
        story.saw(f, list, quiet(f, list.run), `${value ? 'without' : 'holding'} ${told(f, item)}`)
      }
    },
  })
}

/** `x in ["a", "b"]`: a list of plain literals. */
function among(item: Node, list: Node): Run | null {
  const words = list.constant
  if (words === undefined || !isList(words) || words.some((word) => typeof word === 'object' && word !== null)) return null
  return (f) => {
    const value = item.run(f)
    if (typeof value === 'symbol') return value
    for (let i = 0; i < words.length; i++) if (words[i] === value) return true
    return false
  }
}

function holds(frame: Frame, item: Value, list: Value, of: Node): Value {
  if (typeof item === 'symbol' || typeof list === 'symbol') return worse(item, list)
  if (isList(list)) {
    for (let i = 0; i < list.length; i++) if (same(item, list[i] ?? null)) return true
    return false
  }
  if (list instanceof Partial) return list.items.some((member) => same(item, member)) ? true : frame.hideAll(list.gaps)
  if (isRecord(list)) return typeof item === 'string' ? Object.hasOwn(list, item) : false
  return frame.break(`${of.label(frame)} is ${kindOf(list)} and holds nothing`)
}
