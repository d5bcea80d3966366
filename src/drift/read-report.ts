// Reads an earlier report of ours, JSON or SARIF: the JSON as it was written line by line, anything else as a whole.
import { UsageError, type Unknown } from '../core/index.js'
import { linesOf } from '../core/inventory-file.js'
import { BadRecord, fields, flag, gap, scope, scopeStatus, text, texts, word, type Fields } from '../core/inventory-record.js'
import { severities } from '../core/vocabulary.js'
import type { EarlierFinding, EarlierReport } from './earlier.js'
import { NotOurs, redacted } from './not-ours.js'
import { isSarif, readSarif } from './read-sarif.js'

const schema = 1
/** What is not laid out in lines of ours must fit into memory as a whole. */
const mostWhole = 128 * 1024 * 1024

type Chunks = AsyncIterable<string | Uint8Array>

/** `file` is what errors call it, `undone` what they say was not done. Throws a `UsageError` for all that is no report of ours. */
export async function readReport(source: Chunks, file: string, undone: string): Promise<EarlierReport> {
  const refused = (why: string, hint = 'aispm scan -o json=FILE makes one'): UsageError => new UsageError(`${file} ${why}; ${undone}`, hint)
  const report = new Draft(file)
  let at = 0
  try {
    const { head, chunks } = await begun(source)
    if (/^\s*$/.test(head)) throw refused('is empty')
    if (/^\{\s*"t":\s*"inventory"/.test(head)) throw refused('is an inventory, and findings are compared with a report', `aispm scan --inventory ${file} -o json=FILE`)
    if (!/^\{\r?\n"schema": /.test(head)) takeWhole(parsed(await gathered(chunks, refused)), report)
    else {
      const lines = new Lines(report)
      for await (const line of linesOf(chunks)) {
        at++
        lines.take(line)
      }
      lines.end()
    }
    return report.done()
  } catch (error) {
    if (error instanceof NotOurs) throw refused(error.message, error.hint)
    if (error instanceof BadRecord) throw refused(`${at > 0 ? `is damaged: line ${at} ` : 'is no report of aispm: it '}${error.message}`)
    throw error
  }
}

async function begun(source: Chunks): Promise<{ head: string; chunks: Chunks }> {
  const iterator = source[Symbol.asyncIterator]()
  const first: (string | Uint8Array)[] = []
  let head = ''
  while (head.length < 64) {
    const { value, done } = await iterator.next()
    if (done === true) break
    first.push(value)
    head += typeof value === 'string' ? value : new TextDecoder().decode(value)
  }
  return {
    head: head.replace(/^\ufeff/, ''),
    chunks: (async function* () {
      yield* first
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
    })(),
  }
}

async function gathered(chunks: Chunks, refused: (why: string, hint?: string) => UsageError): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    size += bytes.length
    if (size > mostWhole) throw refused(`is larger than ${mostWhole / 1024 / 1024} MB and not laid out as aispm writes reports`, 'give the file as aispm scan -o json=FILE wrote it')
    parts.push(bytes)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

function parsed(whole: string): unknown {
  try {
    return JSON.parse(whole)
  } catch {
    throw new BadRecord('is not JSON, or is cut short')
  }
}

function takeWhole(value: unknown, report: Draft): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRecord('is no JSON object')
  const document = fields(value, 'the document')
  if (isSarif(document)) return readSarif(document, report)
  for (const [key, one] of Object.entries(document)) {
    if (!lists.has(key)) report.take(key, one)
    else if (Array.isArray(one)) for (const item of one) report.add(key, item)
    else throw new BadRecord(`has "${key}" that is no list`)
  }
}

const lists: ReadonlySet<string> = new Set(['scopes', 'findings', 'unknowns', 'gaps', 'rules', 'ignores'])

/** The layout of `-o json`: one field a line, and of lists one item a line. */
class Lines {
  #list: string | undefined
  #state: 'before' | 'in' | 'after' = 'before'

  constructor(private readonly report: Draft) {}

  take(line: string): void {
    if (this.#state === 'before') {
      if (line !== '{') throw new BadRecord('is not the beginning of a report')
      this.#state = 'in'
    } else if (this.#state === 'after') {
      if (line.trim() !== '') throw new BadRecord('stands after the end')
    } else if (this.#list !== undefined) this.#item(this.#list, line)
    else if (line === '}') this.#state = 'after'
    else this.#field(line)
  }

  end(): void {
    if (this.#state !== 'after') throw new BadRecord('is the last one: the file is cut short')
  }

  #item(list: string, line: string): void {
    if (line === ']' || line === '],') this.#list = undefined
    else this.report.add(list, parsedLine(line.replace(/,$/, '')))
  }

  #field(line: string): void {
    const key = /^"([A-Za-z]+)": /.exec(line)
    if (key?.[1] === undefined) throw new BadRecord('is no field of a report')
    const written = line.slice(key[0].length).replace(/,$/, '')
    if (written === '[') this.#list = key[1]
    else if (written !== '[]') this.report.take(key[1], parsedLine(written))
  }
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new BadRecord('is not JSON')
  }
}

/** A report as it is being read. */
export class Draft {
  readonly findings: EarlierFinding[] = []
  readonly unknowns: Unknown[] = []
  readonly #gaps: EarlierReport['gaps'] = []
  readonly #scopes: EarlierReport['scopes'] = []
  readonly #rules = new Set<string>()
  #types: Set<string> | undefined
  #schema: unknown
  #isOurs = false
  #isSarif = false
  #cut: string | undefined
  complete = false
  takenAt: string | undefined

  constructor(private readonly file: string) {}

  take(key: string, value: unknown): void {
    switch (key) {
      case 'schema':
        this.#schema = value
        if (typeof value === 'number' && value > schema) throw new NotOurs(`was written by a newer aispm (schema ${value}; this one reads schema ${schema})`, 'update aispm, or make the report again with this version')
        return
      case 'tool': this.#isOurs = fields(value, 'tool')['name'] === 'aispm'; return
      case 'startedAt': this.takenAt = moment(value); return
      case 'complete': this.complete = flag(value, 'complete'); return
      case 'interrupted': this.#cut = text(value, 'interrupted'); return
      case 'redacted': if (value === true) throw redacted(); return
      case 'inventory': this.#types = new Set(Object.keys(fields(fields(value, 'inventory')['types'], 'inventory.types'))); return
      // Known once, and not known to be gone: still to be looked for.
      case 'since': {
        const open = fields(value, 'since')['open']
        if (!Array.isArray(open)) throw new BadRecord('has a "since" without the list "open"')
        for (const one of open.map((item) => fields(item, 'since.open'))) this.findings.push({ ...finding(one), open: text(one['why'], 'since.open.why') })
        return
      }
    }
  }

  add(list: string, item: unknown): void {
    const record = fields(item, `an item of ${list}`)
    if (list === 'findings') this.findings.push(finding(record))
    else if (list === 'unknowns') this.unknowns.push(unknown(record))
    else if (list === 'gaps') this.#gaps.push(gap(record))
    else if (list === 'scopes') this.#scopes.push(scopeStatus(record))
    else if (list === 'rules') this.#rules.add(text(record['id'], 'rules.id'))
  }

  /** From a file that says less. */
  takeSarif(takenAt: unknown): void {
    this.#isSarif = true
    this.complete = false
    if (takenAt !== undefined) this.takenAt = moment(takenAt)
  }

  done(): EarlierReport {
    if (!this.#isSarif && (!this.#isOurs || this.#schema !== schema)) throw new NotOurs('is no report of aispm')
    return {
      file: this.file, complete: this.complete, findings: this.findings, unknowns: this.unknowns, gaps: this.#gaps, scopes: this.#scopes,
      ...(this.takenAt !== undefined && { takenAt: this.takenAt }),
      ...(this.#cut !== undefined && { cut: this.#cut }),
      ...(!this.#isSarif && { rules: this.#rules }),
      ...(this.#types !== undefined && { types: this.#types }),
    }
  }
}

/** A date that is none would be told as one. */
function moment(value: unknown): string {
  const said = text(value, 'startedAt')
  if (Number.isNaN(Date.parse(said))) throw new BadRecord('"startedAt" is no date')
  return new Date(said).toISOString()
}

function finding(record: Fields): EarlierFinding {
  const asset = text(record['asset'], 'asset')
  const evidence = Array.isArray(record['evidence']) ? record['evidence'] : []
  const causes = new Set(evidence.map((one) => text(fields(one, 'evidence')['asset'], 'evidence.asset')))
  const also = record['alsoViolates'] === undefined ? [] : texts(record['alsoViolates'], 'alsoViolates')
  return {
    fingerprint: text(record['fingerprint'], 'fingerprint'),
    rule: text(record['rule'], 'rule'), title: text(record['title'], 'title'), severity: word(record['severity'], severities, 'severity'), message: text(record['message'], 'message'),
    asset, assetType: text(record['assetType'], 'assetType'), assetName: text(record['assetName'], 'assetName'), scope: scope(record['scope']),
    alsoViolates: also,
    // Kept for what was spoken for alone: most findings speak for nothing.
    causes: also.length === 0 ? [] : [...causes].filter((cause) => cause !== asset),
    ...(record['family'] !== undefined && { lastSeen: text(fields(record['family'], 'family')['lastSeen'], 'family.lastSeen') }),
    suppressed: record['suppressed'] !== undefined,
  }
}

function unknown(record: Fields): Unknown {
  const orNull = (key: string): string | null => (record[key] === null ? null : text(record[key], key))
  return {
    rule: text(record['rule'], 'rule'), title: text(record['title'], 'title'), severity: word(record['severity'], severities, 'severity'),
    asset: orNull('asset'), assetName: orNull('assetName'), assetType: orNull('assetType'), scope: scope(record['scope']), gaps: texts(record['gaps'], 'gaps'),
  }
}
