// 7z archives (DOC/7zFormat.txt of the public-domain LZMA SDK): names and content, without a program that unpacks.
import { slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped, type Unread } from '../unread.js'
import { decoders, type Decoder } from './codings.js'
import { lzma1, lzma2 } from './lzma.js'
import { escape, folded, linkEscape } from './names.js'
import { Header7z, type Coder, type File7z, type Folder7z } from './seven-zip-header.js'
import { decoded } from './unpack.js'
import { containerSigns, type ContainerSigns } from './signs.js'

export interface SevenZipMember {
  name: string
  size: number
  directory: boolean
  open(): Promise<Bytes>
}

export interface SevenZip extends ContainerSigns {
  members: SevenZipMember[]
  unread: Unread[]
}

const signature = [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]
const mostHeader = 32 * 2 ** 20

export function looksLike7z(head: Uint8Array): boolean {
  return signature.every((byte, i) => head[i] === byte)
}

/** Throws `Stopped` when its list of members cannot be read. */
export async function open7z(content: Bytes, budget: Budget): Promise<SevenZip> {
  const start = await content.read(0, Math.min(32, content.size))
  if (start.length < 32 || !looksLike7z(start)) throw new Stopped('malformed', 'is no 7z archive', 0)
  const view = new DataView(start.buffer, start.byteOffset, 32)
  const [offset, size] = [Number(view.getBigUint64(12, true)), Number(view.getBigUint64(20, true))]
  if (size === 0) return { ...signsOf(), members: [], unread: [] }
  if (size > mostHeader) throw new Stopped('limit', '7z header of more than 32 MB', 12)
  if (!Number.isSafeInteger(offset) || 32 + offset + size > content.size) throw new Stopped('truncated', 'the 7z header is not there', 12)
  let header = new Header7z(await content.read(32 + offset, size), budget)
  // The header itself is packed as a rule; nobody packs it many times.
  for (let times = 0; header.first === 0x17; times++) {
    const packed = header.streams()
    const [folder] = packed.folders
    if (folder === undefined || times > 3) throw new Stopped('malformed', '7z header without content', 32 + offset)
    const bytes = await unpackFolder(content, folder, budget)
    if (bytes.size > mostHeader) throw new Stopped('limit', '7z header of more than 32 MB', 12)
    header = new Header7z(await bytes.read(0, bytes.size), budget)
  }
  return membersOf(content, header.archive(), budget)
}

function signsOf(): Pick<SevenZip, 'tampering' | 'duplicates' | 'escapes' | 'bombs' | 'executables'> {
  return containerSigns()
}

async function membersOf(content: Bytes, files: File7z[], budget: Budget): Promise<SevenZip> {
  const archive: SevenZip = { ...signsOf(), members: [], unread: [] }
  let last: { folder: Folder7z; bytes: Promise<Bytes> } | null = null
  /** Members of one folder follow each other in it: it is unpacked once for all of them. */
  const folderBytes = (folder: Folder7z): Promise<Bytes> => {
    if (last?.folder !== folder) last = { folder, bytes: unpackFolder(content, folder, budget) }
    return last.bytes
  }
  const names = new Map<string, string>()
  for (const file of files) {
    const { name, size, directory, place } = file
    archive.members.push({
      name, size, directory,
      open: async () => {
        if (place === null) return slice(content, 0, 0)
        const bytes = slice(await folderBytes(place.folder), place.offset, size)
        if (bytes.size < size) throw new Stopped('truncated', 'its folder unpacks to less', bytes.size)
        return bytes
      },
    })
    const why = escape(name)
    if (why !== null) archive.escapes.add(name, { member: name, detail: why })
    if (directory) continue
    const other = names.get(folded(name))
    if (other === undefined) names.set(folded(name), name)
    else archive.duplicates.add(name, { member: name, detail: other === name ? 'the same name again' : `${other}, where capitals and slashes do not count` })
    const { ratio, bombAbove } = budget.limits
    if (place !== null && place.folder.size > bombAbove && place.folder.size > ratio * place.folder.packed) {
      archive.bombs.add('unpacks to far more than it holds', { member: name, detail: `${place.folder.packed} bytes are said to become ${place.folder.size}` })
    }
    if (!file.link || size > 4096) continue
    try {
      const bytes = await archive.members.at(-1)?.open()
      const target = bytes === undefined ? '' : new TextDecoder().decode(await bytes.read(0, size))
      const leads = linkEscape(name, target, false)
      if (leads !== null) archive.escapes.add(target, { member: name, detail: leads })
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      archive.unread.push(error.at(name))
    }
  }
  return archive
}

/** What a folder's coders make of its packed bytes, one after the other. */
async function unpackFolder(content: Bytes, folder: Folder7z, budget: Budget): Promise<Bytes> {
  if (folder.chain === null) throw new Stopped('unsupported', '7z with branching coders')
  let bytes = slice(content, 32 + folder.from, folder.packed)
  if (bytes.size < folder.packed) throw new Stopped('truncated', 'the packed data ends after the file', 32 + folder.from)
  for (const coder of folder.chain) {
    const decoder = decoderOf(coder)
    if (decoder === null) continue
    ({ bytes } = await decoded(bytes, decoder, budget))
  }
  return bytes
}

/** Null for what is stored as it is. */
function decoderOf({ method, properties, size }: Coder): Decoder | null {
  switch (method) {
    case '00': return null
    case '21': {
      const bits = properties[0] ?? 40
      const dictionary = bits >= 40 ? 2 ** 32 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
      return (feed, budget) => lzma2(feed, budget, dictionary)
    }
    case '030101': return (feed, budget) => lzma1(feed, budget, { properties, size })
    case '040108': return decoders.deflate
    case '040202': return decoders.bzip2
    case '04f71101': return decoders.zstd
    case '04f71104': return decoders.lz4
    case '06f10701': throw new Stopped('encrypted', '7z content is encrypted')
    default: throw new Stopped('unsupported', `7z method ${method}`)
  }
}
