// The report as JSON: the public contract, one finding a line, written as it comes.
import { jsonText } from '../core/json-text.js'
import type { Finding, PastFinding, Reporter, ReportSource, Scope, ScopeStatus, Since, Unknown } from '../core/index.js'
import { jsonList } from './kit/json-list.js'
import { pour } from './kit/pour.js'

export default {
  id: 'json',
  summary: 'the whole report for programs, with a published schema',
  extension: 'json',
  render: (source, out) => pour(pieces(source), out),
} satisfies Reporter

async function* pieces(source: ReportSource): AsyncGenerator<string> {
  const { tool, startedAt, finishedAt, complete, interrupted, counts, coverage, inventory } = source
  yield `{\n"schema": ${source.schema}`
  yield field('tool', { name: tool.name, version: tool.version })
  yield field('startedAt', startedAt)
  yield field('finishedAt', finishedAt)
  yield field('complete', complete)
  if (interrupted !== undefined) yield field('interrupted', interrupted)
  yield* jsonList('scopes', source.scopes, scopeStatus)
  yield field('counts', {
    findings: { critical: counts.findings.critical, high: counts.findings.high, medium: counts.findings.medium, low: counts.findings.low },
    suppressed: counts.suppressed, unknowns: counts.unknowns,
  })
  yield* jsonList('findings', source.findings, finding)
  yield* jsonList('unknowns', source.unknowns, unknown)
  yield* jsonList('gaps', source.gaps, (gap) => ({
    id: gap.id, scope: scope(gap.scope), call: gap.call, reason: gap.reason, missing: gap.missing ?? [], message: gap.message,
    types: gap.types, list: gap.list, count: gap.count, blinds: gap.blinds,
  }))
  yield field('coverage', {
    decided: coverage.decided, unknown: coverage.unknown, ratio: coverage.ratio,
    rules: sorted(coverage.rules, (row) => ({ pass: row.pass, fail: row.fail, unknown: row.unknown, 'not-applicable': row['not-applicable'] })),
    nothingToJudge: coverage.nothingToJudge,
    notConfigured: coverage.notConfigured.map(({ rule, wants }) => ({ rule, wants })),
  })
  yield field('inventory', { assets: inventory.assets, relations: inventory.relations, types: sorted(inventory.types), kinds: sorted(inventory.kinds) })
  yield* jsonList('rules', source.rules, ({ id, title, severity, level }) => ({ id, title, severity, level }))
  yield* jsonList('ignores', source.ignores, ({ where, what, reason, until, state, findings }) => ({ where, what, reason, until, state, findings }))
  if (source.since !== undefined) yield field('since', since(source.since))
  if (source.redacted === true) yield field('redacted', true)
  yield '\n}\n'
}

function field(name: string, value: unknown): string {
  return `,\n${jsonText(name)}: ${jsonText(value)}`
}

// Fields are named one by one: the contract has the order and the words of this file, whatever the objects carry.
function finding(f: Finding): object {
  return {
    rule: f.rule, title: f.title, severity: f.severity, confidence: f.confidence, message: f.message,
    asset: f.asset, assetType: f.assetType, assetName: f.assetName, scope: scope(f.scope),
    evidence: f.evidence.map(({ asset, path, saw, wanted }) => ({ asset, path, saw, wanted })),
    hops: f.hops?.map(({ from, relation, to, basis, because }) => ({ from, relation, to, basis, because })),
    source: f.source && { file: f.source.file, line: f.source.line, column: f.source.column },
    fingerprint: f.fingerprint,
    frameworks: sorted(f.frameworks),
    fix: { text: f.fix.text, command: f.fix.command, terraform: f.fix.terraform },
    console: f.console, ruleSeverity: f.ruleSeverity, owners: f.owners, baseline: f.baseline,
    alsoViolates: f.alsoViolates,
    usedBy: f.usedBy && { count: f.usedBy.count, some: f.usedBy.some.map(({ asset, name, type }) => ({ asset, name, type })) },
    family: f.family && { count: f.family.count, firstSeen: f.family.firstSeen, lastSeen: f.family.lastSeen },
    suppressed: f.suppressed && { by: f.suppressed.by, reason: f.suppressed.reason, until: f.suppressed.until },
  }
}

function since({ file, takenAt, counts, fixed, open }: Since): object {
  return {
    file, takenAt, counts: { new: counts.new, known: counts.known, fixed: counts.fixed, open: counts.open },
    fixed: fixed.map((past) => ({ ...pastFinding(past), how: past.how })), open: open.map((past) => ({ ...pastFinding(past), why: past.why })),
  }
}

function pastFinding({ fingerprint, rule, title, severity, message, asset, assetType, assetName, scope: where }: PastFinding): object {
  return { rule, title, severity, message, asset, assetType, assetName, scope: scope(where), fingerprint }
}

function unknown(u: Unknown): object {
  return {
    rule: u.rule, title: u.title, severity: u.severity, asset: u.asset, assetType: u.assetType, assetName: u.assetName,
    scope: scope(u.scope), gaps: u.gaps,
  }
}

function scopeStatus(status: ScopeStatus): object {
  return { scope: scope(status.scope), state: status.state, services: sorted(status.services), calls: status.calls, answered: status.answered, vanished: status.vanished }
}

function scope({ provider, account, region }: Scope): object {
  return { provider, account, region }
}

function sorted<T>(record: Record<string, T>, written: (value: T) => unknown = (value) => value): object {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, value]) => [key, written(value)]))
}
