// How AWS reads are declared: names, permissions and paging habits of each service.
import type { Call, ListCall } from '../kit/collector.js'

interface ReadSpec {
  needs?: string[]
  per?: Call['per']
  absent?: readonly string[]
  gone?: readonly string[]
  with?: string
  spare?: boolean
}

/** A read of one thing, or of one answer. Types: the SDK's command input and output. */
export function read<I, O>(action: string, spec: ReadSpec = {}): Call<I, O> {
  return { action, needs: [action], per: 'item', ...spec }
}

/** A read where "there is none" is an answer: gives `null` for the codes in `absent`. */
export function readOrNull<I, O>(action: string, absent: readonly string[], spec: ReadSpec = {}): Call<I, O | null> {
  return { action, needs: [action], per: 'item', absent, ...spec }
}

interface ListSpec<O, R> extends ReadSpec {
  items: (page: O) => readonly R[] | undefined
}

/** A list paged by `NextToken` and `MaxResults`, 100 rows a page (SageMaker). */
export function list<I, O extends { NextToken?: string | undefined }, R>(action: string, spec: ListSpec<O, R>): ListCall<I, O, R> {
  return { action, needs: [action], per: 'region', paging: { token: 'NextToken', next: (page) => page.NextToken, size: { field: 'MaxResults', max: 100 } }, ...spec }
}

/** A list paged by `Marker` (IAM). */
export function listMarker<I, O extends { IsTruncated?: boolean | undefined; Marker?: string | undefined }, R>(action: string, spec: ListSpec<O, R>): ListCall<I, O, R> {
  return {
    action, needs: [action], per: 'account',
    paging: { token: 'Marker', next: (page) => (page.IsTruncated === true ? page.Marker : undefined), size: { field: 'MaxItems', max: 1000 } },
    ...spec,
  }
}
