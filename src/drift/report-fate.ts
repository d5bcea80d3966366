// What became of an earlier finding, as far as a later report tells: it has findings and what could not be judged, and no passes.
import type { AssetTypes, PastFinding, RuleDoc, Scope } from '../core/index.js'
import { gapWords, placeWords } from './absence.js'
import { byAnyId, type EarlierReport } from './earlier.js'
import type { Became } from './since.js'

export class ReportFate {
  readonly #unknown = new Map<string, readonly string[]>()
  readonly #unlisted = new Map<string, { scope: Scope; gaps: readonly string[] }[]>()
  readonly #open = new Map<string, string>()
  readonly #spokenFor = new Set<string>()
  readonly #rules: ReadonlyMap<string, RuleDoc>

  constructor(private readonly after: EarlierReport, all: readonly RuleDoc[], private readonly types: AssetTypes) {
    this.#rules = byAnyId(all)
    for (const { rule, asset, scope, gaps } of after.unknowns) {
      if (asset !== null) this.#unknown.set(`${rule}\n${asset}`, gaps)
      else this.#unlisted.set(rule, [...this.#unlisted.get(rule) ?? [], { scope, gaps }])
    }
    for (const { fingerprint, open } of after.findings) if (open !== undefined) this.#open.set(fingerprint, open)
    for (const { asset, alsoViolates, causes } of after.findings) for (const rule of alsoViolates) for (const one of [asset, ...causes]) this.#spokenFor.add(`${rule}\n${one}`)
  }

  of(past: PastFinding): Became {
    const { after } = this
    const rule = this.#rules.get(past.rule)?.id ?? past.rule
    const pair = `${rule}\n${past.asset}`
    if (this.#spokenFor.has(pair)) return { still: true }
    const open = this.#open.get(past.fingerprint)
    if (open !== undefined) return { why: open }
    if (after.rules === undefined) return { why: `${after.file} does not say what was judged` }
    const unknown = this.#unknown.get(pair)
    if (unknown !== undefined) return { why: this.#words(unknown) }
    if (after.cut !== undefined) return { why: 'the later run was cut short' }
    const statuses = after.scopes.filter(({ scope }) => isSameAccount(scope, past.scope))
    if (!statuses.some(({ state }) => state === 'read')) return { why: `${placeWords({ provider: past.scope.provider, account: past.scope.account })} was not scanned` }
    const here = past.scope.region === undefined ? undefined : statuses.find(({ scope }) => scope.region === past.scope.region)
    if (here !== undefined && here.state !== 'read') return { why: `${placeWords(past.scope)} was not scanned` }
    if (!after.rules.has(rule)) return { why: 'its rule was not selected then' }
    const isHere = (scope: Scope): boolean => isSameAccount(scope, past.scope) && (scope.region === undefined || past.scope.region === undefined || scope.region === past.scope.region)
    const unlisted = (this.#unlisted.get(rule) ?? []).find(({ scope }) => isHere(scope))
    if (unlisted !== undefined) return { why: this.#words(unlisted.gaps) }
    // What is only read when something refers to it may be missing for any list that nobody read.
    const isReferred = this.types.get(past.assetType)?.listed === false
    const gap = after.gaps.find(({ list, reason, types, scope }) => list && (types.includes(past.assetType) ? isHere(scope) : isReferred && reason !== 'not-requested' && isSameAccount(scope, past.scope)))
    return gap === undefined ? {} : { why: gapWords(gap) }
  }

  #words(ids: readonly string[]): string {
    const gap = this.after.gaps.find(({ id }) => ids.includes(id))
    return gap === undefined ? ids[0] ?? 'it could not be judged' : gapWords(gap)
  }
}

function isSameAccount(a: Scope, b: Scope): boolean {
  return a.provider === b.provider && a.account === b.account
}
