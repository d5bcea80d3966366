// The key-value part of a GGUF file. Only what is asked for is kept; vocabularies are walked by their lengths.
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import type { Cursor } from './cursor.js'
import { valueBytes, valueType } from './types.js'

/** A list is kept up to `listKept` of its strings. */
export type Value = string | number | bigint | boolean | readonly string[]

const longestKey = 65_535
/** Real files have a hundred. */
const mostKeys = 100_000
const longestText = 2 ** 20
const listKept = 100
/** Characters of all kept values together. */
const textKept = 2 ** 24
const deepest = 3

export interface Values {
  kept: Map<string, Value>
  /** Bytes where a kept value begins, for the place of a sign. */
  places: Map<string, number>
}

/** Reads `count` pairs into `values`, of which it keeps those that `wanted` names, and tells in `faults` what breaks the format. */
export async function readValues(cursor: Cursor, count: number, wanted: (key: string) => boolean, values: Values, faults: Signs): Promise<void> {
  const seen = new Set<string>()
  let held = 0
  for (let i = 0; i < count; i++) {
    const start = cursor.at
    const length = await cursor.count()
    if (length > BigInt(longestKey)) throw fault(faults, `key ${i}`, start, `is ${length} bytes long, of at most ${longestKey}`)
    await cursor.want(Number(length) + 4)
    const raw = cursor.bytes(Number(length))
    const key = new TextDecoder().decode(raw)
    if (length === 0n) faults.add(`key ${i}`, { offset: start, detail: 'is empty' })
    if (raw.some((byte) => byte < 0x20 || byte > 0x7e)) faults.add(key, { offset: start, detail: 'the key is not ASCII' })
    if (seen.has(key)) faults.add(key, { offset: start, detail: 'is there twice: which of the two counts depends on the reader' })
    seen.add(key)
    held += key.length
    if (held > textKept || seen.size > mostKeys) throw new Stopped('limit', `has more keys than are held: ${seen.size}`, start)
    const at = cursor.at + 4
    const value = await readValue(cursor, cursor.u32(), key, wanted(key), faults, 0)
    if (!wanted(key) || value === undefined || values.kept.has(key)) continue
    held += Array.isArray(value) ? value.join('').length : String(value).length
    if (held > textKept) throw new Stopped('limit', `holds metadata of more than ${textKept} characters`, at)
    values.kept.set(key, value)
    values.places.set(key, at)
  }
}

async function readValue(cursor: Cursor, type: number, key: string, keep: boolean, faults: Signs, depth: number): Promise<Value | undefined> {
  if (type === valueType.string) return await readText(cursor, key, keep, faults)
  if (type === valueType.array) return await readList(cursor, key, keep, faults, depth)
  const bytes = valueBytes.get(type)
  if (bytes === undefined) throw fault(faults, key, cursor.at, `has a value of type ${type}, of 0 to 12`)
  await cursor.want(bytes)
  return readNumber(cursor, type, key, faults)
}

function readNumber(cursor: Cursor, type: number, key: string, faults: Signs): Value {
  const start = cursor.at
  const bytes = cursor.bytes(valueBytes.get(type) ?? 1)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const little = cursor.littleEndian
  switch (type) {
    case 0: return view.getUint8(0)
    case 1: return view.getInt8(0)
    case 2: return view.getUint16(0, little)
    case 3: return view.getInt16(0, little)
    case 4: return view.getUint32(0, little)
    case 5: return view.getInt32(0, little)
    case 6: return view.getFloat32(0, little)
    case 10: return view.getBigUint64(0, little)
    case 11: return view.getBigInt64(0, little)
    case 12: return view.getFloat64(0, little)
    default: {
      const byte = view.getUint8(0)
      if (byte > 1) faults.add(key, { offset: start, detail: `is a truth value of ${byte}` })
      return byte === 1
    }
  }
}

async function readText(cursor: Cursor, key: string, keep: boolean, faults: Signs): Promise<string | undefined> {
  const start = cursor.at
  const length = await cursor.count()
  if (length > BigInt(cursor.left)) throw fault(faults, key, start, `holds a text of ${length} bytes, ${cursor.left} are left of the file`)
  const size = Number(length)
  if (!keep) {
    cursor.skip(size)
    return undefined
  }
  if (size > longestText) throw new Stopped('limit', `holds a ${key} of more than ${longestText} bytes`, start)
  await cursor.want(size)
  return new TextDecoder().decode(cursor.bytes(size))
}

async function readList(cursor: Cursor, key: string, keep: boolean, faults: Signs, depth: number): Promise<Value | undefined> {
  const start = cursor.at
  if (depth >= deepest) throw fault(faults, key, start, `nests lists more than ${deepest} deep`)
  await cursor.want(4)
  const type = cursor.u32()
  const count = await cursor.count()
  const fixed = valueBytes.get(type)
  const smallest = fixed ?? (type === valueType.array ? 8 : 4)
  if (fixed === undefined && type !== valueType.string && type !== valueType.array) {
    throw fault(faults, key, start, `is a list of type ${type}, of 0 to 12`)
  }
  if (count * BigInt(smallest) > BigInt(cursor.left)) throw fault(faults, key, start, `is a list of ${count}, which cannot be in the ${cursor.left} bytes that are left of the file`)
  const items = Number(count)
  if (fixed !== undefined) {
    cursor.skip(items * fixed)
    return undefined
  }
  const texts: string[] = []
  for (let i = 0; i < items; i++) {
    if (type === valueType.array) {
      await readList(cursor, key, false, faults, depth + 1)
      continue
    }
    if (keep && texts.length < listKept) {
      const text = await readText(cursor, key, true, faults)
      if (text !== undefined) texts.push(text)
      continue
    }
    // Vocabularies have 100,000 words and more: no wait where the bytes are at hand.
    const width = cursor.wide ? 8 : 4
    if (!cursor.has(width)) await cursor.want(width)
    const at = cursor.at
    const length = cursor.wide ? cursor.u64() : BigInt(cursor.u32())
    if (length > BigInt(cursor.left)) throw fault(faults, key, at, `holds a text of ${length} bytes, ${cursor.left} are left of the file`)
    cursor.skip(Number(length))
  }
  return keep && type === valueType.string ? texts : undefined
}

function fault(faults: Signs, what: string, offset: number, detail: string): Stopped {
  faults.add(what, { offset, detail })
  return new Stopped('malformed', `${what} ${detail}`, offset)
}
