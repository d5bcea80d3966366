// What SageMaker's jobs have in common: which are recent enough to matter, which are over, and which are of one family.
import { nullable, string } from '../../../core/shape.js'
import { said } from '../names.js'

/** Rows of a list that is sorted newest first, up to the first that is too old. */
export async function* recent<R>(rows: AsyncIterable<R>, createdAt: (row: R) => Date | undefined, since: Date): AsyncIterable<R> {
  for await (const row of rows) {
    const created = createdAt(row)
    if (created !== undefined && created < since) return
    yield row
  }
}

// Words of different operations, some in capitals.
const ended = /^(?:completed|failed|stopped|deleting|deletefailed)$/i

export function hasEnded(status: string | undefined): boolean {
  return status !== undefined && ended.test(status)
}

/** Ended jobs with the same parts did the same, in the same place, under the same rights. */
export function pastJob(status: string | undefined, at: Date | undefined, parts: readonly (string | null | undefined)[]): { family: string; at: string } | null {
  if (!hasEnded(status) || at === undefined) return null
  return { family: parts.map((part) => said(part) ?? '-').join('|'), at: at.toISOString() }
}

/** What stays the same from one run to the next: `a,b` for a list in any order. */
export function listPart(names: readonly string[] | undefined): string {
  return [...new Set(names)].toSorted().join(',')
}

/** The ARN of what started a job on its own, such as a monitoring schedule; null when a person or a pipeline did. */
export const startedBy = nullable(string)
