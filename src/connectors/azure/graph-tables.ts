// Resource Graph: each table is read once for all subscriptions, page by page, and handed out subscription by subscription.
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpAnswer } from '../kit/http.js'
import { NotAnAnswer } from '../kit/http-failure.js'
import type { GraphRead, TableName } from './calls.js'
import { bodyOf, resetsAfter } from './failures.js'
import { subscriptionIn } from './names.js'
import { tables, type GraphPage } from './session-calls.js'

export type GraphRow = Readonly<Record<string, unknown>>

/** Sends one question and gives the whole answer: its headers say how much of the quota is left. */
export type Ask = (body: object, subscriptions: readonly string[], signal: AbortSignal) => Promise<HttpAnswer>

/** Rows a page may have at most. */
const pageSize = 1000
/** More pages than any honest table has. */
const mostPages = 10_000

export class GraphTables {
  private readonly readers = new Map<string, TableReader>()

  /** `atOnce`: subscriptions that one question may be about. */
  constructor(private readonly ask: Ask, private readonly subscriptions: () => readonly string[], private readonly atOnce: number) {}

  /** Rows of a type in a subscription; those that belong to none, such as assignments on management groups, are everybody's. */
  async rows({ table, type }: GraphRead, subscription: string, signal: AbortSignal): Promise<GraphRow[]> {
    const all = this.subscriptions()
    const at = all.indexOf(subscription)
    const first = at < 0 ? 0 : Math.floor(at / this.atOnce) * this.atOnce
    const chunk = at < 0 ? [subscription] : all.slice(first, first + this.atOnce)
    const key = `${table} ${chunk[0] ?? ''}`
    let reader = this.readers.get(key)
    if (reader === undefined) this.readers.set(key, (reader = new TableReader(table, chunk, this.ask)))
    const index = await reader.read(signal)
    return [...index.get(`${type} ${subscription}`) ?? [], ...index.get(`${type} `) ?? []]
  }
}

/** Keeps what it has when a page fails, and goes on from there when it is asked again. */
class TableReader {
  private readonly index = new Map<string, GraphRow[]>()
  private readonly tokens = new Set<string>()
  private token: string | undefined
  private done = false
  private underWay: { page: Promise<void>; signal: AbortSignal } | undefined
  private restarted = false

  constructor(private readonly table: TableName, private readonly subscriptions: readonly string[], private readonly ask: Ask) {}

  async read(signal: AbortSignal): Promise<ReadonlyMap<string, GraphRow[]>> {
    while (!this.done) {
      this.underWay ??= { signal, page: this.page(signal).finally(() => {
        this.underWay = undefined
      }) }
      const { page, signal: asked } = this.underWay
      // Whoever asked for the page gave up: that is no answer to the others.
      await page.catch((error: unknown) => {
        if (asked === signal || !asked.aborted || signal.aborted) throw error
      })
    }
    return this.index
  }

  private async page(signal: AbortSignal): Promise<void> {
    const { query, scopeFilter } = tables[this.table]
    const options = { resultFormat: 'objectArray', $top: pageSize, ...(this.token !== undefined && { $skipToken: this.token }), ...(scopeFilter !== undefined && { authorizationScopeFilter: scopeFilter }) }
    const answer = await this.ask({ subscriptions: this.subscriptions, query, options }, this.subscriptions, signal)
    if (this.isStale(answer)) return this.startOver()
    // An object, as bodyOf makes sure; its members are checked below.
    const { data, $skipToken, resultTruncated } = bodyOf(answer) as GraphPage
    if (!Array.isArray(data) || !data.every(isRow)) throw new NotAnAnswer('the answer of Resource Graph holds no rows where rows must be')
    for (const row of data) this.keep(row)
    const next = typeof $skipToken === 'string' && $skipToken !== '' ? $skipToken : undefined
    if (next === undefined && resultTruncated === 'true') throw new NotAnAnswer('Resource Graph cut its answer short')
    if (next !== undefined && (this.tokens.has(next) || this.tokens.size >= mostPages)) throw new NotAnAnswer('Resource Graph hands out the same page again and again')
    if (next === undefined) this.done = true
    else this.tokens.add(next)
    this.token = next
    // The quota is for everybody who scans as this identity: when it is used up, the next question would be refused.
    const wait = answer.headers['x-ms-user-quota-remaining'] === '0' && !this.done ? resetsAfter(answer.headers) : undefined
    if (wait !== undefined) await sleep(wait, undefined, { signal })
  }

  /** A token that is no longer good, once: the table is read anew. */
  private isStale({ status, body }: HttpAnswer): boolean {
    return status === 400 && this.token !== undefined && !this.restarted && /skip ?token/i.test(body.toString('utf8'))
  }

  private startOver(): void {
    this.restarted = true
    this.index.clear()
    this.tokens.clear()
    this.token = undefined
  }

  private keep(row: GraphRow): void {
    const key = `${textIn(row, 'type')} ${textIn(row, 'subscriptionId') || (subscriptionIn(textIn(row, 'id')) ?? '')}`
    const rows = this.index.get(key)
    if (rows === undefined) this.index.set(key, [row])
    else rows.push(row)
  }
}

/** A member of a row in lower case; empty where there is none. */
export function textIn(row: GraphRow, name: string): string {
  const value = row[name]
  return typeof value === 'string' ? value.toLowerCase() : ''
}

function isRow(row: unknown): row is GraphRow {
  return typeof row === 'object' && row !== null && !Array.isArray(row)
}
