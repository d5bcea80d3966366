// Zip archives as loaders take them, not as the standard has them: every member that some reader could see, and every
// place where readers would differ.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped, type Unread } from '../unread.js'
import { executable } from './executables.js'
import { escape, folded, linkEscape } from './names.js'
import { entries, type Entry } from './zip-directory.js'
import { zipEnds, type Directory, type End } from './zip-end.js'
import { LocalReader, localHeadersIn, zeros, type Local } from './zip-local.js'
import { openMember, previewOf, type Packed } from './zip-member.js'
import { containerSigns, type ContainerSigns } from './signs.js'

export interface ZipMember {
  name: string
  /** As declared, unpacked. */
  size: number
  packed: number
  method: number
  /** Of its local header. */
  offset: number
  encrypted: boolean
  directory: boolean
  /** Its first bytes, unpacked, at most 64; empty where they could not be had cheaply. */
  head: Uint8Array
  /** Its start, unpacked without unpacking the rest: 4 KB and more where there are as many. */
  start(): Promise<Uint8Array>
  /** Throws `Stopped` (a `Cut` where some of it could be had). Stored members are a slice, no copy. */
  open(): Promise<Bytes>
}

export interface Zip extends ContainerSigns {
  /** Every one that the directory or a local header knows, in the order of the directory. */
  members: ZipMember[]
  /** Bytes that belong to no member and no header. */
  stray: { offset: number; size: number }[]
  /** What of the archive's own structure could not be read: for the file's `unread`. */
  unread: Unread[]
}

/** Bytes between members that are searched for hidden ones. */
const mostStray = 16 * 2 ** 20
/** Packed bytes that unpack to 4 KB at least, also where nothing can be packed. */
const enoughPacked = 8192

export function looksLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6) || (head[2] === 7 && head[3] === 8))
}

/** Throws `Stopped` when there is no zip in it. */
export async function openZip(content: Bytes, budget: Budget): Promise<Zip> {
  const zip: Zip = { members: [], ...containerSigns(), stray: [], unread: [] }
  const reading = new ZipReading(content, budget, zip)
  await reading.run()
  return zip
}

class ZipReading {
  private readonly locals: LocalReader
  /** Where members stand, headers with them, and the directories. */
  private readonly taken: { from: number; to: number; name: string; member: boolean; open?: boolean }[] = []
  private readonly known = new Set<string>()
  private readonly names = new Map<string, string>()
  /** Not all of its members were read: what no member claims may be theirs. */
  private partial = false

  constructor(private readonly content: Bytes, private readonly budget: Budget, private readonly zip: Zip) {
    this.locals = new LocalReader(content, budget)
  }

  async run(): Promise<void> {
    const ends = await zipEnds(this.content)
    const [last] = ends
    if (last !== undefined) await this.readEnd(last)
    for (const end of ends.slice(1)) {
      // That of a zip within this zip, stored as it is, is nobody's trick.
      if (this.taken.some(({ from, to, member }) => member && from <= end.from && end.to <= to)) continue
      this.zip.tampering.add('more than one end record', { offset: end.from, detail: 'which archive this is depends on the reader' })
      await this.readEnd(end)
    }
    if (last === undefined) await this.readWithoutEnd()
    this.overlaps()
    await this.between(last)
  }

  private async readEnd(end: End): Promise<void> {
    for (const { what, offset, detail } of end.odd) this.zip.tampering.add(what, { offset, detail })
    let places = 0
    for (const directory of end.directories) {
      if (this.taken.some(({ from, member }) => !member && from === directory.start)) continue
      const count = await this.readDirectory(directory)
      if (count === 0) continue
      if (++places > 1) this.zip.tampering.add('two central directories', { offset: directory.start, detail: 'one where its offset says, one right before the end record' })
    }
    this.taken.push({ from: end.from, to: end.to, name: 'end record', member: false })
    if (places === 0 && (end.directories[0]?.count ?? 0) > 0) this.zip.unread.push({ reason: 'malformed', what: 'the central directory is not where the end record says', member: '' })
  }

  private async readDirectory(directory: Directory): Promise<number> {
    const found: Entry[] = []
    let length = 0
    try {
      for await (const entry of entries(this.content, directory, this.budget)) {
        found.push(entry)
        length = entry.end
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      this.partial = true
      if (error.what.endsWith('members')) this.zip.bombs.add(error.what)
      this.zip.unread.push(error.at(''))
    }
    if (found.length === 0) return 0
    this.taken.push({ from: directory.start, to: length, name: 'central directory', member: false })
    if (found.length !== directory.count && found.length % 65_536 !== directory.count) {
      this.zip.tampering.add('a wrong count of members', { offset: directory.start, detail: `the end record says ${directory.count}, the directory has ${found.length}` })
    }
    const declared = found.reduce((sum, { size }) => sum + size, 0)
    const { ratio, bombAbove } = this.budget.limits
    if (declared > bombAbove && declared > ratio * this.content.size) {
      this.zip.bombs.add('declares far more than it holds', { detail: `${declared} bytes unpacked, ${this.content.size} packed` })
    }
    for (const entry of found) await this.member(entry, directory.shift)
    return found.length
  }

  /** One entry of the directory: its own header, then everything that can be said of it. */
  private async member(entry: Entry, shift: number): Promise<void> {
    const { tampering } = this.zip
    const { name } = entry
    const key = `${entry.offset}\n${name}`
    if (this.known.has(key)) return
    this.known.add(key)
    let local = await this.locals.at(entry.offset, entry.packed < 65_536)
    let { offset } = entry
    if (local === null && shift !== 0) {
      local = await this.locals.at(offset - shift)
      if (local !== null) offset -= shift
    }
    if (local === null) tampering.add('no local header', { member: name, offset: entry.offset })
    else compare(entry, local, tampering)
    if (entry.otherName !== null && entry.otherName !== name) tampering.add('a second name in a Unicode Path field', { member: name, detail: entry.otherName })
    await this.add({ ...entry, offset, data: local?.data ?? null }, local)
  }

  private async add(packed: Packed, local: Local | null): Promise<void> {
    const { zip, budget, content } = this
    const { name, size, offset } = packed
    const directory = name.endsWith('/') && packed.packed === 0
    const head = local === null ? new Uint8Array(0) : await previewOf(packed, local.first, budget)
    zip.members.push({
      name, size, packed: packed.packed, method: packed.method, offset, encrypted: (packed.flags & 1) === 1, directory, head: head.slice(0, 64),
      start: async () => (packed.data === null ? new Uint8Array(0) : previewOf(packed, await content.read(packed.data, Math.min(packed.packed, enoughPacked)), budget)),
      open: () => openMember(content, packed, budget, zip),
    })
    if (local !== null) this.taken.push({ from: offset, to: Math.min(content.size, local.data + packed.packed), name, member: true, open: (packed.flags & 8) !== 0 })
    const why = escape(name)
    if (why !== null) zip.escapes.add(name, { member: name, detail: why })
    if (local !== null && local.name !== name && escape(local.name) !== null) zip.escapes.add(local.name, { member: name, detail: `${escape(local.name) ?? ''}, in the local header` })
    await this.link(packed)
    if (directory) return
    this.twice(name)
    if (size > budget.limits.bombAbove && size > budget.limits.ratio * Math.max(1, packed.packed)) {
      zip.bombs.add('unpacks to far more than it holds', { member: name, detail: `${packed.packed} bytes are said to become ${size}` })
    }
    const runs = executable(name, head)
    if (runs !== null) zip.executables.add(runs, { member: name, offset: 0 })
  }

  private async link(packed: Packed): Promise<void> {
    const { zip, content, budget } = this
    if ((packed.mode & 0xf0_00) !== 0xa0_00 || packed.size > 4096 || packed.data === null) return
    try {
      const bytes = await openMember(content, packed, budget, zip)
      const target = new TextDecoder().decode(await bytes.read(0, Math.min(bytes.size, 4096)))
      const why = linkEscape(packed.name, target, false)
      if (why !== null) zip.escapes.add(target, { member: packed.name, detail: why })
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      zip.unread.push(error.at(packed.name))
    }
  }

  private twice(name: string): void {
    const one = folded(name)
    const other = this.names.get(one)
    if (other === undefined) this.names.set(one, name)
    else this.zip.duplicates.add(name, { member: name, detail: other === name ? 'the same name again' : `${other}, where capitals and slashes do not count` })
  }

  private overlaps(): void {
    const sorted = this.taken.toSorted((a, b) => a.from - b.from || a.to - b.to)
    let last = sorted[0]
    for (const one of sorted.slice(1)) {
      if (last !== undefined && one.from < last.to && (one.member || last.member)) {
        const detail = `with ${last.name}`
        if (one.member && last.member) this.zip.bombs.add('members that share bytes', { member: one.name, offset: one.from, detail })
        this.zip.tampering.add('overlapping records', { member: one.name, offset: one.from, detail })
      }
      if (last === undefined || one.to > last.to) last = one
    }
  }

  /** What stands before, between and after all that is known, with the members that hide there. */
  private async between(last: End | undefined): Promise<void> {
    if (last === undefined || this.partial) return
    const { content, zip, budget } = this
    const gaps: { from: number; to: number }[] = []
    let at = 0
    let open = false
    for (const one of this.taken.toSorted((a, b) => a.from - b.from)) {
      // After the data of members whose header leaves it open: a checksum and two sizes, wide or not, marked or not.
      const descriptor = open && [12, 16, 20, 24].includes(one.from - at)
      if (one.from > at && !descriptor) gaps.push({ from: at, to: one.from })
      if (one.to >= at) {
        at = one.to
        open = one.open === true
      }
    }
    if (at < content.size) gaps.push({ from: at, to: content.size })
    let left = mostStray
    for (const { from, to } of gaps) {
      left -= to - from
      if (left < 0) {
        zip.stray.push({ offset: from, size: to - from })
        zip.tampering.add('bytes that belong to no member', { offset: from, detail: `${to - from} bytes` })
        zip.unread.push({ reason: 'limit', what: `more than ${mostStray / 2 ** 20} MB that belong to no member`, member: '', offset: from })
        return
      }
      if (await zeros(content, from, to, budget)) continue
      if (zip.stray.length < 25) zip.stray.push({ offset: from, size: to - from })
      const where = from === 0 ? 'before the first member' : to === content.size ? 'after the end' : 'that belong to no member'
      zip.tampering.add(`bytes ${where}`, { offset: from, detail: `${to - from} bytes` })
      for (const hidden of await localHeadersIn(content, from, to, budget)) await this.hidden(hidden, to)
    }
  }

  private async hidden(offset: number, to: number): Promise<void> {
    const local = await this.locals.at(offset)
    if (local === null || local.data > to) return
    this.zip.tampering.add('a member that the directory does not have', { member: local.name, offset })
    const packed = local.packed === 0 && local.method !== 0 ? to - local.data : local.packed
    await this.add({ ...local, packed, offset, mode: 0 }, local)
  }

  /** A zip that was cut off, or never closed: readers of streams take it all the same. */
  private async readWithoutEnd(): Promise<void> {
    const { content, budget } = this
    let at = 0
    for (; ;) {
      const local = await this.locals.at(at)
      if (local === null) break
      if (this.zip.members.length >= budget.limits.members) throw new Stopped('limit', `more than ${budget.limits.members} members`)
      const open = (local.flags & 8) !== 0 && local.packed === 0
      const next = open ? (await localHeadersIn(content, local.data, Math.min(content.size, local.data + mostStray), budget))[0] ?? content.size : local.data + local.packed
      await this.add({ ...local, packed: open ? next - local.data : local.packed, offset: at, mode: 0 }, local)
      at = next
    }
    if (this.zip.members.length === 0) throw new Stopped('malformed', 'is no zip archive')
    this.zip.tampering.add('no end record', { offset: at })
    this.zip.unread.push({ reason: 'truncated', what: 'the zip archive has no end', member: '', offset: at })
  }
}

function compare(entry: Entry, local: Local, tampering: Signs): void {
  const differs = (what: string, ours: string | number, theirs: string | number): void => {
    tampering.add(`two ${what}`, { member: entry.name, offset: entry.offset, detail: `directory ${ours}, local header ${theirs}` })
  }
  if (!equal(entry.rawName, local.rawName)) differs('names', entry.name, local.name)
  if (entry.method !== local.method) differs('compression methods', entry.method, local.method)
  // Encryption, patches, strong encryption and masked headers; others say how well or where, not what.
  const telling = 0x20_61
  if ((entry.flags & telling) !== (local.flags & telling)) differs('sets of flags', `0x${entry.flags.toString(16)}`, `0x${local.flags.toString(16)}`)
  else if ((entry.flags & telling) !== 0) tampering.add('flags of encryption or patches', { member: entry.name, offset: entry.offset, detail: `0x${entry.flags.toString(16)}` })
  const open = (local.flags & 8) !== 0
  const same = (ours: number, theirs: number): boolean => ours === theirs || (open && theirs === 0)
  if (!same(entry.crc, local.crc)) differs('checksums', entry.crc, local.crc)
  if (!same(entry.packed, local.packed)) differs('packed sizes', entry.packed, local.packed)
  if (!same(entry.size, local.size)) differs('sizes', entry.size, local.size)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
