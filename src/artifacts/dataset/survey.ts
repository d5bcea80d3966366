// What sampled values of a dataset hold: credentials, personal data, orders to a model, addresses. Told by column, type and count only.
import { bool, listOf, number, shape, string, type Infer } from '../../core/shape.js'
import type { Budget } from '../limits.js'
import { shown, Signs, signs } from '../sign.js'
import { hiddenInstructions } from '../text/instructions.js'
import { pii } from '../text/pii.js'
import { findSecrets } from '../text/secrets.js'
import { UrlColumns, urlColumns } from './urls.js'

const counted = listOf(shape({ column: string, type: string, count: number }))

export const surveyFields = {
  /** Names of the columns, the first 200. */
  columns: listOf(string),
  /** Rows that were looked at. */
  sampledRows: number,
  /** Every row was looked at. */
  whole: bool,
  /** Credentials by their shape, in the sampled rows. */
  credentials: counted,
  /** Personal data in the sampled rows: different values of each type. */
  personal: counted,
  /** Text that addresses a model, and invisible writing; `member` is the column, `offset` the row's place. */
  instructions: signs,
  /** Columns of addresses whose content is meant to be fetched. */
  urls: urlColumns,
}

const facts = shape(surveyFields)
export type SurveyFacts = Infer<typeof facts>

/** What a secret is called beside: chance makes such pairs in every corpus, so only what is told by its own shape counts. */
const byName: ReadonlySet<string> = new Set(['generic-secret', 'password'])
const columnsKept = 200
/** Characters of one column that are searched. */
const mostText = 16 * 2 ** 20

interface Column {
  values: string[]
  /** Where each value's row stands in the file. */
  places: number[]
  length: number
}

export class Survey {
  private readonly columns = new Map<string, Column>()
  private readonly urls = new UrlColumns()

  /** One value; `place` is the byte or the row where it stands. */
  add(name: string, value: string, place: number): void {
    if (value === '') return
    const key = this.columns.has(name) || this.columns.size < columnsKept ? name : ''
    let column = this.columns.get(key)
    if (column === undefined) this.columns.set(key, column = { values: [], places: [], length: 0 })
    this.urls.add(key, value)
    if (column.length >= mostText) return
    column.values.push(value)
    column.places.push(place)
    column.length += value.length
  }

  facts(sample: { columns: readonly string[]; rows: number; whole: boolean }, budget: Budget): SurveyFacts {
    const credentials: SurveyFacts['credentials'] = []
    const personal: SurveyFacts['personal'] = []
    const instructions = new Signs()
    for (const [name, { values, places }] of this.columns) {
      budget.tick()
      if (values.every(isPlainNumber)) continue
      const text = values.join('\n')
      credentials.push(...counts(name, findSecrets(text).filter(({ type }) => !byName.has(type)).map(({ type }) => type)))
      budget.tick()
      // The name of a column is the word that tells what nine digits are.
      const spoken = /ssn|social|tax/i.test(name) ? values.map((value) => `ssn ${value}`).join('\n') : text
      personal.push(...pii(spoken).map((one) => ({ column: shown(name), type: one.class, count: one.count })))
      budget.tick()
      for (const { what, offset } of hiddenInstructions(text).list) instructions.add(what, { member: shown(name), offset: placeOf(values, places, offset ?? 0) })
    }
    return {
      columns: sample.columns.slice(0, columnsKept).map(shown), sampledRows: sample.rows, whole: sample.whole, credentials, personal, instructions: instructions.list,
      urls: this.urls.facts(),
    }
  }
}

function isPlainNumber(value: string): boolean {
  return value.length < 12 && /^-?\d*\.?\d*(?:e-?\d+)?$/i.test(value)
}

function counts(column: string, found: readonly string[]): SurveyFacts['credentials'] {
  const by = new Map<string, number>()
  for (const one of found) by.set(one, (by.get(one) ?? 0) + 1)
  return [...by].map(([name, count]) => ({ column: shown(column), type: name, count }))
}

/** The place of the row in which a character of the joined values stands. */
function placeOf(values: readonly string[], places: readonly number[], offset: number): number {
  let at = 0
  for (const [i, value] of values.entries()) {
    at += value.length + 1
    if (offset < at) return places[i] ?? 0
  }
  return places.at(-1) ?? 0
}
