// What could not be judged, as events of their own: a SIEM that hears nothing takes it for a pass.
import { count, scopeId, type Gap, type ReportSource, type RuleDoc, type Unknown } from '../../core/index.js'
import { scopeWords } from '../kit/names.js'
import { hashed, type Draft } from './envelope.js'
import { analyticOf, complianceOf } from './judgement.js'
import { cloudOf, observablesOf, resourceOf } from './place.js'
import { activities, results, severities, states } from './words.js'

/** First of all events, of a clean scan the only one: what was looked at, and how each rule came out. */
export function coverageEvent(source: ReportSource): Draft {
  const { coverage, counts, scopes, gaps } = source
  const isWhole = source.complete && source.interrupted === undefined
  const title = isWhole ? 'The scan is complete' : 'The scan is not complete'
  const result = isWhole ? results.pass : results.warning
  // Scans of other accounts are other things to a SIEM.
  const uid = `aispm:coverage:${hashed(...new Set(scopes.map(({ scope: { provider, account } }) => scopeId({ provider, account })))).slice(0, 12)}`
  const details = [
    ...(source.interrupted === undefined ? [] : [`cut short: ${source.interrupted}`]),
    ...scopes.filter(({ state }) => state !== 'read').map(({ scope, state, why }) => `${scopeWords(scope)}: ${state}${why === undefined ? '' : `, ${why}`}`),
    ...(gaps.length === 0 ? [] : [`${count(gaps.length, 'read')} gave no answer`]),
    ...(coverage.unknown === 0 ? [] : [`${count(coverage.unknown, 'verdict')} unknown`]),
  ]
  return {
    class: 'compliance', activity: activities.create, status: states.new, severity: severities.informational, code: 'aispm/coverage', uid,
    message: `${title}: ${count(coverage.decided, 'verdict')} given, ${coverage.unknown} unknown`,
    body: {
      start_time: Date.parse(source.startedAt), end_time: Date.parse(source.finishedAt),
      compliance: { control: 'aispm/coverage', status_id: result.id, status: result.caption, ...(details.length === 0 ? {} : { status_details: details }) },
      finding_info: { uid, title, desc: 'What was looked at, and what could not be judged. Unknown is never a pass.', types: ['coverage'] },
      unmapped: {
        complete: isWhole, counts,
        coverage: { decided: coverage.decided, unknown: coverage.unknown, ratio: coverage.ratio },
        // A list, and not one field a rule: stores of events index every field.
        rules: Object.entries(coverage.rules).filter(([, { pass, fail, unknown }]) => pass + fail + unknown > 0).map(([rule, { pass, fail, unknown }]) => ({ rule, pass, fail, unknown })),
        nothing_to_judge: coverage.nothingToJudge, not_configured: coverage.notConfigured,
        scopes: scopes.map(({ scope, state }) => ({ scope: scopeId(scope), state })),
        inventory: { assets: source.inventory.assets, relations: source.inventory.relations, kinds: source.inventory.kinds },
        ...(source.since === undefined ? {} : { baseline: { file: source.since.file, counts: source.since.counts } }),
        ...(source.ignores.length === 0 ? {} : { ignores: source.ignores }),
      },
    },
  }
}

/** A read without an answer, with the permission that would give one. */
export function gapEvent(gap: ReportSource['gaps'][number]): Draft {
  const title = `${gap.call} was not read: ${gap.reason}`
  const missing = gap.missing ?? []
  const fix = missing.length > 0 ? `Grant ${missing.join(', ')} to the scanning identity; aispm permissions prints the whole policy.` : 'Scan again; where it stays, aispm scan --verbose tells more.'
  const uid = `aispm:gap:${gap.id}`
  return {
    class: 'compliance', activity: activities.create, status: states.new, severity: severities.informational, scope: gap.scope, code: 'aispm/coverage-gap', uid,
    message: `${title}; ${gap.blinds.length === 0 ? 'no rule was blinded' : `${count(gap.blinds.length, 'rule')} could not be judged`}`,
    body: {
      compliance: {
        control: 'aispm/coverage-gap', status_id: results.warning.id, status: results.warning.caption, status_code: gap.reason, status_details: detailsOf(gap),
        ...(gap.blinds.length === 0 ? {} : { checks: gap.blinds.map((rule) => ({ uid: rule, status_id: results.warning.id, status: results.warning.caption })) }),
      },
      finding_info: { uid, title, desc: gap.message, types: ['coverage'] },
      ...(gap.reason === 'not-requested' ? {} : { remediation: { desc: fix } }),
      unmapped: { gap: { id: gap.id, call: gap.call, reason: gap.reason, types: gap.types, list: gap.list, count: gap.count, missing, blinds: gap.blinds } },
    },
  }
}

/** A rule without a verdict; how bad it is nobody knows. */
export function unknownEvent(unknown: Unknown, doc: RuleDoc | undefined, gaps: ReadonlyMap<string, Gap>, source: ReportSource): Draft {
  const { rule, title, asset, scope } = unknown
  const about = unknown.assetName ?? scopeWords(scope)
  const uid = `aispm:unknown:${rule}:${asset ?? scopeId(scope)}`
  const details = unknown.gaps.flatMap((id) => {
    const gap = gaps.get(id)
    return gap === undefined ? [id] : detailsOf(gap)
  })
  const missing = [...new Set(unknown.gaps.flatMap((id) => gaps.get(id)?.missing ?? []))]
  const inCloud = cloudOf(scope) !== undefined
  return {
    class: 'compliance', activity: activities.create, status: states.new, severity: severities.unknown, scope, code: rule, uid,
    message: `Could not judge ${about}: ${title}`,
    body: {
      status_detail: details.join('; '),
      compliance: complianceOf(unknown, results.warning, doc, source.frameworks, details),
      // The title of the rule tells of a fault that nobody has seen.
      finding_info: { uid, title: `Not judged: ${title}`, desc: doc?.why ?? title, types: ['coverage'], analytic: analyticOf(unknown, doc) },
      ...(asset === null ? {} : {
        resources: [resourceOf({ id: asset, name: about, type: unknown.assetType ?? 'unknown', scope }, 'target', inCloud)],
        observables: observablesOf(asset),
      }),
      ...(missing.length === 0 ? {} : { remediation: { desc: `Grant ${missing.join(', ')} to the scanning identity.` } }),
      unmapped: { gaps: unknown.gaps, rule_severity: unknown.severity },
    },
  }
}

/** `denied: sagemaker:ListDomains in aws 111122223333 us-east-1`, the message, and what is missing. */
function detailsOf(gap: Gap): string[] {
  const hides = gap.list ? [`hides all of ${gap.types.join(', ')}`] : []
  const missing = (gap.missing ?? []).length === 0 ? [] : [`missing permission: ${gap.missing?.join(', ')}`]
  return [`${gap.reason}: ${gap.call} in ${scopeWords(gap.scope)}`, gap.message, ...hides, ...missing]
}
