// NVIDIA NeMo models: a tar archive whose model_config.yaml names the classes that are put together from it.
// nemo/core/connectors/save_restore_connector.py of NVIDIA/NeMo
import { nullable, number, shape, string } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { codingOf } from '../archive/codings.js'
import { openTar, looksLikeTar, type Tar, type TarMember } from '../archive/tar.js'
import { asFarAsItGoes, unpacked } from '../archive/unpack.js'
import { textOf, type Bytes } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { whyDangerous } from '../torch/callables.js'
import { readYaml, type YamlDocument } from '../torch/yaml-document.js'
import { orUnread, Stopped } from '../unread.js'

const configName = /^(?:\.\/)?(?:[^/]+\/)?model_config\.ya?ml$/
/** Packages whose classes NeMo's own configurations name. */
const known = /^(?:nemo|nemo_aligner|nemo_text_processing|megatron|transformer_engine|torch|torchaudio|torchvision|torchmetrics|pytorch_lightning|lightning|omegaconf)\./
const constructs: ReadonlySet<string> = new Set(['_target_', 'cls', 'target'])

export default format({
  type: 'artifact.nemo',
  kind: 'artifact',
  props: shape({
    /** Version of NeMo that wrote it. */
    nemoVersion: nullable(string),
    /** Class of the model. */
    target: nullable(string),
    members: number,
    /** Callables that the configuration names and that are neither NeMo's nor of the libraries it is built on. */
    targets: signs,
    /** Tags that make a YAML reader build Python objects. */
    pythonTags: signs,
    ...containerFields,
  }),

  recognise: ({ bytes, extension }) => (extension === '.nemo' && codingOf(bytes) !== null ? 3 : looksLikeTar(bytes) ? 2 : 0),
  async confirm(file) {
    try {
      return (await tarOf(file)).members.some(({ name }) => configName.test(name))
    } catch (error) {
      if (error instanceof Stopped) return false
      throw error
    }
  },

  async read(file) {
    const tar = await tarOf(file)
    file.unread.push(...tar.unread)
    const targets = new Signs()
    const pythonTags = new Signs()
    let facts: { nemoVersion: string | null; target: string | null } = { nemoVersion: null, target: null }
    const times = new Map<string, number>()
    for (const member of tar.members) {
      const time = (times.get(member.name) ?? 0) + 1
      times.set(member.name, time)
      if (member.kind === 'directory') continue
      const bytes = await asFarAsItGoes(file.unread, member.name, () => member.open())
      if (bytes === undefined) continue
      // Every one of them: which of two members with one name counts depends on how the archive is unpacked.
      if (configName.test(member.name)) facts = await readConfig(file, member, bytes, { targets, pythonTags }) ?? facts
      else if (bytes.size > 0) await file.contains(time === 1 ? member.name : `${member.name}#${time}`, bytes)
    }
    return { props: { ...facts, members: tar.members.length, targets: targets.list, pythonTags: pythonTags.list, ...containerSigns(tar) } }
  },
})

const opened = new WeakMap<Bytes, Promise<Tar>>()

function tarOf(file: Opened): Promise<Tar> {
  const before = opened.get(file.content)
  if (before !== undefined) return before
  const coding = codingOf(file.bytes)
  const tar = coding === null ? openTar(file.content, file.budget) : unpacked(file.content, coding, file.budget).then((bytes) => openTar(bytes, file.budget))
  opened.set(file.content, tar)
  return tar
}

async function readConfig(file: Opened, member: TarMember, bytes: Bytes, found: { targets: Signs; pythonTags: Signs }): Promise<{ nemoVersion: string | null; target: string | null } | undefined> {
  const document = await orUnread(file.unread, member.name, async (): Promise<YamlDocument> => {
    const { document: most } = file.budget.limits
    if (bytes.size > most) throw new Stopped('limit', `a configuration of more than ${most / 2 ** 20} MB`)
    return readYaml(await textOf(bytes, most))
  })
  if (document === undefined) return undefined
  if (document.complaint !== null) file.unread.push({ reason: 'malformed', what: `is no proper YAML: ${document.complaint}`.slice(0, 200), member: member.name })
  for (const { key, text, path, offset } of document.entries) {
    if (!constructs.has(key) || text === null) continue
    // Others than Hydra's own key are ordinary words as well: they count where they name something dangerous.
    const why = whyDangerous(text) ?? (key === '_target_' && !known.test(text) ? 'neither of NeMo nor of the libraries it is built on' : null)
    if (why !== null) found.targets.add(text, { member: member.name, offset, detail: `${path}: ${why}` })
  }
  for (const { tag, path, offset } of document.tags) if (tag.includes('python')) found.pythonTags.add(tag, { member: member.name, offset, detail: path })
  const top = (key: string): string | null => document.entries.find((entry) => entry.path === key)?.text ?? null
  return { nemoVersion: top('nemo_version'), target: top('target') }
}
