// The list of assets that the page searches: those that are AI first, up to a budget of its own.
import { aiKinds, type Asset, type ReportSource } from '../../core/index.js'
import { scopeWords } from '../kit/names.js'
import { printable } from '../kit/printable.js'
import { packed, Table } from './pack.js'
import type { AssetPart } from './wire.js'

/** Characters of the list before it is packed. */
const budget = 600_000

export function assetPart(source: ReportSource): string {
  const { assets } = source.inventoryOf()
  const types = new Table<[string, string]>()
  const scopes = new Table<string>()
  const part: AssetPart = { types: types.list, scopes: scopes.list, assets: [], all: assets.length }
  let left = budget
  for (const { type, kind, name, id, scope } of aiFirst(assets)) {
    if (left <= 0) break
    left -= name.length + id.length + 12
    const where = scopeWords(scope)
    part.assets.push([types.at(`${type}\n${kind}`, () => [printable(type), kind]), scopes.at(where, () => printable(where)), printable(name), printable(id)])
  }
  return packed('assets', part)
}

function* aiFirst(assets: readonly Asset[]): Generator<Asset> {
  for (const asset of assets) if (aiKinds.has(asset.kind)) yield asset
  for (const asset of assets) if (!aiKinds.has(asset.kind)) yield asset
}
