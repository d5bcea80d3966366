// One rule on one asset: the verdict first, and the story only for what fails or cannot be told.
import type { Asset, Evidence, GapId, Json, Verdict } from '../core/index.js'
import { confidences, rank } from '../core/index.js'
import type { Confidence } from '../core/index.js'
import type { CompiledRule } from './compile.js'
import { Story } from './node.js'
import { MissingProperty } from './read.js'
import { UNKNOWN } from './values.js'
import type { Frame } from './values.js'

export interface Outcome {
  verdict: Verdict
  evidence: Evidence[]
  gaps: GapId[]
  doubts: GapId[]
  confidence: Confidence
  /** A mistake of the rule or of a collector: the verdict is then unknown, and the run ends as an internal error. */
  fault?: string
}

/** What needs no story. Shared: the greater part of all verdicts allocates nothing. */
const pass: Outcome = Object.freeze({ verdict: 'pass', evidence: [], gaps: [], doubts: [], confidence: 'high' })
const notApplicable: Outcome = Object.freeze({ ...pass, verdict: 'not-applicable' })

/**
 * `when` false: not applicable. `when` unknown: pass if `assert` holds, else unknown.
 * An expression that breaks (an index out of range, null compared by size) never passes: it is a fault.
 */
export function judgeOne(rule: CompiledRule, asset: Asset, params: Readonly<Record<string, Json>>, frame: Frame): Outcome {
  frame.asset = asset
  frame.params = params
  frame.top = 0
  frame.fault = null
  const { lets } = rule
  for (let i = 0; i < lets.length; i++) frame.filled[lets[i] ?? 0] = false
  try {
    let applies: unknown = true
    if (rule.when !== null) {
      applies = rule.when.run(frame)
      if (applies === false) return notApplicable
      if (applies !== true && applies !== UNKNOWN) return fault(frame.fault ?? '`when` is neither true nor false')
    }
    const before = frame.top
    const secure = rule.assert.run(frame)
    if (secure === true) return pass
    if (secure === false && applies === true) return explain(rule, frame)
    if (secure === UNKNOWN || secure === false) return unknown(frame, secure === false ? before : frame.top)
    return fault(frame.fault ?? '`assert` is neither true nor false')
  } catch (error) {
    // A collector's bug must not take the other verdicts with it; anything else is ours and does.
    if (error instanceof MissingProperty) return fault(error.message)
    throw error
  }
}

function explain(rule: CompiledRule, frame: Frame): Outcome {
  const story = new Story()
  rule.assert.tell(frame, false, story)
  const confidence = rank(confidences, story.confidence) > rank(confidences, rule.doc.confidence) ? story.confidence : rule.doc.confidence
  return { verdict: 'fail', evidence: story.evidence, gaps: [], doubts: story.doubts.sort(), confidence }
}

function unknown(frame: Frame, end: number): Outcome {
  frame.top = end
  return { verdict: 'unknown', evidence: [], gaps: frame.since(0), doubts: [], confidence: 'high' }
}

function fault(message: string): Outcome {
  return { verdict: 'unknown', evidence: [], gaps: [], doubts: [], confidence: 'high', fault: message }
}
