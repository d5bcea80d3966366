// What collectors declare, as the engine reads it.
import type { AssetType, AssetTypes, RelationType } from '../../core/index.js'
import type { AnyCollector } from './collector.js'

/** What several declare, such as the types of files, has the relations of all of them. */
export function assetTypesOf(collectors: readonly AnyCollector[]): AssetTypes {
  const types = new Map<string, AssetType>()
  for (const one of collectors) {
    const known = types.get(one.type)
    types.set(one.type, known === undefined ? typeOf(one) : { ...known, relates: joined(known.relates, one.relates) })
  }
  return types
}

function typeOf(collector: AnyCollector): AssetType {
  const { type, kind, props, relates, held, holdsFiles, with: word } = collector
  return {
    type, kind, props, relates, listed: collector.list !== undefined || held === true,
    ...(word !== undefined && { with: word }), ...(holdsFiles === true && { holdsFiles }),
  }
}

function joined(a: AssetType['relates'], b: AssetType['relates']): AssetType['relates'] {
  const words = [...new Set([...Object.keys(a), ...Object.keys(b)])] as RelationType[]
  return Object.fromEntries(words.map((word) => [word, [...new Set([...a[word] ?? [], ...b[word] ?? []])]]))
}
