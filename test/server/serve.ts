// What services of the made-up account are written with: rows that are made once a region, lists that page, reads of one row.
import type { MadeAccount, Row } from './account.js'
import type { Answered, Handler } from './answers.js'

/** Answers of one service by `<service word>.<Operation>`; a file in `services/` exports one as default. */
export type ServiceAnswers = Record<string, Handler>

/** Where a row lives, and what to name things by. */
export interface RowPlace {
  account: string
  region: string
  partition: string
  /** `arn:<partition>:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string
  /** `arn:<partition>:iam::<account>:role/orchard-role-<i>`, one that exists. */
  role(i: number): string
  /** A bucket that exists. */
  bucket(i: number): string
  /** Seconds since 1970, `hours` before the account was made. */
  ago(hours: number): number
}

export type Rows = (account: MadeAccount, region: string) => readonly Row[]

const cache = new WeakMap<MadeAccount, Map<string, readonly Row[]>>()

/**
 * Rows of one kind: as many in the first region as `account.others` says (times `per`), none elsewhere, so that other
 * regions are as empty as in most accounts. Made once, so that lists and reads agree.
 */
export function made(name: string, make: (i: number, place: RowPlace) => Row, per = 1): Rows {
  return (account, region) => {
    let kinds = cache.get(account)
    if (kinds === undefined) cache.set(account, (kinds = new Map()))
    const key = `${region} ${name}`
    let rows = kinds.get(key)
    if (rows === undefined) {
      const n = region === account.regions[0] ? Math.ceil(account.others * per) : 0
      rows = Array.from({ length: n }, (_, i) => make(i, placeOf(account, region)))
      kinds.set(key, rows)
    }
    return rows
  }
}

export function placeOf(account: MadeAccount, region: string): RowPlace {
  return {
    account: account.account, region, partition: 'aws',
    arn: (service, resource) => `arn:aws:${service}:${region}:${account.account}:${resource}`,
    role: (i) => `arn:aws:iam::${account.account}:role/${account.roles[i % account.roles.length]?.name ?? 'none'}`,
    bucket: (i) => account.buckets[i % account.buckets.length]?.name ?? 'none',
    ago: (hours) => account.madeAt - hours * 3600,
  }
}

interface Paging {
  /** Member of the answer that holds the rows. */
  rows: string
  /** The service's own limit for a page. */
  max?: number
  /** Names of the token in the question and in the answer. */
  token?: string
  next?: string
  size?: string
  /** Fields of a row that its summary has; all when left out. */
  fields?: readonly string[]
  /** Rows that the question asks for. */
  where?: (row: Row, input: Row) => boolean
  /** A summary other than a choice of fields, such as a name alone. */
  as?: (row: Row) => unknown
}

/** A list, in pages of the size asked for, within the service's limit. The token is the offset, so that a wrong one shows. */
export function listed(rows: Rows, { rows: member, max = 100, token = 'nextToken', next = token, size = 'maxResults', fields, where, as }: Paging): Handler {
  return (account, { region, input }) => {
    const all = rows(account, region).filter((row) => where?.(row, input) ?? true)
    const from = Number(input[token] ?? 0)
    const asked = Number(input[size] ?? max)
    if (asked > max) return { error: 'ValidationException', message: `${size} must not be more than ${max}` }
    const to = from + Math.min(asked, account.pageCap)
    const summary = (row: Row): unknown => as?.(row) ?? (fields === undefined ? row : Object.fromEntries(fields.flatMap((field) => (row[field] === undefined ? [] : [[field, row[field]]]))))
    return { json: { [member]: all.slice(from, to).map(summary), ...(to < all.length && { [next]: String(to) }) } }
  }
}

interface Reading {
  /** Input fields and the fields of a row that must equal them. */
  by: Record<string, string>
  /** Member of the answer that holds the row; the row is the answer when left out. */
  in?: string
  /** Made from the row, where the answer is not the row itself. */
  as?: (row: Row, input: Row) => unknown
  /** The error for what is not there. */
  gone?: string
}

/** A read of one row. */
export function described(rows: Rows, { by, in: member, as, gone = 'ResourceNotFoundException' }: Reading): Handler {
  return (account, { region, input }): Answered => {
    const row = rows(account, region).find((one) => Object.entries(by).every(([field, own]) => one[own] === input[field]))
    if (row === undefined) return { error: gone, message: `nothing is called ${Object.keys(by).map((field) => String(input[field])).join(', ')}`, status: 404 }
    const value = as === undefined ? row : as(row, input)
    return { json: member === undefined ? value : { [member]: value } }
  }
}

/** The same answer in every region. */
export function always(json: unknown): Handler {
  return () => ({ json })
}

/** An answer in the first region, another elsewhere. */
export function atHome(json: unknown, elsewhere: unknown): Handler {
  return (account, { region }) => ({ json: region === account.regions[0] ? json : elsewhere })
}

/** A refusal, such as "there is none". */
export function refused(error: string, status = 400, message = error): Handler {
  return () => ({ error, status, message })
}
