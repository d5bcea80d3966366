// From decisions to the three-valued answers that rules take.
import type { Evidence, Ruling } from '../../core/index.js'
import type { Decision } from './evaluate.js'

export { all, any, no, saw, unknown } from '../rulings.js'

/** Evidence for each deciding statement. */
export function evidence(decision: Decision, wanted: string): Evidence[] {
  return decision.statements.map((s) => ({ asset: s.asset, path: s.path, saw: s.statement, wanted }))
}

/**
 * Allowed and depends are both *may*: a condition that circumstances can meet is access that can be had, with less
 * confidence. Only a failed read is unknown.
 */
export function ruling(decision: Decision, wanted = ''): Ruling {
  const because = evidence(decision, wanted)
  switch (decision.state) {
    case 'allowed': return { value: true, gaps: [], doubts: decision.doubts, confidence: decision.doubts.length > 0 ? 'medium' : 'high', because }
    case 'depends': return { value: true, gaps: [], doubts: decision.doubts, confidence: 'medium', because }
    case 'denied': return { value: false, gaps: [], doubts: decision.doubts, confidence: decision.doubts.length > 0 ? 'medium' : 'high', because }
    case 'unknown': return { value: 'unknown', gaps: decision.gaps, doubts: decision.doubts, confidence: 'low', because }
  }
}
