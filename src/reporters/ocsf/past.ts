// What the baseline knows and is not found now: closed where it is known to be gone, else still open.
import type { PastFinding, ReportSource, RuleDoc } from '../../core/index.js'
import type { Draft } from './envelope.js'
import { analyticOf, complianceOf } from './judgement.js'
import { cloudOf, observablesOf, resourceOf } from './place.js'
import { activities, results, severities, states } from './words.js'

export function fixedEvent(past: PastFinding, doc: RuleDoc | undefined, source: ReportSource): Draft {
  return event(past, doc, source, { activity: activities.close, status: states.resolved, result: results.fixed, why: 'the rule passes, or the asset is gone' })
}

export function openEvent(past: PastFinding & { why: string }, doc: RuleDoc | undefined, source: ReportSource): Draft {
  return event(past, doc, source, { activity: activities.update, status: states.new, result: results.warning, why: past.why })
}

type Turn = Pick<Draft, 'activity' | 'status'> & { result: (typeof results)[keyof typeof results]; why: string }

function event(past: PastFinding, doc: RuleDoc | undefined, source: ReportSource, { activity, status, result, why }: Turn): Draft {
  const { scope } = past
  return {
    class: 'compliance', activity, status, severity: severities[past.severity], message: past.message, scope, code: past.rule, uid: past.fingerprint,
    body: {
      status_detail: why,
      compliance: complianceOf(past, result, doc, source.frameworks, [why]),
      finding_info: { uid: past.fingerprint, title: past.title, desc: doc?.why ?? past.message, types: ['posture'], analytic: analyticOf(past, doc) },
      resources: [resourceOf({ id: past.asset, name: past.assetName, type: past.assetType, scope }, 'target', cloudOf(scope) !== undefined)],
      observables: observablesOf(past.asset),
      unmapped: { baseline: source.since?.file ?? '' },
    },
  }
}
