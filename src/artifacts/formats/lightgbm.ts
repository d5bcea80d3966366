// Models of LightGBM, which are text.
import { nullable, number, shape, string } from '../../core/shape.js'
import { checkBody, readHeader } from '../boosters/lightgbm-model.js'
import { format } from '../format.js'
import { signs } from '../sign.js'
import { orUnread } from '../unread.js'

export default format({
  type: 'artifact.lightgbm',
  kind: 'artifact',
  props: shape({
    /** Of the format, such as `v4`. */
    version: nullable(string),
    objective: nullable(string),
    features: nullable(number),
    classes: nullable(number),
    trees: nullable(number),
    /** Where header and body disagree, and what does not belong into text. */
    inconsistent: signs,
  }),
  recognise: ({ bytes }) => (/^(?:tree|gbdt|dart|goss|rf)\r?\n(?:version=v?\d|num_class=\d|num_tree_per_iteration=\d)/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64))) ? 3 : 0),
  async read(file) {
    const header = await readHeader(file.content, file.budget)
    const { fields } = header
    const body = await orUnread(file.unread, '', () => checkBody(file.content, header, file.budget))
    const highest = Number(fields.get('max_feature_idx') ?? Number.NaN)
    const classes = Number(fields.get('num_class') ?? Number.NaN)
    return {
      props: {
        version: fields.get('version')?.slice(0, 20) ?? null, objective: fields.get('objective')?.slice(0, 100) ?? null,
        features: Number.isSafeInteger(highest) ? highest + 1 : null, classes: Number.isSafeInteger(classes) ? classes : null, trees: body?.trees ?? null,
        inconsistent: body?.inconsistent.list ?? [],
      },
    }
  },
})
