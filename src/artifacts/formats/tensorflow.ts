// TensorFlow: SavedModel, MetaGraph, frozen graph, and the metadata of Keras that stands beside a SavedModel.
import { listOf, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { format, type Opened } from '../format.js'
import { operators, ports } from '../graph/facts.js'
import { signs } from '../sign.js'
import { readGraph } from '../tensorflow/graph.js'
import { contentsOf, type Contents } from '../tensorflow/looks.js'
import { readKerasMetadata, readMetaGraph, readSavedModel, SavedModel } from '../tensorflow/saved-model.js'
import { isTextForm, readTextForm } from '../tensorflow/text-form.js'
import { orUnread } from '../unread.js'
import { Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'

export default format({
  type: 'artifact.tensorflow',
  kind: 'artifact',
  props: shape({
    contents: oneOf('saved-model', 'meta-graph', 'graph', 'keras-metadata'),
    tensorflowVersion: nullable(string),
    /** What the graphs are for, such as `serve`. */
    tags: listOf(string),
    inputs: ports,
    outputs: ports,
    operators,
    /** Operators in all, those of functions and of hidden graphs included. */
    operatorCount: number,
    functions: number,
    assets: listOf(string),
    /** Operators that reach out of the graph. */
    dangerousOperators: signs,
    /** Graphs that are data of another graph. */
    nestedGraphs: signs,
    /** Layers of Keras that carry Python code. */
    lambdas: signs,
    /** Assets outside the model's folder. */
    assetEscapes: signs,
  }),
  recognise: (head) => (isTextForm(head) ? 1 : contentsOf(head)?.sure ?? 0),
  async read(file) {
    const asText = isTextForm(file)
    const contents = asText ? 'saved-model' : contentsOf(file)?.contents ?? 'graph'
    const wire = new Wire(file.content, file.budget)
    const model = new SavedModel(wire, file.budget.limits.document)
    await orUnread(file.unread, '', () => (asText ? readTextForm(file, model) : wire.run(steps(contents, model))))
    // Another message of the same name: nothing of it is what was looked for.
    if (file.unread.length === 0 && isEmpty(contents, model)) file.unread.push({ reason: 'malformed', what: `holds no ${contents}`, member: '' })
    if (model.graphs.overflow) file.unread.push({ reason: 'limit', what: 'more names in a graph than are kept', member: '' })
    if (model.unreadLayers > 0) file.unread.push({ reason: 'limit', what: `metadata of ${model.unreadLayers} layers that are too long`, member: '' })
    await orUnread(file.unread, '', () => checkAssets(file, model))
    const { graphs } = model
    return {
      props: {
        contents, tensorflowVersion: model.tensorflowVersion, tags: model.tags,
        inputs: model.inputs.list, outputs: model.outputs.list,
        operators: graphs.operators.list(), operatorCount: graphs.operators.total, functions: graphs.functions,
        assets: model.assets.slice(0, 64).map(({ name }) => name.slice(0, 200)),
        dangerousOperators: graphs.dangerous.list, nestedGraphs: graphs.nested.list, lambdas: model.lambdas.list,
        assetEscapes: model.escapes.list,
      },
    }
  },
})

function steps(contents: Contents, model: SavedModel): Steps<void> {
  switch (contents) {
    case 'saved-model': return readSavedModel(model)
    case 'meta-graph': return readMetaGraph(model, model.wire.whole)
    case 'keras-metadata': return readKerasMetadata(model)
    case 'graph': return readGraph(model.graphs, model.wire.whole)
  }
}

function isEmpty(contents: Contents, model: SavedModel): boolean {
  if (contents === 'keras-metadata') return model.layers === 0
  return contents === 'saved-model' ? model.metaGraphs === 0 : model.graphs.operators.total === 0 && model.graphs.functions === 0
}

/** Assets stand in `assets` beside the SavedModel: one that is a link to elsewhere is read from there. */
async function checkAssets(file: Opened, model: SavedModel): Promise<void> {
  for (const { name, offset } of model.assets) {
    file.budget.tick()
    if (name !== '' && (await file.beside(`assets/${name}`)) === 'outside') {
      model.escapes.add(name, { offset, detail: 'asset, is a link that leads out of the scanned folder' })
    }
  }
}
