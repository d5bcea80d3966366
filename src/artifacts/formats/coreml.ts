// Core ML: the model itself (.mlmodel) and the manifest of a package that holds one (.mlpackage/Manifest.json).
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { Model, readModel } from '../coreml/model.js'
import { format, type Head, type Opened } from '../format.js'
import { operators, ports } from '../graph/facts.js'
import { fieldsOf, parseJson } from '../graph/json.js'
import { leaves } from '../graph/place.js'
import { signs, type Signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { Wire } from '../wire/protobuf.js'
import { sniff, type Message } from '../wire/sniff.js'

const feature: Message = { 1: 'text', 2: 'text', 3: 'bytes', 4: 'varint' }
const model: Message = {
  1: 'varint',
  2: {
    1: feature, 10: feature, 11: 'text', 12: 'text', 13: feature, 20: 'bytes', 21: 'text', 50: feature,
    100: { 1: 'text', 2: 'text', 3: 'text', 4: 'text', 100: { 1: 'text', 2: 'text' } },
  },
  10: 'varint',
  ...Object.fromEntries([200, 201, 202, 300, 301, 302, 303, 304, 400, 401, 402, 403, 404, 500, 501, 502, 555, 556, 560, 600, 601, 602, 603, 604, 606, 607,
    609, 610, 900, 2000, 2001, 2002, 2003, 2004, 2005, 2006, 3000].map((number) => [number, 'bytes'])),
}

function isManifest({ bytes, name }: Head): boolean {
  return name === 'Manifest.json' && bytes[0] === 0x7b && new TextDecoder().decode(bytes).includes('"itemInfoEntries"')
}

export default format({
  type: 'artifact.coreml',
  kind: 'artifact',
  props: shape({
    contents: oneOf('model', 'package-manifest'),
    specificationVersion: nullable(number),
    /** Kind of the model, such as `neuralNetwork` or `mlProgram`. */
    model: nullable(string),
    author: nullable(string),
    license: nullable(string),
    inputs: ports,
    outputs: ports,
    operators,
    /** Classes and models outside the file that it needs in order to run. */
    customCode: signs,
    /** Files that it names outside of its own folder. */
    escapes: signs,
  }),
  recognise(head) {
    if (isManifest(head)) return 3
    const seen = sniff(head.bytes, head.size, model)
    const version = seen?.values.get('1') ?? 0
    const isModel = seen !== null && (seen.seen.has('2.10.1') || (seen.seen.has('2') && kindsSeen.some((kind) => seen.seen.has(kind))))
    if (isModel && version >= 1 && version < 64) return 3
    return head.extension === '.mlmodel' ? 1 : 0
  },
  async read(file) {
    const found = new Model(new Wire(file.content, file.budget))
    const manifest = isManifest(file)
    await orUnread(file.unread, '', () => (manifest ? readManifest(file, found.escapes) : found.wire.run(readModel(found, found.wire.whole, true))))
    if (!manifest && found.kind === null && file.unread.length === 0) file.unread.push({ reason: 'malformed', what: 'holds no model', member: '' })
    return {
      props: {
        contents: manifest ? 'package-manifest' : 'model',
        specificationVersion: found.specification, model: found.kind, author: found.author, license: found.license,
        inputs: found.inputs.list, outputs: found.outputs.list, operators: found.operators.list(),
        customCode: found.custom.list, escapes: found.escapes.list,
      },
    }
  },
})

const kindsSeen = Object.keys(model).filter((field) => Number(field) >= 200)

/** Paths in a manifest are relative to `Data` beside it. */
async function readManifest(file: Opened, escapes: Signs): Promise<void> {
  const items = fieldsOf(fieldsOf(await parseJson(file)).get('itemInfoEntries'))
  for (const [id, item] of items) {
    file.budget.tick()
    const path = fieldsOf(item).get('path')
    if (typeof path !== 'string') continue
    const why = leaves(path) ?? ((await file.beside(`Data/${path}`)) === 'outside' ? 'is a link that leads out of the scanned folder' : null)
    if (why !== null) escapes.add(path, { detail: `item ${id.slice(0, 40)}, ${why}` })
  }
}
