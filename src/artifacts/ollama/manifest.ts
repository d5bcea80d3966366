// A manifest of Ollama: which blobs a model is made of, held against the blobs as far as that costs little.
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Opened } from '../format.js'
import { JsonMap, parseJson, type Node } from '../safetensors/json.js'
import { Signs } from '../sign.js'
import { hiddenInstructions } from '../text/instructions.js'
import { orUnread, Stopped } from '../unread.js'

export interface Layer {
  /** `model`, `template`, `system`, `params`, `license`, `adapter`, `projector`, `config`. */
  role: string
  digest: string
  size: number
}

/** Blobs up to this size are hashed; of others the size is compared. */
const hashed = 2 ** 20
const mostLayers = 1000

export async function readManifest({ content, size, budget }: Opened): Promise<Layer[]> {
  if (size > budget.limits.document) throw new Stopped('limit', 'is a manifest of more than 32 MB')
  const tree = parseJson(await content.read(0, size))
  if (!(tree instanceof JsonMap)) throw new Stopped('malformed', 'is no manifest')
  const layers = tree.get('layers')
  const config = layer(tree.get('config'), 'config')
  const all = Array.isArray(layers) ? layers.slice(0, mostLayers).flatMap((one) => layer(one, null) ?? []) : []
  return config === null ? all : [config, ...all]
}

function layer(node: Node | undefined, role: string | null): Layer | null {
  if (!(node instanceof JsonMap)) return null
  const digest = node.text('digest')
  const size = node.get('size')
  if (digest === null || typeof size !== 'number') return null
  return { role: role ?? /\.image\.([\w-]+)$/.exec(node.text('mediaType') ?? '')?.[1] ?? 'other', digest, size }
}

export async function checkBlobs(file: Opened, layers: readonly Layer[], found: { mismatches: Signs; instructions: Signs }): Promise<void> {
  const folder = blobsOf(file.path)
  for (const { role, digest, size } of layers) {
    file.budget.tick()
    const hex = /^sha256[:-]([0-9a-f]{64})$/.exec(digest)?.[1]
    if (hex === undefined) {
      found.mismatches.add(digest, { detail: `the digest of the ${role} layer is no SHA-256: what is loaded may lie anywhere` })
      continue
    }
    await orUnread(file.unread, `sha256-${hex}`, async () => {
      const blob = await file.beside(`${folder}/sha256-${hex}`)
      if (blob === null || blob === 'outside') throw new Stopped('unreadable', `the ${role} blob is not in what was scanned`)
      if (blob.bytes.size !== size) return found.mismatches.add(`sha256-${hex}`, {
        detail: `the ${role} blob has ${blob.bytes.size} bytes, the manifest says ${size}`,
      })
      if (size > hashed) return
      const bytes = await blob.bytes.read(0, size)
      const real = createHash('sha256').update(bytes).digest('hex')
      if (real !== hex) found.mismatches.add(`sha256-${hex}`, { detail: `the ${role} blob has the digest ${real}` })
      if (role === 'system' || role === 'template') hiddenInstructions(new TextDecoder().decode(bytes), {
        member: `sha256-${hex}`, into: found.instructions,
      })
    })
  }
}

/** `models/manifests/<host>/<owner>/<name>/<tag>` has its blobs in `models/blobs`. */
function blobsOf(path: string): string {
  const folders = posix.dirname(path).split('/')
  const at = folders.lastIndexOf('manifests')
  return at === -1 ? 'blobs' : `${'../'.repeat(folders.length - at)}blobs`
}
