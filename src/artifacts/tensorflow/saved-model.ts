// Walks what stands around TensorFlow's graphs: SavedModel, MetaGraph, and the metadata that Keras writes beside them.
import { Ports, typeText } from '../graph/facts.js'
import { leaves } from '../graph/place.js'
import { Signs } from '../sign.js'
import type { Field, Range, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'
import { Graphs, readGraph } from './graph.js'
import { findLambdas } from './lambda.js'

export class SavedModel {
  readonly graphs: Graphs
  schemaVersion: number | null = null
  tensorflowVersion: string | null = null
  readonly tags: string[] = []
  readonly inputs = new Ports()
  readonly outputs = new Ports()
  /** File names of assets, as they are given. */
  readonly assets: { name: string; offset: number }[] = []
  readonly escapes = new Signs()
  readonly lambdas = new Signs()
  metaGraphs = 0
  /** Objects of Keras with metadata. */
  layers = 0
  /** Layers whose metadata was too long to be read. */
  unreadLayers = 0

  constructor(readonly wire: Wire, readonly longestDocument: number) {
    this.graphs = new Graphs(wire)
  }
}

const assetsKept = 4096

export function* readSavedModel(model: SavedModel): Steps<void> {
  yield* model.wire.each(model.wire.whole, function* (field) {
    if (field.number === 1) model.schemaVersion = field.value
    else if (field.number === 2) yield* readMetaGraph(model, field)
  })
}

export function* readMetaGraph(model: SavedModel, at: Range): Steps<void> {
  const { wire } = model
  model.metaGraphs += 1
  yield* wire.each(at, function* (field) {
    switch (field.number) {
      case 1: yield* readInfo(model, field); return
      case 2: yield* readGraph(model.graphs, field); return
      case 5: yield* wire.each(field, (part) => (part.number === 2 ? readSignature(model, part) : undefined)); return
      case 6: yield* readAsset(model, field); return
      case 7: yield* wire.each(field, (part) => (part.number === 1 ? readObject(model, part) : undefined)); return
    }
  })
}

function* readInfo(model: SavedModel, at: Field): Steps<void> {
  const { wire } = model
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 4 && model.tags.length < 16) model.tags.push((yield* wire.text(field, 128)).slice(0, 64))
    else if (field.number === 5) model.tensorflowVersion = (yield* wire.text(field, 128)).slice(0, 64)
  })
}

function* readAsset(model: SavedModel, at: Field): Steps<void> {
  const { wire } = model
  yield* wire.each(at, function* (field) {
    if (field.number !== 2 || field.wire !== 2) return
    const name = yield* wire.text(field)
    const why = leaves(name)
    if (why !== null) model.escapes.add(name, { offset: field.start, detail: `asset, ${why}` })
    else if (model.assets.length < assetsKept) model.assets.push({ name, offset: field.start })
  })
}

/** An object of Keras in the model's own graph of objects, as versions before 2.5 wrote it. */
function* readObject(model: SavedModel, at: Field): Steps<void> {
  const { wire } = model
  yield* wire.each(at, function* (field) {
    if (field.number !== 4) return
    yield* wire.each(field, function* (part) {
      if (part.number === 3) yield* readLayer(model, part, 'object graph')
    })
  })
}

export function* readKerasMetadata(model: SavedModel): Steps<void> {
  const { wire } = model
  yield* wire.each(wire.whole, function* (node) {
    if (node.number !== 1) return
    let path = ''
    let metadata: Field | null = null
    yield* wire.each(node, function* (field) {
      if (field.number === 3 && field.wire === 2) path = yield* wire.text(field, 512)
      else if (field.number === 5) metadata = field
    })
    if (metadata !== null) yield* readLayer(model, metadata, path)
  })
}

function* readLayer(model: SavedModel, at: Field, path: string): Steps<void> {
  if (at.wire !== 2) return
  model.layers += 1
  if (at.end - at.start > model.longestDocument) model.unreadLayers += 1
  else findLambdas(yield* model.wire.text(at, model.longestDocument), path, at.start, model.lambdas)
}

function* readSignature(model: SavedModel, at: Field): Steps<void> {
  const { wire } = model
  yield* wire.each(at, function* (field) {
    const ports = field.number === 1 ? model.inputs : field.number === 2 ? model.outputs : null
    if (ports === null) return
    let name = ''
    let type = 'unknown'
    yield* wire.each(field, function* (part) {
      if (part.number === 1 && part.wire === 2) name = yield* wire.text(part, 512)
      else if (part.number === 2) type = yield* tensorInfo(wire, part)
    })
    ports.add(name, type)
  })
}

/** https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/types.proto */
const types: Readonly<Record<number, string>> = {
  1: 'float32', 2: 'float64', 3: 'int32', 4: 'uint8', 5: 'int16', 6: 'int8', 7: 'string', 8: 'complex64', 9: 'int64', 10: 'bool', 14: 'bfloat16',
  17: 'uint16', 18: 'complex128', 19: 'float16', 20: 'resource', 21: 'variant', 22: 'uint32', 23: 'uint64',
}

function* tensorInfo(wire: Wire, at: Field): Steps<string> {
  let type = 0
  let dims: (number | null)[] | null = null
  yield* wire.each(at, function* (field) {
    if (field.number === 2) type = field.value
    else if (field.number === 3) dims = yield* shapeOf(wire, field)
  })
  // From 101 on: references to variables of the type 100 below.
  return typeText(types[type > 100 ? type - 100 : type] ?? `type ${type}`, dims)
}

function* shapeOf(wire: Wire, at: Field): Steps<(number | null)[] | null> {
  const dims: (number | null)[] = []
  let isUnknown = false
  yield* wire.each(at, function* (field) {
    if (field.number === 3) isUnknown = field.value !== 0
    if (field.number !== 2 || dims.length > 32) return
    let size = 0
    yield* wire.each(field, (part) => {
      if (part.number === 1) size = part.value
    })
    dims.push(size)
  })
  return isUnknown ? null : dims
}
