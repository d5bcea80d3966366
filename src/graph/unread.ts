// Which reads failed, by asset type and scope: what says whether "nothing seen" means "nothing there".
import type { Gap, GapId, Inventory, Scope, ScopeStatus } from '../core/index.js'
import { scopeId } from '../core/index.js'
import { placesIn } from './places.js'

const none: readonly GapId[] = []

/** The record that stands for a scope nobody looked at, so that verdicts can name it like any other gap. */
function scopeGap(status: ScopeStatus): Gap {
  const reason = status.state === 'not-requested' ? 'not-requested' : 'error'
  const id = scopeId(status.scope)
  return {
    id: `scope:${reason}:${id}`, scope: status.scope, call: 'scope', types: [], list: true, reason, count: 1,
    message: status.why ?? (reason === 'not-requested' ? `${id} was not asked for` : `${id} gave no answer`),
  }
}

/** The record that stands for an account of which the inventory says nothing at all. */
function foreignGap(provider: string, account: string): Gap {
  const scope = { provider, account }
  return {
    id: `scope:not-requested:${scopeId(scope)}`, scope, call: 'scope', types: [], list: true, reason: 'not-requested', count: 1,
    message: `${scopeId(scope)} is not part of this inventory`,
  }
}

/** The record that stands for an asset type nobody collected: not looked at is not "not there". */
function typeGap(type: string): Gap {
  return {
    id: `collect:not-requested:${type}`, scope: { provider: type.split('.', 1)[0] ?? '', account: '' }, call: 'collect', types: [type], list: true,
    reason: 'not-requested', count: 1, message: `${type} was not collected for this inventory`,
  }
}

export class Unread {
  /** Every gap of the inventory, and those that stand for scopes and types nobody read. */
  readonly gaps = new Map<GapId, Gap>()
  readonly #collected: ReadonlySet<string>
  readonly #lists = new Map<string, Gap[]>()
  readonly #items = new Map<string, Gap[]>()
  readonly #scopes: readonly { status: ScopeStatus; gap: Gap }[]
  readonly #accounts: ReadonlySet<string>
  /** Accounts by each name that ids use for them. */
  readonly #named = new Map<string, string>()

  constructor(inventory: Inventory) {
    for (const gap of inventory.gaps) {
      const seen = this.gaps.get(gap.id)
      // Merged shards may tell one gap twice: it is one gap that hit more items.
      const told = seen === undefined ? gap : { ...seen, list: seen.list || gap.list, count: seen.count + gap.count, types: [...new Set([...seen.types, ...gap.types])].sort() }
      this.gaps.set(gap.id, told)
    }
    for (const gap of this.gaps.values()) {
      for (const type of gap.types) append(gap.list ? this.#lists : this.#items, type, gap)
    }
    this.#collected = new Set(inventory.collected)
    this.#accounts = new Set(inventory.scopes.filter((s) => s.state === 'read').map((s) => s.scope.account))
    for (const { scope, number } of inventory.scopes) for (const name of [scope.account, ...(number === undefined ? [] : [number])]) this.#named.set(name, scope.account)
    this.#scopes = inventory.scopes.filter((s) => s.state !== 'read').map((status) => ({ status, gap: scopeGap(status) }))
    for (const { gap } of this.#scopes) if (!this.gaps.has(gap.id)) this.gaps.set(gap.id, gap)
  }

  isCollected(type: string): boolean {
    return this.#collected.has(type)
  }

  /** Gaps for a type nobody collected: those that the inventory records, else one that stands for all; empty when it was collected. */
  uncollected(type: string): readonly GapId[] {
    return this.#collected.has(type) ? none : ids(this.lists(type))
  }

  /** Unread lists of a type, each as it was recorded. */
  lists(type: string): readonly Gap[] {
    const recorded = this.#lists.get(type)
    if (recorded !== undefined) return recorded
    if (this.#collected.has(type)) return []
    const gap = typeGap(type)
    this.gaps.set(gap.id, gap)
    this.#lists.set(type, [gap])
    return [gap]
  }

  /** Gaps over lists of a type in scopes that `fits`. */
  listsWhere(type: string, fits: (scope: Scope) => boolean): readonly GapId[] {
    const lists = this.#lists.get(type)
    return lists === undefined ? none : ids(lists.filter((gap) => fits(gap.scope)))
  }

  /** Scopes that gave no answer, or that nobody asked for, as gaps. */
  scopesWhere(states: readonly ScopeStatus['state'][], fits: (scope: Scope) => boolean): readonly GapId[] {
    if (this.#scopes.length === 0) return none
    return ids(this.#scopes.filter(({ status }) => states.includes(status.state) && fits(status.scope)).map(({ gap }) => gap))
  }

  /**
   * Why an asset that something points at may exist although nobody saw it; empty when it is known not to exist.
   *
   * A gap counts when the id names the gap's account and region, or names none: a bucket's name says neither, so any
   * unread bucket list could hide it. An id in an account that was not read hides its asset, too.
   */
  hiding(type: string, id: string, provider: string): readonly GapId[] {
    if (!this.#collected.has(type)) return this.uncollected(type)
    const { accounts, regions } = placesIn(id, provider, (name) => this.#named.get(name))
    const could = (scope: Scope): boolean =>
      scope.provider === provider
      && (accounts.length === 0 || accounts.includes(scope.account))
      && (scope.region === undefined || regions.length === 0 || regions.includes(scope.region))
    const found = [...(this.#lists.get(type) ?? []), ...(this.#items.get(type) ?? [])].filter((gap) => could(gap.scope))
    // A scope hides only what the id places in it: a name without account must not be hidden by every scope there is.
    for (const { status, gap } of this.#scopes) {
      if (accounts.includes(status.scope.account) && could(status.scope)) found.push(gap)
    }
    if (accounts.length > 0 && !accounts.some((account) => this.#accounts.has(account)) && found.length === 0) {
      const gap = foreignGap(provider, accounts[0] ?? '')
      this.gaps.set(gap.id, this.gaps.get(gap.id) ?? gap)
      found.push(gap)
    }
    return ids(found)
  }
}

function ids(gaps: readonly Gap[]): readonly GapId[] {
  return gaps.length === 0 ? none : [...new Set(gaps.map((gap) => gap.id))].sort()
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
