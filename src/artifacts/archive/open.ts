// Any container as one: its members, its signs, and what could not be read of it.
import type { Bytes } from '../bytes.js'
import type { Opened } from '../format.js'
import { Stopped, type Unread } from '../unread.js'
import { zipOf } from '../torch/zips.js'
import { codingOf, decoders, type Coding } from './codings.js'
import { executable, executableHead } from './executables.js'
import { Lazy } from './lazy.js'
import { looksLikeRar, openRar } from './rar.js'
import { looksLike7z, open7z } from './seven-zip.js'
import { looksLikeTar, openTar } from './tar.js'
import { asFarAsItGoes, Cut, decoded } from './unpack.js'
import { zipEnds } from './zip-end.js'
import { looksLikeZip } from './zip.js'
import { containerSigns, type ContainerSigns } from './signs.js'

export interface Member {
  name: string
  size: number
  /** Its first bytes, where they are known. */
  head: Uint8Array
  /** All of it, or as much as can be had, with a word in `unread`; nothing where none can. */
  content(): Promise<Bytes | undefined>
}

export interface Container extends ContainerSigns {
  kind: string
  /** How the container is packed as a whole. */
  coding: Coding | null
  /** Files only. */
  members: Member[]
  count: number
  unpacked: number | null
  /** Ranges of the file that belong to nothing. */
  stray: { offset: number; size: number }[]
}

/** Containers that have no reader here. */
const others: readonly (readonly [kind: string, magic: readonly number[]])[] = [
  ['cab', [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0]], ['lzip', [0x4c, 0x5a, 0x49, 0x50, 1]], ['lzop', [0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['snappy', [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]], ['xar', [0x78, 0x61, 0x72, 0x21, 0, 0x1c]], ['cpio', [0x30, 0x37, 0x30, 0x37, 0x30, 0x31]],
  ['lrzip', [0x4c, 0x52, 0x5a, 0x49, 0]],
]

export function kindOf(head: Uint8Array): string | null {
  if (looksLikeZip(head)) return 'zip'
  if (looksLike7z(head)) return '7z'
  if (looksLikeRar(head)) return 'rar'
  const other = others.find(([, magic]) => magic.every((byte, i) => head[i] === byte))
  if (other !== undefined) return other[0]
  return codingOf(head) ?? (looksLikeTar(head) ? 'tar' : null)
}

/** Readers of zip begin at the end: whatever stands before it does not trouble them. */
export async function endsAsZip(content: Bytes): Promise<boolean> {
  for (const { directories } of await zipEnds(content)) {
    for (const { start, count } of directories) {
      const [p, k, one, two] = await content.read(start, 4)
      if (count > 0 && p === 0x50 && k === 0x4b && one === 1 && two === 2) return true
    }
  }
  return false
}

export async function openContainer(file: Opened): Promise<Container> {
  const kind = kindOf(file.bytes) ?? (await endsAsZip(file.content) ? 'zip' : null)
  switch (kind) {
    case 'zip': return openedZip(file)
    case 'tar': return openedTar(file, file.content, null)
    case '7z': return wholes(file, kind, await open7z(file.content, file.budget))
    case 'rar': return wholes(file, kind, await openRar(file.content, file.budget))
    default: {
      const coding = codingOf(file.bytes)
      if (coding !== null) return openedStream(file, coding)
      throw new Stopped('unsupported', `${kind ?? 'this'} container`)
    }
  }
}

async function openedZip(file: Opened): Promise<Container> {
  const zip = await zipOf(file)
  file.unread.push(...zip.unread)
  const files = zip.members.filter(({ directory }) => !directory)
  const members = files.map((member): Member => ({
    name: member.name, size: member.size, head: member.head,
    content: async () => {
      const { name, size, method } = member
      if (method === 0 || size === 0) return asFarAsItGoes(file.unread, name, () => member.open())
      return new Lazy(size, () => member.start(), () => member.open(), { member: name, unread: file.unread })
    },
  }))
  return { ...zip, members, kind: 'zip', coding: null, count: files.length, unpacked: files.reduce((sum, { size }) => sum + size, 0) }
}

async function openedTar(file: Opened, content: Bytes, coding: Coding | null): Promise<Container> {
  const tar = await openTar(content, file.budget)
  file.unread.push(...tar.unread)
  const files = tar.members.filter(({ kind }) => kind === 'file' || kind === 'other')
  const members = files.map((member): Member => ({
    name: member.name, size: member.size, head: member.head, content: () => asFarAsItGoes(file.unread, member.name, () => member.open()),
  }))
  return { ...tar, members, kind: 'tar', coding, count: files.length, unpacked: files.reduce((sum, { size }) => sum + size, 0), stray: [] }
}

/** Containers whose members are known only once they are unpacked. */
function wholes(file: Opened, kind: string, archive: { members: { name: string; size: number; directory: boolean; open(): Promise<Bytes> }[]; unread: Unread[] } & ContainerSigns): Container {
  file.unread.push(...archive.unread)
  const files = archive.members.filter(({ directory }) => !directory)
  const members = files.map((member): Member => ({
    name: member.name, size: member.size, head: new Uint8Array(0),
    content: async () => {
      const { name } = member
      const byName = executable(name, new Uint8Array(0))
      if (byName !== null) archive.executables.add(byName, { member: name, offset: 0 })
      const bytes = await asFarAsItGoes(file.unread, name, () => member.open())
      const runs = bytes === undefined ? null : executable('', await bytes.read(0, Math.min(executableHead, bytes.size)))
      if (runs !== null) archive.executables.add(runs, { member: name, offset: 0 })
      return bytes
    },
  }))
  return { ...archive, members, kind, coding: null, count: files.length, unpacked: files.reduce((sum, { size }) => sum + size, 0), stray: [] }
}


/** One compressed content: a tar archive, or whatever else was put into it. */
async function openedStream(file: Opened, coding: Coding): Promise<Container> {
  const signed = containerSigns()
  const stray: { offset: number; size: number }[] = []
  const name = innerName(file.name)
  let bomb = false
  const content = await asFarAsItGoes(file.unread, '', async () => {
    try {
      const { bytes, used } = await decoded(file.content, decoders[coding], file.budget)
      if (used < file.size) {
        stray.push({ offset: used, size: file.size - used })
        signed.tampering.add('bytes after the compressed data', { offset: used, detail: `${file.size - used} bytes` })
      }
      return bytes
    } catch (error) {
      if (error instanceof Cut && error.bomb) bomb = true
      throw error
    }
  })
  if (bomb) signed.bombs.add('unpacks to far more than it holds', { detail: `stopped after ${content?.size ?? 0} bytes` })
  const head = content === undefined ? new Uint8Array(0) : await content.read(0, Math.min(executableHead, content.size))
  if (content !== undefined && looksLikeTar(head)) {
    const tar = await openedTar(file, content, coding)
    for (const { what, ...where } of signed.bombs.list) tar.bombs.add(what, where)
    for (const { what, ...where } of signed.tampering.list) tar.tampering.add(what, where)
    return { ...tar, stray }
  }
  const runs = executable(name, head)
  if (runs !== null) signed.executables.add(runs, { member: name, offset: 0 })
  const members: Member[] = content === undefined ? [] : [{ name, size: content.size, head: head.slice(0, 64), content: () => Promise.resolve(content) }]
  return { ...signed, members, kind: coding, coding, count: 1, unpacked: content?.size ?? null, stray }
}

/** `weights.pt.gz` holds `weights.pt`. */
function innerName(name: string): string {
  return name.replace(/(?<=.)\.(?:gz|gzip|bz2|xz|lzma|lz4|zst|zstd|z|zlib)$/i, '')
}
