// Runtimes and harnesses have versions, and endpoints that serve some of them: those are the ones to judge.
import type { RelationType } from '../../../core/index.js'
import { edgesOf, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { said } from '../names.js'

/** Versions that endpoints serve: the latest one, which the endpoint DEFAULT follows, and those that others are held at. */
export function servedVersions(latest: string, endpoints: readonly { liveVersion?: string | undefined }[]): string[] {
  return [...new Set([latest, ...endpoints.flatMap(({ liveVersion }) => said(liveVersion) ?? [])])]
}

/** Nothing for a version that is not there any more. */
export function present<T>(answer: Answer<T | null>): Answer<T>[] {
  if (!answer.ok) return [answer]
  return answer.value === null ? [] : [{ ok: true, value: answer.value }]
}

/** All answers, or the gap of the first that could not be read. */
export function allOf<T>(answers: readonly Answer<T>[]): Answer<T[]> {
  const values: T[] = []
  for (const answer of answers) {
    if (!answer.ok) return answer
    values.push(answer.value)
  }
  return { ok: true, value: values }
}

/** Relations of all versions that are served; where some of those are not known, what was seen is not all there is. */
export function edgesOfVersions<V>(
  served: readonly Answer<V>[], endpoints: Answer<unknown>, relations: readonly RelationType[], edges: (version: V) => (Edge | null)[],
): (Edge | UnreadEdges | null)[] {
  return [
    ...served.flatMap((version) => relations.flatMap((type) => edgesOf(version, type, (of) => edges(of).filter((edge) => edge?.type === type)))),
    ...(endpoints.ok ? [] : relations.map((type) => ({ type, unread: endpoints.gap }))),
  ]
}
