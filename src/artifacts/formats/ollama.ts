// Ollama: the Modelfile that a model is built from, and the manifest that says which blobs it is.
import { listOf, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { format, type Head, type Opened } from '../format.js'
import { checkBlobs, readManifest, type Layer } from '../ollama/manifest.js'
import { leaves, parseModelfile, sourceOf, type Instruction } from '../ollama/modelfile.js'
import { shown, Signs, signs } from '../sign.js'
import { hiddenInstructions } from '../text/instructions.js'
import { orUnread, Stopped } from '../unread.js'

export default format({
  type: 'artifact.ollama',
  kind: 'artifact',
  props: shape({
    part: oneOf('modelfile', 'manifest'),
    /** What a Modelfile builds on: a file or a name. */
    base: nullable(string),
    layers: listOf(shape({ role: string, digest: string, size: number })),
    /** Names that stand for whatever somebody puts there later. */
    unpinned: signs,
    /** Files outside of the Modelfile's folder. */
    outside: signs,
    /** Text in the system prompt or template that works against whoever uses the model. */
    instructions: signs,
    /** Blobs that are not what the manifest says. */
    mismatches: signs,
  }),

  recognise: (head) => (partOf(head) === null ? 0 : 3),

  async read(file) {
    const found = { unpinned: new Signs(), outside: new Signs(), instructions: new Signs(), mismatches: new Signs() }
    const part = partOf(file) ?? 'modelfile'
    let base: string | null = null
    let layers: Layer[] = []
    if (part === 'modelfile') base = await orUnread(file.unread, '', () => modelfile(file, found)) ?? null
    else {
      layers = await orUnread(file.unread, '', () => readManifest(file)) ?? []
      await checkBlobs(file, layers, found)
    }
    return {
      props: {
        part,
        base: base === null ? null : shown(base),
        layers: layers.slice(0, 50).map(({ role, digest, size }) => ({ role: shown(role), digest: shown(digest), size })),
        unpinned: found.unpinned.list, outside: found.outside.list, instructions: found.instructions.list, mismatches: found.mismatches.list,
      },
    }
  },
})

function partOf({ bytes, name }: Head): 'modelfile' | 'manifest' | null {
  if (bytes[0] === 0x7b) return new TextDecoder('latin1').decode(bytes).includes('"application/vnd.ollama.image.') ? 'manifest' : null
  // A Dockerfile has the same first word: here the name has to say it.
  if (!/^modelfile(?:[._-][\w.-]+)?$|\.modelfile$/i.test(name) || bytes.includes(0)) return null
  return /^\s*from\s/im.test(new TextDecoder('latin1').decode(bytes)) ? 'modelfile' : null
}

async function modelfile({ content, size, budget }: Opened, found: Record<'unpinned' | 'outside' | 'instructions', Signs>): Promise<string | null> {
  if (size > budget.limits.document) throw new Stopped('limit', 'is a Modelfile of more than 32 MB')
  const instructions = parseModelfile(new TextDecoder().decode(await content.read(0, size)))
  if (instructions === null) throw new Stopped('malformed', 'has no instruction of a Modelfile')
  for (const one of instructions) judge(one, found)
  return instructions.find(({ name }) => name === 'FROM')?.value ?? null
}

function judge({ name, value, line }: Instruction, found: Record<'unpinned' | 'outside' | 'instructions', Signs>): void {
  const detail = `${name}, line ${line}`
  if (name === 'FROM' || name === 'ADAPTER' || name === 'DRAFT') {
    const source = sourceOf(value)
    if (source.is === 'file' && leaves(source.path)) found.outside.add(source.path, { detail })
    if (source.is === 'remote' && !source.digest && (source.tag === null || source.tag === 'latest')) found.unpinned.add(value, {
      detail: `${detail}: whatever ${source.host} serves under that name on the day`,
    })
  }
  if (name === 'SYSTEM' || name === 'TEMPLATE' || name === 'MESSAGE') hiddenInstructions(value, { member: detail, into: found.instructions })
}
