// What collectors declare, as the engine reads it.
import type { AssetType, AssetTypes } from '../../core/index.js'
import type { AnyCollector } from './collector.js'

export function assetTypesOf(collectors: readonly AnyCollector[]): AssetTypes {
  return new Map(collectors.map((collector): [string, AssetType] => [collector.type, {
    type: collector.type, kind: collector.kind, props: collector.props, relates: collector.relates, listed: collector.list !== undefined,
  }]))
}
