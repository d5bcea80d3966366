// What became of the user's ignores that hide nothing.
import { count, type IgnoreUse, type ReportSource } from '../../core/index.js'

/** One sentence an ignore, without its stop. */
export function idleIgnores({ ignores }: Pick<ReportSource, 'ignores'>): string[] {
  return ignores.filter(({ state }) => state !== 'used').map((use) => `The ignore at ${use.where} (${use.what}) ${became(use)}`)
}

function became({ state, until, findings }: IgnoreUse): string {
  if (state === 'expired') return `${until === undefined ? 'has expired' : `ended on ${until}`} and no longer hides ${count(findings, 'finding')}`
  return state === 'stale' ? 'matches nothing that is there' : 'names what was not judged in this run'
}
