// exists, all, exists_one, filter and map over lists that may hide members.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { GapId } from '../core/index.js'
import { any, bare, bool, string, words } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { quiet } from './compare.js'
import { asBool, wantBool } from './logic.js'
import { maxTold, node } from './node.js'
import type { Element, Node, Story } from './node.js'
import { failed, kindOf, notNull } from './read.js'
import { factsWhen } from './scope.js'
import type { Scope } from './scope.js'
import { BROKEN, Partial, UNKNOWN, isList, isRecord } from './values.js'
import type { Frame, Run, Value } from './values.js'

type Op<K extends ASTNode['op']> = Extract<ASTNode, { op: K }>
type Compile = (ast: ASTNode, scope: Scope) => Node

export const macros: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'filter', 'map'])

const none: readonly GapId[] = []

interface Loop {
  source: Node
  slot: number
  item: Node
  body: Node
  /** The body as people wrote it. */
  text: string
}

export function compileMacro(ast: Op<'rcall'>, scope: Scope, compile: Compile): Node {
  const [name, sourceAst, args] = ast.args
  const source = compile(sourceAst, scope)
  const type = notNull(source, sourceAst, scope)
  const of = type.is === 'list' ? type.of : type.is === 'map' ? string : type.is === 'any' ? any : null
  const [variable, ...bodies] = args
  const last = bodies.at(-1)
  if (of === null) {
    scope.complain(sourceAst, `${sourceAst.input.slice(sourceAst.start, sourceAst.end)} is ${words(type)}, ${name} asks the members of a list`)
    return failed(ast)
  }
  if (variable?.op !== 'id' || last === undefined || bodies.length > (name === 'map' ? 2 : 1)) {
    scope.complain(ast, `${name} takes a name and an expression: \`${name}(x, …)\``)
    return failed(ast)
  }
  const slot = scope.newSlot()
  const item = loopVariable(slot, of)
  const inner = scope.bind(variable.args, item)
  // map(x, condition, value) is filter and map in one.
  const condition = name === 'map' && bodies.length === 2 ? bodies[0] : undefined
  const kept = condition === undefined ? source : filter(loopOf(source, slot, item, condition, inner, compile), source.type)
  const loop = loopOf(kept, slot, item, last, condition === undefined ? inner : inner.knowing(factsWhen(condition, true)), compile)
  if (name !== 'map') wantBool(loop.body, last, inner)
  switch (name) {
    case 'exists': return quantifier(loop, true)
    case 'all': return quantifier(loop, false)
    case 'exists_one': return exactlyOne(loop)
    case 'filter': return filter(loop, bare(source.type))
    default: return map(loop)
  }
}

function loopOf(source: Node, slot: number, item: Node, body: ASTNode, scope: Scope, compile: Compile): Loop {
  return { source, slot, item, body: compile(body, scope), text: body.input.slice(body.start, body.end).replace(/\s+/g, ' ') }
}

function loopVariable(slot: number, type: CelType): Node {
  return node({
    type, slot, run: (f) => f.slots[slot] ?? null, place: (f) => f.places[slot] ?? null,
    label: (f) => f.places[slot]?.path ?? JSON.stringify(f.slots[slot] ?? null),
  })
}

/** The members to loop over, or why there are none to loop over. */
function itemsOf(frame: Frame, source: Node, value = source.run(frame)): readonly Value[] | Partial | typeof UNKNOWN | typeof BROKEN {
  if (isList(value) || value instanceof Partial) return value
  if (typeof value === 'symbol') return value
  if (isRecord(value)) return Object.keys(value)
  return frame.break(`${source.label(frame)} is ${kindOf(value)}, not a list`)
}

/** exists looks for a member that says true, all for one that says false: the rest is the same. */
function quantifier({ source, slot, body, text }: Loop, sought: boolean): Node {
  const test = asBool(body)
  const over = (f: Frame, items: readonly Value[], gaps: readonly GapId[]): Value => {
    const mark = f.top
    const { slots } = f
    let verdict: Value = !sought
    for (let i = 0; i < items.length; i++) {
      slots[slot] = items[i] ?? null
      const said = test(f)
      if (said === sought) {
        f.top = mark
        return sought
      }
      if (typeof said === 'symbol' && verdict !== UNKNOWN) verdict = said
    }
    return gaps.length > 0 ? f.hideAll(gaps) : verdict
  }
  const run: Run = (f) => {
    const list = source.run(f)
    if (isList(list)) return over(f, list, none)
    const found = itemsOf(f, source, list)
    if (typeof found === 'symbol') return found
    return found instanceof Partial ? over(f, found.items, found.gaps) : over(f, found, none)
  }
  return node({
    type: bool, kids: [source], run, label: (f) => `${source.label(f)}.${sought ? 'exists' : 'all'}(${text})`,
    tell: (f, value, story) => {
      const deciding = source.elements(f).filter((member) => asked(f, slot, member, test) === value)
      if (deciding.length === 0) return tellList(f, source, value === sought ? `none where ${text}` : sought ? `one where ${text}` : `one where not ${text}`, story)
      for (const member of deciding.slice(0, maxTold)) told(f, slot, member, () => body.tell(f, value, story))
    },
  })
}

function exactlyOne({ source, slot, body, text }: Loop): Node {
  const test = asBool(body)
  return node({
    type: bool, kids: [source], label: (f) => `${source.label(f)}.exists_one(${text})`,
    run: (f) => {
      const found = itemsOf(f, source)
      if (typeof found === 'symbol') return found
      const items = found instanceof Partial ? found.items : found
      const mark = f.top
      let seen = 0
      let open: Value = false
      for (const item of items) {
        f.slots[slot] = item
        const said = test(f)
        if (said === true) seen++
        else if (typeof said === 'symbol' && open !== UNKNOWN) open = said
        if (seen > 1) {
          f.top = mark
          return false
        }
      }
      if (found instanceof Partial && found.gaps.length > 0) return f.hideAll(found.gaps)
      return typeof open === 'symbol' ? open : seen === 1
    },
    tell: (f, value, story) => tellList(f, source, value ? `not exactly one where ${text}` : `exactly one where ${text}`, story),
  })
}

/** Members whose test is unknown may be in or not: they become gaps of the result. */
function filter({ source, slot, body, text }: Loop, type: CelType): Node {
  const test = asBool(body)
  return node({
    type: type.is === 'map' ? { is: 'list', of: string } : type, kids: [source], label: (f) => `${source.label(f)}.filter(${text})`, place: source.place,
    elements: (f) => source.elements(f).filter((member) => asked(f, slot, member, test) === true),
    run: (f) => collect(f, source, slot, (item) => {
      const said = test(f)
      return said === true ? item : said === false ? undefined : said
    }),
  })
}

function map({ source, slot, body, text }: Loop): Node {
  return node({
    type: { is: 'list', of: body.type }, kids: [source], label: (f) => `${source.label(f)}.map(${text})`,
    elements: (f) => source.elements(f).flatMap((member) => {
      const mapped: Element[] = []
      told(f, slot, member, () => {
        const value = quiet(f, body.run)
        if (typeof value !== 'symbol') mapped.push({ value, place: body.place(f) ?? member.place })
      })
      return mapped
    }),
    run: (f) => collect(f, source, slot, () => body.run(f)),
  })
}

/** Builds a list member by member; what is unknown about a member may hide one. */
function collect(frame: Frame, source: Node, slot: number, take: (item: Value) => Value | undefined): Value {
  const found = itemsOf(frame, source)
  if (typeof found === 'symbol') return found
  const items = found instanceof Partial ? found.items : found
  const mark = frame.top
  const kept: Value[] = []
  let broken = false
  for (const item of items) {
    frame.slots[slot] = item
    const value = take(item)
    if (value === BROKEN) broken = true
    else if (value !== undefined && value !== UNKNOWN) kept.push(value)
  }
  const gaps = frame.since(mark)
  frame.top = mark
  if (found instanceof Partial) gaps.push(...found.gaps)
  if (broken) return gaps.length === 0 ? BROKEN : frame.hideAll(gaps)
  return gaps.length === 0 ? kept : new Partial(kept, [...new Set(gaps)].sort())
}

function asked(frame: Frame, slot: number, member: Element, test: Run): Value {
  let said: Value = null
  told(frame, slot, member, () => { said = quiet(frame, test) })
  return said
}

/** Runs `body` with the loop variable set to a member and its place. */
function told(frame: Frame, slot: number, member: Element, body: () => void): void {
  const value: Value = frame.slots[slot] ?? null
  const place = frame.places[slot] ?? null
  frame.slots[slot] = member.value
  frame.places[slot] = member.place
  body()
  frame.slots[slot] = value
  frame.places[slot] = place
}

function tellList(f: Frame, source: Node, wanted: string, story: Story): void {
  story.saw(f, source, quiet(f, source.run), wanted)
}
