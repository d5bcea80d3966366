// Builds small Parquet and Arrow files byte by byte, so that each can lie where it likes.

export const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export function join(...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : [...part])))
}

export function u32(n: number): number[] {
  return [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24]
}

/** Thrift's compact protocol: a struct is a list of fields in rising order. */
export type Thrift = { kind: number; bytes: readonly number[] }

export function varint(n: number): number[] {
  const bytes: number[] = []
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128)
  return [...bytes, n]
}
export const i32 = (n: number): Thrift => ({ kind: 5, bytes: varint(n < 0 ? -n * 2 - 1 : n * 2) })
export const i64 = (n: number): Thrift => ({ ...i32(n), kind: 6 })
export const binary = (text: string | Uint8Array): Thrift => {
  const bytes = typeof text === 'string' ? utf8(text) : text
  return { kind: 8, bytes: [...varint(bytes.length), ...bytes] }
}
export const list = (items: readonly Thrift[]): Thrift => ({
  kind: 9, bytes: [...(items.length < 15 ? [(items.length << 4) | (items[0]?.kind ?? 12)] : [0xf0 | (items[0]?.kind ?? 12), ...varint(items.length)]), ...items.flatMap(({ bytes }) => [...bytes])],
})
export function struct(fields: Record<number, Thrift>): Thrift {
  const bytes: number[] = []
  let last = 0
  for (const [key, { kind, bytes: value }] of Object.entries(fields)) {
    bytes.push(((Number(key) - last) << 4) | kind, ...value)
    last = Number(key)
  }
  return { kind: 12, bytes: [...bytes, 0] }
}

export interface ParquetKnobs {
  codec?: number
  /** Bytes of the page as they lie in the file. */
  packed?: Uint8Array
  unpacked?: number
  encoding?: number
  metadata?: Record<string, string>
  /** Where the column is said to begin. */
  from?: number
  footerLength?: number
}

/** One column `text`, required, in one page. */
export function parquet(texts: readonly string[], knobs: ParquetKnobs = {}): Uint8Array {
  const plain = join(...texts.flatMap((text) => [u32(utf8(text).length), utf8(text)]))
  const packed = knobs.packed ?? plain
  const page = struct({ 1: i32(0), 2: i32(knobs.unpacked ?? plain.length), 3: i32(packed.length), 5: struct({ 1: i32(texts.length), 2: i32(knobs.encoding ?? 0), 3: i32(3), 4: i32(3) }) })
  const body = join('PAR1', page.bytes, packed)
  const chunk = struct({ 1: i32(6), 2: list([i32(0)]), 3: list([binary('text')]), 4: i32(knobs.codec ?? 0), 5: i64(texts.length), 6: i64(body.length - 4), 7: i64(body.length - 4), 9: i64(knobs.from ?? 4) })
  const metadata: Record<number, Thrift> = knobs.metadata === undefined ? {} : { 5: list(Object.entries(knobs.metadata).map(([key, value]) => struct({ 1: binary(key), 2: binary(value) }))) }
  const footer = struct({
    1: i32(2), 2: list([struct({ 4: binary('schema'), 5: i32(1) }), struct({ 1: i32(6), 3: i32(0), 4: binary('text'), 6: i32(0) })]), 3: i64(texts.length),
    4: list([struct({ 1: list([struct({ 2: i64(4), 3: chunk })]), 2: i64(body.length), 3: i64(texts.length) })]),
    ...metadata, 6: binary('orchard writer'),
  })
  return join(body, footer.bytes, u32(knobs.footerLength ?? footer.bytes.length), 'PAR1')
}

/** What a FlatBuffer's table holds: nothing, a small number in place, or something that it points to. */
export type Slot = null | number | string | Uint8Array | readonly Slots[] | Slots
export interface Slots {
  slots: readonly Slot[]
}

/** Root offset, then tables, each after its layout, its parts after it. */
export function flatBuffer(root: Slots): Uint8Array {
  const out: number[] = [0, 0, 0, 0]
  const patch = (at: number, value: number): void => void out.splice(at, 4, ...u32(value))
  const pad = (): void => { while (out.length % 4 !== 0) out.push(0) }
  const write = (slot: Exclude<Slot, null | number>): number => {
    pad()
    if (typeof slot === 'string' || slot instanceof Uint8Array) {
      const at = out.length
      const bytes = typeof slot === 'string' ? utf8(slot) : slot
      out.push(...u32(bytes.length), ...bytes, 0)
      return at
    }
    if (isSlots(slot)) return table(slot)
    const at = out.length
    out.push(...u32(slot.length), ...slot.flatMap(() => u32(0)))
    for (const [i, one] of slot.entries()) patch(at + 4 + i * 4, table(one) - (at + 4 + i * 4))
    return at
  }
  const table = ({ slots }: Slots): number => {
    pad()
    const layout = out.length
    const size = 4 + slots.length * 2
    out.push(size & 255, size >> 8, 4 + slots.length * 4, 0, ...slots.flatMap((slot, i) => (slot === null ? [0, 0] : [4 + i * 4, 0])))
    pad()
    const at = out.length
    out.push(...u32(at - layout), ...slots.flatMap((slot) => u32(typeof slot === 'number' ? slot : 0)))
    for (const [i, slot] of slots.entries()) {
      const place = at + 4 + i * 4
      if (slot !== null && typeof slot !== 'number') patch(place, write(slot) - place)
    }
    return at
  }
  patch(0, table(root))
  return Uint8Array.from(out)
}

function isSlots(slot: readonly Slots[] | Slots): slot is Slots {
  return 'slots' in slot
}

const pairs = (metadata: Record<string, string | Uint8Array>): Slots[] => Object.entries(metadata).map(([key, value]) => ({ slots: [key, value] }))

/** A schema message of fields with metadata, as it stands in a stream. */
export function arrowSchema(fields: Record<string, Record<string, string | Uint8Array>>): Uint8Array {
  const schema: Slots = { slots: [null, Object.entries(fields).map(([name, metadata]) => ({ slots: [name, 1, 2, { slots: [] }, null, null, pairs(metadata)] }))] }
  const message = flatBuffer({ slots: [4, 1, schema, null] })
  const padded = join(message, new Uint8Array((8 - (message.length % 8)) % 8))
  return join([255, 255, 255, 255], u32(padded.length), padded)
}

export const arrowFile = (schema: Uint8Array): Uint8Array => join('ARROW1', [0, 0], schema, new Uint8Array(16), u32(0), 'ARROW1')
