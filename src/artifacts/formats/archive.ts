// Archives and compressed files that no model format claims: what is in them is looked into, whatever they are called.
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { codingOf } from '../archive/codings.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { Lazy } from '../archive/lazy.js'
import { looksLikeModel, nonstandardAs } from '../archive/model-names.js'
import { endsAsZip, kindOf, openContainer, type Container, type Member } from '../archive/open.js'
import { Cut, unpacked } from '../archive/unpack.js'
import { bytesOf, slice, type Bytes } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, type Sign } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'

/** Names of what is a zip: something may have been put before it. */
const zips: ReadonlySet<string> = new Set(['.zip', '.pt', '.pth', '.ckpt', '.bin', '.pt2', '.npz', '.keras', '.mar', '.skops', '.pkl', '.joblib'])

export default format({
  type: 'artifact.archive',
  kind: 'artifact',
  props: shape({
    container: oneOf('zip', 'tar', '7z', 'rar', 'cab', 'gzip', 'zlib', 'bzip2', 'xz', 'lzma', 'lz4', 'zstd'),
    /** Of a tar archive that is compressed as a whole. */
    coding: nullable(string),
    /** Files in it. */
    members: nullable(number),
    /** Bytes of all members, as declared. */
    unpacked: nullable(number),
    /** What is wrong with its being called what it is: no framework writes such a container under such a name. */
    nonstandard: nullable(string),
    ...containerFields,
  }),

  // Last of all: zip and tar are what many formats of models are made of, and this one takes the rest.
  recognise: ({ bytes, extension }) => (kindOf(bytes) !== null || zips.has(extension) ? 1 : 0),

  async confirm(file) {
    if (kindOf(file.bytes) === null) return (await orUnread([], '', () => endsAsZip(file.content))) ?? false
    return codingOf(file.bytes) !== 'zlib' || isZlib(file)
  },

  async read(file) {
    const kind = kindOf(file.bytes) ?? 'zip'
    const container = await orUnread(file.unread, '', () => openContainer(file))
    const nonstandard = nonstandardAs(container?.coding ?? kind, file)
    if (container === undefined) return { props: { container: kind, coding: null, members: null, unpacked: null, nonstandard, ...containerSigns(none()) } }
    await lookInto(file, container)
    const isModel = nonstandard !== null || looksLikeModel(file.name, new Uint8Array(0)) || container.members.some(({ name, head }) => looksLikeModel(name, head))
    return {
      props: {
        container: container.kind, coding: container.kind === container.coding ? null : container.coding,
        members: container.count, unpacked: container.unpacked, nonstandard, ...(isModel ? containerSigns(container) : ofAnyArchive(container)),
      },
    }
  },
})

/** Two bytes make a zlib header, and text has them, too: what follows must unpack as well. */
async function isZlib({ bytes, size, extension, budget }: Opened): Promise<boolean> {
  try {
    return (await unpacked(bytesOf(bytes), 'zlib', budget)).size > 0
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const some = error instanceof Cut && error.before.size > 0
    // The head ends where it was cut; under names that promise a zlib stream, a broken one is one, too.
    return some && (error.reason === 'limit' || (error.reason === 'truncated' && size > bytes.length) || ['.joblib', '.pkl', '.pickle', '.z', '.zlib'].includes(extension))
  }
}

/** Archives of source code have scripts, links and names that differ by a capital; nothing of this is about models. */
function ofAnyArchive({ escapes, bombs }: Container): Record<keyof typeof containerFields, Sign[]> {
  const outside = escapes.list.filter(({ detail }) => !detail.includes('link') && detail !== 'a device')
  return { ...containerSigns(none()), escapes: outside, bombs: bombs.list }
}

function none(): Record<keyof typeof containerFields, Signs> {
  return { tampering: new Signs(), duplicates: new Signs(), escapes: new Signs(), bombs: new Signs(), executables: new Signs() }
}

async function lookInto(file: Opened, container: Container): Promise<void> {
  const times = new Map<string, number>()
  for (const member of container.members) {
    const inTime = await orUnread(file.unread, '', () => {
      file.budget.tick()
      return true
    })
    if (inTime === undefined) return
    // Both of two members with one name are looked into.
    const time = (times.get(member.name) ?? 0) + 1
    times.set(member.name, time)
    await lookAt(file, container, member, time === 1 ? member.name : `${member.name}#${time}`)
  }
  for (const { offset, size } of container.stray) await file.contains(`bytes at ${offset}`, slice(file.content, offset, size))
}

async function lookAt(file: Opened, container: Container, member: Member, name: string): Promise<void> {
  const content = await member.content()
  if (content === undefined || content.size === 0) return
  if (await isItself(file, content)) {
    container.bombs.add('contains itself', { member: name })
    return
  }
  await file.contains(name, content)
  const longer = content instanceof Lazy ? await content.longer() : null
  if (longer !== null) await file.contains(`${name}#unpacked`, longer)
}

/** Archives exist that unpack to themselves, for ever. */
async function isItself(file: Opened, content: Bytes): Promise<boolean> {
  if (content.size !== file.size || file.size > 2 ** 20) return false
  const ours = await file.content.read(0, file.size)
  const theirs = await content.read(0, content.size)
  return ours.length === theirs.length && ours.every((byte, i) => byte === theirs[i])
}
