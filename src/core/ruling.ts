// The three-valued answer that access evaluation and graph questions give to rules.
import type { GapId } from './asset.js'
import type { Evidence } from './report.js'
import type { Confidence } from './vocabulary.js'

export interface Ruling {
  value: true | false | 'unknown'
  /** Gaps that make it unknown; empty otherwise. */
  gaps: GapId[]
  /** Gaps that leave the value standing with less confidence, such as unread SCPs. */
  doubts: GapId[]
  confidence: Confidence
  /** The statements, grants or edges that decide. */
  because: Evidence[]
}
