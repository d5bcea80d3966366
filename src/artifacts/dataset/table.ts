// Reads the sampled rows of a text table: its header, its survey, its formulas and its oddities.
import { Signs } from '../sign.js'
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Anomalies } from './anomalies.js'
import { delimiterOf, rows } from './delimited.js'
import { Survey, type SurveyFacts } from './survey.js'
import { textWindows } from './windows.js'

export interface TableFacts extends SurveyFacts {
  delimiter: string
  formulas: Signs
  anomalies: Signs
}

export async function readTable(content: Bytes, budget: Budget): Promise<TableFacts | null> {
  const { list, whole } = await textWindows(content, budget)
  const begin = (list[0]?.text ?? '').replace(/^\uFEFF/, '')
  const found = delimiterOf(begin.slice(0, 65_536), begin.length > 65_536)
  if (found === null) return null
  const survey = new Survey()
  const formulas = new Signs()
  const anomalies = new Anomalies()
  let columns: string[] | null = null
  let count = 0
  for (const { text, from } of list) {
    budget.tick()
    const part = from === 0 ? begin : text
    let place = from
    let last = 0
    for (const { fields, at } of rows(part, found.delimiter)) {
      place += Buffer.byteLength(part.slice(last, at))
      last = at
      if (columns === null) {
        columns = headerOf(fields)
        // Without a header the first row is one like the others.
        if (columns !== fields) tell(fields, columns, place)
        continue
      }
      tell(fields, columns, place)
      if ((count & 0x3ff) === 0) budget.tick()
    }
  }
  return { ...survey.facts({ columns: columns ?? [], rows: count, whole }, budget), delimiter: found.delimiter, formulas, anomalies: anomalies.signs() }

  function tell(fields: readonly string[], names: readonly string[], place: number): void {
    count += 1
    // A row of another length is text whose columns nobody knows.
    const fits = fields.length === names.length
    const row = new Map<string, string>()
    for (const [i, value] of fields.entries()) {
      const name = fits ? names[i] ?? '' : ''
      survey.add(name, value, place)
      if (isFormula(value)) formulas.add(formulaName(value), { member: name, offset: place })
      row.set(name, value)
    }
    if (fits) anomalies.add(row, place)
  }
}

/** The first row where it names columns: words, each once. Otherwise columns are counted. */
function headerOf(fields: string[]): string[] {
  const isHeader = new Set(fields).size === fields.length && fields.every((field, i) => (field === '' ? i === 0 : isColumnName(field)))
  return isHeader ? fields : fields.map((_, i) => `column ${i + 1}`)
}

function isColumnName(field: string): boolean {
  return field.length <= 100 && /^[\s#]*[^\W\d][^\n]*$/u.test(field) && !/^https?:|@/.test(field)
}

/**
 * What a spreadsheet computes when the table is opened in it: a sign that begins a formula, then a function that is called,
 * or a DDE request (`cmd|' /C …'!A0`). Numbers, negative ones too, and text after a dash are none.
 */
function isFormula(value: string): boolean {
  if (value.length < 4 || !/^[\s]*[=+\-@]/.test(value)) return false
  const text = value.slice(0, 2000)
  return spreadsheetCall.test(text) || /^\s*[=+@-].{0,200}\|.{0,500}!/s.test(text)
}

const functions = [
  'HYPERLINK', 'WEBSERVICE', 'IMPORTXML', 'IMPORTDATA', 'IMPORTHTML', 'IMPORTFEED', 'IMPORTRANGE', 'IMAGE', 'CALL', 'REGISTER', 'EXEC', 'SUM', 'IF', 'INDIRECT', 'CONCAT', 'CONCATENATE',
  'ENCODEURL', 'FILTERXML', 'RTD', 'CHAR', 'CELL', 'INFO', 'QUERY', 'DDE',
]
const spreadsheetCall = new RegExp(`^\\s*[=+@-]{1,4}\\s*(?:${functions.join('|')})\\s*\\(`, 'i')

function formulaName(value: string): string {
  const name = /[A-Z][A-Z0-9.]{1,30}(?=\s*\()/i.exec(value)?.[0]
  return name === undefined ? 'a DDE request' : `${name.toUpperCase()}()`
}
