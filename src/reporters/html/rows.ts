// Findings, and what could not be judged, as rows and details of the page: in parts, as they come.
import { confidences, rank, severities, type Finding, type ReportSource, type Unknown } from '../../core/index.js'
import type { Names } from '../kit/names.js'
import { printable } from '../kit/printable.js'
import { detailOf, unknownDetail, type GapIndex } from './detail.js'
import { packed, Table } from './pack.js'
import type { Neighbours } from './surroundings.js'
import type { Detail, Row, RowPart, RowState } from './wire.js'

const rowsInPart = 1000
/** The page counts on it. */
const detailsInPart = 200

/** The parts of a report; `seen` gathers the rules that they name. */
export async function* rowParts(source: ReportSource, names: Names, near: Neighbours, gaps: GapIndex, seen: Set<string>): AsyncGenerator<string> {
  const rules = new Map(source.rules.map((rule) => [rule.id, rule]))
  const packing = new Packing(names)
  for await (const finding of source.findings) {
    seen.add(finding.rule)
    packing.finding(finding, detailOf(finding, rules.get(finding.rule), names, near))
    yield* packing.full()
  }
  let told = 0
  for await (const unknown of source.unknowns) {
    seen.add(unknown.rule)
    packing.unknown(unknown, told++, unknownDetail(unknown, gaps))
    yield* packing.full()
  }
  yield* packing.rest()
}

class Packing {
  private rules = new Table<string>()
  private scopes = new Table<[string, string, string]>()
  private types = new Table<[string, string]>()
  private prefixes = new Table<string>()
  private owners = new Table<string[]>()
  private rows: Row[] = []
  private details: Detail[] = []

  constructor(private readonly names: Names) {}

  finding(f: Finding, detail: Detail): void {
    const state: RowState = f.suppressed === undefined ? 0 : 1
    const baseline = f.baseline === undefined ? 0 : f.baseline === 'new' ? 1 : 2
    const owners = f.owners ?? []
    this.add(f, rank(confidences, f.confidence), printable(f.message), state, baseline, owners, printable(f.fingerprint), detail)
  }

  unknown(u: Unknown, nth: number, detail: Detail): void {
    const what = { ...u, asset: u.asset ?? '', assetName: u.assetName ?? '', assetType: u.assetType ?? '' }
    this.add(what, -1, '', 2, 0, [], `unknown-${nth}`, detail)
  }

  private add(
    f: Pick<Finding, 'rule' | 'severity' | 'scope' | 'asset' | 'assetName' | 'assetType'>, confidence: number, message: string,
    state: RowState, baseline: 0 | 1 | 2, owners: readonly string[], fingerprint: string, detail: Detail,
  ): void {
    const { provider, account, region = '' } = f.scope
    const name = printable(f.assetName)
    const id = printable(f.asset)
    const prefix = id.endsWith(name) ? id.slice(0, id.length - name.length) : undefined
    const kind = this.names.asset(f.asset)?.kind ?? ''
    this.rows.push([
      this.rules.at(f.rule, () => printable(f.rule)), rank(severities, f.severity), confidence,
      this.scopes.at([provider, account, region].join('\n'), () => [printable(provider), printable(account), printable(region)]),
      this.types.at(`${f.assetType}\n${kind}`, () => [printable(f.assetType), kind]),
      // An id that does not end with the name is told whole, marked by the break that no printable text has.
      this.prefixes.at(prefix ?? `${id}\n`, () => prefix ?? `${id}\n`), name, message,
      state, baseline, this.owners.at(owners.join('\n'), () => owners.map(printable)), fingerprint,
    ])
    this.details.push(detail)
  }

  /** Each part as soon as it is full, so that little is held. */
  *full(): Generator<string> {
    if (this.details.length === detailsInPart) yield this.packedDetails()
    if (this.rows.length === rowsInPart) yield this.packedRows()
  }

  *rest(): Generator<string> {
    if (this.details.length > 0) yield this.packedDetails()
    if (this.rows.length > 0) yield this.packedRows()
  }

  private packedDetails(): string {
    const text = packed('details', this.details)
    this.details = []
    return text
  }

  private packedRows(): string {
    const part: RowPart = {
      rules: this.rules.list, scopes: this.scopes.list, types: this.types.list, prefixes: this.prefixes.list, owners: this.owners.list, rows: this.rows,
    }
    const text = packed('rows', part)
    this.rules = new Table()
    this.scopes = new Table()
    this.types = new Table()
    this.prefixes = new Table()
    this.owners = new Table()
    this.rows = []
    return text
  }
}
