// From decisions to the three-valued answers that rules take.
import type { Evidence, GapId, Ruling } from '../core/index.js'
import { any as anyOf, no } from './rulings.js'

export { all, no, saw, unknown } from './rulings.js'

/** What an evaluation of grants came to; both clouds with roles on scopes evaluate to this. */
export interface Decision {
  state: 'allowed' | 'depends' | 'unknown' | 'denied'
  because: Evidence[]
  gaps: GapId[]
  doubts: GapId[]
}

/** True when one is. A no has the doubts of all of them: each might be the yes. */
export function any(...rulings: readonly Ruling[]): Ruling {
  const found = anyOf(...rulings)
  if (found.value !== false) return found
  const doubts = [...new Set(rulings.flatMap((r) => r.doubts))]
  return { ...no(rulings.flatMap((r) => r.because).slice(0, 20)), doubts, confidence: doubts.length > 0 ? 'medium' : found.confidence }
}

/**
 * Allowed and depends are both *may*: a condition that circumstances can meet is access that can be had, with less
 * confidence. Only what was not read is unknown.
 */
export function ruling(decision: Decision, wanted = ''): Ruling {
  const { state, doubts } = decision
  const because = decision.because.map((e) => ({ ...e, wanted }))
  if (state === 'unknown') return { value: 'unknown', gaps: decision.gaps, doubts, confidence: 'low', because }
  return { value: state !== 'denied', gaps: [], doubts, confidence: doubts.length > 0 || state === 'depends' ? 'medium' : 'high', because }
}
