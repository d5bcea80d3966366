// Rows of Resource Graph where the credentials may see some and not others: what is seen is read, and that there may be more is told.
import type { Answer, GapMark } from '../kit/collector.js'
import type { Page } from './calls.js'

export interface Seen<R> {
  rows: readonly R[]
  /** Set where there may be more that the credentials do not see. */
  gap: GapMark | null
}

interface Table<R> {
  page(input: object): Promise<Answer<Page<R>>>
  all(input: object): Promise<Answer<R[]>>
}

/** Costs nothing beside the whole list: all rows are of one table. */
export async function seenIn<R>(table: Table<R>): Promise<Answer<Seen<R>>> {
  const [page, whole] = await Promise.all([table.page({}), table.all({})])
  return page.ok ? { ok: true, value: { rows: page.value.value ?? [], gap: whole.ok ? null : whole.gap } } : page
}
