// TensorFlow Lite (LiteRT) models: tables are walked, weights are only measured.
import { nullable, number, shape, string } from '../../core/shape.js'
import { zipEnds } from '../archive/zip-end.js'
import { openZip } from '../archive/zip.js'
import { format, type Opened } from '../format.js'
import { operators, ports } from '../graph/facts.js'
import { signs } from '../sign.js'
import { Model } from '../tflite/model.js'
import { orUnread } from '../unread.js'
import { FlatBuffer } from '../wire/flatbuffer.js'

export default format({
  type: 'artifact.tflite',
  kind: 'artifact',
  props: shape({
    /** Of the schema: 3 for all that is in use. */
    schemaVersion: nullable(number),
    description: nullable(string),
    inputs: ports,
    outputs: ports,
    operators,
    operatorCount: number,
    subgraphs: number,
    /** Values of all tensors that the file holds. */
    parameters: nullable(number),
    /** Operators that need code from elsewhere. */
    customOperators: signs,
    /** What breaks the format, such as bytes that are not in the file. */
    faults: signs,
  }),
  recognise: ({ bytes }) => (bytes[4] === 0x54 && bytes[5] === 0x46 && bytes[6] === 0x4c && bytes[7] === 0x33 ? 3 : 0),
  async read(file) {
    const model = new Model(new FlatBuffer(file.content, file.budget), file.budget)
    const before = file.unread.length
    await orUnread(file.unread, '', () => model.read())
    for (const { reason, what, offset } of file.unread.slice(before)) {
      if (reason === 'malformed' || reason === 'truncated') model.faults.add(what, { offset: offset ?? null, detail: 'reading stopped here' })
    }
    if (model.version !== null && model.version !== 3) model.faults.add(`schema version ${model.version}`, { detail: 'only 3 is in use' })
    await orUnread(file.unread, '', () => readAssociated(file))
    return {
      props: {
        schemaVersion: model.version, description: model.description, inputs: model.inputs.list, outputs: model.outputs.list,
        operators: model.operators.list(), operatorCount: model.operators.total, subgraphs: model.subgraphs,
        parameters: Number.isSafeInteger(model.parameters) ? model.parameters : null,
        customOperators: model.custom.list, faults: model.faults.list,
      },
    }
  },
})

/** Labels and vocabularies stand in a zip behind the model. https://ai.google.dev/edge/litert/conversion/tensorflow/metadata */
async function readAssociated(file: Opened): Promise<void> {
  if ((await zipEnds(file.content)).length === 0) return
  const { members } = await openZip(file.content, file.budget)
  for (const member of members) {
    if (!member.directory) await orUnread(file.unread, member.name, async () => file.contains(member.name, await member.open()))
  }
}
