// Makes Protocol Buffers and FlatBuffers by hand, whatever a test needs to be wrong with them.

export type Part = Uint8Array | readonly Part[]

export function bytes(...parts: Part[]): Uint8Array {
  const flat = flatten(parts)
  const all = new Uint8Array(flat.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of flat) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function flatten(parts: readonly Part[]): Uint8Array[] {
  return parts.flatMap((part) => (part instanceof Uint8Array ? [part] : flatten(part)))
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value))
  const out: number[] = []
  do {
    out.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Uint8Array.from(out)
}

/** A field: a number as a varint, a text or bytes or a list of fields with a length before it. */
export function field(number: number, value: number | bigint | string | Part): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') return bytes(varint(number * 8), varint(value))
  const data = typeof value === 'string' ? utf8(value) : bytes(value)
  return bytes(varint(number * 8 + 2), varint(data.length), data)
}

/** Fields of a table, in the order of the schema. A number: four bytes; `null`: not set. */
export type TableField = null | number | { u8: number } | { u64: number } | string | Uint8Array | { i32s: number[] } | { tables: TableField[][] } | { table: TableField[] }

/** A FlatBuffer, its root first and what it points at behind it. */
export function flatBuffer(root: TableField[], identifier = ''): Uint8Array {
  const data: number[] = [0, 0, 0, 0, ...utf8(identifier)]
  set32(data, 0, writeTable(data, root))
  return Uint8Array.from(data)
}

function writeTable(data: number[], fields: TableField[]): number {
  align(data, 8)
  const vtable = data.length
  const size = 4 + fields.length * 2
  push(data, size)
  align(data, 8)
  const table = data.length
  let inside = 4
  const places = fields.map((one) => {
    if (one === null) return 0
    const width = typeof one === 'object' && 'u64' in one ? 8 : typeof one === 'object' && 'u8' in one ? 1 : 4
    inside = Math.ceil(inside / width) * width
    inside += width
    return inside - width
  })
  push(data, inside)
  set32(data, table, table - vtable)
  set16(data, vtable, size)
  set16(data, vtable + 2, inside)
  for (const [i, place] of places.entries()) set16(data, vtable + 4 + i * 2, place)
  for (const [i, one] of fields.entries()) {
    const at = table + (places[i] ?? 0)
    if (one === null) continue
    if (typeof one === 'number') set32(data, at, one)
    else if (typeof one === 'object' && 'u8' in one) data[at] = one.u8
    else if (typeof one === 'object' && 'u64' in one) {
      set32(data, at, one.u64 % 2 ** 32)
      set32(data, at + 4, Math.floor(one.u64 / 2 ** 32))
    } else set32(data, at, writeTarget(data, one) - at)
  }
  return table
}

function writeTarget(data: number[], value: string | Uint8Array | { i32s: number[] } | { tables: TableField[][] } | { table: TableField[] }): number {
  if (typeof value === 'object' && 'table' in value) return writeTable(data, value.table)
  align(data, 4)
  const at = data.length
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const raw = typeof value === 'string' ? utf8(value) : value
    push(data, 4)
    set32(data, at, raw.length)
    for (const byte of raw) data.push(byte)
    if (typeof value === 'string') data.push(0)
    return at
  }
  const items = 'i32s' in value ? value.i32s : value.tables
  push(data, 4 + items.length * 4)
  set32(data, at, items.length)
  for (const [i, item] of items.entries()) {
    const slot = at + 4 + i * 4
    set32(data, slot, typeof item === 'number' ? item : writeTable(data, item) - slot)
  }
  return at
}

function align(data: number[], to: number): void {
  while (data.length % to !== 0) data.push(0)
}

function push(data: number[], zeros: number): void {
  for (let i = 0; i < zeros; i++) data.push(0)
}

function set16(data: number[], at: number, value: number): void {
  data[at] = value & 0xff
  data[at + 1] = (value >> 8) & 0xff
}

function set32(data: number[], at: number, value: number): void {
  set16(data, at, value & 0xffff)
  set16(data, at + 2, (value >>> 16) & 0xffff)
}

/** Bytes that are far longer than what they hold: `at` is what stands there, all else is nothing. Counts what is read. */
export function sparse(size: number, at: ReadonlyMap<number, Uint8Array>): { size: number; reads: number; total: number; read(offset: number, length: number): Uint8Array } {
  return {
    size, reads: 0, total: 0,
    read(offset, length) {
      this.reads += 1
      const end = Math.min(size, offset + length)
      const out = new Uint8Array(Math.max(0, end - offset))
      this.total += out.length
      for (const [start, data] of at) {
        const from = Math.max(start, offset)
        const to = Math.min(start + data.length, end)
        if (from < to) out.set(data.subarray(from - start, to - start), from - offset)
      }
      return out
    },
  }
}
