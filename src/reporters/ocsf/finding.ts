// A finding as an event: a compliance finding for a setting, a detection finding for a path through several things.
import type { Evidence, Finding, Hop, ReportSource, RuleDoc } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import type { Names } from '../kit/names.js'
import { clip } from '../kit/printable.js'
import type { Draft } from './envelope.js'
import { analyticOf, attacksOf, complianceOf } from './judgement.js'
import { cloudOf, fileOf, observablesOf, resourceOf } from './place.js'
import { activities, confidences, results, severities, states } from './words.js'

const mostEvidence = 20
/** Larger values are told in words: brokers refuse events of much more than a hundred kilobytes. */
const longestValue = 4000

export function findingEvent(finding: Finding, doc: RuleDoc | undefined, source: ReportSource, names: Names): Draft {
  const { suppressed, scope, hops = [] } = finding
  const isPath = hops.length > 0
  const confidence = confidences[finding.confidence]
  const attacks = attacksOf(doc, source.frameworks)
  const details = finding.evidence.slice(0, mostEvidence).map((evidence) => evidenceWords(evidence, finding.asset, names))
  return {
    class: isPath ? 'detection' : 'compliance',
    activity: finding.baseline === 'known' ? activities.update : activities.create,
    status: suppressed === undefined ? states.new : states.suppressed,
    severity: severities[finding.severity],
    message: finding.message, scope, code: finding.rule, uid: finding.fingerprint,
    body: {
      confidence_id: confidence.id, confidence: confidence.caption,
      ...(suppressed === undefined ? {} : { status_detail: `${suppressed.reason} (${suppressed.by}${suppressed.until === undefined ? '' : `, until ${suppressed.until}`})` }),
      ...(isPath ? { is_alert: suppressed === undefined } : { compliance: complianceOf(finding, results.fail, doc, source.frameworks, details) }),
      finding_info: {
        uid: finding.fingerprint, title: finding.title, desc: doc?.why ?? finding.message,
        types: doc === undefined ? ['posture'] : ['posture', doc.phase, doc.category],
        analytic: analyticOf(finding, doc),
        ...seenOf(finding, source),
        ...(finding.console === undefined ? {} : { src_url: finding.console }),
        ...(attacks.length === 0 ? {} : { attacks }),
        ...(isPath ? { attack_graph: graphOf(hops, finding, names) } : {}),
      },
      resources: resourcesOf(finding, names),
      observables: observablesOf(finding.asset),
      ...evidencesOf(finding, names),
      remediation: remediationOf(finding, doc),
      unmapped: unmappedOf(finding, doc),
    },
  }
}

function seenOf({ family }: Finding, source: ReportSource): object {
  const first = Date.parse(family?.firstSeen ?? '')
  const last = Date.parse(family?.lastSeen ?? source.finishedAt)
  return { ...(Number.isNaN(first) ? {} : { first_seen_time: first }), ...(Number.isNaN(last) ? {} : { last_seen_time: last }) }
}

function graphOf(hops: readonly Hop[], finding: Finding, names: Names): object {
  const stops = [...new Set([hops[0]?.from ?? finding.asset, ...hops.flatMap(({ from, to }) => [from, to])])]
  return {
    uid: finding.fingerprint, name: finding.title, is_directed: true, desc: finding.message,
    nodes: stops.map((id) => {
      const type = names.asset(id)?.type
      return { uid: id, name: names.label(id), ...(type === undefined ? {} : { type }) }
    }),
    edges: hops.map(({ from, relation, to, basis, because }, i) => ({
      uid: String(i + 1), name: because, source: from, target: to, relation, is_directed: true, data: { basis, because },
    })),
  }
}

/** What the finding is about first; of a path also what it leads to and what lies between. */
function resourcesOf(finding: Finding, names: Names): object[] {
  const inCloud = cloudOf(finding.scope) !== undefined
  const target = { id: finding.asset, name: finding.assetName, type: finding.assetType, scope: finding.scope, owners: finding.owners }
  const end = finding.hops?.at(-1)?.to
  const others = new Set((finding.hops ?? []).flatMap(({ from, to }) => [from, to]).flatMap((id) => names.asset(id) ?? []).filter(({ id }) => id !== finding.asset))
  return [
    resourceOf(target, 'target', inCloud),
    ...[...others].map((asset) => resourceOf(asset, end !== undefined && names.asset(end) === asset ? 'affected' : 'related', inCloud)),
  ]
}

function evidencesOf(finding: Finding, names: Names): { evidences?: object[] } {
  const evidences = [
    ...(finding.source === undefined ? [] : [{
      name: 'file', file: fileOf(finding.source), ...(finding.source.line === undefined ? {} : { data: { line: finding.source.line, column: finding.source.column ?? null } }),
    }]),
    ...finding.evidence.slice(0, mostEvidence).map((evidence) => ({ name: evidenceName(evidence), data: dataOf(evidence, finding, names) })),
    ...(finding.hops ?? []).map(({ from, relation, to, basis, because }) => ({ name: `${names.label(from)} ${relation} ${names.label(to)}`, data: { from, relation, to, basis, because } })),
  ]
  return evidences.length === 0 ? {} : { evidences }
}

function evidenceName({ path }: Evidence): string {
  return path === '' ? 'asset' : path
}

function dataOf(evidence: Evidence, finding: Finding, names: Names): object {
  const { asset, path, saw, wanted } = evidence
  const isLong = JSON.stringify(saw).length > longestValue
  return { asset, path, ...(isLong ? { words: clip(evidenceWords(evidence, finding.asset, names), 1000) } : { saw }), wanted }
}

function remediationOf({ fix }: Finding, doc: RuleDoc | undefined): object {
  const references = doc?.references ?? []
  return { desc: fix.command === undefined ? fix.text : `${fix.text} ${fix.command}`, ...(references.length === 0 ? {} : { references }) }
}

function unmappedOf(finding: Finding, doc: RuleDoc | undefined): object {
  const { frameworks, alsoViolates, baseline, owners, ruleSeverity, family, usedBy, evidence } = finding
  return {
    asset_type: finding.assetType, fix: finding.fix,
    ...(Object.keys(frameworks).length === 0 ? {} : { frameworks }),
    ...((doc?.weaknesses ?? []).length === 0 ? {} : { weaknesses: doc?.weaknesses }),
    ...(alsoViolates.length === 0 ? {} : { also_violates: alsoViolates }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(owners === undefined ? {} : { owners }),
    ...(ruleSeverity === undefined ? {} : { rule_severity: ruleSeverity }),
    ...(family === undefined ? {} : { family }),
    ...(usedBy === undefined ? {} : { used_by: usedBy }),
    ...(evidence.length <= mostEvidence ? {} : { evidence_left_out: evidence.length - mostEvidence }),
  }
}
