// What PyTorch's zip archives share: one folder for everything, pickles, storages named `data/0`, small members of text.
// caffe2/serialize/inline_container.h and torch/serialization.py of pytorch/pytorch
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import type { Zip, ZipMember } from '../archive/zip.js'
import { textOf, type Bytes } from '../bytes.js'
import type { Opened } from '../format.js'
import { looksLikePickle, passesForPickle, PickleFacts, pickleFields, type PickleProps } from '../pickle/facts.js'
import { Signs, type Sign } from '../sign.js'
import { orUnread } from '../unread.js'
import { zipOf } from './zips.js'

const headLength = 4096

/** A member that holds a number or a word, and nothing to look into. */
export function isPlain(member: ZipMember, name: string): boolean {
  const named = /^(?:archive_format|archive_version|\.?version|byteorder|\.format_version|\.storage_alignment|\.data\/\w+)$/.test(name)
  return named && member.size <= 64 && !looksLikePickle(member.head)
}

/** Pickles and the zip around them; `bombs` of both are one list. */
export const archiveFields = { ...pickleFields, ...containerFields }

export class TorchArchive {
  readonly pickles = new PickleFacts()
  /** Pickles where no storage should be one. */
  readonly hidden = new Signs()
  /** Whether storages were looked into: over a network each costs a request. */
  probed = true
  private readonly texts = new Map<string, string>()

  private constructor(readonly file: Opened, readonly zip: Zip, readonly root: string, private readonly extraKnown?: ReadonlySet<string>) {}

  /** `extraKnown`: names that this kind of archive has in its pickles. */
  static async open(file: Opened, root: string, extraKnown?: ReadonlySet<string>): Promise<TorchArchive> {
    const zip = await zipOf(file)
    file.unread.push(...zip.unread)
    return new TorchArchive(file, zip, root, extraKnown)
  }

  /** Members that are no folders; the same name twice comes twice. */
  get members(): ZipMember[] {
    return this.zip.members.filter((member) => !member.directory)
  }

  /** The name within the archive's folder. */
  inner(member: ZipMember): string {
    return member.name.startsWith(this.root) ? member.name.slice(this.root.length) : member.name
  }

  /** A small member of text, such as `version`; null where there is none. */
  async text(name: string): Promise<string | null> {
    const known = this.texts.get(name)
    if (known !== undefined) return known
    const member = this.members.find((one) => this.inner(one) === name)
    if (member === undefined || member.size > headLength) return null
    const text = await orUnread(this.file.unread, member.name, async () => (await textOf(await member.open(), headLength)).trim().slice(0, 100))
    if (text !== undefined) this.texts.set(name, text)
    return text ?? null
  }

  /** Storages by their key, and their bytes. */
  storages(folder = 'data/'): Map<string, number> {
    const found = new Map<string, number>()
    for (const member of this.members) {
      const name = this.inner(member)
      if (name.startsWith(folder)) found.set(name.slice(folder.length), member.size)
    }
    return found
  }

  /** A pickle is walked; anything else is a file of its own. */
  async readMember(member: ZipMember, sure: boolean, storages: ReadonlyMap<string, number>): Promise<void> {
    await orUnread(this.file.unread, member.name, async () => {
      const content = await asFarAsItGoes(this.file.unread, member.name, () => member.open())
      if (content === undefined) return
      const isPickle = sure || looksLikePickle(await content.read(0, Math.min(content.size, headLength)))
      if (isPickle) await this.readPickle(content, member.name, storages)
      else await this.file.contains(member.name, content)
    })
  }

  readPickle(content: Bytes, member: string, storages: ReadonlyMap<string, number>): Promise<void> {
    const { budget, unread, name } = this.file
    return this.pickles.read(content, {
      member, budget, unread, kind: 'torch-zip', storages, name, contains: (inner, bytes) => this.file.contains(inner, bytes),
      ...(this.extraKnown !== undefined && { extraKnown: this.extraKnown }),
    })
  }

  /** The first bytes of each storage, where they are at hand: a payload may be named like one. */
  async probe(members: readonly ZipMember[]): Promise<void> {
    for (const member of members) {
      if (member.size > 0 && member.head.length === 0) this.probed = false
      else if (isNative(member.head)) await this.readMember(member, false, new Map())
      else if (looksLikePickle(member.head) || passesForPickle(member.head)) await orUnread(this.file.unread, member.name, () => this.probeOne(member))
    }
  }

  private async probeOne(member: ZipMember): Promise<void> {
    const content = await member.open()
    if (!looksLikePickle(await content.read(0, Math.min(content.size, headLength)))) return
    this.hidden.add('pickle', { member: member.name, offset: 0, detail: `${content.size} bytes where a storage belongs` })
    await this.readPickle(content, member.name, new Map())
  }

  /** To be called last: opening members finds more. */
  props(): PickleProps & Record<keyof typeof containerFields, Sign[]> {
    const pickle = this.pickles.props()
    const container = containerSigns(this.zip)
    return { ...pickle, ...container, bombs: [...container.bombs, ...pickle.bombs] }
  }
}

/** ELF, Mach-O: native code where numbers belong. (PE's two letters are too short to be told from numbers.) */
export function isNative(head: Uint8Array): boolean {
  const [a, b, c, d] = head
  return (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) || ((a === 0xcf || a === 0xce) && b === 0xfa && c === 0xed && d === 0xfe)
}
