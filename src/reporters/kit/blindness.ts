// Reads that failed, put together: what fails alike and wants the same is one row, in however many places.
import { gapReasons, rank, type ReportSource } from '../../core/index.js'

export type BlindingGap = ReportSource['gaps'][number]

/** Reads that fail for the same reason and want of the same permissions. */
export interface Blindness {
  reason: BlindingGap['reason']
  call: string
  missing: readonly string[]
  gaps: BlindingGap[]
  blinds: ReadonlySet<string>
}

/** What was asked for and gave no answer. */
export function failedReads({ gaps }: Pick<ReportSource, 'gaps'>): BlindingGap[] {
  return gaps.filter(({ reason }) => reason !== 'not-requested')
}

/** By reason, then by how many rules they blind. */
export function groupsOf(gaps: readonly BlindingGap[]): Blindness[] {
  const groups = new Map<string, Blindness & { blinds: Set<string> }>()
  for (const gap of gaps) {
    const missing = gap.missing ?? []
    const key = [gap.reason, gap.call, gap.scope.provider, ...missing].join('\n')
    const group = groups.get(key) ?? { reason: gap.reason, call: gap.call, missing, gaps: [], blinds: new Set<string>() }
    group.gaps.push(gap)
    for (const rule of gap.blinds) group.blinds.add(rule)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) =>
    rank(gapReasons, a.reason) - rank(gapReasons, b.reason) || b.blinds.size - a.blinds.size || (a.call < b.call ? -1 : 1))
}
