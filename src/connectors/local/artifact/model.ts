// Models by what they are, not by where they lie: the same digest in two folders, or in a folder and a bucket, is one model.
import { weightTypes } from '../../../artifacts/repo/weights.js'
import type { Found } from '../../../artifacts/inspect.js'
import type { Json } from '../../../core/index.js'
import { nullable, number, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { read } from '../calls.js'
import { files, idOf } from '../files.js'

export default collector({
  type: 'artifact.model', kind: 'model', service: 'files', per: 'account',
  props: shape({
    /** Type of the file that holds it, without its family: `gguf`. */
    format: string,
    /** Bytes. */
    size: number,
    sha256: nullable(string),
    parameters: nullable(number),
    /** As the format words it: `Q4_K_M`, `bf16`. */
    quantisation: nullable(string),
    architecture: nullable(string),
    licence: nullable(string),
  }),
  relates: { 'stored-in': [...weightTypes].toSorted((a, b) => (a < b ? -1 : 1)), 'published-to': ['artifact.repo'] },
  calls: { read }, reads: [files],
  async list(ctx) {
    const all = await ctx.read(files)
    if (!all.ok) return ctx.unlisted(all.gap)
    const { found, cut, unhashed } = all.value
    const repos = found.filter(({ type }) => type === 'artifact.repo').toSorted((a, b) => b.path.length - a.path.length)
    for (const one of found.filter(({ type }) => weightTypes.has(type))) {
      const sha256 = textOf(one, 'sha256')
      const repo = repos.find(({ path }) => path === '.' || one.path.startsWith(`${path}/`))
      ctx.emit({
        id: sha256 === null ? `model:${one.path}` : `model:sha256:${sha256}`, name: one.path.slice(one.path.lastIndexOf('/') + 1),
        props: {
          format: one.type.slice(one.type.indexOf('.') + 1), size: one.size, sha256: unhashed?.get(one.path) ?? sha256, parameters: numberOf(one, 'parameters'),
          quantisation: textOf(one, 'quantisation'), architecture: textOf(one, 'architecture'), licence: textOf(one, 'licence'),
        },
        edges: [
          { type: 'stored-in', target: one.type, to: idOf(one.path), via: 'path' },
          repo === undefined ? null : { type: 'published-to', target: 'artifact.repo', to: idOf(repo.path), via: 'path' },
        ],
      })
    }
    if (cut !== undefined) ctx.unlisted(cut)
  },
})

function textOf({ props }: Found, name: string): string | null {
  const value: Json | undefined = props?.[name]
  return typeof value === 'string' ? value : null
}

function numberOf({ props }: Found, name: string): number | null {
  const value: Json | undefined = props?.[name]
  return typeof value === 'number' ? value : null
}
