// PyTorch checkpoints as `torch.save` writes them: a zip since 1.6, a row of pickles and storages before, a tar before that.
// torch/serialization.py of pytorch/pytorch
import { bool, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { containerSigns } from '../archive/container.js'
import { openTar } from '../archive/tar.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import type { Bytes } from '../bytes.js'
import { format, type Head, type Opened } from '../format.js'
import { isTorchLegacy, PickleFacts, type How } from '../pickle/facts.js'
import { signs } from '../sign.js'
import { archiveFields, isPlain, TorchArchive } from '../torch/archive.js'
import { folderWith, memberNames, zipAtStart } from '../torch/zips.js'
import { orUnread, Stopped } from '../unread.js'

export default format({
  type: 'artifact.torch',
  kind: 'artifact',
  props: shape({
    container: oneOf('zip', 'stream', 'tar'),
    /** As the file says; null for the older containers. */
    formatVersion: nullable(string),
    byteorder: nullable(string),
    tensors: nullable(number),
    /** Elements of all tensors. */
    parameters: nullable(number),
    /** Storages were probed for payloads as well. */
    storagesProbed: bool,
    /** Pickles where storages belong. */
    hiddenPickles: signs,
    ...archiveFields,
  }),

  recognise(head) {
    if (isTorchLegacy(head.bytes) || isTar(head)) return 3
    return zipAtStart(head)
  },

  async confirm(file) {
    if (isTorchLegacy(file.bytes)) return true
    if (isTar(file)) return (await tarNames(file)).has('pickle')
    const names = await memberNames(file)
    // TorchScript and exported programs have a `data.pkl` or `data/` as well, and formats of their own.
    return folderWith(names, 'data.pkl') !== null && folderWith(names, 'constants.pkl') === null && folderWith(names, 'archive_format') === null
  },

  async read(file) {
    if (isTorchLegacy(file.bytes)) return { props: await readStream(file) }
    if (isTar(file)) return { props: await readTar(file) }
    return { props: await readZip(file) }
  },
})

async function readZip(file: Opened) {
  const archive = await TorchArchive.open(file, folderWith(await memberNames(file), 'data.pkl') ?? '')
  const storages = archive.storages()
  const raw = archive.members.filter((member) => /^data\/\d+$/.test(archive.inner(member)))
  const isRaw = new Set(raw)
  for (const member of archive.members) {
    const name = archive.inner(member)
    if (!isRaw.has(member) && !isPlain(member, name)) await archive.readMember(member, name === 'data.pkl', storages)
  }
  await archive.probe(raw)
  return {
    container: 'zip', formatVersion: (await archive.text('.format_version')) ?? (await archive.text('version')), byteorder: await archive.text('byteorder'),
    ...counted(archive.pickles), storagesProbed: archive.probed, hiddenPickles: archive.hidden.list,
    ...archive.props(),
  }
}

async function readStream(file: Opened) {
  const pickles = new PickleFacts()
  const { budget, unread, name } = file
  await pickles.read(file.content, { member: '', budget, unread, kind: 'torch-legacy', name, contains: (member, content) => file.contains(member, content) })
  return {
    container: 'stream', formatVersion: null, byteorder: null, ...counted(pickles), storagesProbed: true, hiddenPickles: [],
    ...pickles.props(), ...nothingOfAZip,
  }
}

const nothingOfAZip = { tampering: [], duplicates: [], escapes: [], executables: [] }

/** Members of the oldest container: all four are pickles, two with numbers between them. */
const tarMembers = new Set(['sys_info', 'pickle', 'storages', 'tensors'])

async function readTar(file: Opened) {
  const pickles = new PickleFacts()
  const tar = await openTar(file.content, file.budget)
  for (const member of tar.members) {
    if (member.kind !== 'file') continue
    await orUnread(file.unread, member.name, async () => {
      const content = await asFarAsItGoes(file.unread, member.name, () => member.open())
      if (content === undefined) return
      if (!tarMembers.has(member.name)) return file.contains(member.name, content)
      const how = { member: member.name, budget: file.budget, unread: file.unread, kind: 'torch-zip' as const }
      if (member.name === 'pickle' || member.name === 'sys_info') await pickles.read(content, how)
      else await readAmongNumbers(content, { ...how, kind: 'plain' }, pickles)
    })
  }
  file.unread.push(...tar.unread)
  const [pickle, container] = [pickles.props(), containerSigns(tar)]
  return {
    container: 'tar', formatVersion: null, byteorder: null, ...counted(pickles), storagesProbed: true, hiddenPickles: [],
    ...pickle, ...container, bombs: [...container.bombs, ...pickle.bombs],
  }
}

/** Pickles and numbers take turns there: where one ends is not followed, so that breaks say nothing, and all else counts. */
async function readAmongNumbers(content: Bytes, how: How, pickles: PickleFacts): Promise<void> {
  const own = new PickleFacts()
  await own.read(content, how)
  for (const [name, { list }] of Object.entries(own.found)) {
    if (name === 'brokenStreams' || name === 'trailing') continue
    for (const sign of list) pickles.found[name as keyof PickleFacts['found']].add(sign.what, sign)
  }
}

function counted(pickles: PickleFacts): { tensors: number | null; parameters: number | null } {
  return pickles.tensors === 0 ? { tensors: null, parameters: null } : { tensors: pickles.tensors, parameters: pickles.elements }
}

/** A tar whose first member is one of those four. */
function isTar({ bytes }: Head): boolean {
  if (bytes.length < 512 || new TextDecoder('latin1').decode(bytes.subarray(257, 262)) !== 'ustar') return false
  const end = bytes.indexOf(0)
  return tarMembers.has(new TextDecoder('latin1').decode(bytes.subarray(0, Math.min(100, end))).replace(/^\.\//, ''))
}

async function tarNames(file: Opened): Promise<ReadonlySet<string>> {
  try {
    return new Set((await openTar(file.content, file.budget)).members.map((member) => member.name))
  } catch (error) {
    if (error instanceof Stopped) return new Set()
    throw error
  }
}
