// What TensorFlow's Protocol Buffers look like from their first bytes.
// Field numbers: https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/protobuf and .../core/framework
import { sniff, type Message } from '../wire/sniff.js'

export type Contents = 'saved-model' | 'meta-graph' | 'graph' | 'keras-metadata'

const entry: Message = { 1: 'text', 2: 'bytes' }
const node: Message = { 1: 'text', 2: 'text', 3: 'text', 4: 'text', 5: entry, 6: 'bytes', 7: 'bytes' }
const versions: Message = { 1: 'varint', 2: 'varint', 3: 'bytes' }
const operator: Message = {
  1: 'text', 2: 'bytes', 3: 'bytes', 4: 'bytes', 5: 'bytes', 6: 'bytes', 7: 'bytes', 8: 'bytes', 16: 'varint', 17: 'varint', 18: 'varint', 19: 'varint',
  20: 'bytes', 21: 'varint',
}
const library: Message = { 1: { 1: operator, 2: 'bytes', 3: node, 4: entry, 5: entry, 6: entry, 7: 'bytes' }, 2: entry, 3: 'bytes' }
const graph: Message = { 1: node, 2: library, 3: 'varint', 4: versions, 5: 'bytes' }
const operatorList: Message = { 1: operator }
const metaGraph: Message = {
  1: { 1: 'text', 2: operatorList, 3: 'bytes', 4: 'text', 5: 'text', 6: 'text', 7: 'varint', 8: entry },
  2: graph, 3: { 1: 'text', 2: 'text', 3: 'text', 4: 'varint', 5: 'varint', 6: 'fixed', 7: 'varint' }, 4: entry, 5: entry, 6: 'bytes', 7: 'bytes',
}
const savedModel: Message = { 1: 'varint', 2: metaGraph }
const kerasMetadata: Message = { 1: { 1: versions, 2: 'varint', 3: 'text', 4: 'text', 5: 'bytes', 6: versions } }

/** A graph by its nodes or functions, whatever stands first. */
export function looksLikeGraph(head: Uint8Array, size: number): boolean {
  // It begins with one of its five fields, and a text hardly does.
  if (size < 8 || ![0x0a, 0x12, 0x18, 0x22, 0x2a].includes(head[0] ?? 0)) return false
  const seen = sniff(head, size, graph)?.seen
  return seen !== undefined && ((seen.has('1.1') && seen.has('1.2')) || (seen.has('2.1.1.1') && seen.has('2.1.3.2')))
}

/** What a file is and how sure that is, null where it is nothing of TensorFlow's. */
export function contentsOf(head: { bytes: Uint8Array; size: number; name: string; extension: string }): { contents: Contents; sure: 1 | 2 | 3 } | null {
  const { bytes, size } = head
  const saved = sniff(bytes, size, savedModel)
  const version = saved?.values.get('1') ?? 0
  if (saved !== null && saved.seen.has('2') && (version >= 1 && version < 100 || saved.seen.has('2.2.1.2'))) {
    // Core ML begins alike: a graph or the operators of one are what it has not.
    if (saved.seen.has('2.1.2.1.1') || saved.seen.has('2.2.1.2') || head.name === 'saved_model.pb') return { contents: 'saved-model', sure: 3 }
    if (saved.seen.has('2.1.5') || saved.seen.has('2.2')) return { contents: 'saved-model', sure: 2 }
  }
  const keras = sniff(bytes, size, kerasMetadata)?.seen
  if (keras !== undefined && ['1.3', '1.4', '1.5'].every((path) => keras.has(path))) return { contents: 'keras-metadata', sure: 3 }
  const plain = sniff(bytes, size, graph)?.seen
  if (plain !== undefined && plain.has('1.1') && plain.has('1.2') && plain.has('1.5.2')) return { contents: 'graph', sure: 3 }
  const meta = sniff(bytes, size, metaGraph)?.seen
  if (meta !== undefined && (meta.has('1.2.1.1') && (meta.has('1.5') || meta.has('1.4')) || meta.has('2.1.2') && meta.has('2.1.5.2'))) {
    return { contents: 'meta-graph', sure: 3 }
  }
  if (looksLikeGraph(bytes, size) && head.extension === '.pb') return { contents: 'graph', sure: 2 }
  // The order of fields is free and unknown ones are passed over: a name that loaders look for is enough to be read.
  if (head.name === 'saved_model.pb') return { contents: 'saved-model', sure: 1 }
  if (head.name === 'keras_metadata.pb') return { contents: 'keras-metadata', sure: 1 }
  return null
}
