// How AWS reads are declared: names, permissions and paging habits of each service.
import type { Call, ListCall } from '../kit/collector.js'
import { namesOf } from './services.js'

interface ReadSpec {
  /** Where the permissions are not `<IAM prefix>:<Operation>`. */
  needs?: string[]
  per?: Call['per']
  absent?: readonly string[]
  gone?: readonly string[]
  with?: string
  spare?: boolean
}

/** The IAM action named like the operation, as for most reads. */
function sameAction(action: string): string[] {
  const [word = '', operation = ''] = action.split(':')
  return [`${namesOf(word).iam}:${operation}`]
}

/** A read of one thing, or of one answer. Types: the SDK's command input and output. */
export function read<I, O>(action: string, spec: ReadSpec = {}): Call<I, O> {
  return { action, needs: sameAction(action), per: 'item', ...spec }
}

/** A read where "there is none" is an answer: gives `null` for the codes in `absent`. */
export function readOrNull<I, O>(action: string, absent: readonly string[], spec: ReadSpec = {}): Call<I, O | null> {
  return { action, needs: sameAction(action), per: 'item', absent, ...spec }
}

interface ListSpec<O, R> extends ReadSpec {
  items: (page: O) => readonly R[] | undefined
}
/** How many rows a page may have at most, where that is not 100; null where the operation takes no such wish. */
interface PageSize {
  max?: number | null
}

/** A list paged by `NextToken` and `MaxResults` (SageMaker, KMS ...). */
export function list<I, O extends { NextToken?: string | undefined }, R>(action: string, spec: ListSpec<O, R> & PageSize): ListCall<I, O, R> {
  const { max = 100, ...rest } = spec
  return { action, needs: sameAction(action), per: 'region', paging: { token: 'NextToken', next: (page) => page.NextToken, ...(max !== null && { size: { field: 'MaxResults', max } }) }, ...rest }
}

/** A list paged by `nextToken` and `maxResults` (Bedrock, ECR, most REST services). */
export function listLower<I, O extends { nextToken?: string | undefined }, R>(action: string, spec: ListSpec<O, R> & PageSize): ListCall<I, O, R> {
  const { max = 100, ...rest } = spec
  return { action, needs: sameAction(action), per: 'region', paging: { token: 'nextToken', next: (page) => page.nextToken, ...(max !== null && { size: { field: 'maxResults', max } }) }, ...rest }
}

/** A list that comes whole. */
export function listWhole<I, O, R>(action: string, spec: ListSpec<O, R>): ListCall<I, O, R> {
  return { action, needs: sameAction(action), per: 'region', paging: { token: '', next: () => undefined }, ...spec }
}

interface MarkedSpec<O, R> extends ListSpec<O, R> {
  /** Where the next page's marker stands, and the input field that takes it. */
  next: (page: O) => string | undefined
  token: string
  size?: { field: string; max: number }
}

/** A list paged in a way of its own: `Marker` and `MaxRecords` (RDS), `position` (API Gateway), `NextMarker` (Lambda). */
export function listMarked<I, O, R>(action: string, { next, token, size, ...spec }: MarkedSpec<O, R>): ListCall<I, O, R> {
  return { action, needs: sameAction(action), per: 'region', paging: { token, next, ...(size && { size }) }, ...spec }
}

/** A list paged by `Marker` while `IsTruncated` (IAM). */
export function listMarker<I, O extends { IsTruncated?: boolean | undefined; Marker?: string | undefined }, R>(action: string, spec: ListSpec<O, R>): ListCall<I, O, R> {
  return {
    action, needs: sameAction(action), per: 'account',
    paging: { token: 'Marker', next: (page) => (page.IsTruncated === true ? page.Marker : undefined), size: { field: 'MaxItems', max: 1000 } },
    ...spec,
  }
}
