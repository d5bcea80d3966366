// The numbers of OCSF 1.8 with their captions, as the schema lists them.
import type { Confidence, Severity } from '../../core/index.js'

export const schemaVersion = '1.8.0'

export interface Word {
  id: number
  caption: string
}

export const activities = { create: { id: 1, caption: 'Create' }, update: { id: 2, caption: 'Update' }, close: { id: 3, caption: 'Close' } } satisfies Record<string, Word>

/** Where a finding stands in its life. */
export const states = { new: { id: 1, caption: 'New' }, suppressed: { id: 3, caption: 'Suppressed' }, resolved: { id: 4, caption: 'Resolved' } } satisfies Record<string, Word>

/** What a check came to. `warning`: "did not yield a result due to missing information". */
export const results = {
  pass: { id: 1, caption: 'Pass' }, warning: { id: 2, caption: 'Warning' }, fail: { id: 3, caption: 'Fail' }, fixed: { id: 99, caption: 'Fixed' },
} satisfies Record<string, Word>

export const severities: Record<Severity | 'unknown' | 'informational', Word> = {
  unknown: { id: 0, caption: 'Unknown' }, informational: { id: 1, caption: 'Informational' },
  low: { id: 2, caption: 'Low' }, medium: { id: 3, caption: 'Medium' }, high: { id: 4, caption: 'High' }, critical: { id: 5, caption: 'Critical' },
}

export const confidences: Record<Confidence, Word> = { low: { id: 1, caption: 'Low' }, medium: { id: 2, caption: 'Medium' }, high: { id: 3, caption: 'High' } }
