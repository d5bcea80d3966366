// Makes any inventory safe to judge: what was never asked for, or not yet known when it was saved, becomes a gap.
import { providerOf, scopeId, type Asset, type AssetTypes, type Gap, type Inventory } from '../core/index.js'

/** The same inventory, with gaps for types that were not collected and properties that an older collector did not read. */
export function withUnasked(inventory: Inventory, needed: ReadonlySet<string>, types: AssetTypes): Inventory {
  const gaps = [...unaskedTypes(inventory, needed, types)]
  const older = new Map<string, Gap>()
  const assets = inventory.assets.map((asset) => withMissingProps(asset, types, older))
  if (gaps.length === 0 && older.size === 0) return inventory
  return { ...inventory, assets, gaps: [...inventory.gaps, ...gaps, ...older.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
}

/** One gap per account: the type was not asked for anywhere in it. */
function* unaskedTypes(inventory: Inventory, needed: ReadonlySet<string>, types: AssetTypes): Iterable<Gap> {
  const collected = new Set(inventory.collected)
  const missing = [...needed].filter((type) => types.has(type) && !collected.has(type)).toSorted()
  const accounts = new Map(inventory.scopes.filter(({ state }) => state === 'read').map(({ scope }) => [`${scope.provider}/${scope.account}`, scope]))
  for (const type of missing) {
    for (const { provider, account } of accounts.values()) {
      if (providerOf(type) !== provider) continue
      const scope = { provider, account }
      yield {
        id: `${type}[]:not-requested:${scopeId(scope)}`, scope, call: type, types: [type], list: true, reason: 'not-requested', count: 1,
        message: `this inventory was collected without ${type}; collect again with the rules you want to judge`,
      }
    }
  }
}

function withMissingProps(asset: Asset, types: AssetTypes, gaps: Map<string, Gap>): Asset {
  const type = types.get(asset.type)
  if (type === undefined) return asset
  const missing = Object.keys(type.props.fields).filter((name) => !(name in asset.props) && !(name in asset.gaps))
  if (missing.length === 0) return asset
  const id = `${asset.type}:not-requested:${scopeId(asset.scope)}`
  const gap = gaps.get(id) ?? {
    id, scope: asset.scope, call: asset.type, types: [asset.type], list: false, reason: 'not-requested' as const, count: 0,
    message: `this inventory was saved by an aispm that did not read ${missing.join(', ')} yet; collect again`,
  }
  gaps.set(id, { ...gap, count: gap.count + 1 })
  return { ...asset, gaps: { ...asset.gaps, ...Object.fromEntries(missing.map((name) => [name, id])) } }
}
