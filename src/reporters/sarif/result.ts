// Findings, unknown verdicts and missing permissions as SARIF results.
import { createHash } from 'node:crypto'
import type { CodeFlow, Graph, GraphTraversal, Location, Result } from 'sarif'
import type { Finding, Hop, ReportSource, Unknown } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, type Names } from '../kit/names.js'
import { coverageGapId, levelOf } from './descriptor.js'
import { locationOf, messageOf } from './place.js'

const mostEvidence = 10
/** Code scanning keeps this many steps of a path. */
const mostSteps = 1000

export function findingResult(finding: Finding, ruleIndex: number, names: Names): Result {
  const seen = finding.evidence.slice(0, mostEvidence).map((evidence) => evidenceWords(evidence, finding.asset, names))
  const family = finding.family === undefined ? [] : [`Seen ${finding.family.count} times, last ${finding.family.lastSeen.slice(0, 10)}`]
  // The first sentence is the alert's title.
  const sentences = [finding.message, ...(seen.length > 0 ? [`Evidence: ${seen.join('; ')}`] : []), ...family, `Fix: ${finding.fix.text}`]
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levelOf(finding.severity),
    message: messageOf(...sentences),
    locations: [locationOf({ scope: finding.scope, type: finding.assetType, name: finding.assetName, id: finding.asset, source: finding.source })],
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...(finding.hops === undefined || finding.hops.length === 0 ? {} : pathOf(finding.hops.slice(0, mostSteps), finding, names)),
    ...(finding.suppressed === undefined ? {} : { suppressions: [suppressionOf(finding.suppressed)] }),
    properties: {
      severity: finding.severity, confidence: finding.confidence, assetType: finding.assetType,
      ...(finding.alsoViolates.length > 0 ? { alsoViolates: finding.alsoViolates } : {}),
    },
  }
}

function suppressionOf({ by, reason, until }: NonNullable<Finding['suppressed']>): NonNullable<Result['suppressions']>[number] {
  return { kind: 'external', status: 'accepted', justification: messageOf(reason).text, properties: { by, ...(until === undefined ? {} : { until }) } }
}

/** The path twice: as a code flow, which code scanning shows, and as a graph for those who read graphs. */
function pathOf(hops: readonly Hop[], finding: Finding, names: Names): { codeFlows: CodeFlow[]; graphs: Graph[]; graphTraversals: GraphTraversal[] } {
  const stops = [hops[0]?.from ?? finding.asset, ...hops.map((hop) => hop.to)]
  const because = (i: number): string => (i === 0 ? `Starts at ${names.label(stops[0] ?? '')}` : `${hops[i - 1]?.relation}: ${hops[i - 1]?.because}`)
  const located = (id: string, text: string): Location => {
    const asset = names.asset(id)
    const place = asset ?? { scope: finding.scope, type: 'path.outside', name: names.label(id), id }
    return locationOf(place, messageOf(text))
  }
  const nodes = [...new Set(stops)]
  return {
    codeFlows: [{ threadFlows: [{ locations: stops.map((id, i) => ({ location: located(id, because(i)), executionOrder: i + 1 })) }] }],
    graphs: [{
      nodes: nodes.map((id, i) => ({ id: `n${i}`, label: messageOf(names.label(id)), location: located(id, names.label(id)) })),
      edges: hops.map((hop, i) => ({
        id: `e${i}`, label: messageOf(hop.because), sourceNodeId: `n${nodes.indexOf(hop.from)}`, targetNodeId: `n${nodes.indexOf(hop.to)}`,
        properties: { relation: hop.relation, basis: hop.basis },
      })),
    }],
    graphTraversals: [{ resultGraphIndex: 0, edgeTraversals: hops.map((_, i) => ({ edgeId: `e${i}` })) }],
  }
}

/** An open question: shown by viewers that know the kind, and only on request. */
export function unknownResult(unknown: Unknown, ruleIndex: number): Result {
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
    properties: { severity: unknown.severity, gaps: unknown.gaps },
  }
}

/** One result a missing permission and account, however many calls and regions it would open. */
export function permissionResults(gaps: ReportSource['gaps'], ruleIndex: number): Result[] {
  const byPermission = new Map<string, ReportSource['gaps']>()
  for (const gap of gaps) for (const permission of gap.missing ?? []) byPermission.set(permission, [...(byPermission.get(permission) ?? []), gap])
  return [...byPermission].sort(([a], [b]) => (a < b ? -1 : 1)).map(([permission, opened]) => {
    const blinds = [...new Set(opened.flatMap((gap) => gap.blinds))].sort()
    const places = [...new Set(opened.map((gap) => gap.scope.region ?? 'global'))].sort()
    const { provider, account } = opened[0]?.scope ?? { provider: '', account: '' }
    const blinded = blinds.length === 0 ? 'no rule was blinded' : `not judged: ${blinds.join(', ')}`
    return {
      ruleId: coverageGapId,
      ruleIndex,
      level: 'note',
      message: messageOf(`Permission "${permission}" is missing in account "${account}"`, `Unread in ${places.join(', ')}; ${blinded}`, 'Fix: add it to the scanning identity'),
      locations: [locationOf({ scope: { provider, account }, type: `${provider}.aispm.permission`, name: permission, id: permission })],
      partialFingerprints: { primaryLocationLineHash: hashed('coverage-gap', provider, account, permission) },
      properties: { permission, blinds, calls: [...new Set(opened.map((gap) => gap.call))].sort() },
    }
  })
}

function hashed(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
