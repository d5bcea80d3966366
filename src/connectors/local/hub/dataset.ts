// Datasets of a public hub that something here was trained on: known by name only, and never asked for.
import { nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { read } from '../calls.js'
import { hubName } from './name.js'

export default collector({
  type: 'hub.dataset', kind: 'dataset', service: 'files', per: 'account', props: shape({ owner: nullable(string), repository: string }), relates: {}, calls: { read },
  resolve(ref, ctx) {
    const [, ...name] = hubName(ref.id)
    ctx.emit({ id: ref.id, name: name.join('/'), props: { owner: name.at(-2) ?? null, repository: name.join('/') } })
    return Promise.resolve()
  },
})
