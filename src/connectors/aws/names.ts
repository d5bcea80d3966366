// Where regional assets live, and how their names and texts are read.
import type { Scope } from '../../core/index.js'

/** The account and region that names without an ARN belong to. */
export interface Place {
  partition: string
  account: string
  region: string
}

export function placeOf(ctx: { scope: Scope; partition: string }): Place {
  return { partition: ctx.partition, account: ctx.scope.account, region: ctx.scope.region ?? '' }
}

/**
 * Other spellings of an id: SageMaker writes the name in an ARN as it was given or in lower case, and not every
 * operation does the same (https://github.com/boto/boto3/issues/4606), while references are by name.
 */
export function spellings(id: string, ...others: string[]): string[] {
  return [...new Set([...others, id.toLowerCase()])].filter((other) => other !== id)
}

/** The name at the end of an ARN. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** A text as the provider meant it: what is unset is left out in some answers and empty in others. */
export function said(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === '' ? null : text
}

export function iso(time: Date | undefined): string | null {
  return time?.toISOString() ?? null
}
