// Walks a Core ML model: pipelines and networks within networks, for code and files that it names.
// Field numbers: https://github.com/apple/coremltools/tree/main/mlmodel/format
import { Ports, Tally, typeText } from '../graph/facts.js'
import { leaves } from '../graph/place.js'
import { Signs } from '../sign.js'
import type { Field, Range, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'

export class Model {
  specification: number | null = null
  /** Kind of the model, such as `neuralNetwork`. */
  kind: string | null = null
  author: string | null = null
  license: string | null = null
  readonly inputs = new Ports()
  readonly outputs = new Ports()
  readonly operators = new Tally()
  readonly custom = new Signs()
  readonly escapes = new Signs()

  constructor(readonly wire: Wire) {}
}

const kinds: ReadonlyMap<number, string> = new Map([
  [200, 'pipelineClassifier'], [201, 'pipelineRegressor'], [202, 'pipeline'], [300, 'glmRegressor'], [301, 'supportVectorRegressor'],
  [302, 'treeEnsembleRegressor'], [303, 'neuralNetworkRegressor'], [304, 'bayesianProbitRegressor'], [400, 'glmClassifier'],
  [401, 'supportVectorClassifier'], [402, 'treeEnsembleClassifier'], [403, 'neuralNetworkClassifier'], [404, 'kNearestNeighborsClassifier'],
  [500, 'neuralNetwork'], [501, 'itemSimilarityRecommender'], [502, 'mlProgram'], [555, 'customModel'], [556, 'linkedModel'], [600, 'oneHotEncoder'],
  [601, 'imputer'], [602, 'featureVectorizer'], [603, 'dictVectorizer'], [604, 'scaler'], [606, 'categoricalMapping'], [607, 'normalizer'],
  [609, 'arrayFeatureExtractor'], [610, 'nonMaximumSuppression'], [900, 'identity'], [2000, 'textClassifier'], [2001, 'wordTagger'],
  [2002, 'visionFeaturePrint'], [2003, 'soundAnalysisPreprocessing'], [2004, 'gazetteer'], [2005, 'wordEmbedding'], [2006, 'audioFeaturePrint'],
  [3000, 'serializedModel'],
])

/** A field of a message that is a message itself. */
function* within(model: Model, at: Range | Field, number: number, visit: (field: Field) => Steps<void> | void): Steps<void> {
  yield* model.wire.each(at, (field) => (field.number === number ? visit(field) : undefined))
}

export function* readModel(model: Model, at: Range, isMain: boolean): Steps<void> {
  yield* model.wire.each(at, function* (field) {
    if (field.number === 1 && isMain) model.specification = field.value
    else if (field.number === 2 && isMain) yield* readDescription(model, field)
    const kind = kinds.get(field.number)
    if (kind === undefined) return
    if (isMain) model.kind = kind
    switch (field.number) {
      case 200: case 201: yield* within(model, field, 1, (pipeline) => within(model, pipeline, 1, (inner) => readModel(model, inner, false))); return
      case 202: yield* within(model, field, 1, (inner) => readModel(model, inner, false)); return
      case 303: case 403: case 500: yield* readNetwork(model, field); return
      case 502: yield* readProgram(model, field); return
      case 555: yield* readCustom(model, field, 'custom model'); return
      case 556: yield* readLink(model, field)
    }
  })
}

function* readNetwork(model: Model, at: Field): Steps<void> {
  yield* within(model, at, 1, function* (layer) {
    let kind = 'layer'
    yield* model.wire.each(layer, function* (field) {
      if (field.number < 10 || field.wire !== 2) return
      kind = `layer ${field.number}`
      if (field.number === 500) yield* readCustom(model, field, 'custom layer')
      // A branch holds two networks, a loop its condition and its body.
      else if (field.number === 605) yield* model.wire.each(field, (part) => (part.number <= 2 ? readNetwork(model, part) : undefined))
      else if (field.number === 615) yield* model.wire.each(field, (part) => (part.number === 3 || part.number === 4 ? readNetwork(model, part) : undefined))
    })
    model.operators.add(kind)
  })
}

function* readCustom(model: Model, at: Field, what: string): Steps<void> {
  let name = ''
  yield* model.wire.each(at, function* (field) {
    if (field.number === 10 && field.wire === 2) name = yield* model.wire.text(field, 512)
  })
  model.custom.add(name === '' ? 'no name' : name, { offset: at.start, detail: `class of a ${what}` })
}

function* readLink(model: Model, at: Field): Steps<void> {
  const names = ['', '']
  yield* within(model, at, 1, function* (link) {
    yield* model.wire.each(link, function* (field) {
      if (field.number !== 1 && field.number !== 2) return
      yield* within(model, field, 1, function* (text) {
        if (text.wire === 2) names[field.number - 1] = yield* model.wire.text(text, 1024)
      })
    })
  })
  const [file = '', path = ''] = names
  model.custom.add(file, { offset: at.start, detail: `linked model, searched for in ${path === '' ? '.' : path}` })
  for (const part of [file, ...path.split(':')]) {
    const why = part.startsWith('$BUNDLE_') ? null : leaves(part)
    if (why !== null) model.escapes.add(part, { offset: at.start, detail: `linked model, ${why}` })
  }
}

/** Functions, their blocks, and the values in them: an operation's arguments may be files. */
function* readProgram(model: Model, at: Field): Steps<void> {
  const inBody = (body: Field): Steps<void> => within(model, body, 3, (block) => within(model, block, 2, (one) => readBlock(model, one)))
  yield* within(model, at, 2, (func) => within(model, func, 2, inBody))
}

function* readBlock(model: Model, at: Field): Steps<void> {
  yield* within(model, at, 3, function* (operation) {
    yield* model.wire.each(operation, function* (field) {
      if (field.number === 1 && field.wire === 2) {
        const name = yield* model.wire.text(field, 128)
        model.operators.add(name)
        if (name === 'custom_layer') model.custom.add(name, { offset: operation.start, detail: 'operation that needs a class of its own' })
      } else if (field.number === 2) {
        const inBinding = (binding: Field): Steps<void> => within(model, binding, 2, (value) => readValue(model, value))
        yield* within(model, field, 2, (argument) => within(model, argument, 1, inBinding))
      } else if (field.number === 4) yield* readBlock(model, field)
      else if (field.number === 5) yield* within(model, field, 2, (value) => readValue(model, value))
    })
  })
}

function* readValue(model: Model, at: Field): Steps<void> {
  yield* within(model, at, 5, (file) => within(model, file, 1, function* (name) {
    if (name.wire !== 2) return
    const path = yield* model.wire.text(name, 1024)
    const why = leaves(path.replace(/^@model_path\//, ''))
    if (why !== null) model.escapes.add(path, { offset: name.start, detail: `weights, ${why}` })
  }))
}

function* readDescription(model: Model, at: Field): Steps<void> {
  yield* model.wire.each(at, function* (field) {
    if (field.number === 1) yield* readFeature(model, field, model.inputs)
    else if (field.number === 10) yield* readFeature(model, field, model.outputs)
    else if (field.number === 100) {
      yield* model.wire.each(field, function* (part) {
        if (part.number === 3 && part.wire === 2) model.author = (yield* model.wire.text(part, 512)).slice(0, 200)
        else if (part.number === 4 && part.wire === 2) model.license = (yield* model.wire.text(part, 512)).slice(0, 200)
      })
    }
  })
}

const features: ReadonlyMap<number, string> = new Map([
  [1, 'int64'], [2, 'float64'], [3, 'string'], [4, 'image'], [5, 'array'], [6, 'dictionary'], [7, 'sequence'], [8, 'state'],
])
const arrays: ReadonlyMap<number, string> = new Map([[65_552, 'float16'], [65_568, 'float32'], [65_600, 'float64'], [131_104, 'int32']])

function* readFeature(model: Model, at: Field, ports: Ports): Steps<void> {
  let name = ''
  let type = 'unknown'
  yield* model.wire.each(at, function* (field) {
    if (field.number === 1 && field.wire === 2) name = yield* model.wire.text(field, 512)
    else if (field.number === 3) {
      yield* model.wire.each(field, function* (kind) {
        type = features.get(kind.number) ?? type
        if (kind.number === 5) type = yield* arrayType(model, kind)
      })
    }
  })
  ports.add(name, type)
}

function* arrayType(model: Model, at: Field): Steps<string> {
  const dims: number[] = []
  let element = 'array'
  yield* model.wire.each(at, function* (field) {
    if (field.number === 1 && dims.length < 32) dims.push(...yield* model.wire.numbers(field, 32))
    else if (field.number === 2) element = arrays.get(field.value) ?? element
  })
  return typeText(element, dims)
}
