// Models of XGBoost: JSON, UBJSON, and the binary layout of old versions.
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { readJson } from '../boosters/json.js'
import { readUbjson } from '../boosters/ubjson.js'
import { XgboostModel } from '../boosters/xgboost-model.js'
import { startsWith, u32 } from '../file-facts/content.js'
import { format } from '../format.js'
import { signs } from '../sign.js'
import { orUnread } from '../unread.js'

type Layout = 'json' | 'ubjson' | 'binary'

export default format({
  type: 'artifact.xgboost',
  kind: 'artifact',
  props: shape({
    /** `binary` is raw memory of the C++ structures, which version 3 no longer reads. */
    layout: oneOf('json', 'ubjson', 'binary'),
    /** Of the library that wrote it, such as `2.1.4`. */
    version: nullable(string),
    objective: nullable(string),
    booster: nullable(string),
    features: nullable(number),
    classes: nullable(number),
    trees: nullable(number),
    /** Counts that disagree, nodes outside their tree, names that read like commands. */
    implausible: signs,
  }),
  recognise: ({ bytes }) => (layoutOf(bytes) === null ? 0 : 3),
  async read(file) {
    const layout = layoutOf(file.bytes) ?? 'binary'
    if (layout === 'binary') {
      // `binf`, then base score and the number of features: https://github.com/dmlc/xgboost/blob/release_1.0.0/src/learner.cc
      const features = u32(file.bytes, 8)
      return { props: { layout, version: null, objective: null, booster: null, features, classes: null, trees: null, implausible: [] } }
    }
    const model = new XgboostModel()
    const read = layout === 'json' ? readJson : readUbjson
    const done = await orUnread(file.unread, '', async () => {
      await read(file.content, file.budget, model)
      return true
    })
    if (done === true) model.finish()
    return {
      props: {
        layout, version: model.version.length === 3 ? model.version.join('.') : null, objective: model.objective, booster: model.booster, features: model.features,
        classes: model.classes, trees: model.trees, implausible: model.implausible.list,
      },
    }
  },
})

function layoutOf(head: Uint8Array): Layout | null {
  if (startsWith(head, [0x62, 0x69, 0x6e, 0x66])) return head.length >= 140 ? 'binary' : null
  if (head[0] === 0x7b && head[1] === 0x4c) return isUbjson(head) ? 'ubjson' : null
  // One object with a learner that has parts of a model; `save_config` writes a learner, too, with other parts first.
  const text = new TextDecoder('latin1').decode(head.subarray(0, 1024))
  return modelBegin.test(text) ? 'json' : null
}

const modelBegin = /^\s*\{\s*(?:"version"\s*:\s*\[[\d\s,]{5,30}\]\s*,\s*)?"learner"\s*:\s*\{\s*"(?:attributes|feature_names|feature_types|gradient_booster|learner_model_param|objective)"/

/** `{L` and eight bytes of length, then the first key. */
function isUbjson(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head.subarray(2, 64))
  return text.startsWith('\0\0\0\0\0\0\0\x07learner{') || text.startsWith('\0\0\0\0\0\0\0\x07version[')
}
