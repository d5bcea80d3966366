// Tables in text (CSV, TSV and their like) that are data to train on, to test with or to retrieve from.
import { shape, string } from '../../core/shape.js'
import { delimiterOf } from '../dataset/delimited.js'
import { isDatasetPlace } from '../dataset/place.js'
import { surveyFields } from '../dataset/survey.js'
import { readTable } from '../dataset/table.js'
import { looksLikeText } from '../dataset/windows.js'
import { format, type Head } from '../format.js'
import { signs } from '../sign.js'
import { Stopped } from '../unread.js'

const tables: ReadonlySet<string> = new Set(['.csv', '.tsv', '.tab', '.psv'])
/** Extensions under which a table may lie, too. */
const perhaps: ReadonlySet<string> = new Set(['', '.txt', '.data', '.dat', '.all', '.train', '.test'])
/** A table that is no setting, no fixture and no list of translations. */
const fewestRows = 50
const fewestColumns = 3

export default format({
  type: 'dataset.csv',
  kind: 'dataset',
  props: shape({
    /** What parts the fields. */
    delimiter: string,
    ...surveyFields,
    /** Cells that a spreadsheet computes. */
    formulas: signs,
    /** Signs of rows that somebody added. */
    anomalies: signs,
  }),
  recognise(head) {
    if (!tables.has(head.extension) && !perhaps.has(head.extension)) return 0
    if (!looksLikeText(head.bytes)) return 0
    const found = headTable(head)
    // Rows may be longer than the head: where the name says table, `confirm` sees more of it.
    if (found === null) return tables.has(head.extension) && head.size > head.bytes.length ? 2 : 0
    return tables.has(head.extension) || found.columns >= fewestColumns ? 2 : 0
  },
  /** Of a place or name that says dataset, any table; of all others one of 3 columns and 50 rows. */
  async confirm(file) {
    const start = new TextDecoder().decode(await file.content.read(0, Math.min(file.size, 2 ** 20)))
    const found = delimiterOf(start.slice(0, 65_536), start.length > 65_536 || file.size > 2 ** 20)
    if (found === null) return false
    if (isDatasetPlace(file.path)) return tables.has(file.extension) || found.columns >= fewestColumns
    const lines = start.split('\n', 200).length
    return tables.has(file.extension) && found.columns >= fewestColumns && lines > fewestRows
  },
  async read(file) {
    const table = await readTable(file.content, file.budget)
    if (table === null) throw new Stopped('malformed', 'its rows have no common form')
    return { props: { ...table, formulas: table.formulas.list, anomalies: table.anomalies.list } }
  },
})

function headTable(head: Head): ReturnType<typeof delimiterOf> {
  return delimiterOf(new TextDecoder().decode(head.bytes).replace(/^\uFEFF/, ''), head.size > head.bytes.length)
}
