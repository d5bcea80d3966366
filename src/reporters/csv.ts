// The report as a table for spreadsheets: a row a finding, and a row for everything that keeps "no finding" from meaning "safe".
import type { Reporter, ReportSource } from '../core/index.js'
import { line } from './csv/cell.js'
import { columns } from './csv/columns.js'
import { rows } from './csv/rows.js'
import { pour } from './kit/pour.js'

/**
 * Excel takes a file without this mark for one in the local code page, and spoils every name that is not English.
 * Whoever reads the table by a program opens it as `utf-8-sig`, or takes the JSON instead.
 */
const byteOrderMark = '\uFEFF'

export default {
  id: 'csv',
  summary: 'a table for spreadsheets: findings, and what could not be judged',
  extension: 'csv',
  render: (source, out) => pour(pieces(source), out),
} satisfies Reporter

async function* pieces(source: ReportSource): AsyncGenerator<string> {
  yield byteOrderMark + line(columns)
  for await (const row of rows(source)) yield row
}
