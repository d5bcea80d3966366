// What stands against an account: what was found, and what a baseline knows of and nobody has seen to be gone.
import { rank, severities, type Finding, type ReportSource, type Since, type SourceLocation } from '../../core/index.js'

/** A finding of the baseline that is not found now and not known to be gone. */
export type Lasting = Since['open'][number]
export type Standing = Finding | Lasting

export function isLasting(standing: Standing): standing is Lasting {
  return 'why' in standing
}

/** Worst first; of one severity, what was found now comes first. Each iteration reads the list of findings anew. */
export async function* standingOf(source: ReportSource): AsyncGenerator<Standing> {
  const open = (source.since?.open ?? []).toSorted((a, b) => rank(severities, a.severity) - rank(severities, b.severity))
  let at = 0
  for await (const finding of source.findings) {
    for (let next = open[at]; next !== undefined && rank(severities, next.severity) < rank(severities, finding.severity); next = open[++at]) yield next
    yield finding
  }
  yield* open.slice(at)
}

/** The file of a local asset that is not in the inventory: its id is the path from the scanned folder, most often the top of the repository. */
export function pastSource({ scope, asset }: Lasting): SourceLocation | undefined {
  return scope.provider === 'local' && asset.startsWith('local:') ? { file: asset.slice('local:'.length).split('!/', 1)[0] ?? '' } : undefined
}
