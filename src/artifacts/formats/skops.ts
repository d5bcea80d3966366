// skops archives: scikit-learn models as a zip of arrays and one `schema.json` that says which types to build.
// https://skops.readthedocs.io/en/stable/persistence.html
import { bool, listOf, nullable, number, shape, string } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import { textOf, type Bytes } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { PickleFacts, pickleFields, looksLikePickle } from '../pickle/facts.js'
import { Signs, signs } from '../sign.js'
import { looksLikeNpy, readNpyHeader } from '../torch/npy.js'
import { isNativeTree, isTrusted, loaders } from '../torch/skops-types.js'
import { memberNames, zipAtStart, zipOf } from '../torch/zips.js'
import { parseJson } from '../text/json.js'
import { orUnread, Stopped } from '../unread.js'

const schemaName = 'schema.json'
const deepest = 2_000
const newestProtocol = 2

export default format({
  type: 'artifact.skops',
  kind: 'artifact',
  props: shape({
    protocol: nullable(number),
    skopsVersion: nullable(string),
    /** Every type and function that it names, the first 200. */
    types: listOf(string),
    /** Types and functions that skops does not trust by itself. */
    untrustedTypes: signs,
    /** Nodes that say one thing and hold another: how audits of skops were deceived. */
    mismatches: signs,
    /** Tree structures whose indices scikit-learn follows unchecked: every forest has them. */
    nativeTrees: bool,
    ...pickleFields,
    ...containerFields,
  }),

  recognise: zipAtStart,

  async confirm(file) {
    const names = await memberNames(file)
    if (!names.has(schemaName)) return false
    try {
      const schema = (await zipOf(file)).members.find((member) => member.name === schemaName)
      return schema !== undefined && (file.extension === '.skops' || (await textOf(await schema.open(), 4096)).includes('"__loader__"'))
    } catch (error) {
      if (error instanceof Stopped) return file.extension === '.skops'
      throw error
    }
  },

  async read(file) {
    const zip = await zipOf(file)
    file.unread.push(...zip.unread)
    const walk = new SchemaWalk()
    const pickles = new PickleFacts()
    for (const member of zip.members) {
      if (member.directory) continue
      await orUnread(file.unread, member.name, async () => {
        const content = await asFarAsItGoes(file.unread, member.name, () => member.open())
        if (content === undefined) return
        const head = await content.read(0, Math.min(content.size, 4096))
        const how = { member: member.name, budget: file.budget, unread: file.unread }
        if (member.name === schemaName) walk.read(await documentOf(content, file))
        else if (looksLikeNpy(head)) {
          // Hundreds of arrays are the model's own: each as an asset of its own would hide it.
          const header = await readNpyHeader(content, 0, walk.mismatches, member.name)
          if (!header.objects) return
          walk.mismatches.add('object array', { member: member.name, offset: header.data, detail: 'skops writes such arrays as JSON' })
          await pickles.read(content, { ...how, from: header.data, kind: 'numpy' })
        } else if (looksLikePickle(head)) {
          walk.mismatches.add('pickle', { member: member.name, detail: 'skops writes arrays and plain bytes' })
          await pickles.read(content, how)
        } else await file.contains(member.name, content)
      })
    }
    const [pickle, container] = [pickles.props(), containerSigns(zip)]
    return { props: { ...facts(walk), ...pickle, ...container, bombs: [...container.bombs, ...pickle.bombs] } }
  },
})

function facts(walk: SchemaWalk) {
  return {
    protocol: walk.protocol, skopsVersion: walk.version, types: [...walk.types].sort().slice(0, 200),
    untrustedTypes: walk.untrusted.list, mismatches: walk.mismatches.list, nativeTrees: walk.nativeTrees,
  }
}

async function documentOf(content: Bytes, file: Opened): Promise<unknown> {
  const { document: most } = file.budget.limits
  if (content.size > most) throw new Stopped('limit', `is longer than ${most} bytes`)
  file.budget.tick()
  return parseJson(await textOf(content, most))
}

type Fields = ReadonlyMap<string, unknown>

class SchemaWalk {
  protocol: number | null = null
  version: string | null = null
  nativeTrees = false
  readonly types = new Set<string>()
  readonly untrusted = new Signs()
  readonly mismatches = new Signs()

  read(schema: unknown): void {
    const root = fieldsOf(schema)
    const protocol = root?.get('protocol')
    const version = root?.get('_skops_version')
    this.protocol = typeof protocol === 'number' && Number.isFinite(protocol) ? protocol : null
    this.version = typeof version === 'string' ? version.slice(0, 50) : null
    if (this.protocol === null || this.protocol > newestProtocol || this.protocol < 0) {
      this.mismatches.add(`protocol ${JSON.stringify(protocol ?? null)}`, { member: schemaName, detail: `skops writes 0 to ${newestProtocol}` })
    }
    const waiting: { value: unknown; path: string; depth: number }[] = [{ value: schema, path: '', depth: 0 }]
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      const { value, path, depth } = place
      if (typeof value !== 'object' || value === null) continue
      if (depth > deepest) throw new Stopped('limit', `nested more than ${deepest} deep`)
      const fields = fieldsOf(value)
      if (fields?.has('__loader__') === true || fields?.has('__class__') === true) this.node(fields, path)
      for (const [key, inner] of Object.entries(value).toReversed()) {
        if (typeof inner === 'object' && inner !== null) waiting.push({ value: inner, path: path.length > 150 ? path : `${path}/${key}`, depth: depth + 1 })
      }
    }
  }

  private node(fields: Fields, path: string): void {
    const [module, name, loader] = [textOfField(fields, '__module__'), textOfField(fields, '__class__'), textOfField(fields, '__loader__')]
    const full = `${module}.${name}`
    const place = { member: `${schemaName}${path}` }
    if (loader !== '' && !loaders.has(loader)) this.mismatches.add(`loader ${loader}`, { ...place, detail: full })
    // A cached node and a null value name a type that is not built by them.
    if (loader === 'CachedNode') return
    this.types.add(full.slice(0, 200))
    if (isNativeTree(full)) this.nativeTrees = true
    else if (!isTrusted(module, name, loader)) this.untrusted.add(full, { ...place, detail: loader })
    if (loader === 'OperatorFuncNode' && module !== 'operator') {
      this.mismatches.add(`OperatorFuncNode of ${module}`, { ...place, detail: 'the function is taken from operator, the audit saw another' })
    }
    if (loader === 'MethodNode') this.method(fields, full, place)
    if (loader === 'RandomGeneratorNode') this.bitGenerator(fields, place)
  }

  /** The method is looked up on the object within: old audits looked at the name on the node only (CVE-2025-54412, CVE-2025-54413). */
  private method(fields: Fields, full: string, place: { member: string }): void {
    const content = fieldsOf(fields.get('content'))
    const object = fieldsOf(content?.get('obj'))
    const within = object === null ? '' : `${textOfField(object, '__module__')}.${textOfField(object, '__class__')}`
    const method = textOfField(content ?? new Map(), 'func')
    this.untrusted.add(`${within}.${method}`, { ...place, detail: 'MethodNode' })
    if (within !== full) this.mismatches.add(`method of ${within}`, { ...place, detail: `the node says ${full}` })
  }

  /** The name in the generator's state is looked up in numpy.random and called. */
  private bitGenerator(fields: Fields, place: { member: string }): void {
    const state = fieldsOf(fieldsOf(fieldsOf(fields.get('content'))?.get('bit_generator'))?.get('content'))
    const node = fieldsOf(state?.get('bit_generator'))
    const name = textOfField(node ?? new Map(), 'content').replaceAll(/^"|"$/g, '')
    if (!isTrusted('numpy.random', name, 'RandomGeneratorNode')) this.untrusted.add(`numpy.random.${name}`, { ...place, detail: 'RandomGeneratorNode' })
  }
}

/** A map, so that no key of the file's can be taken for a method. */
function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null
}

function textOfField(fields: Fields, key: string): string {
  const value = fields.get(key)
  return typeof value === 'string' ? value : ''
}
