// What the verdicts of its rules say of a requirement: never more than they can show.
import type { FrameworkControl } from '../core/index.js'
import type { RuleStanding, Status } from './assessment.js'

export function statusOf({ mapping }: Pick<FrameworkControl, 'mapping'>, rules: readonly RuleStanding[]): Status {
  if (rules.length === 0) return 'no-check'
  if (rules.some((rule) => rule.verdicts.fail > 0 && !rule.accepted)) return 'fails'
  // A rule that was left out, or waits for a setting, could have failed.
  if (rules.some((rule) => rule.verdicts.unknown > 0 || rule.state === 'not-configured' || rule.state === 'not-chosen')) return 'unknown'
  if (rules.some((rule) => rule.accepted)) return 'accepted'
  if (!rules.some((rule) => rule.verdicts.pass > 0)) return 'nothing-to-judge'
  return mapping === 'direct' ? 'passes' : 'supported'
}
