// Walks the graphs of TensorFlow: nodes of the graph, nodes of its functions, and graphs that are hidden in constants.
import { Tally } from '../graph/facts.js'
import { shown, Signs } from '../sign.js'
import { findSecrets } from '../text/secrets.js'
import { Stopped } from '../unread.js'
import type { Field, Range, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'
import { looksLikeGraph } from './looks.js'
import { isOfInterest, loadsGraph, reachOf } from './operators.js'

/** What is found in all graphs of a file. */
export class Graphs {
  readonly operators = new Tally()
  readonly dangerous = new Signs()
  readonly nested = new Signs()
  functions = 0
  /** More names than are kept: a path may have been missed. */
  overflow = false

  constructor(readonly wire: Wire) {}
}

/** One list of nodes, whose names are known to each other. */
interface Scope {
  graphs: Graphs
  /** Of the function, and of the constants it is hidden in; empty for the graph itself. */
  place: string
  /** Graphs in constants around it. */
  depth: number
  constants: Map<string, string>
  /** Nodes that hand on what they get. */
  aliases: Map<string, string>
  pending: Node[]
  isFull: boolean
}

interface Node {
  name: string
  op: string
  inputs: string[]
  /** Texts of attributes, the short ones. */
  texts: string[]
  offset: number
}

const deepest = 8
const namesKept = 20_000
const pendingKept = 20_000
/** Bytes that tell a path, and a graph from other texts. */
const shortText = 512
const textsKept = 8
const graphHead = 4096
const handsOn: ReadonlySet<string> = new Set(['Identity', 'PlaceholderWithDefault', 'Snapshot', 'StopGradient'])

export function* readGraph(graphs: Graphs, at: Range, place = '', depth = 0): Steps<void> {
  const { wire } = graphs
  const scope = scopeOf(graphs, place, depth)
  yield* wire.each(at, function* (field) {
    if (field.number === 1) yield* readNode(scope, field)
    else if (field.number === 2) yield* wire.each(field, (part) => (part.number === 1 ? readFunction(graphs, part, place, depth) : undefined))
  })
  judge(scope)
}

function* readFunction(graphs: Graphs, at: Field, around: string, depth: number): Steps<void> {
  const { wire } = graphs
  const scope = scopeOf(graphs, around, depth)
  let name = ''
  graphs.functions += 1
  yield* wire.each(at, function* (field) {
    if (field.number === 1) name = yield* nameOf(wire, field)
    else if (field.number === 3) yield* readNode(scope, field)
    else if (field.number === 5) yield* readAttribute(scope, { name: '', op: '', inputs: [], texts: [], offset: field.start }, field)
  })
  scope.place = [around, `function ${shown(name).slice(0, 80)}`].filter((part) => part !== '').join(', ')
  judge(scope)
}

function scopeOf(graphs: Graphs, place: string, depth: number): Scope {
  return { graphs, place, depth, constants: new Map(), aliases: new Map(), pending: [], isFull: false }
}

function* nameOf(wire: Wire, at: Range): Steps<string> {
  let name = ''
  yield* wire.each(at, function* (field) {
    if (field.number === 1 && field.wire === 2) name = yield* wire.text(field, shortText)
  })
  return name
}

function* readNode(scope: Scope, at: Field): Steps<void> {
  const { wire, operators } = scope.graphs
  const node: Node = { name: '', op: '', inputs: [], texts: [], offset: at.start }
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 1) node.name = yield* wire.text(field, shortText)
    else if (field.number === 2) node.op = yield* wire.text(field, shortText)
    else if (field.number === 3 && node.inputs.length < 8) node.inputs.push(yield* wire.text(field, shortText))
    else if (field.number === 5) yield* readAttribute(scope, node, field)
  })
  operators.add(node.op)
  const [first] = node.texts
  if (node.op === 'Const' && first !== undefined) keep(scope, scope.constants, node.name, first)
  const [from] = node.inputs
  if (handsOn.has(node.op) && from !== undefined) keep(scope, scope.aliases, node.name, from)
  if (!isOfInterest(node.op)) return
  if (scope.pending.length >= pendingKept) throw new Stopped('limit', `more than ${pendingKept} operators that reach files`, at.start)
  scope.pending.push(node)
}

function keep(scope: Scope, names: Map<string, string>, name: string, value: string): void {
  if (names.size < namesKept) names.set(name, value)
  else scope.isFull = true
}

/** An entry of a map of attributes. Its texts are kept if short; a graph in them is read. */
function* readAttribute(scope: Scope, node: Node, at: Field): Steps<void> {
  yield* scope.graphs.wire.each(at, (field) => (field.number === 2 ? readValue(scope, node, field) : undefined))
}

function* readValue(scope: Scope, node: Node, at: Field): Steps<void> {
  const { wire } = scope.graphs
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 2) yield* readText(scope, node, field)
    else if (field.number === 8) yield* readTensor(scope, node, field)
    else if (field.number === 10) yield* readCall(scope, node, field)
    else if (field.number === 1) {
      yield* wire.each(field, function* (item) {
        if (item.number === 2) yield* readText(scope, node, item)
        else if (item.number === 8) yield* readTensor(scope, node, item)
        else if (item.number === 9) yield* readCall(scope, node, item)
      })
    }
  })
}

/** A function's name with attributes of its own. */
function* readCall(scope: Scope, node: Node, at: Field): Steps<void> {
  yield* scope.graphs.wire.each(at, (field) => (field.number === 2 ? readAttribute(scope, node, field) : undefined))
}

function* readTensor(scope: Scope, node: Node, at: Field): Steps<void> {
  const { wire } = scope.graphs
  let type = 0
  let content: Field | null = null
  yield* wire.each(at, function* (field) {
    if (field.number === 1) type = field.value
    else if (field.number === 4 && field.wire === 2) content = field
    else if (field.number === 8) yield* readText(scope, node, field)
    // Variants, such as datasets, hold texts and tensors.
    else if (field.number === 15) {
      yield* wire.each(field, function* (part) {
        if (part.number === 2) yield* readText(scope, node, part)
        else if (part.number === 3) yield* readTensor(scope, node, part)
      })
    }
  })
  // 7 is DT_STRING: then the packed content is the lengths of the texts, and the texts.
  if (type === 7 && content !== null) yield* readPacked(scope, node, content)
}

function* readPacked(scope: Scope, node: Node, at: Field): Steps<void> {
  const { wire } = scope.graphs
  const lengths: number[] = []
  let start = at.start
  let sum = 0
  while (start < at.end && start + sum < at.end && lengths.length < 4096) {
    const { value, end } = yield* wire.varint(start, at)
    if (value < 0) return
    lengths.push(value)
    sum += value
    start = end
  }
  if (start + sum !== at.end) return
  for (const length of lengths) {
    yield* readText(scope, node, { ...at, start, end: start + length })
    start += length
  }
}

function* readText(scope: Scope, node: Node, at: Field): Steps<void> {
  const { graphs } = scope
  const size = at.end - at.start
  if (at.wire !== 2 || size === 0) return
  const head = (yield* graphs.wire.bytes(at, Math.min(size, graphHead))).slice()
  if (!looksLikeGraph(head, size)) {
    if (size <= shortText && node.texts.length < textsKept && head.every((byte) => byte >= 0x20 && byte !== 0x7f)) node.texts.push(new TextDecoder().decode(head))
    return
  }
  if (scope.depth >= deepest) throw new Stopped('limit', `graphs more than ${deepest} deep in constants`, at.start)
  const before = graphs.operators.total
  const place = [scope.place, `graph in ${shown(node.name).slice(0, 80)}`].filter((part) => part !== '').join(', ')
  yield* readGraph(graphs, at, place, scope.depth + 1)
  graphs.nested.add(`graph of ${graphs.operators.total - before} operators`, { offset: at.start, detail: place })
}

function judge(scope: Scope): void {
  const { graphs, place } = scope
  if (scope.isFull && scope.pending.length > 0) graphs.overflow = true
  for (const { name, op, inputs, texts, offset } of scope.pending) {
    const paths = inputs.flatMap((input) => constantOf(scope, input))
    const operands = [...paths, ...texts].slice(0, 3).map(quoted)
    const detail = [place, `node ${name}`, ...operands].filter((part) => part !== '').join(', ')
    if (loadsGraph(op)) graphs.nested.add(op, { offset, detail: `makes a graph of a text, ${detail}` })
    const reach = reachOf(op, paths, texts)
    if (reach !== null) graphs.dangerous.add(op, { offset, detail: `${reach}, ${detail}` })
  }
}

function quoted(text: string): string {
  return findSecrets(text).length > 0 ? `a credential of ${text.length} characters` : `"${text.slice(0, 80)}"`
}

/** The text that an input is, followed through nodes that only hand it on. `name:output:0` and `^name` are names, too. */
function constantOf({ constants, aliases }: Scope, input: string): string[] {
  let name = plainName(input)
  for (let hops = 0; hops < 8; hops++) {
    const text = constants.get(name)
    if (text !== undefined) return [text]
    const next = aliases.get(name)
    if (next === undefined) return []
    name = plainName(next)
  }
  return []
}

function plainName(input: string): string {
  return input.replace(/^\^/, '').replace(/:.*$/s, '')
}
