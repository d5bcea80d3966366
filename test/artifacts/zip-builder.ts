// Builds zip archives, honest ones by default, with a knob for every lie a header can tell.
import { crc32, deflateRawSync } from 'node:zlib'

/** What one header says in place of the truth. */
export interface Said {
  name?: string | Uint8Array
  flags?: number
  method?: number
  crc?: number
  packed?: number
  size?: number
  extra?: Uint8Array
}

export interface ZipEntry {
  name: string
  data: Uint8Array | string
  /** 0 stored (the default), 8 deflated; others need `packed`. */
  method?: number
  /** Bytes as they stand in the archive, in place of what the method makes of the data. */
  packed?: Uint8Array
  flags?: number
  /** Lies of the local header, of the directory, and of both. */
  local?: Said
  central?: Said
  both?: Said
  /** Unix mode, such as 0o120777 for a link. */
  mode?: number
  /** In the directory? */
  listed?: boolean
  /** How often it is in the directory. */
  times?: number
  /** Where the directory says that the local header is. */
  offset?: number
  /** Checksum and sizes after the data, as streaming writers do: with or without a mark. */
  descriptor?: 'marked' | 'bare'
  /** Bytes before the local header that belong to nothing. */
  before?: Uint8Array
  /** No local header and no data: only a line in the directory. */
  ghost?: boolean
}

export interface ZipShape {
  /** Put before everything; `counted`: offsets know of it. */
  prefix?: Uint8Array
  counted?: boolean
  beforeDirectory?: Uint8Array
  beforeEnd?: Uint8Array
  comment?: Uint8Array | string
  commentLength?: number
  after?: Uint8Array
  /** Of the end record. */
  count?: number
  directorySize?: number
  directoryOffset?: number
  /** Adds zip64 end records; `lie`: what they say in place of the truth. */
  zip64?: { count?: number; size?: number; offset?: number; hide?: boolean }
  /** Left out: a zip that was cut off. */
  end?: boolean
  directory?: boolean
}

export function bytes(...parts: (Uint8Array | string | number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? new TextEncoder().encode(part) : part))))
}

export function u16(...values: number[]): Uint8Array {
  const out = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => out.writeUInt16LE(value & 0xff_ff, i * 2))
  return out
}

export function u32(...values: number[]): Uint8Array {
  const out = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => out.writeUInt32LE(value >>> 0, i * 4))
  return out
}

export function u64(...values: number[]): Uint8Array {
  const out = Buffer.alloc(values.length * 8)
  values.forEach((value, i) => out.writeBigUInt64LE(BigInt(value), i * 8))
  return out
}

/** Bytes as random as a test needs, the same at every run. */
export function noise(length: number, seed: number): Uint8Array {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  return Uint8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 255
  })
}

export function buildZip(entries: ZipEntry[], archive: ZipShape = {}): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  const put = (part: Uint8Array): void => {
    parts.push(part)
    at += part.length
  }
  const prefix = archive.prefix ?? new Uint8Array(0)
  put(prefix)
  const shift = archive.counted === true ? 0 : prefix.length
  const lines: Uint8Array[] = []
  for (const entry of entries) {
    put(entry.before ?? new Uint8Array(0))
    const data = typeof entry.data === 'string' ? new TextEncoder().encode(entry.data) : entry.data
    const method = entry.method ?? 0
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(data) : data)
    const open = entry.descriptor !== undefined
    const truth = { name: entry.name, flags: (entry.flags ?? 0) | (open ? 8 : 0), method, crc: crc32(data), packed: packed.length, size: data.length, extra: new Uint8Array(0) }
    const local = { ...truth, ...(open && { crc: 0, packed: 0, size: 0 }), ...entry.both, ...entry.local }
    const offset = entry.offset ?? at - shift
    if (entry.ghost !== true) {
      const name = bytes(local.name)
      put(bytes(u32(0x04_03_4b_50), u16(20, local.flags, local.method, 0, 0x21), u32(local.crc, local.packed, local.size), u16(name.length, local.extra.length), name, local.extra, packed))
      if (open) put(bytes(entry.descriptor === 'marked' ? u32(0x08_07_4b_50) : [], u32(truth.crc, truth.packed, truth.size)))
    }
    if (entry.listed === false) continue
    const central = { ...truth, ...entry.both, ...entry.central }
    const name = bytes(central.name)
    const line = bytes(
      u32(0x02_01_4b_50), u16(0x03_14, 20, central.flags, central.method, 0, 0x21), u32(central.crc, central.packed, central.size),
      u16(name.length, central.extra.length, 0, 0, 0), u32((entry.mode ?? 0) * 65_536, offset), name, central.extra,
    )
    for (let i = 0; i < (entry.times ?? 1); i++) lines.push(line)
  }
  put(archive.beforeDirectory ?? new Uint8Array(0))
  const start = at - shift
  const directory = archive.directory === false ? new Uint8Array(0) : bytes(...lines)
  put(directory)
  put(archive.beforeEnd ?? new Uint8Array(0))
  if (archive.end === false) return bytes(...parts)
  const { zip64 } = archive
  if (zip64 !== undefined) {
    const end = at
    put(bytes(u32(0x06_06_4b_50), u64(44), u16(45, 45), u32(0, 0), u64(zip64.count ?? lines.length, zip64.count ?? lines.length, zip64.size ?? directory.length, zip64.offset ?? start)))
    put(bytes(u32(0x07_06_4b_50), u32(0), u64(end - shift), u32(1)))
  }
  const hide = zip64 !== undefined && zip64.hide !== false
  const comment = bytes(archive.comment ?? '')
  const count = archive.count ?? (hide ? 0xff_ff : lines.length)
  put(bytes(
    u32(0x06_05_4b_50), u16(0, 0, count, count), u32(archive.directorySize ?? (hide ? 0xff_ff_ff_ff : directory.length), archive.directoryOffset ?? (hide ? 0xff_ff_ff_ff : start)),
    u16(archive.commentLength ?? comment.length), comment, archive.after ?? [],
  ))
  return bytes(...parts)
}
