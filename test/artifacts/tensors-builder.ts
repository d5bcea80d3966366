// Builds safetensors, GGUF and HDF5 files by hand, with every lie that a test wants told.

const utf8 = new TextEncoder()

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(parts)
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function text(value: string): Uint8Array {
  return utf8.encode(value)
}

export function uint(value: number | bigint, width: number, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(width)
  let left = BigInt.asUintN(width * 8, BigInt(value))
  for (let i = 0; i < width; i++) {
    bytes[bigEndian ? width - 1 - i : i] = Number(left & 0xffn)
    left >>= 8n
  }
  return bytes
}

/** A safetensors file with this header as it is, and so many bytes of data. */
export function safetensors(header: string | object, data = 0, given: { length?: number | bigint } = {}): Uint8Array {
  const json = text(typeof header === 'string' ? header : JSON.stringify(header))
  return concat(uint(given.length ?? json.length, 8), json, new Uint8Array(data))
}

export interface GgufTensor { name: string; shape: (number | bigint)[]; type: number; offset: number | bigint }
export type GgufValue = { type: number; bytes: Uint8Array }

export interface GgufLies { version?: number; bigEndian?: boolean; tensorCount?: number | bigint; pairCount?: number | bigint; data?: number }

/** Strings and numbers as GGUF writes them. */
export class Gguf {
  private readonly wide: boolean
  constructor(readonly lies: GgufLies = {}) {
    this.wide = (lies.version ?? 3) > 1
  }

  number(value: number | bigint, width: number): Uint8Array {
    return uint(value, width, this.lies.bigEndian)
  }
  count(value: number | bigint): Uint8Array {
    return this.number(value, this.wide ? 8 : 4)
  }
  name(value: string): Uint8Array {
    return concat(this.count(text(value).length), text(value))
  }
  string(value: string): GgufValue {
    return { type: 8, bytes: this.name(value) }
  }
  u32(value: number): GgufValue {
    return { type: 4, bytes: this.number(value, 4) }
  }
  strings(values: string[]): GgufValue {
    return { type: 9, bytes: concat(this.number(8, 4), this.count(values.length), joined(values.map((value) => this.name(value)))) }
  }

  file(pairs: [string, GgufValue][], tensors: GgufTensor[] = [], alignment = 32): Uint8Array {
    const { version = 3, tensorCount = tensors.length, pairCount = pairs.length, data = 0 } = this.lies
    const head = concat(
      text('GGUF'), this.number(version, 4), this.count(tensorCount), this.count(pairCount),
      ...pairs.map(([key, { type, bytes }]) => concat(this.name(key), this.number(type, 4), bytes)),
      ...tensors.map(({ name, shape, type, offset }) => concat(this.name(name), this.number(shape.length, 4), ...shape.map((side) => this.count(side)), this.number(type, 4), this.number(offset, 8))),
    )
    return concat(head, new Uint8Array((alignment - (head.length % alignment)) % alignment), new Uint8Array(data))
  }
}

export interface Hdf5Message { type: number; data: Uint8Array }

/** An object header of the second version. */
function objectHeader(messages: readonly Hdf5Message[]): Uint8Array {
  const body = concat(...messages.map(({ type, data }) => concat(uint(type, 1), uint(data.length, 2), uint(0, 1), data)))
  return concat(text('OHDR'), uint(2, 1), uint(2, 1), uint(body.length, 4), body, uint(0, 4))
}

const superblock = 48

/** An HDF5 file of objects with these messages, the first of them the root. `address(i)` is where the i-th will stand. */
export function hdf5(objects: (address: (i: number) => number) => Hdf5Message[][]): Uint8Array {
  const sizes = objects(() => 0).map((messages) => objectHeader(messages).length)
  const address = (i: number): number => superblock + sizes.slice(0, i).reduce((sum, size) => sum + size, 0)
  const body = concat(...objects(address).map(objectHeader))
  const end = superblock + body.length
  return concat(
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), Uint8Array.of(2, 8, 8, 0), uint(0, 8), uint(-1n, 8), uint(end, 8), uint(superblock, 8), uint(0, 4), body,
  )
}

export function textAttribute(name: string, value: string): Hdf5Message {
  const bytes = text(value)
  const label = text(`${name}\0`)
  const datatype = concat(Uint8Array.of(0x13, 0, 0, 0), uint(bytes.length, 4))
  const dataspace = Uint8Array.of(2, 0, 0, 0)
  return { type: 0x0c, data: concat(Uint8Array.of(3, 0), uint(label.length, 2), uint(datatype.length, 2), uint(dataspace.length, 2), Uint8Array.of(1), label, datatype, dataspace, bytes) }
}

export function hardLink(name: string, address: number): Hdf5Message {
  return { type: 0x06, data: concat(Uint8Array.of(1, 0, name.length), text(name), uint(address, 8)) }
}

export function externalLink(name: string, file: string, path: string): Hdf5Message {
  const value = text(`\0${file}\0${path}\0`)
  return { type: 0x06, data: concat(Uint8Array.of(1, 8, 64, name.length), text(name), uint(value.length, 2), value) }
}
