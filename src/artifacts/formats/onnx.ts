// ONNX models. Tensors are passed over by their length, so that a model of many gigabytes costs a few reads.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { operators, ports } from '../graph/facts.js'
import { checkExternals } from '../onnx/external.js'
import { Model, readModel } from '../onnx/model.js'
import { customOperators } from '../onnx/operators.js'
import { checkWords } from '../onnx/words.js'
import { Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { Wire } from '../wire/protobuf.js'
import { sniff, type Message } from '../wire/sniff.js'

const entry: Message = { 1: 'text', 2: 'bytes' }
const node: Message = { 1: 'text', 2: 'text', 3: 'text', 4: 'text', 5: 'bytes', 6: 'bytes', 7: 'text', 8: 'text', 9: entry, 10: 'bytes' }
const graph: Message = {
  1: node, 2: 'text', 5: 'bytes', 10: 'bytes', 11: { 1: 'text', 2: 'bytes', 3: 'bytes', 4: entry }, 12: { 1: 'text', 2: 'bytes', 3: 'bytes', 4: entry },
  13: 'bytes', 14: 'bytes', 15: 'bytes', 16: entry,
}
const model: Message = {
  1: 'varint', 2: 'text', 3: 'text', 4: 'text', 5: 'varint', 6: 'bytes', 7: graph, 8: { 1: 'text', 2: 'varint' }, 14: entry,
  20: 'bytes', 25: 'bytes', 26: 'bytes',
}

/** No reader of Protocol Buffers takes more in one piece. */
const largest = 2 ** 31

function recognise(head: { bytes: Uint8Array; size: number; extension: string }): 0 | 1 | 2 | 3 {
  const seen = sniff(head.bytes, head.size, model)
  const version = seen?.values.get('1') ?? 0
  if (seen !== null && version >= 1 && version < 100 && ['7', '8', '2', '14'].some((field) => seen.seen.has(field))) return 3
  // A graph before the version: the order is free.
  if (seen !== null && (seen.seen.has('7.1.4') || seen.seen.has('8.2'))) return 2
  return head.extension === '.onnx' ? 1 : 0
}

export default format({
  type: 'artifact.onnx',
  kind: 'artifact',
  props: shape({
    irVersion: nullable(number),
    /** Name and version of what wrote it, such as `pytorch 2.6.0`. */
    producer: nullable(string),
    opsets: listOf(shape({ domain: string, version: number })),
    inputs: ports,
    outputs: ports,
    operators,
    /** Operators in all, those of nested graphs and of functions included. */
    operatorCount: number,
    /** Values of all weights; null where a shape is no true one. */
    parameters: nullable(number),
    tensors: number,
    /** Functions that the model defines itself. */
    functions: number,
    externalFiles: listOf(string),
    /** Files of tensors outside the model's folder. */
    externalEscapes: signs,
    /** Files of tensors that are links, or have further names. */
    externalLinks: signs,
    /** Files of tensors that are missing, or too short for what they are said to hold. */
    externalFaults: signs,
    /** Operators that need code from elsewhere. */
    customOperators: signs,
    /** What breaks the format. */
    faults: signs,
    /** Credentials in texts for people. */
    secrets: signs,
    /** Code in texts for people. */
    payloads: signs,
  }),
  recognise,
  async read(file) {
    const found = new Model(new Wire(file.content, file.budget))
    const before = file.unread.length
    await orUnread(file.unread, '', () => found.wire.run(readModel(found)))
    for (const { reason, what, offset } of file.unread.slice(before)) {
      if (reason === 'malformed' || reason === 'truncated') found.faults.add(what, { offset: offset ?? null, detail: 'reading stopped here' })
    }
    if (found.overflow) file.unread.push({ reason: 'limit', what: 'more tensors or operators than are kept', member: '' })
    if (file.size >= largest) found.faults.add('more than 2 GiB in one piece', { detail: `${file.size} bytes` })
    if (!found.hasGraph && file.unread.length === before) {
      found.faults.add('no graph')
      file.unread.push({ reason: 'malformed', what: 'holds no graph', member: '' })
    }
    const external = await orUnread(file.unread, '', () => checkExternals(file, found.externals))
    const words = checkWords(found.words)
    const none = new Signs()
    return {
      props: {
        irVersion: found.irVersion,
        producer: [found.producer, found.producerVersion].filter((part) => part !== null && part !== '').join(' ') || null,
        opsets: [...found.opsets].map(([domain, version]) => ({ domain, version })),
        inputs: found.inputs.list, outputs: found.outputs.list,
        operators: found.operators.list(), operatorCount: found.operators.total,
        parameters: found.parameters, tensors: found.tensors, functions: found.functions.size,
        externalFiles: external?.files ?? [],
        externalEscapes: (external?.escapes ?? none).list,
        externalLinks: (external?.links ?? none).list,
        externalFaults: (external?.faults ?? none).list,
        customOperators: customOperators(found).list,
        faults: found.faults.list, secrets: words.secrets.list, payloads: words.payloads.list,
      },
    }
  },
})
