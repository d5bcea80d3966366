// TorchServe model archives: a zip with a manifest that names the Python file which serves the model.
// model-archiver/README.md of pytorch/serve
import { bool, nullable, shape, string } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { memberNames, zipAtStart, zipOf } from '../torch/zips.js'
import { orUnread, Stopped } from '../unread.js'

const manifestName = 'MAR-INF/MANIFEST.json'
/** Handlers that TorchServe brings along, by the names a manifest gives them. */
const builtIn: ReadonlySet<string> = new Set(['image_classifier', 'image_segmenter', 'object_detector', 'text_classifier', 'base_handler'])

export default format({
  type: 'artifact.torchserve_mar',
  kind: 'artifact',
  props: shape({
    modelName: nullable(string),
    modelVersion: nullable(string),
    archiverVersion: nullable(string),
    /** As the manifest names it. */
    handler: nullable(string),
    serializedFile: nullable(string),
    requirementsFile: nullable(string),
    /** The handler is one of TorchServe's own. */
    builtInHandler: nullable(bool),
    /** Code of the archive's own that the server runs: the handler, other Python files, packages that it installs. */
    code: signs,
    ...containerFields,
  }),

  recognise: zipAtStart,
  confirm: async (file) => (await memberNames(file)).has(manifestName),

  async read(file) {
    const zip = await zipOf(file)
    file.unread.push(...zip.unread)
    const code = new Signs()
    let manifest: Map<string, string> | undefined
    const times = new Map<string, number>()
    for (const member of zip.members) {
      if (member.directory) continue
      const time = (times.get(member.name) ?? 0) + 1
      times.set(member.name, time)
      const bytes = await asFarAsItGoes(file.unread, member.name, () => member.open())
      if (bytes === undefined) continue
      if (member.name === manifestName) manifest = await readManifest(file, await textOf(bytes, file.budget.limits.document)) ?? manifest
      else if (bytes.size > 0) await file.contains(time === 1 ? member.name : `${member.name}#${time}`, bytes)
      if (member.name.endsWith('.py')) code.add(member.name, { member: member.name, detail: 'Python that the server can import' })
    }
    const value = (key: string): string | null => manifest?.get(key) ?? null
    const handler = value('model.handler')
    const requirementsFile = value('model.requirementsFile')
    const builtInHandler = handler === null ? null : builtIn.has(handler.replace(/\.py$/, '')) && !times.has(handler)
    if (handler !== null && builtInHandler === false) code.add(handler, { member: manifestName, detail: 'the handler, which runs at every request' })
    if (requirementsFile !== null) code.add(requirementsFile, { member: manifestName, detail: 'packages that the server may install' })
    return {
      props: {
        modelName: value('model.modelName'), modelVersion: value('model.modelVersion'), archiverVersion: value('archiverVersion'),
        handler, serializedFile: value('model.serializedFile'), requirementsFile, builtInHandler, code: code.list, ...containerSigns(zip),
      },
    }
  },
})

/** Texts by their paths: `model.handler`. */
async function readManifest(file: Opened, text: string): Promise<Map<string, string> | undefined> {
  return orUnread(file.unread, manifestName, () => {
    let manifest: unknown
    try {
      manifest = JSON.parse(text)
    } catch {
      throw new Stopped('malformed', 'is no JSON')
    }
    const found = new Map<string, string>()
    const add = (value: unknown, prefix: string): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) {
        if (typeof inner === 'string' || typeof inner === 'number') found.set(`${prefix}${key}`, String(inner))
        else if (prefix === '') add(inner, `${key}.`)
      }
    }
    add(manifest, '')
    return found
  })
}
