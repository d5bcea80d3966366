// The models of a folder: one for each file of weights, whatever else lies there.
import { weightTypes } from '../../../artifacts/repo/weights.js'
import { modelOf, modelRelates, modelShape, modelType } from '../../kit/artifact-model.js'
import { collector } from '../../kit/collector.js'
import { read } from '../calls.js'
import { files, idOf } from '../files.js'

export default collector({
  type: modelType, kind: 'model', service: 'files', per: 'account',
  props: modelShape,
  relates: modelRelates,
  calls: { read }, reads: [files],
  async list(ctx) {
    const all = await ctx.read(files)
    if (!all.ok) return ctx.unlisted(all.gap)
    const { found, cut, unhashed } = all.value
    const repos = found.filter(({ type }) => type === 'artifact.repo').toSorted((a, b) => b.path.length - a.path.length)
    for (const one of found.filter(({ type }) => weightTypes.has(type))) {
      const repo = repos.find(({ path }) => path === '.' || one.path.startsWith(`${path}/`))
      const gap = unhashed?.get(one.path)
      ctx.emit(modelOf(one, {
        id: idOf(one.path), path: one.path, ...(gap !== undefined && { unhashed: gap }),
        edges: [repo === undefined ? null : { type: 'published-to', target: 'artifact.repo', to: idOf(repo.path), via: 'path' }],
      }))
    }
    if (cut !== undefined) ctx.unlisted(cut)
  },
})
