// The tensor table of a GGUF file: every size is worked out before it is believed, and held against the file.
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import type { Cursor } from './cursor.js'
import { tensorTypes } from './types.js'

export interface Tensor {
  name: string
  type: number
  elements: bigint
  offset: bigint
  /** Bytes; null if the type is unknown or the shape impossible. */
  size: bigint | null
  /** Of its entry in the file. */
  at: number
}

const longestName = 64
const mostSides = 4
const int64 = 2n ** 63n
const mostTensors = 1_000_000
/** Characters of all names. */
const mostText = 2 ** 25

export async function readTensors(cursor: Cursor, count: number, faults: Signs): Promise<Tensor[]> {
  const tensors: Tensor[] = []
  const seen = new Set<string>()
  let held = 0
  if (count > mostTensors) throw new Stopped('limit', `has more than ${mostTensors} tensors`, cursor.at)
  for (let i = 0; i < count; i++) {
    const at = cursor.at
    const length = await cursor.count()
    if (length > 4096n) throw stop(faults, `tensor ${i}`, at, `has a name of ${length} bytes`)
    await cursor.want(Number(length) + 4)
    const name = new TextDecoder().decode(cursor.bytes(Number(length)))
    // GGML_MAX_NAME counts a NUL at the end.
    if (length >= BigInt(longestName)) {
      faults.add(name, { offset: at, detail: `the name is ${length} bytes long, of at most ${longestName - 1}` })
    }
    if (seen.has(name)) faults.add(name, { offset: at, detail: 'is there twice' })
    seen.add(name)
    held += name.length
    if (held > mostText) throw new Stopped('limit', `has names of more than ${mostText} characters`, at)
    const sides = cursor.u32()
    if (sides > 64) throw stop(faults, name, at, `has ${sides} dimensions`)
    if (sides > mostSides) faults.add(name, { offset: at, detail: `has ${sides} dimensions, of at most ${mostSides}` })
    await cursor.want(sides * 8 + 12)
    const shape: bigint[] = []
    for (let side = 0; side < sides; side++) shape.push(cursor.wide ? cursor.u64() : BigInt(cursor.u32()))
    const type = cursor.u32()
    const offset = cursor.u64()
    const elements = shape.reduce((all, side) => all * side, 1n)
    tensors.push({ name, type, elements, offset, at, size: sizeOf(name, type, shape, elements, at, faults) })
  }
  return tensors
}

function sizeOf(name: string, type: number, shape: readonly bigint[], elements: bigint, at: number, faults: Signs): bigint | null {
  const known = tensorTypes.get(type)
  const written = `[${shape.slice(0, 8).join(', ')}]`
  if (elements >= int64) {
    faults.add(name, { offset: at, detail: `the shape ${written} overflows 64 bits` })
    return null
  }
  if (known === undefined) {
    faults.add(name, { offset: at, detail: `is of type ${type}, which is none` })
    return null
  }
  const row = shape[0] ?? 1n
  if (row % BigInt(known.block) !== 0n) {
    faults.add(name, { offset: at, detail: `has rows of ${row}, which are no whole blocks of ${known.block} (${known.name})` })
    return null
  }
  const size = (elements / BigInt(known.block)) * BigInt(known.bytes)
  if (size < int64) return size
  faults.add(name, { offset: at, detail: `${known.name} of ${written} overflows 64 bits` })
  return null
}

/** `start`: where the data begin; `end`: of the file. */
export function checkBounds(tensors: readonly Tensor[], start: number, end: number, alignment: number, faults: Signs): void {
  const data = BigInt(Math.max(0, end - start))
  const align = BigInt(alignment)
  for (const { name, offset, size, at } of tensors) {
    if (offset % align !== 0n) faults.add(name, { offset: at, detail: `begins at ${offset}, which is no multiple of ${alignment}` })
    if (offset + (size ?? 0n) > data) faults.add(name, { offset: at, detail: `ends at ${offset + (size ?? 0n)} of ${data} bytes of data` })
  }
  let reached = 0n
  let last = 'the header'
  let certain = true
  for (const { name, offset, size, at } of tensors.toSorted((a, b) => (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0))) {
    if (certain && offset > reached + align) {
      faults.add(name, { offset: at, detail: `${offset - reached} bytes between ${last} and this tensor belong to none` })
    }
    if (offset < reached && size !== 0n) faults.add(name, { offset: at, detail: `begins at ${offset}, before ${last} ends at ${reached}` })
    // Where a size is unknown, what comes before the next tensor may be its own.
    certain = size !== null
    const to = offset + (size ?? 0n)
    if (to <= reached) continue
    reached = to
    last = name
  }
  if (certain && data > reached + align) {
    faults.add(`${data - reached} bytes after the last tensor`, {
      offset: start + Number(reached), detail: `${last} ends at ${reached} of ${data} bytes of data`,
    })
  }
}

function stop(faults: Signs, what: string, offset: number, detail: string): Stopped {
  faults.add(what, { offset, detail })
  return new Stopped('malformed', `${what} ${detail}`, offset)
}
