// The fewest calls that give full records of everything SageMaker lists: Search where it can be trusted, Describe where not.
import type { ResourceType, SearchCommandInput, SearchCommandOutput, SearchRecord } from '@aws-sdk/client-sagemaker'
import type { Answer } from '../../kit/collector.js'
import { list } from '../calls.js'

/** `sagemaker:Search`, declared by every collector that sweeps. */
export const search = list<SearchCommandInput, SearchCommandOutput, SearchRecord>('sagemaker:Search', { items: (page) => page.Results, spare: true })

/** Search indexes with a delay: what is younger may be missing there without the rest being in doubt. */
const indexLag = 15 * 60 * 1000
/** Up to so many rows, describing each costs no more than searching. */
const few = 1
const pageSize = 100
const day = 24 * 60 * 60 * 1000

interface SweepCtx {
  takenAt: Date
  each<R>(rows: AsyncIterable<R> | Iterable<R>, body: (row: R) => Promise<void> | void): Promise<void>
}

export interface Sweep<Row, Full> {
  /** Sorted by creation time, newest first. */
  rows: AsyncIterable<Row>
  search: { page(input: SearchCommandInput): Promise<Answer<SearchCommandOutput>> }
  resource: ResourceType
  record: (found: SearchRecord) => Full | undefined
  id: (of: Row | Full) => string | undefined
  createdAt: (of: Row | Full) => Date | undefined
  /** What was created before is not wanted. */
  since?: Date
  /** A whole record from Search. */
  found: (full: Full) => Promise<void> | void
  /** A row that Search did not give. */
  describe: (row: Row) => Promise<void>
}

/**
 * Reads the first page of the list. Empty: done. A row or so: described. Otherwise Search gives whole records, a hundred
 * a call, and the page is the proof: a row that Search should know and did not give means that the index cannot be
 * trusted (or is an emulator's), and the list is walked to its end. Whatever Search gave is not read twice; whatever it
 * did not give is described. So a denied or broken Search costs calls, never facts.
 */
export async function sweep<Row, Full>(ctx: SweepCtx, plan: Sweep<Row, Full>): Promise<void> {
  const rows = plan.rows[Symbol.asyncIterator]()
  const { head, whole } = await firstPage(rows, plan)
  if (whole && head.length <= few) return ctx.each(head, plan.describe)

  const given = new Set<string>()
  // Where the whole list is known, a record outside it is of something deleted, which the index still remembers.
  const listed = whole ? new Set(head.map((row) => key(plan, row))) : undefined
  const answered = await searchAll(ctx, plan, given, listed)
  const missing = head.filter((row) => !given.has(key(plan, row)))
  await ctx.each(missing, plan.describe)
  // What is fresh may be missing, but if the page's last row is, nothing says that Search knows any of the rows after it.
  const doubt = !answered || missing.some((row) => row === head.at(-1) || !isFresh(plan, row, ctx.takenAt))
  if (whole || !doubt) {
    await rows.return?.()
    return
  }
  await ctx.each(remaining(rows, plan), async (row) => {
    if (!given.has(key(plan, row))) await plan.describe(row)
  })
}

/** Rows of the first page; `whole` when nothing wanted comes after them. */
async function firstPage<Row, Full>(rows: AsyncIterator<Row>, plan: Sweep<Row, Full>): Promise<{ head: Row[]; whole: boolean }> {
  const head: Row[] = []
  while (head.length < pageSize) {
    const next = await rows.next()
    // The list is sorted, so after an unwanted row come only others.
    if (next.done === true || !isWanted(plan, next.value)) return { head, whole: true }
    head.push(next.value)
  }
  return { head, whole: false }
}

async function* remaining<Row, Full>(rows: AsyncIterator<Row>, plan: Sweep<Row, Full>): AsyncIterable<Row> {
  for (let next = await rows.next(); next.done !== true && isWanted(plan, next.value); next = await rows.next()) yield next.value
  await rows.return?.()
}

/** Hands every record of Search on; false when Search failed on the way. */
async function searchAll<Row, Full>(
  ctx: SweepCtx, plan: Sweep<Row, Full>, given: Set<string>, listed: ReadonlySet<string> | undefined,
): Promise<boolean> {
  const input = searchInput(plan)
  const tokens = new Set<string>()
  for (let token: string | undefined; ;) {
    const answer = await plan.search.page(token === undefined ? input : { ...input, NextToken: token })
    if (!answer.ok) return false
    await ctx.each(answer.value.Results ?? [], async (result) => {
      const full = plan.record(result)
      if (full === undefined || !isWanted(plan, full)) return
      const id = key(plan, full)
      if (id === '' || given.has(id) || listed?.has(id) === false) return
      given.add(id)
      await plan.found(full)
    })
    token = answer.value.NextToken
    if (token === undefined || token === null || token === '') return true
    if (tokens.has(token)) return false
    tokens.add(token)
  }
}

function searchInput<Row, Full>(plan: Sweep<Row, Full>): SearchCommandInput {
  const input: SearchCommandInput = { Resource: plan.resource, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: pageSize }
  if (plan.since === undefined) return input
  // Asks for a day more than is wanted, since the documented format of the value has no time zone; the rest is dropped here.
  const value = new Date(plan.since.getTime() - day).toISOString().slice(0, 19)
  return { ...input, SearchExpression: { Filters: [{ Name: 'CreationTime', Operator: 'GreaterThanOrEqualTo', Value: value }] } }
}

/** Ids are compared without case: not every operation spells them alike. */
function key<Row, Full>(plan: Sweep<Row, Full>, of: Row | Full): string {
  return plan.id(of)?.toLowerCase() ?? ''
}

function isWanted<Row, Full>(plan: Sweep<Row, Full>, of: Row | Full): boolean {
  const created = plan.createdAt(of)
  return plan.since === undefined || created === undefined || created >= plan.since
}

function isFresh<Row, Full>(plan: Sweep<Row, Full>, row: Row, now: Date): boolean {
  const created = plan.createdAt(row)
  return created !== undefined && created.getTime() > now.getTime() - indexLag
}
