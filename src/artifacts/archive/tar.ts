// Tar archives: old, ustar, GNU and pax, header by header, also those after the end and after a broken one.
import { slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped, type Unread } from '../unread.js'
import { executable, executableHead } from './executables.js'
import { escape, folded, linkEscape } from './names.js'
import { headerOf, paxRecords, type TarHeader } from './tar-header.js'
import { Cut, held, mostHeld, readsForward } from './unpack.js'
import { containerSigns, type ContainerSigns } from './signs.js'

export { looksLikeTar } from './tar-header.js'

export interface TarMember {
  name: string
  size: number
  kind: 'file' | 'link' | 'symlink' | 'device' | 'directory' | 'other'
  target: string | null
  /** Of its header. */
  offset: number
  /** Its first bytes, at most 64; empty where reading them would cost a pass. */
  head: Uint8Array
  open(): Promise<Bytes>
}

export interface Tar extends ContainerSigns {
  members: TarMember[]
  unread: Unread[]
}

const block = 512
/** A name or a set of pax records is longer than that in no honest archive. */
const mostText = 2 ** 20

/** Throws `Stopped` when there is no tar in it. */
export async function openTar(content: Bytes, budget: Budget): Promise<Tar> {
  const tar: Tar = { members: [], ...containerSigns(), unread: [] }
  await new TarReading(content, budget, tar).run()
  return tar
}

class TarReading {
  private readonly names = new Map<string, string>()
  /** What stands before a header and is about it: a long name, a long target, pax records. */
  private about: { name?: string; target?: string; size?: number } = {}
  private broken = false
  private ended = false

  constructor(private readonly content: Bytes, private readonly budget: Budget, private readonly tar: Tar) {}

  async run(): Promise<void> {
    const { content, budget, tar } = this
    for (let at = 0; at + block <= content.size;) {
      budget.tick()
      const bytes = await content.read(at, block + Math.min(executableHead, content.size - at - block))
      const header = headerOf(bytes.subarray(0, block))
      if (header === 'zeros') {
        this.ended = true
        at += block
      } else if (header === null) {
        if (at === 0) throw new Stopped('malformed', 'is no tar archive', 0)
        if (!this.broken && !this.ended) {
          tar.unread.push({ reason: 'malformed', what: 'a tar header is broken', member: '', offset: at })
          tar.tampering.add('a broken header', { offset: at, detail: 'some readers stop there, others look on' })
        }
        this.broken = true
        at += block
      } else {
        if (tar.members.length >= budget.limits.members) {
          tar.bombs.add(`more than ${budget.limits.members} members`)
          tar.unread.push({ reason: 'limit', what: `more than ${budget.limits.members} members`, member: '', offset: at })
          return
        }
        at = await this.record(at, header, bytes)
      }
    }
    if (tar.members.length === 0 && !this.ended) throw new Stopped('malformed', 'is no tar archive', 0)
    if (!this.ended && !this.broken) tar.unread.push({ reason: 'truncated', what: 'the tar archive has no end', member: '', offset: content.size })
  }

  /** Where the next header stands. */
  private async record(at: number, header: TarHeader, bytes: Uint8Array): Promise<number> {
    const data = at + block
    const size = this.about.size ?? header.size
    const next = data + Math.ceil(header.size / block) * block
    if (header.type === 'L' || header.type === 'K' || header.type === 'x' || header.type === 'g') {
      await this.remember(header, data)
      return next
    }
    const member = { name: this.about.name ?? header.name, size, target: this.about.target ?? header.target, kind: kindOf(header), header, at, data }
    this.about = {}
    this.member(member, bytes.subarray(block))
    return member.kind === 'file' || member.kind === 'other' ? data + Math.ceil(size / block) * block : next
  }

  private async remember(header: TarHeader, data: number): Promise<void> {
    if (header.size > mostText) {
      this.tar.unread.push({ reason: 'limit', what: 'a tar record about a name is larger than 1 MB', member: '', offset: data })
      return
    }
    const text = await this.content.read(data, header.size)
    if (header.type === 'x' || header.type === 'g') {
      const records = paxRecords(text)
      const [name, target, size] = [records.get('GNU.sparse.name') ?? records.get('path'), records.get('linkpath'), records.get('size')]
      // Global ones are the same to every member after; for names and sizes no writer uses them.
      if (header.type === 'g' && (name ?? target ?? size) !== undefined) this.tar.tampering.add('a name or size for all members', { offset: data })
      this.about = { ...this.about, ...(name !== undefined && { name }), ...(target !== undefined && { target }), ...(size !== undefined && /^\d{1,15}$/.test(size) && { size: Number(size) }) }
      return
    }
    const end = text.indexOf(0)
    const name = new TextDecoder().decode(end === -1 ? text : text.subarray(0, end))
    this.about = { ...this.about, ...(header.type === 'L' ? { name } : { target: name }) }
  }

  private member(one: { name: string; size: number; target: string | null; kind: TarMember['kind']; at: number; data: number }, first: Uint8Array): void {
    const { tar } = this
    const { name, size, kind, target, at, data } = one
    const head = first.slice(0, Math.min(size, executableHead))
    tar.members.push({ name, size, kind, target, offset: at, head: head.slice(0, 64), open: () => this.open(data, size) })
    if (this.ended) tar.tampering.add('a member after the end', { member: name, offset: at, detail: 'seen by readers that look past the end, and by no other' })
    const why = escape(name)
    if (why !== null) tar.escapes.add(name, { member: name, offset: at, detail: why })
    if (kind === 'device') tar.escapes.add(name, { member: name, offset: at, detail: 'a device' })
    if (target !== null && (kind === 'link' || kind === 'symlink')) {
      const leads = linkEscape(name, target, kind === 'link')
      if (leads !== null) tar.escapes.add(target, { member: name, offset: at, detail: leads })
    }
    if (kind === 'directory') return
    const other = this.names.get(folded(name))
    if (other === undefined) this.names.set(folded(name), name)
    else tar.duplicates.add(name, { member: name, offset: at, detail: other === name ? 'the same name again' : `${other}, where capitals and slashes do not count` })
    const runs = kind === 'file' ? executable(name, head) : null
    if (runs !== null) tar.executables.add(runs, { member: name, offset: 0 })
  }

  private async open(data: number, size: number): Promise<Bytes> {
    const bytes = slice(this.content, data, size)
    if (bytes.size < size) throw new Cut('truncated', 'ends after the file', bytes, false, bytes.size)
    // Members of a large compressed archive are read once, in their order, whatever their reader does.
    return readsForward(this.content) && size <= mostHeld ? held(bytes) : bytes
  }
}

function kindOf({ type }: TarHeader): TarMember['kind'] {
  switch (type) {
    case '0': case '\0': case '7': return 'file'
    case '1': return 'link'
    case '2': return 'symlink'
    case '3': case '4': case '6': return 'device'
    case '5': case 'D': return 'directory'
    default: return 'other'
  }
}
