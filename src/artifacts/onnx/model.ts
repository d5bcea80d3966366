// Walks an ONNX model: every graph in it, with those of attributes, functions and training, tensors passed over by length.
// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import { Ports, Tally, typeText, volume } from '../graph/facts.js'
import { Signs } from '../sign.js'
import type { Field, Range, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'
import { elementName, readEntry, readTensor, type Tensor } from './tensor.js'

/** A text that people may have written something into, and where. */
export interface Words {
  at: string
  text: string
  offset: number
}

/** What a tensor says of the file that holds its bytes. */
export interface External {
  tensor: Tensor
  entries: readonly (readonly [string, string])[]
}

const externalsKept = 200_000
const namesKept = 20_000
/** Characters of all that tensors say of other files. */
const heldAtMost = 16 * 2 ** 20
const wordsKept = 256

export class Model {
  irVersion: number | null = null
  producer: string | null = null
  producerVersion: string | null = null
  readonly opsets = new Map<string, number>()
  readonly inputs = new Ports()
  readonly outputs = new Ports()
  readonly operators = new Tally()
  /** Operators by domain and name as the file has them, and where the first one is. */
  readonly used = new Map<string, { domain: string; name: string; count: number; offset: number }>()
  /** Functions that the model brings along. */
  readonly functions = new Set<string>()
  readonly externals: External[] = []
  readonly words: Words[] = []
  readonly faults = new Signs()
  tensors = 0
  parameters: number | null = 0
  hasGraph = false
  /** More than is kept: what was not kept was not looked at. */
  overflow = false
  held = 0

  constructor(readonly wire: Wire) {}

  unknown(of: string, field: Field): void {
    this.faults.add(`field ${field.number} of ${of} is none of ONNX`, { offset: field.offset, detail: `${field.end - field.start} bytes` })
  }
}

export function* readModel(model: Model): Steps<void> {
  const { wire } = model
  yield* wire.each(wire.whole, function* (field) {
    switch (field.number) {
      case 1: model.irVersion = field.value; return
      case 5: return
      case 2: model.producer = yield* keepWords(model, 'producer_name', field); return
      case 3: model.producerVersion = yield* keepWords(model, 'producer_version', field); return
      case 4: yield* keepWords(model, 'domain', field); return
      case 6: yield* keepWords(model, 'doc_string', field); return
      case 7: model.hasGraph = true; yield* readGraph(model, field, true); return
      case 8: yield* readOpset(model, field); return
      case 14: yield* readPair(model, 'metadata_props', field); return
      case 20: yield* wire.each(field, (part) => (part.number <= 2 ? readGraph(model, part, false) : undefined)); return
      case 25: yield* readFunction(model, field); return
      case 26: return
      default: model.unknown('the model', field)
    }
  })
}

function* keepWords(model: Model, at: string, field: Field): Steps<string> {
  const text = field.wire === 2 ? yield* model.wire.text(field, 65_536) : ''
  if (text !== '' && model.words.length < wordsKept) model.words.push({ at, text, offset: field.start })
  return text.slice(0, 200)
}

function* readPair(model: Model, at: string, field: Field): Steps<void> {
  if (field.wire !== 2) return
  const [key, value] = yield* readEntry(model.wire, field, 65_536)
  if (model.words.length < wordsKept) model.words.push({ at: `${at}.${key.slice(0, 80)}`, text: value, offset: field.start })
}

function* readOpset(model: Model, at: Field): Steps<void> {
  const { wire } = model
  let domain = ''
  let version = 0
  yield* wire.each(at, function* (field) {
    if (field.number === 1 && field.wire === 2) domain = yield* wire.text(field, 512)
    else if (field.number === 2) version = field.value
  })
  if (model.opsets.size < 64) model.opsets.set(domain === '' ? 'ai.onnx' : domain, version)
}

function* readFunction(model: Model, at: Field): Steps<void> {
  const { wire } = model
  let domain = ''
  let name = ''
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 1) name = yield* wire.text(field, 512)
    else if (field.number === 10) domain = yield* wire.text(field, 512)
    else if (field.number === 7) yield* readNode(model, field)
    else if (field.number === 8) yield* keepWords(model, 'function doc_string', field)
    else if (field.number === 11) yield* readAttribute(model, field)
    else if (field.number === 14) yield* readPair(model, 'function metadata_props', field)
  })
  if (model.functions.size < namesKept) model.functions.add(`${domain}\n${name}`)
}

function* readGraph(model: Model, at: Range, isMain: boolean): Steps<void> {
  const { wire } = model
  yield* wire.each(at, function* (field) {
    switch (field.number) {
      case 1: yield* readNode(model, field); return
      case 5: yield* keepTensor(model, field, isMain); return
      case 15: yield* readSparse(model, field, isMain); return
      case 10: yield* keepWords(model, 'graph doc_string', field); return
      case 16: yield* readPair(model, 'graph metadata_props', field); return
      case 11: if (isMain) yield* readPort(model, field, model.inputs); return
      case 12: if (isMain) yield* readPort(model, field, model.outputs); return
      case 2: case 13: case 14: return
      default: model.unknown('a graph', field)
    }
  })
}

function* readNode(model: Model, at: Range): Steps<void> {
  const { wire } = model
  let name = ''
  let domain = ''
  yield* wire.each(at, function* (field) {
    if (field.number === 4 && field.wire === 2) name = yield* wire.text(field, 512)
    else if (field.number === 7 && field.wire === 2) domain = yield* wire.text(field, 512)
    else if (field.number === 5) yield* readAttribute(model, field)
    else if (field.number > 10) model.unknown('a node', field)
  })
  const plain = domain === '' || domain === 'ai.onnx'
  model.operators.add(plain ? name : `${domain}.${name}`)
  const key = `${domain}\n${name}`
  const seen = model.used.get(key)
  if (seen !== undefined) seen.count += 1
  else if (model.used.size < namesKept) model.used.set(key, { domain, name, count: 1, offset: at.start })
  else model.overflow = true
}

function* readAttribute(model: Model, at: Range): Steps<void> {
  yield* model.wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 5 || field.number === 10) yield* keepTensor(model, field, false)
    else if (field.number === 6 || field.number === 11) yield* readGraph(model, field, false)
    else if (field.number === 22 || field.number === 23) yield* readSparse(model, field, false)
  })
}

function* readSparse(model: Model, at: Range, isWeight: boolean): Steps<void> {
  yield* model.wire.each(at, function* (field) {
    if (field.wire === 2 && field.number <= 2) yield* keepTensor(model, field, isWeight && field.number === 1)
  })
}

function* keepTensor(model: Model, at: Range, isWeight: boolean): Steps<void> {
  const tensor = yield* readTensor(model.wire, at, (field) => model.unknown('a tensor', field))
  model.tensors += 1
  if (isWeight) {
    const values = volume(tensor.dims)
    model.parameters = values === null || model.parameters === null ? null : model.parameters + values
  }
  for (const text of tensor.texts) if (model.words.length < wordsKept) model.words.push({ at: `tensor ${tensor.name}`, text, offset: tensor.offset })
  if (tensor.external === null) return
  for (const [key, value] of tensor.external) model.held += key.length + value.length
  if (model.externals.length < externalsKept && model.held < heldAtMost) model.externals.push({ tensor, entries: tensor.external })
  else model.overflow = true
}

function* readPort(model: Model, at: Range, ports: Ports): Steps<void> {
  const { wire } = model
  let name = ''
  let type = 'unknown'
  yield* wire.each(at, function* (field) {
    if (field.number === 1 && field.wire === 2) name = yield* wire.text(field, 512)
    else if (field.number === 2 && field.wire === 2) type = yield* typeOf(wire, field)
  })
  ports.add(name, type)
}

function* typeOf(wire: Wire, at: Range): Steps<string> {
  let text = 'unknown'
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 1) text = yield* tensorType(wire, field)
    else if (field.number === 8) text = `sparse ${yield* tensorType(wire, field)}`
    else if (field.number === 4 || field.number === 9) text = `${field.number === 4 ? 'sequence of' : 'optional'} ${yield* elementOf(wire, field)}`
    else if (field.number === 5) text = 'map'
    else if (field.number === 7) text = 'opaque'
  })
  return text
}

function* elementOf(wire: Wire, at: Range): Steps<string> {
  let text = 'unknown'
  yield* wire.each(at, function* (field) {
    if (field.number === 1 && field.wire === 2) text = yield* typeOf(wire, field)
  })
  return text
}

function* tensorType(wire: Wire, at: Range): Steps<string> {
  let element = 0
  let dims: (number | string | null)[] | null = null
  yield* wire.each(at, function* (field) {
    if (field.number === 1) element = field.value
    else if (field.number === 2 && field.wire === 2) {
      const list: (number | string | null)[] = []
      yield* wire.each(field, function* (dim) {
        if (dim.number !== 1 || dim.wire !== 2 || list.length > 32) return
        let size: number | string | null = null
        yield* wire.each(dim, function* (value) {
          if (value.number === 1 && value.wire === 0) size = value.value
          else if (value.number === 2 && value.wire === 2) size = yield* wire.text(value, 64)
        })
        list.push(size)
      })
      dims = list
    }
  })
  return typeText(elementName(element), dims)
}
