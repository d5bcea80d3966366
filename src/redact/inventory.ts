// An inventory with pseudonyms for everything that tells whose it is; what hangs together still hangs together.
import type { Asset, Gap, Inventory, Relation, Scope, ScopeStatus } from '../core/index.js'
import { wordsOf, type Vocabulary } from './vocabulary.js'
import { namesIn, Redactor } from './redactor.js'

/** A redactor that knows what things are called in this inventory, and the regions it is of. */
export function redactorFor(inventory: Inventory, vocabulary: Vocabulary, key: string, alsoCalled: Iterable<string> = []): Redactor {
  const closed = new Set(vocabulary.closed)
  const called = new Set<string>()
  const scopes = [...inventory.scopes.map(({ scope }) => scope), ...inventory.assets.map(({ scope }) => scope)]
  for (const { region } of scopes) if (region !== undefined) for (const word of wordsOf(region)) closed.add(word)
  const names = [...alsoCalled, ...scopes.map(({ account }) => account), ...inventory.assets.flatMap(({ name, id, aliases = [] }) => [name, id, ...aliases])]
  for (const name of names) for (const word of namesIn(name)) called.add(word)
  return new Redactor(key, { closed, open: vocabulary.open }, called)
}

export function redactInventory(inventory: Inventory, redactor: Redactor): Inventory {
  return {
    ...inventory,
    scopes: inventory.scopes.map((status) => redactStatus(status, redactor)),
    assets: inventory.assets.map((asset) => redactAsset(asset, redactor)),
    relations: inventory.relations.map((relation) => redactRelation(relation, redactor)),
    gaps: inventory.gaps.map((gap) => redactGap(gap, redactor)),
  }
}

export function redactScope(scope: Scope, redactor: Redactor): Scope {
  return { ...scope, account: redactor.data(scope.account) }
}

export function redactStatus(status: ScopeStatus, redactor: Redactor): ScopeStatus {
  return {
    ...status, scope: redactScope(status.scope, redactor),
    ...(status.why !== undefined && { why: redactor.data(status.why) }),
    ...(status.number !== undefined && { number: redactor.data(status.number) }),
  }
}

export function redactAsset(asset: Asset, redactor: Redactor): Asset {
  return {
    ...asset, id: redactor.data(asset.id), name: redactor.data(asset.name), scope: redactScope(asset.scope, redactor),
    // Declared properties keep their names; what is in them is from outside.
    props: Object.fromEntries(Object.entries(asset.props).map(([name, value]) => [name, redactor.json(value)])),
    gaps: Object.fromEntries(Object.entries(asset.gaps).map(([path, gap]) => [path, redactor.data(gap)])),
    ...(asset.aliases !== undefined && { aliases: asset.aliases.map((alias) => redactor.data(alias)) }),
    ...(asset.past !== undefined && { past: { ...asset.past, family: redactor.data(asset.past.family) } }),
    ...(asset.source !== undefined && { source: { ...asset.source, file: redactor.data(asset.source.file) } }),
  }
}

export function redactGap<G extends Gap>(gap: G, redactor: Redactor): G {
  return { ...gap, id: redactor.data(gap.id), scope: redactScope(gap.scope, redactor), message: redactor.data(gap.message) }
}

function redactRelation(relation: Relation, redactor: Redactor): Relation {
  return { ...relation, from: redactor.data(relation.from), to: redactor.data(relation.to) }
}
