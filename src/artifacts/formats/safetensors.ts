// safetensors: a JSON header and raw tensors behind it. Only the header is read, however large the file.
import { bool, listOf, nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { checkBuffer } from '../safetensors/buffer.js'
import { headerLength, readHeader, type Tensor } from '../safetensors/header.js'
import { checkMetadata } from '../safetensors/metadata.js'
import { isAdapter, quantisationOf } from '../safetensors/quantised.js'
import { shown, Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'

const metadataKept = 50

export default format({
  type: 'artifact.safetensors',
  kind: 'artifact',
  props: shape({
    /** Bytes of the JSON; null if there is none of a sensible length. */
    headerSize: nullable(number),
    tensors: number,
    /** Elements of all tensors; null if the header does not tell. */
    parameters: nullable(number),
    dtypes: listOf(shape({ dtype: string, tensors: number, parameters: number })),
    quantisation: nullable(string),
    /** Its tensors are those of a low-rank adapter, of no use without the base model. */
    adapter: bool,
    /** The first entries of `__metadata__`, shortened. */
    metadata: listOf(shape({ name: string, value: string })),
    /** What breaks the format in the header. */
    headerFaults: signs,
    /** Bytes of data that belong to no tensor, or to two. */
    bufferFaults: signs,
    /** Code, commands, credentials and names of callables in the metadata. */
    suspiciousMetadata: signs,
  }),

  recognise: ({ bytes, size, extension }) => {
    if (bytes[8] !== 0x7b) return 0
    const next = bytes[9] ?? 0
    if (typeof headerLength(bytes, size) === 'number' && (next === 0x22 || next === 0x7d || next === 0x20 || next === 0x0a)) return 3
    // A length that cannot be: cut short, or written to harm.
    return extension === '.safetensors' ? 3 : 0
  },

  async read({ content, size, budget, unread }) {
    const header = await readHeader(content, budget)
    if (header.stopped !== null) unread.push(header.stopped.at(''))
    // With half the header, every tensor of the other half would look like a hole.
    const buffer = header.stopped === null ? checkBuffer(header.tensors, size - 8 - header.size, 8 + header.size).list : []
    const suspicious = new Signs()
    await orUnread(unread, '__metadata__', () => checkMetadata(header.metadata, budget, suspicious))
    return {
      props: {
        headerSize: header.size === 0 ? null : header.size,
        tensors: header.tensors.length,
        parameters: header.stopped === null ? sum(header.tensors) : null,
        dtypes: histogram(header.tensors),
        quantisation: quantisationOf(header.tensors),
        adapter: isAdapter(header.tensors),
        metadata: header.metadata.slice(0, metadataKept).map(({ name, value }) => ({ name: shown(name), value: shown(value) })),
        headerFaults: header.faults.list,
        bufferFaults: buffer,
        suspiciousMetadata: suspicious.list,
      },
    }
  },
})

function sum(tensors: readonly Tensor[]): number | null {
  let all = 0
  for (const { elements } of tensors) {
    if (elements === null) return null
    all += elements
  }
  return Number.isSafeInteger(all) ? all : null
}

function histogram(tensors: readonly Tensor[]): { dtype: string; tensors: number; parameters: number }[] {
  const counts = new Map<string, { tensors: number; parameters: number }>()
  for (const { dtype, elements } of tensors) {
    const one = counts.get(dtype) ?? { tensors: 0, parameters: 0 }
    counts.set(dtype, { tensors: one.tensors + 1, parameters: one.parameters + (elements ?? 0) })
  }
  return [...counts].map(([dtype, one]) => ({ dtype: shown(dtype), ...one })).toSorted((a, b) => (a.dtype < b.dtype ? -1 : 1)).slice(0, 32)
}
