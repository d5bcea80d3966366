// Models of a public hub that something here was made from: known by name only, and never asked for.
import { nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { read } from '../calls.js'
import { hubName } from './name.js'

export default collector({
  type: 'hub.model', kind: 'model', service: 'files', per: 'account', props: shape({ owner: nullable(string), repository: string }), relates: {}, calls: { read },
  resolve(ref, ctx) {
    ctx.emit({ id: ref.id, name: hubName(ref.id).join('/'), props: { owner: hubName(ref.id).at(-2) ?? null, repository: hubName(ref.id).join('/') } })
    return Promise.resolve()
  },
})
