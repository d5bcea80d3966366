// How much of what there is the bill can know: completeness is claimed only where nothing was unread.
import { count, scopeId, type Gap, type ReportSource, type Unknown } from '../../core/index.js'
import { scopeWords } from '../kit/names.js'
import type { Census } from './census.js'
import { property, shown, type Property } from './fact.js'

/** Of the whole: everything that was asked for was read. Of a component: what it depends on may be hidden by a gap. */
export function compositionsOf(source: ReportSource, census: Census): object[] {
  const blind = [...census.listed].filter(([asset]) => Object.keys(asset.gaps).length > 0).map(([, ref]) => ref)
  return [
    { aggregate: isWhole(source) ? 'complete' : 'incomplete', assemblies: [census.root] },
    ...(blind.length === 0 ? [] : [{ aggregate: 'unknown', dependencies: blind }]),
  ]
}

export function isWhole(source: ReportSource): boolean {
  const inventory = source.inventoryOf()
  return source.complete && source.interrupted === undefined && inventory.finished && source.gaps.length === 0 && source.scopes.every(({ state }) => state === 'read')
}

/** Of the whole bill, in its metadata: what was looked at, what was not, and what could not be judged. */
export function reportProperties(source: ReportSource): Property[] {
  const { counts, coverage } = source
  return [
    property('complete', isWhole(source)),
    ...(source.interrupted === undefined ? [] : [property('interrupted', source.interrupted)]),
    ...(source.redacted === true ? [property('redacted', true)] : []),
    property('findings', `${counts.findings.critical} critical, ${counts.findings.high} high, ${counts.findings.medium} medium, ${counts.findings.low} low`),
    property('findings.suppressed', counts.suppressed),
    property('verdicts.decided', coverage.decided),
    property('verdicts.unknown', coverage.unknown),
    // What is not of these types was never looked at.
    ...source.inventoryOf().collected.map((type) => property('collected', type)),
    ...source.scopes.map(({ scope, state, why }) => property('scope', `${scopeId(scope)}: ${state}${why === undefined ? '' : `, ${why}`}`)),
    ...source.gaps.map((gap) => property('gap', gapWords(gap))),
    ...coverage.notConfigured.map(({ rule, wants }) => property('rule.notConfigured', `${rule}: wants ${wants}`)),
    ...(source.since === undefined ? [] : [property('baseline', source.since.file)]),
    ...(source.since?.fixed ?? []).map((past) => property('baseline.fixed', `${past.rule} on ${past.assetName}`)),
    ...(source.since?.open ?? []).map((past) => property('baseline.open', `${past.rule} on ${past.assetName}: ${past.why}`)),
  ]
}

/** `denied: sagemaker:ListDomains in aws 111122223333 us-east-1 hides all of aws.sagemaker.domain; missing …; blinds …` */
function gapWords(gap: ReportSource['gaps'][number]): string {
  const hides = gap.list ? `hides all of ${gap.types.join(', ')}` : `hides parts of ${count(gap.count, 'item')} of ${gap.types.join(', ')}`
  const blinds = gap.blinds.length === 0 ? '' : `; blinds ${gap.blinds.join(', ')}`
  return `${readWords(gap)} ${hides}${blinds}; ${gap.message}`
}

function readWords(gap: Gap): string {
  const missing = (gap.missing ?? []).length === 0 ? '' : ` (missing ${gap.missing?.join(', ')})`
  return `${gap.reason}: ${gap.call} in ${scopeWords(gap.scope)}${missing}`
}

/** A verdict that nobody could give, as a note on what it is about. */
export function annotationOf(unknown: Unknown, source: ReportSource, gaps: ReadonlyMap<string, Gap>, census: Census): object {
  const ref = unknown.asset === null ? undefined : census.refOf(unknown.asset)
  const about = ref === undefined ? ` in ${unknown.assetName ?? scopeWords(unknown.scope)}` : ''
  const unread = unknown.gaps.map((id) => {
    const gap = gaps.get(id)
    return gap === undefined ? id : readWords(gap)
  })
  return {
    subjects: [ref ?? census.root],
    annotator: { component: { type: 'application', name: source.tool.name, version: source.tool.version } },
    timestamp: source.finishedAt,
    text: shown(`${unknown.rule} (${unknown.severity}) could not be judged${about}: ${unknown.title}. Unread: ${unread.join('; ')}.`),
  }
}
