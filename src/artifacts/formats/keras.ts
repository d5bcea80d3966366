// .keras: a zip with the configuration of a model, its weights and its assets. The configuration says what loading imports and runs.
import { shape } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import type { ZipMember } from '../archive/zip.js'
import { format, type Opened } from '../format.js'
import { kerasFields, noFacts, propsOf, readConfig, type KerasFacts } from '../keras/config.js'
import { JsonMap, parseJson } from '../safetensors/json.js'
import { Signs, signs } from '../sign.js'
import { memberNames, zipAtStart, zipOf } from '../torch/zips.js'
import { orUnread, Stopped } from '../unread.js'

/** What Keras writes: weights may be in parts (since 3.10) or in npz. */
const expected = /^(?:config\.json|metadata\.json|model(?:_\d{5})?\.weights\.(?:h5|json|npz)|assets\/.*)$/

export default format({
  type: 'artifact.keras',
  kind: 'artifact',
  props: shape({
    ...kerasFields,
    /** Members that Keras does not write. */
    unexpectedMembers: signs,
    ...containerFields,
  }),

  recognise: (head) => (zipAtStart(head) === 2 || head.extension === '.keras' ? 3 : 0),
  async confirm(file) {
    const names = await memberNames(file)
    return names.has('config.json') && (names.has('metadata.json') || [...names].some((name) => /^model\.weights\.(?:h5|json|npz)$/.test(name)))
  },

  async read(file) {
    const facts = noFacts()
    const unexpected = new Signs()
    const zip = await zipOf(file)
    file.unread.push(...zip.unread)
    let version: string | null = null
    for (const member of zip.members) {
      file.budget.tick()
      const { name } = member
      if (!expected.test(name)) unexpected.add(name, { member: name, offset: member.offset })
      if (member.directory) continue
      // Every one of that name: which of two the loader takes is its own affair.
      if (name === 'config.json') await orUnread(file.unread, name, () => config(file, member, facts))
      else if (name === 'metadata.json') version = await orUnread(file.unread, name, () => versionIn(file, member)) ?? version
      else {
        const inner = await asFarAsItGoes(file.unread, name, () => member.open())
        if (inner !== undefined) await file.contains(name, inner)
      }
    }
    return { props: { ...propsOf(facts, version), unexpectedMembers: unexpected.list, ...containerSigns(zip) } }
  },
})

async function config(file: Opened, member: ZipMember, facts: KerasFacts): Promise<void> {
  readConfig(await whole(file, member), member.name, file.budget, facts)
}

async function versionIn(file: Opened, member: ZipMember): Promise<string | null> {
  const tree = parseJson(await whole(file, member), { python: true })
  return tree instanceof JsonMap ? tree.text('keras_version') : null
}

async function whole(file: Opened, member: ZipMember): Promise<Uint8Array> {
  const bytes = await asFarAsItGoes(file.unread, member.name, () => member.open())
  if (bytes === undefined) return new Uint8Array(0)
  if (bytes.size > file.budget.limits.document) throw new Stopped('limit', `is larger than ${file.budget.limits.document} bytes`)
  return await bytes.read(0, bytes.size)
}
