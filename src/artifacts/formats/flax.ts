// Flax checkpoints in MessagePack (flax_model.msgpack, checkpoint_0): names and arrays, and what does not belong among them.
// https://flax.readthedocs.io/en/latest/api_reference/flax.serialization.html
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { slice } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { looksLikePickle } from '../pickle/facts.js'
import { Signs, signs } from '../sign.js'
import { MsgWalk, type MsgItem } from '../torch/msgpack.js'
import { orUnread, Stopped } from '../unread.js'

/** Extension types of flax.serialization: array, complex number, scalar. */
const ndarray = 1
const complex = 2
const scalar = 3

/** Element types that NumPy and ml_dtypes have and Flax writes by name, with their bytes. Types of half a byte are stored in one. */
const widths: ReadonlyMap<string, number> = new Map([
  ['bool', 1], ['int8', 1], ['uint8', 1], ['int4', 1], ['uint4', 1], ['int2', 1], ['uint2', 1], ['int16', 2], ['uint16', 2], ['int32', 4], ['uint32', 4],
  ['int64', 8], ['uint64', 8], ['float16', 2], ['bfloat16', 2], ['float32', 4], ['float64', 8], ['complex64', 8], ['complex128', 16],
  ['float8_e4m3fn', 1], ['float8_e4m3', 1], ['float8_e5m2', 1], ['float8_e4m3fnuz', 1], ['float8_e5m2fnuz', 1], ['float8_e4m3b11fnuz', 1],
  ['float8_e3m4', 1], ['float8_e8m0fnu', 1], ['float4_e2m1fn', 1], ['float6_e2m3fn', 1], ['float6_e3m2fn', 1],
])

/** Items looked at to tell a checkpoint from other MessagePack. */
const glance = 10_000

export default format({
  type: 'artifact.flax',
  kind: 'artifact',
  props: shape({
    arrays: number,
    /** Elements of all arrays; null when an array does not tell. */
    parameters: nullable(number),
    dtypes: listOf(string),
    /** Keys at the top. */
    keys: listOf(string),
    /** Extension types, element types and pieces of bytes that Flax does not write. */
    anomalies: signs,
  }),

  recognise(head) {
    if (!startsWithKey(head.bytes, head.size)) return 0
    return hasArray(head.bytes) ? 3 : ['.msgpack', '.flax'].includes(head.extension) ? 2 : 0
  },

  async confirm(file) {
    if (hasArray(file.bytes)) return true
    try {
      let seen = 0
      for await (const item of new MsgWalk(file.content, file.budget).items()) {
        // Types that Flax does not write are for the reader to tell, and so are pickles.
        if (item.kind === 'ext' || (item.kind === 'bin' && looksLikePickle(await file.content.read(item.offset, Math.min(item.length, 4096))))) return true
        if ((seen += 1) > glance) return false
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
    }
    return false
  },

  async read(file) {
    const reader = new CheckpointReader(file)
    await orUnread(file.unread, '', () => reader.read())
    return {
      props: {
        arrays: reader.arrays, parameters: reader.parameters, dtypes: [...reader.dtypes].sort(),
        keys: [...reader.keys].slice(0, 50), anomalies: reader.odd.list,
      },
    }
  },
})

class CheckpointReader {
  arrays = 0
  parameters: number | null = 0
  readonly dtypes = new Set<string>()
  readonly keys = new Set<string>()
  readonly odd = new Signs()

  constructor(private readonly file: Opened) {}

  async read(): Promise<void> {
    const { content, budget, size } = this.file
    const walk = new MsgWalk(content, budget)
    for await (const item of walk.items()) {
      if (item.isKey && !item.path.includes('/') && item.path === '') this.keys.add(item.text ?? '?')
      if (item.kind === 'ext') await this.readExtension(item)
      if (item.kind === 'bin') await this.probe(item)
    }
    if (walk.at < size) {
      this.odd.add('data after the checkpoint', { offset: walk.at, detail: `${size - walk.at} bytes` })
      await this.file.contains(`from ${walk.at} on`, slice(content, walk.at, size - walk.at))
    }
  }

  private async readExtension(item: MsgItem): Promise<void> {
    if (item.code === ndarray || item.code === scalar) return this.readArray(item)
    if (item.code !== complex) {
      this.odd.add(`extension type ${item.code}`, { member: item.path, offset: item.offset, detail: `${item.length} bytes` })
      await this.probe(item)
    }
  }

  /** An array is MessagePack again: [shape, type, bytes]. */
  private async readArray(item: MsgItem): Promise<void> {
    const { content, budget } = this.file
    const place = { member: item.path, offset: item.offset }
    const parts: MsgItem[] = []
    const dimensions: number[] = []
    try {
      for await (const part of new MsgWalk(content, budget, item.offset, item.offset + item.length).items()) {
        if (part.kind === 'int' && part.value !== null && dimensions.length < 64) dimensions.push(part.value)
        else parts.push(part)
        if (parts.length > 4) break
      }
    } catch (error) {
      if (!(error instanceof Stopped) || error.reason === 'limit') throw error
      this.odd.add('an array that is none', { ...place, detail: error.what })
      return
    }
    const [outer, sizes, dtype, bytes] = parts
    const isTriple = parts.length === 4 && outer?.kind === 'array' && outer.length === 3
    const isShape = sizes?.kind === 'array' && sizes.length === dimensions.length
    if (!isTriple || !isShape || bytes === undefined || (bytes.kind !== 'bin' && bytes.kind !== 'text')) {
      this.odd.add('an array that is none', { ...place, detail: 'it wants a shape, a type and bytes' })
      return
    }
    this.noteArray(dtype?.text ?? await this.asText(dtype), dimensions, bytes, place)
    if (dtype?.text === 'uint8') await this.probe(bytes, item.path)
  }

  private async asText(item: MsgItem | undefined): Promise<string> {
    return item?.kind === 'bin' ? new TextDecoder().decode(await this.file.content.read(item.offset, Math.min(64, item.length))) : ''
  }

  private noteArray(dtype: string, dimensions: readonly number[], bytes: MsgItem, place: { member: string; offset: number }): void {
    const elements = dimensions.reduce((product, n) => product * n, 1)
    const width = widths.get(dtype)
    this.arrays += 1
    if (width === undefined) this.odd.add(`element type ${dtype === '' ? '(none)' : dtype}`, place)
    else {
      this.dtypes.add(dtype)
      const sizes = dimensions.join(' × ')
      if (elements * width !== bytes.length) this.odd.add('shape and bytes disagree', { ...place, detail: `${sizes} of ${dtype} in ${bytes.length} bytes` })
    }
    this.parameters = this.parameters === null || !Number.isSafeInteger(this.parameters + elements) ? null : this.parameters + elements
  }

  /** Bytes that are no array are nothing that Flax needs; a pickle there waits for somebody to load it. */
  private async probe(item: MsgItem, path = item.path): Promise<void> {
    const head = await this.file.content.read(item.offset, Math.min(item.length, 4096))
    if (!looksLikePickle(head)) return
    this.odd.add('pickle', { member: path, offset: item.offset, detail: `${item.length} bytes` })
    await this.file.contains(path === '' ? 'pickle' : path, slice(this.file.content, item.offset, item.length))
  }
}

/** A map with at least one entry, whose first key is a short printable text. */
function startsWithKey(bytes: Uint8Array, size: number): boolean {
  const first = bytes[0] ?? 0
  const at = first > 0x80 && first < 0x90 ? 1 : first === 0xde ? 3 : first === 0xdf ? 5 : 0
  if (at === 0 || size < 8) return false
  const key = bytes[at] ?? 0
  const [start, length] = key >= 0xa1 && key < 0xc0 ? [at + 1, key - 0xa0] : key === 0xd9 ? [at + 2, bytes[at + 1] ?? 0] : [0, 0]
  return length > 0 && start + length < bytes.length && bytes.subarray(start, start + length).every((byte) => byte >= 0x20 && byte < 0x7f)
}

/** Somewhere in it starts an extension of type 1 whose content is an array of three. */
function hasArray(bytes: Uint8Array): boolean {
  for (let i = 0; i + 6 < bytes.length; i++) {
    const first = bytes[i]
    const at = first === 0xc7 ? i + 2 : first === 0xc8 ? i + 3 : first === 0xc9 ? i + 5 : first === 0xd8 ? i + 1 : 0
    if (at !== 0 && bytes[at] === ndarray && bytes[at + 1] === 0x93 && ((bytes[at + 2] ?? 0) & 0xf0) === 0x90) return true
  }
  return false
}
