// Writers of compressed streams and archives that Node has none for: each as plain as its format allows.
import { crc32 } from 'node:zlib'
import { bytes, u16, u32, u64 } from '../zip-builder.js'

/** One frame, its block not compressed. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
export function lz4(data: Uint8Array): Uint8Array {
  const descriptor = [0x60, 0x70]
  return bytes(u32(0x18_4d_22_04), descriptor, [(xxh32(Uint8Array.from(descriptor)) >>> 8) & 255], u32(data.length + 2 ** 31), data, u32(0))
}

/** Of up to 15 bytes, seed 0. */
function xxh32(data: Uint8Array): number {
  let hash = (374_761_393 + data.length) >>> 0
  for (const byte of data) {
    hash = (hash + Math.imul(byte, 374_761_393)) >>> 0
    hash = Math.imul((hash << 11) | (hash >>> 21), 2_654_435_761) >>> 0
  }
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_917) >>> 0
  return (hash ^ (hash >>> 16)) >>> 0
}

/** One raw block a frame. RFC 8878 */
export function zstd(data: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let at = 0; at === 0 || at < data.length; at += 0x1_0000) {
    const part = data.subarray(at, at + 0x1_0000)
    const head = ((part.length << 3) | (at + 0x1_0000 >= data.length ? 1 : 0)) >>> 0
    blocks.push(bytes([head & 255, (head >> 8) & 255, (head >> 16) & 255], part))
  }
  return bytes(u32(0xfd_2f_b5_28), [0xa0], u32(data.length), ...blocks)
}

/** One block of LZMA2 whose chunks are not compressed. https://tukaani.org/xz/xz-file-format.txt */
export function xz(data: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < data.length; at += 0x1_0000) {
    const part = data.subarray(at, at + 0x1_0000)
    chunks.push(bytes([at === 0 ? 1 : 2, (part.length - 1) >> 8, (part.length - 1) & 255], part))
  }
  const packed = bytes(...chunks, [0])
  const padding = (length: number): Uint8Array => new Uint8Array((4 - (length % 4)) % 4)
  const withSum = (part: Uint8Array): Uint8Array => bytes(part, u32(crc32(part)))
  const head = withSum(Uint8Array.from([2, 0, 0x21, 1, 0x16, 0, 0, 0]))
  const block = bytes(head, packed)
  const flags = Uint8Array.from([0, 1])
  const record = bytes([0, 1], varint(block.length + 4), varint(data.length))
  const index = withSum(bytes(record, padding(record.length)))
  const backward = bytes(u32(index.length / 4 - 1), flags)
  return bytes([0xfd], '7zXZ', [0], withSum(flags), block, padding(block.length), u32(crc32(data)), index, u32(crc32(backward)), backward, 'YZ')
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]
}

/** One block, sorted by force, all its codes of one length: for small files. */
export function bzip2(data: Uint8Array): Uint8Array {
  const source = runs(data)
  const n = source.length
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => {
    for (let k = 0; k < n; k++) {
      const difference = (source[(a + k) % n] ?? 0) - (source[(b + k) % n] ?? 0)
      if (difference !== 0) return difference
    }
    return 0
  })
  const used = [...new Set(source)].sort((a, b) => a - b)
  const front = [...used]
  const symbols: number[] = []
  let zeros = 0
  const flush = (): void => {
    // The number of zeros in bijective base two, least digit first.
    for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols.push(zeros & 1 ? 0 : 1)
  }
  for (const i of order) {
    const byte = source[(i + n - 1) % n] ?? 0
    const at = front.indexOf(byte)
    front.splice(at, 1)
    front.unshift(byte)
    if (at === 0) zeros++
    else {
      flush()
      symbols.push(at + 1)
    }
  }
  flush()
  symbols.push(used.length + 1)
  const bits = new Bits()
  bits.put(24, 0x42_5a_68).put(8, 0x39).put(24, 0x31_41_59).put(24, 0x26_53_59)
  const check = bzipSum(data)
  bits.put(16, check >>> 16).put(16, check & 0xff_ff).put(1, 0).put(24, order.indexOf(0))
  const blocks = Array.from({ length: 16 }, (_, i) => used.filter((byte) => byte >> 4 === i))
  for (const block of blocks) bits.put(1, block.length > 0 ? 1 : 0)
  for (const block of blocks) if (block.length > 0) for (let i = 0; i < 16; i++) bits.put(1, block.some((byte) => (byte & 15) === i) ? 1 : 0)
  const length = Math.max(1, Math.ceil(Math.log2(used.length + 2)))
  const selectors = Math.ceil(symbols.length / 50)
  bits.put(3, 2).put(15, selectors)
  for (let i = 0; i < selectors; i++) bits.put(1, 0)
  for (let table = 0; table < 2; table++) {
    bits.put(5, length)
    for (let i = 0; i < used.length + 2; i++) bits.put(1, 0)
  }
  for (const symbol of symbols) bits.put(length, symbol)
  bits.put(24, 0x17_72_45).put(24, 0x38_50_90).put(16, check >>> 16).put(16, check & 0xff_ff)
  return bits.bytes()
}

/** Four equal bytes are followed by how many more there are. */
function runs(data: Uint8Array): number[] {
  const out: number[] = []
  for (let i = 0; i < data.length;) {
    let count = 1
    while (count < 255 && data[i + count] === data[i]) count++
    for (let k = 0; k < Math.min(count, 4); k++) out.push(data[i] ?? 0)
    if (count >= 4) out.push(count - 4)
    i += count
  }
  return out
}

function bzipSum(data: Uint8Array): number {
  let sum = 0xff_ff_ff_ff
  for (const byte of data) {
    sum ^= byte << 24
    for (let i = 0; i < 8; i++) sum = sum & 0x80_00_00_00 ? (sum << 1) ^ 0x04_c1_1d_b7 : sum << 1
  }
  return ~sum >>> 0
}

class Bits {
  private readonly out: number[] = []

  put(count: number, value: number): this {
    for (let i = count - 1; i >= 0; i--) this.out.push((value >>> i) & 1)
    return this
  }

  bytes(): Uint8Array {
    return Uint8Array.from({ length: Math.ceil(this.out.length / 8) }, (_, i) => Array.from({ length: 8 }, (__, k) => this.out[i * 8 + k] ?? 0).reduce((byte, bit) => byte * 2 + bit, 0))
  }
}

/** One file, copied as it is. https://github.com/ip7z/7zip/blob/main/DOC/7zFormat.txt */
export function sevenZip(name: string, data: Uint8Array): Uint8Array {
  const size = (value: number): number[] => (value < 128 ? [value] : value < 0x40_00 ? [0x80 | (value >> 8), value & 255] : [0xe0, value & 255, (value >> 8) & 255, (value >> 16) & 255])
  const listed = bytes([0], u16(...Array.from(`${name}\0`, (c) => c.charCodeAt(0))))
  const header = bytes(
    [1, 4, 6, 0, 1, 9], size(data.length), [0], [7, 0x0b, 1, 0, 1, 1, 0, 0x0c], size(data.length), [0, 0], [5, 1, 0x11], size(listed.length), listed, [0, 0],
  )
  const start = bytes(u64(data.length, header.length), u32(crc32(header)))
  return bytes('7z', [0xbc, 0xaf, 0x27, 0x1c, 0, 4], u32(crc32(start)), start, data, header)
}
