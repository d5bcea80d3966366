// An inventory indexed for questions: what is there, what points where, and what nobody could see.
import type { AccessWorld } from '../access/model.js'
import type { Asset, AssetType, AssetTypes, Gap, GapId, Inventory, RelationType, Relation, Scope, ScopeStatus, Trust } from '../core/index.js'
import { aiKinds, noTrust, relationReach } from '../core/index.js'
import { Csr } from './csr.js'
import type { Link } from './csr.js'
import { Unread, append } from './unread.js'

/** Assets that were seen, and the gaps that could hide more; no gap = these are all. */
export interface AssetList {
  assets: readonly Asset[]
  gaps: readonly GapId[]
}

const nobody: readonly Asset[] = []

export class Graph implements AccessWorld {
  /** Every asset once, in the inventory's order. */
  readonly all: readonly Asset[]
  /** `takenAt` in milliseconds: the now of ages and windows. */
  readonly now: number
  readonly gaps: ReadonlyMap<GapId, Gap>
  readonly #unread: Unread
  readonly #numbers = new Map<string, number>()
  readonly #byType = new Map<string, Asset[]>()
  readonly #byTypeAndAccount = new Map<string, readonly Asset[]>()
  readonly #byAccount = new Map<string, Asset[]>()
  readonly #aiByAccount = new Map<string, AssetList>()
  readonly #out: Csr
  readonly #in: Csr
  /** Declared relations whose target is not in the inventory, by the number of their source. */
  readonly #dangling = new Map<number, Relation[]>()
  /** Assets whose outgoing relations of a type are unread. */
  readonly #mute = new Map<string, Asset[]>()
  readonly #scopes: readonly ScopeStatus[]

  constructor(readonly inventory: Inventory, readonly types: AssetTypes, readonly trust: Trust) {
    const all: Asset[] = []
    for (const asset of inventory.assets) {
      if (this.#numbers.has(asset.id)) continue
      this.#numbers.set(asset.id, all.length)
      all.push(asset)
      append(this.#byType, asset.type, asset)
      append(this.#byAccount, account(asset.scope), asset)
      for (const path of Object.keys(asset.gaps)) if (path.startsWith('->')) append(this.#mute, path.slice(2), asset)
    }
    this.all = all
    // Ids go first: an alias never takes the place of an asset's own id.
    for (const [i, asset] of all.entries()) {
      for (const alias of asset.aliases ?? []) if (!this.#numbers.has(alias)) this.#numbers.set(alias, i)
    }
    const links: Link[] = []
    for (const relation of inventory.relations) {
      const from = this.#numbers.get(relation.from)
      if (from === undefined) continue
      const to = this.#numbers.get(relation.to)
      if (to !== undefined) links.push({ from, to, type: relation.type })
      else if (relation.basis === 'declared') append(this.#dangling, from, relation)
    }
    this.#out = Csr.of(all.length, links, 'out')
    this.#in = Csr.of(all.length, links, 'in')
    this.#unread = new Unread(inventory)
    this.gaps = this.#unread.gaps
    this.now = Date.parse(inventory.takenAt)
    this.#scopes = inventory.scopes
  }

  get scopes(): readonly ScopeStatus[] {
    return this.#scopes
  }

  asset(id: string): Asset | undefined {
    const number = this.#numbers.get(id)
    return number === undefined ? undefined : this.all[number]
  }

  assets(type: string, inAccount?: string): readonly Asset[] {
    const ofType = this.#byType.get(type) ?? nobody
    if (inAccount === undefined) return ofType
    const key = `${type} ${inAccount}`
    let found = this.#byTypeAndAccount.get(key)
    if (found === undefined) {
      found = ofType.filter((asset) => asset.scope.account === inAccount)
      this.#byTypeAndAccount.set(key, found)
    }
    return found
  }

  listGaps(type: string, inAccount: string): readonly GapId[] {
    const gaps = [
      ...this.#unread.uncollected(type),
      ...this.#unread.listsWhere(type, (scope) => scope.account === inAccount),
      // An account that was not read at all hides what is global to it.
      ...this.#unread.scopesWhere(['unreachable', 'not-requested'], (scope) => scope.account === inAccount && scope.region === undefined),
    ]
    return gaps.length > 1 ? [...new Set(gaps)].sort() : gaps
  }

  /** Unread lists of a type, each with its scope; one for all where nobody looked for the type. */
  unlisted(type: string): readonly Gap[] {
    return this.#unread.lists(type)
  }

  /**
   * What an asset points at by relations of one type, of one target type if given. Unknown only where the target's
   * read is gapped: a declared target that is missing although nothing hides it does not exist.
   */
  related(asset: Asset, type: RelationType, target?: string): AssetList {
    const number = this.#numbers.get(asset.id)
    if (number === undefined) return { assets: nobody, gaps: [] }
    const assets = this.#pick(this.#out.neighbours(number, type), target)
    const mute = Object.hasOwn(asset.gaps, `->${type}`) ? asset.gaps[`->${type}`] : undefined
    const gaps = mute === undefined ? [] : [mute]
    for (const relation of this.#dangling.get(number) ?? []) {
      if (relation.type !== type || (target !== undefined && relation.target !== target)) continue
      gaps.push(...this.#unread.hiding(relation.target, relation.to, asset.scope.provider))
    }
    return { assets, gaps: gaps.length > 1 ? [...new Set(gaps)].sort() : gaps }
  }

  /**
   * What points at an asset by relations of one type, from one source type if given. Unknown while something that
   * may hold such a relation is unread in a scope from which it may point here.
   */
  usedBy(asset: Asset, type: RelationType, source?: string): AssetList {
    const number = this.#numbers.get(asset.id)
    if (number === undefined) return { assets: nobody, gaps: [] }
    const assets = this.#pick(this.#in.neighbours(number, type), source)
    const mayPoint = pointsFrom(type, asset.scope)
    const gaps = new Set<GapId>()
    for (const holder of this.types.values()) {
      if (source === undefined ? this.#isOptional(holder) : holder.type !== source) continue
      if (holder.relates[type]?.includes(asset.type) !== true) continue
      for (const gap of this.#unread.uncollected(holder.type)) gaps.add(gap)
      for (const gap of this.#unread.listsWhere(holder.type, mayPoint)) gaps.add(gap)
      for (const gap of this.#unread.scopesWhere(['unreachable'], mayPoint)) gaps.add(gap)
    }
    for (const silent of this.#mute.get(type) ?? []) {
      if (source !== undefined && silent.type !== source) continue
      if (this.types.get(silent.type)?.relates[type]?.includes(asset.type) === false) continue
      const gap = silent.gaps[`->${type}`]
      if (gap !== undefined && mayPoint(silent.scope)) gaps.add(gap)
    }
    return { assets, gaps: [...gaps].sort() }
  }

  /** Assets seen to point at this one by any relation, each once. Says nothing of what could not be read. */
  referrers(asset: Asset): readonly Asset[] {
    const number = this.#numbers.get(asset.id)
    return number === undefined ? nobody : this.#pick([...new Set(this.#in.neighbours(number))], undefined)
  }

  /** AI assets of an account. */
  assetsIn(scope: Scope): AssetList {
    const key = account(scope)
    let list = this.#aiByAccount.get(key)
    if (list === undefined) {
      list = this.#aiAssetsOf(scope)
      this.#aiByAccount.set(key, list)
    }
    return list
  }

  #aiAssetsOf(scope: Scope): AssetList {
    const here = (s: Scope): boolean => s.provider === scope.provider && s.account === scope.account
    const assets = (this.#byAccount.get(account(scope)) ?? nobody).filter((asset) => aiKinds.has(asset.kind))
    const gaps = new Set<GapId>(this.#unread.scopesWhere(['not-requested', 'unreachable'], here))
    for (const type of this.types.values()) {
      if (!aiKinds.has(type.kind) || !type.type.startsWith(`${scope.provider}.`) || this.#isOptional(type)) continue
      for (const gap of this.#unread.uncollected(type.type)) gaps.add(gap)
      for (const gap of this.#unread.listsWhere(type.type, here)) gaps.add(gap)
    }
    return { assets, gaps: [...gaps].sort() }
  }

  /** Collected on request only, and nobody asked: what it would add stands behind assets that are known. */
  #isOptional({ type, with: word }: AssetType): boolean {
    return word !== undefined && !this.#unread.isCollected(type)
  }

  #pick(numbers: readonly number[], type: string | undefined): readonly Asset[] {
    // Two relations may lead to one asset, by two properties: it is told once.
    const found = new Set<Asset>()
    for (const number of numbers) {
      const asset = this.all[number]
      if (asset !== undefined && (type === undefined || asset.type === type)) found.add(asset)
    }
    return [...found]
  }
}

/** The scopes from which a relation of a type may point into `target`. */
function pointsFrom(type: RelationType, target: Scope): (from: Scope) => boolean {
  const sameAccount = (from: Scope): boolean => from.provider === target.provider && from.account === target.account
  switch (relationReach[type]) {
    case 'any': return () => true
    case 'same-account': return sameAccount
    // An account-wide list may hold what points into a region, and what lives in no region is pointed at from all.
    case 'same-scope': return (from) => sameAccount(from) && (from.region === undefined || target.region === undefined || from.region === target.region)
  }
}

function account(scope: Scope): string {
  return `${scope.provider}/${scope.account}`
}

/** Indexes an inventory once; every question after that is a look-up. */
export function indexInventory(inventory: Inventory, types: AssetTypes, trust: Trust = noTrust): Graph {
  return new Graph(inventory, types, trust)
}
