// From findings as judged to findings as they stand here: severities of the user's, owners, and what is accepted.
import { worstFirst, type Asset, type Finding, type IgnoreUse, type ReportSource, type RuleDoc, type ScopeStatus, type Severity, type Triage, type Unknown } from '../core/index.js'
import { Heed } from './ignores.js'
import { ownersOf } from './owners.js'
import { below, filePathOf, type FilePath, type Folders } from './place.js'
import { isAnyLike } from './wildcard.js'

export { checkTriage } from './check.js'
export { filePathOf } from './place.js'
export type { Folders } from './place.js'

export interface Triaged {
  /** Sorted by severity, rule, asset; suppressed ones among them. */
  findings: Finding[]
  unknowns: Unknown[]
  ignores: IgnoreUse[]
  counts: Omit<ReportSource['counts'], 'unknowns'>
}

export interface Judged {
  findings: readonly Finding[]
  unknowns: readonly Unknown[]
  asset: (id: string) => Asset | undefined
  assets: readonly Asset[]
  /** The rules that were selected, and of them those that wait for a setting. */
  rules: readonly RuleDoc[]
  waiting: ReadonlySet<string>
  scopes: readonly ScopeStatus[]
  /** Not all was looked at: the run was cut short, or one asset was judged alone. */
  partial: boolean
  /** Whether an asset of this id may exist unseen. */
  hidden: (id: string) => boolean
  /** Fingerprints that the finding had under earlier ids of its rule. */
  earlier: (finding: Finding) => readonly string[]
  folders: Folders
}

/** `today`: ISO 8601 date by which `until` is measured. */
export function triage(judged: Judged, settings: Triage, today: string): Triaged {
  const docs = new Map(judged.rules.map((rule) => [rule.id, rule]))
  const heeds = settings.ignores.map((ignore) => new Heed(ignore, docs, today))
  const isPathNeeded = settings.owners.paths.length > 0 || settings.severities.some(({ within }) => within !== undefined) || settings.ignores.some(({ files, within }) => files.length > 0 || within !== undefined)
  const pathOf = (placed: Parameters<typeof filePathOf>[0]): FilePath => (isPathNeeded ? filePathOf(placed, judged.folders) : {})
  const findings = judged.findings.map((finding): Finding => {
    const path = pathOf(finding)
    const severity = severityOf(finding, path, settings, docs)
    const owners = ownersOf(finding, path, judged.asset(finding.asset), settings.owners)
    const ignore = heededFor(finding, path, heeds, judged)
    return {
      ...finding,
      ...(severity !== undefined && severity !== finding.severity && { severity, ruleSeverity: finding.severity }),
      ...(owners !== undefined && { owners }),
      ...(ignore !== undefined && { suppressed: { by: ignore.by ?? ignore.where, reason: ignore.reason, ...(ignore.until !== undefined && { until: ignore.until }) } }),
    }
  })
  const unknowns = settings.severities.length === 0 ? [...judged.unknowns] : judged.unknowns.map((unknown): Unknown => {
    const path = unknown.asset === null ? {} : pathOf({ asset: unknown.asset, scope: unknown.scope })
    return { ...unknown, severity: severityOf(unknown, path, settings, docs) ?? unknown.severity }
  })
  if (settings.severities.length > 0) {
    findings.sort(worstFirst)
    unknowns.sort(worstFirst)
  }
  return { findings, unknowns, ignores: heeds.map((heed) => heed.use(judged)), counts: countsOf(findings) }
}

/** The first that fits is the one that counts; expired ones count what they would have covered. */
function heededFor(finding: Finding, path: FilePath, heeds: readonly Heed[], judged: Judged): Heed['ignore'] | undefined {
  let first: Heed | undefined
  let earlier: readonly string[] | undefined
  for (const heed of heeds) {
    earlier ??= heed.ignore.fingerprint === undefined ? undefined : judged.earlier(finding)
    if (!heed.covers(finding, path, earlier)) {
      // What another finding speaks for is still true: nothing is stale about accepting it.
      if (!heed.matched && finding.alsoViolates.some((rule) => heed.covers({ ...finding, rule }, path, earlier))) heed.matched = true
      continue
    }
    heed.matched = true
    if (heed.isExpired) heed.findings++
    else if (first === undefined) {
      first = heed
      heed.findings++
    }
  }
  return first?.ignore
}

function severityOf({ rule }: { rule: string }, path: FilePath, { severities }: Triage, docs: ReadonlyMap<string, RuleDoc>): Severity | undefined {
  return severities.findLast((setting) => isAnyLike([setting.rule], rule, ...docs.get(rule)?.aliases ?? []) && (setting.within === undefined || below(path, setting.within) !== undefined))?.severity
}

function countsOf(findings: readonly Finding[]): Triaged['counts'] {
  const counts: Triaged['counts'] = { findings: { critical: 0, high: 0, medium: 0, low: 0 }, suppressed: 0 }
  for (const { severity, suppressed } of findings) {
    if (suppressed === undefined) counts.findings[severity]++
    else counts.suppressed++
  }
  return counts
}
