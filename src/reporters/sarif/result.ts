// Findings, unknown verdicts and what stood in the way of judging, as SARIF results.
import { createHash } from 'node:crypto'
import type { Result } from 'sarif'
import type { Finding, ReportSource, Unknown } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, type Names } from '../kit/names.js'
import { shortened } from '../kit/shortened.js'
import { isLasting, pastSource, type Lasting, type Standing } from '../kit/standing.js'
import { hiddenWords, isBlinding, type Cause } from '../kit/unjudged.js'
import { coverageGapId, levelOf } from './descriptor.js'
import { cutWords, flowOf } from './flow.js'
import { locationOf, messageOf } from './place.js'

const mostEvidence = 10
/** Values may be as long as their owners like; an alert is read by people. */
const longestEvidence = 1000
const mostUsers = 10

/** What all results of a report have in common. */
export interface Telling {
  names: Names
  /** Set where there is a baseline: then every result says how it stands to it. */
  isCompared: boolean
  /** The day of the report. */
  today: string
}

export function tellingOf(source: ReportSource, names: Names): Telling {
  return { names, isCompared: source.since !== undefined, today: source.finishedAt.slice(0, 10) }
}

export function resultOf(standing: Standing, ruleIndex: number, telling: Telling): Result {
  return isLasting(standing) ? lastingResult(standing, ruleIndex, telling) : findingResult(standing, ruleIndex, telling)
}

function findingResult(finding: Finding, ruleIndex: number, { names, isCompared, today }: Telling): Result {
  const seen = finding.evidence.slice(0, mostEvidence).map((evidence) => shortened(evidenceWords(evidence, finding.asset, names), longestEvidence))
  const more = finding.evidence.length > mostEvidence ? [`and ${finding.evidence.length - mostEvidence} more`] : []
  const { family, hops = [], owners = [], fix } = finding
  // The first sentence is the alert's title.
  const message = messageOf(
    finding.message, ...(seen.length > 0 ? [`Evidence: ${[...seen, ...more].join('; ')}`] : []), ...cutWords(hops),
    ...(family === undefined ? [] : [`Seen ${family.count} times, last ${family.lastSeen.slice(0, 10)}`]),
    `Fix: ${fix.text}`, ...(owners.length > 0 ? [`Looked after by ${owners.join(', ')}`] : []),
  )
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levelOf(finding.severity),
    message: { text: message.text + consoleLink(finding.console) },
    locations: [locationOf({ scope: finding.scope, type: finding.assetType, name: finding.assetName, id: finding.asset, source: finding.source })],
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...(isCompared ? { baselineState: finding.baseline === 'known' ? 'unchanged' : 'new' } : {}),
    ...(hops.length === 0 ? {} : flowOf(hops, finding, names)),
    ...(finding.suppressed === undefined ? {} : { suppressions: [suppressionOf(finding.suppressed, today)] }),
    properties: propertiesOf(finding),
  }
}

function propertiesOf(finding: Finding): Result['properties'] {
  const { ruleSeverity, alsoViolates, owners = [], usedBy, fix } = finding
  return {
    severity: finding.severity, ...(ruleSeverity === undefined ? {} : { ruleSeverity }), confidence: finding.confidence, assetType: finding.assetType,
    ...(alsoViolates.length > 0 ? { alsoViolates } : {}),
    ...(owners.length > 0 ? { owners } : {}),
    ...(finding.console === undefined ? {} : { console: finding.console }),
    ...(fix.command === undefined ? {} : { command: fix.command }),
    ...(fix.terraform === undefined ? {} : { terraform: fix.terraform }),
    ...(usedBy === undefined ? {} : { usedBy: { count: usedBy.count, some: usedBy.some.slice(0, mostUsers).map(({ name }) => name) } }),
  }
}

/** A link of SARIF's own, which code scanning draws as one; only to an address that cannot end it early. */
function consoleLink(url: string | undefined): string {
  return url !== undefined && /^https:\/\/[^\s()[\]<>"'\\{}]+$/.test(url) && /^[\x21-\x7e]+$/.test(url) ? ` [Open it in the console](${url}).` : ''
}

/** `rejected` where its last day has passed: SARIF then counts the result as not suppressed. */
function suppressionOf({ by, reason, until }: NonNullable<Finding['suppressed']>, today: string): NonNullable<Result['suppressions']>[number] {
  const status = until !== undefined && until.slice(0, 10) < today ? 'rejected' : 'accepted'
  return { kind: 'external', status, justification: messageOf(reason).text, properties: { by, ...(until === undefined ? {} : { until }) } }
}

/** Written again, because code scanning takes an alert that is missing from an upload for fixed. */
function lastingResult(past: Lasting, ruleIndex: number, { names }: Telling): Result {
  const asset = names.asset(past.asset)
  return {
    ruleId: past.rule,
    ruleIndex,
    level: levelOf(past.severity),
    message: messageOf(past.message, `Not found now and not known to be gone: ${past.why}`),
    locations: [locationOf({ scope: asset?.scope ?? past.scope, type: past.assetType, name: past.assetName, id: past.asset, source: asset?.source ?? pastSource(past) })],
    partialFingerprints: { primaryLocationLineHash: past.fingerprint },
    baselineState: 'unchanged',
    properties: { state: 'open-from-baseline', severity: past.severity, assetType: past.assetType },
  }
}

/** An open question: shown by viewers that know the kind, and only on request. */
export function unknownResult(unknown: Unknown, ruleIndex: number, { isCompared }: Telling): Result {
  const about = unknown.assetName ?? scopeWords(unknown.scope)
  const id = unknown.asset ?? scopeWords(unknown.scope)
  return {
    ruleId: unknown.rule,
    ruleIndex,
    kind: 'open',
    level: 'none',
    message: messageOf(`Could not judge ${about}: ${unknown.title}`, `Unread: ${unknown.gaps.join(', ')}`),
    locations: [locationOf({ scope: unknown.scope, type: unknown.assetType ?? `${unknown.scope.provider}.unlisted.${unknown.rule}`, name: about, id })],
    partialFingerprints: { primaryLocationLineHash: hashed('unknown', unknown.rule, id) },
    ...notNew(isCompared),
    properties: { severity: unknown.severity, gaps: unknown.gaps },
  }
}

/** What kept rules from being judged. `keeps`: what becomes of earlier alerts, as a sentence. */
export function causeResult(cause: Cause, ruleIndex: number, { isCompared }: Telling, keeps: string): Result {
  const { provider, account, permission, key } = cause
  return {
    ruleId: coverageGapId,
    ruleIndex,
    level: 'note',
    message: messageOf(cause.what, hiddenWords(cause), ...(isBlinding(cause) ? [keeps] : []), `Fix: ${cause.fix}`),
    locations: [locationOf({ scope: { provider, account }, type: `${provider}.aispm.${permission === undefined ? 'unread' : 'permission'}`, name: key, id: key })],
    partialFingerprints: { primaryLocationLineHash: hashed('coverage-gap', provider, account, key) },
    ...notNew(isCompared),
    properties: { ...(permission === undefined ? { reason: key } : { permission }), blinds: cause.blinds, calls: cause.calls },
  }
}

/** A state must be on all results or on none; a baseline knows nothing of what could not be judged. */
function notNew(isCompared: boolean): Pick<Result, 'baselineState'> {
  return isCompared ? { baselineState: 'unchanged' } : {}
}

function hashed(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
