// Reads that are not served in a scope, where something of an asset rests on them: gaps after all.
import { GapMark, type Emission, type UnservedRead } from './collector.js'

/** The emission with a gap in place of every mark that says only that a read is not there in this scope. */
export function settled(emission: Emission<unknown>, gapOf: (fact: UnservedRead) => GapMark): Emission<unknown> {
  const settle = <V>(value: V): V | GapMark => (value instanceof GapMark && value.fact !== undefined ? gapOf(value.fact) : value)
  const { props, edges } = emission
  return {
    ...emission,
    props: props instanceof GapMark ? settle(props) as GapMark : Object.fromEntries(Object.entries(props as object).map(([name, value]) => [name, settle(value as unknown)])) as Emission<unknown>['props'],
    ...(edges !== undefined && { edges: edges instanceof GapMark ? settle(edges) : edges.map((edge) => (edge != null && 'unread' in edge ? { ...edge, unread: settle(edge.unread) } : edge)) }),
  }
}
