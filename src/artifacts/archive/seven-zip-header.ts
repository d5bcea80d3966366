// The header of a 7z archive: which folders there are, how each is packed, and which files lie in it.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

export interface Coder {
  /** Its number, in hexadecimal. */
  method: string
  properties: Uint8Array
  /** Bytes that come out of it. */
  size: number
}

/** What is packed as one: solid archives have many files in it. */
export interface Folder7z {
  /** Coders from the packed bytes on; null where there is more than one way through them. */
  chain: Coder[] | null
  /** Where its packed bytes begin, after the archive's first 32, and how many there are. */
  from: number
  packed: number
  size: number
  /** Its checksum stands with it, and not with its one file. */
  checked: boolean
  /** Sizes of the files in it. */
  files: number[]
}

interface RawFolder {
  coders: Coder[]
  chain: Coder[] | null
  packedStreams: number
  checked: boolean
}

export interface File7z {
  name: string
  size: number
  directory: boolean
  link: boolean
  place: { folder: Folder7z; offset: number } | null
}

interface Streams {
  folders: Folder7z[]
}

const id = { end: 0, header: 1, archive: 2, additional: 3, main: 4, files: 5, pack: 6, unpack: 7, sub: 8, size: 9, crc: 10, folder: 11, sizes: 12, counts: 13, empty: 14, emptyFile: 15, names: 17, attributes: 21 }

export class Header7z {
  private at = 0

  constructor(private readonly data: Uint8Array, private readonly budget: Budget) {}

  /** What kind of header it is. */
  get first(): number {
    return this.data[0] ?? 0
  }

  /** Of a packed header. */
  streams(): Streams {
    this.at = 1
    return this.streamsInfo()
  }

  archive(): File7z[] {
    if (this.byte() !== id.header) throw this.bad()
    let { folders }: Streams = { folders: [] }
    let files: File7z[] = []
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      if (kind === id.archive) this.skipProperties()
      else if (kind === id.additional) this.streamsInfo()
      else if (kind === id.main) ({ folders } = this.streamsInfo())
      else if (kind === id.files) files = this.filesInfo(folders)
      else throw this.bad()
    }
    return files
  }

  private streamsInfo(): Streams {
    let packs: { from: number; size: number }[] = []
    let folders: Folder7z[] = []
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      if (kind === id.pack) packs = this.packInfo()
      else if (kind === id.unpack) {
        let next = 0
        folders = this.foldersInfo().map(({ chain, coders, packedStreams, checked }) => {
          const pack = packs[next] ?? { from: 0, size: 0 }
          next += packedStreams
          const size = chain?.at(-1)?.size ?? coders[0]?.size ?? 0
          return { chain, from: pack.from, packed: pack.size, size, checked, files: [size] }
        })
      } else if (kind === id.sub) this.subStreams(folders)
      else throw this.bad()
    }
    return { folders }
  }

  private packInfo(): { from: number; size: number }[] {
    let from = this.number()
    const sizes = Array.from({ length: this.count() }, () => 0)
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      if (kind === id.size) for (let i = 0; i < sizes.length; i++) sizes[i] = this.number()
      else if (kind === id.crc) this.digests(sizes.length)
      else throw this.bad()
    }
    return sizes.map((size) => {
      const pack = { from, size }
      from += size
      return pack
    })
  }

  private foldersInfo(): RawFolder[] {
    if (this.byte() !== id.folder) throw this.bad()
    const count = this.count()
    if (this.byte() !== 0) throw new Stopped('unsupported', '7z header with external parts')
    const folders = Array.from({ length: count }, () => this.folder())
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      if (kind === id.sizes) for (const { coders } of folders) for (const coder of coders) coder.size = this.number()
      else if (kind === id.crc) for (const [i, has] of this.digests(count).entries()) {
        const folder = folders[i]
        if (folder !== undefined) folder.checked = has
      }
      else throw this.bad()
    }
    return folders
  }

  private folder(): RawFolder {
    this.budget.tick()
    const count = this.number()
    if (count < 1 || count > 32) throw this.bad()
    const coders: Coder[] = []
    let ins = 0
    let outs = 0
    for (let i = 0; i < count; i++) {
      const flags = this.byte()
      const method = [...this.bytes(flags & 15)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      if ((flags & 16) !== 0) {
        ins += this.number()
        outs += this.number()
      } else {
        ins++
        outs++
      }
      coders.push({ method, properties: (flags & 32) === 0 ? new Uint8Array(0) : this.bytes(this.number()), size: 0 })
    }
    if (ins > 64 || outs > 64 || outs < 1) throw this.bad()
    const pairs = Array.from({ length: outs - 1 }, () => ({ into: this.number(), out: this.number() }))
    const packedStreams = ins - pairs.length
    if (packedStreams < 1) throw this.bad()
    if (packedStreams > 1) for (let i = 0; i < packedStreams; i++) this.number()
    return { coders, packedStreams, checked: false, chain: ins === count && outs === count ? chainOf(coders, pairs) : null }
  }

  private subStreams(folders: Folder7z[]): void {
    const counts = folders.map(() => 1)
    let kind = this.byte()
    if (kind === id.counts) {
      for (let i = 0; i < folders.length; i++) counts[i] = this.count()
      kind = this.byte()
    }
    for (const [i, folder] of folders.entries()) {
      const files: number[] = []
      let left = folder.size
      for (let n = 1; n < (counts[i] ?? 0); n++) {
        const size = kind === id.size ? this.number() : 0
        files.push(size)
        left -= size
      }
      if ((counts[i] ?? 0) > 0) files.push(Math.max(0, left))
      folder.files = files
    }
    if (kind === id.size) kind = this.byte()
    while (kind !== id.end) {
      if (kind !== id.crc) throw this.bad()
      this.digests(folders.reduce((sum, { checked }, i) => sum + (counts[i] === 1 && checked ? 0 : counts[i] ?? 0), 0))
      kind = this.byte()
    }
  }

  private filesInfo(folders: Folder7z[]): File7z[] {
    const count = this.count()
    let empty = Array.from({ length: count }, () => false)
    let emptyFiles: boolean[] = []
    let names: string[] = []
    let modes: number[] = []
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      const end = this.number() + this.at
      if (kind === id.empty) empty = this.bits(count)
      else if (kind === id.emptyFile) emptyFiles = this.bits(empty.filter(Boolean).length)
      else if (kind === id.names) names = this.names(count, end)
      else if (kind === id.attributes) modes = this.attributes(count)
      this.at = end
    }
    const places = folders.flatMap((folder) => {
      let offset = 0
      return folder.files.map((size) => {
        const place = { folder, offset, size }
        offset += size
        return place
      })
    })
    let nextPlace = 0
    let nextEmpty = 0
    return Array.from({ length: count }, (_, i) => {
      const name = names[i] ?? `#${i}`
      const attributes = modes[i] ?? 0
      const link = (attributes & 0x80_00) !== 0 && ((attributes >>> 16) & 0xf0_00) === 0xa0_00
      if (empty[i] === true) return { name, size: 0, directory: emptyFiles[nextEmpty++] !== true, link: false, place: null }
      const place = places[nextPlace++] ?? null
      return { name, size: place?.size ?? 0, directory: false, link, place }
    })
  }

  private names(count: number, end: number): string[] {
    if (this.byte() !== 0) throw new Stopped('unsupported', '7z header with external parts')
    const text = new TextDecoder('utf-16le').decode(this.data.subarray(this.at, end))
    return text.split('\0').slice(0, count)
  }

  private attributes(count: number): number[] {
    const defined = this.byte() === 0 ? this.bits(count) : Array.from({ length: count }, () => true)
    if (this.byte() !== 0) throw new Stopped('unsupported', '7z header with external parts')
    return defined.map((is) => {
      if (!is) return 0
      const bytes = this.bytes(4)
      return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
    })
  }

  /** Which of so many have a checksum. The checksums are skipped. */
  private digests(count: number): boolean[] {
    const defined = this.byte() === 0 ? this.bits(count) : Array.from({ length: count }, () => true)
    this.bytes(defined.filter(Boolean).length * 4)
    return defined
  }

  private skipProperties(): void {
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) this.bytes(this.number())
  }

  private bits(count: number): boolean[] {
    const bytes = this.bytes(Math.ceil(count / 8))
    return Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0)
  }

  private byte(): number {
    const byte = this.data[this.at++]
    if (byte === undefined) throw this.bad()
    return byte
  }

  private bytes(length: number): Uint8Array {
    if (length > this.data.length - this.at) throw this.bad()
    this.at += length
    return this.data.subarray(this.at - length, this.at)
  }

  /** As many leading ones as bytes follow. */
  private number(): number {
    const first = this.byte()
    let value = 0
    for (let i = 0; i < 8; i++) {
      const mask = 0x80 >> i
      if ((first & mask) === 0) {
        const whole = value + (first & (mask - 1)) * 2 ** (8 * i)
        if (!Number.isSafeInteger(whole)) throw this.bad()
        return whole
      }
      value += this.byte() * 2 ** (8 * i)
    }
    if (!Number.isSafeInteger(value)) throw this.bad()
    return value
  }

  private count(): number {
    const count = this.number()
    if (count > this.budget.limits.members) throw new Stopped('limit', `more than ${this.budget.limits.members} members`)
    return count
  }

  private bad(): Stopped {
    return new Stopped('malformed', 'the 7z header is broken', this.at)
  }
}

/** From the coder that reads packed bytes to the one whose bytes nobody else reads; null where they form no chain. */
function chainOf(coders: Coder[], pairs: { into: number; out: number }[]): Coder[] | null {
  let at = coders.findIndex((_, i) => !pairs.some(({ into }) => into === i))
  const chain: Coder[] = []
  while (at !== -1 && chain.length < coders.length) {
    const coder = coders[at]
    if (coder === undefined) return null
    chain.push(coder)
    at = pairs.find(({ out }) => out === at)?.into ?? -1
  }
  return chain.length === coders.length ? chain : null
}
