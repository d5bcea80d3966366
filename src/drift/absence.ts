// Whether an asset that is not there is gone, or whether something could hide it.
import { compare, isFileType, type Asset, type Gap, type PastFinding, type Scope, type ScopeStatus } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import type { EarlierReport } from './earlier.js'

const outcome: Record<Exclude<Gap['reason'], 'not-requested'>, string> = {
  denied: 'denied', throttled: 'throttled', timeout: 'timed out', unsupported: 'is not supported',
  'invalid-answer': 'gave an answer that nobody understands', 'pagination-loop': 'went round in circles', error: 'failed',
}

/** `sagemaker:ListDomains denied in eu-west-1` */
export function gapWords({ call, reason, scope, message }: Gap): string {
  return reason === 'not-requested' || call === 'scope' ? message : `${call} ${outcome[reason]} in ${scope.region ?? placeWords(scope)}`
}

export function placeWords({ provider, account, region }: Scope): string {
  return [provider, account, ...(region === undefined ? [] : [region])].join(' ')
}

/** Answers for one inventory; what it takes is indexed once. */
export class Absence {
  readonly #statuses = new Map<string, ScopeStatus[]>()
  readonly #gaps = new Map<string, Gap[]>()
  readonly #holders = new Map<string, readonly string[]>()
  readonly #mute = new Map<string, Asset>()
  readonly #collected: ReadonlySet<string>

  /** `held`: the objects in stores were looked into. */
  constructor(private readonly graph: Graph, private readonly before: Pick<EarlierReport, 'scopes' | 'types'>, private readonly held: boolean) {
    const { inventory } = graph
    this.#collected = new Set(inventory.collected)
    for (const status of inventory.scopes) append(this.#statuses, accountOf(status.scope), status)
    for (const gap of inventory.gaps) for (const type of gap.types) append(this.#gaps, type, gap)
    for (const asset of inventory.assets) {
      if (Object.keys(asset.gaps).some((path) => path.startsWith('->'))) this.#mute.set(`${accountOf(asset.scope)} ${asset.type}`, asset)
    }
  }

  /** Why nobody can tell; undefined where the account was looked at. */
  whyUnscanned({ scope }: Pick<PastFinding, 'scope'>): string | undefined {
    const statuses = this.#statuses.get(accountOf(scope))
    if (statuses === undefined) return `${placeWords({ provider: scope.provider, account: scope.account })} was not scanned`
    const whole = statuses.find((status) => status.scope.region === undefined)
    if (whole !== undefined && whole.state !== 'read') return stateWords(whole)
    return statuses.some(({ state }) => state === 'read') ? undefined : stateWords(statuses[0])
  }

  /** Why an asset may be there unseen; undefined where it is known to be gone. */
  whyHidden(past: Pick<PastFinding, 'scope' | 'assetType' | 'asset'> & { lastSeen?: string }): string | undefined {
    const { inventory, types } = this.graph
    const { scope, assetType } = past
    if (!inventory.finished) return 'this run was cut short'
    const unscanned = this.whyUnscanned(past)
    if (unscanned !== undefined) return unscanned
    const type = types.get(assetType)
    if (type === undefined) return assetType === '' ? 'nothing says what it was' : `this run knows no ${assetType}`
    if (isFileType(assetType) && scope.provider !== 'local' && !this.held) return 'what lies in stores was not looked into (--with artifacts)'
    if (past.lastSeen !== undefined && inventory.historySince !== undefined && past.lastSeen < inventory.historySince) return `it ended before ${inventory.historySince.slice(0, 10)}, and this run looked no further back`
    if (type.listed === false) return this.#whyUnreferred(assetType, scope)
    if (!this.#collected.has(assetType)) return `${assetType} was not collected: no rule of this run reads it`
    return this.#whyUnread(scope) ?? this.#gapWords(assetType, (gap) => (gap.list || scope.provider === 'local') && overlaps(gap.scope, scope))
  }

  #whyUnread(scope: Scope): string | undefined {
    if (scope.region === undefined) return undefined
    const statuses = this.#statuses.get(accountOf(scope)) ?? []
    const here = statuses.find((status) => status.scope.region === scope.region)
    if (here !== undefined) return here.state === 'read' ? undefined : stateWords(here)
    // Google's locations are those in use: one that is not among them is empty. Where no regions are told, the account is all.
    return scope.provider === 'gcp' || statuses.every((status) => status.scope.region === undefined) ? undefined : `${placeWords(scope)} was not looked at`
  }

  /** What is only read when something refers to it is gone when nothing does: so whatever could refer to it must have been read. */
  #whyUnreferred(assetType: string, scope: Scope): string | undefined {
    const account = accountOf(scope)
    const before = new Map(this.before.scopes.map((status) => [`${accountOf(status.scope)} ${status.scope.region ?? ''}`, status.state]))
    for (const status of this.#statuses.get(account) ?? []) {
      if (status.state === 'read') continue
      if (status.state === 'unreachable' || before.size === 0 || before.get(`${account} ${status.scope.region ?? ''}`) === 'read') return stateWords(status)
    }
    for (const holder of this.#holdersOf(assetType)) {
      if (!this.#collected.has(holder) && this.graph.types.get(holder)?.with === undefined && this.before.types?.has(holder) !== false) return `${holder} was not collected, which may refer to it`
      const unread = this.#gapWords(holder, (gap) => gap.list && gap.reason !== 'not-requested' && accountOf(gap.scope) === account)
      if (unread !== undefined) return `${unread}, and what it lists may refer to it`
      const mute = this.#mute.get(`${account} ${holder}`)
      if (mute !== undefined) return `what ${mute.name} refers to could not be read`
    }
    return this.#gapWords(assetType, (gap) => gap.reason !== 'not-requested' && accountOf(gap.scope) === account)
  }

  /** Types that refer to this one, those of the same provider, and what refers to those that are not listed themselves. */
  #holdersOf(type: string): readonly string[] {
    const known = this.#holders.get(type)
    if (known !== undefined) return known
    const provider = type.split('.', 1)[0]
    const found = new Set<string>()
    const open = [type]
    for (let target = open.pop(); target !== undefined; target = open.pop()) {
      for (const holder of this.graph.types.values()) {
        if (found.has(holder.type) || holder.type === type || holder.type.split('.', 1)[0] !== provider) continue
        if (!Object.values(holder.relates).some((targets) => targets.includes(target ?? ''))) continue
        found.add(holder.type)
        if (holder.listed === false) open.push(holder.type)
      }
    }
    const holders = [...found].toSorted(compare)
    this.#holders.set(type, holders)
    return holders
  }

  #gapWords(type: string, hides: (gap: Gap) => boolean): string | undefined {
    const hiding = (this.#gaps.get(type) ?? []).filter(hides)
    const [first] = hiding
    return first === undefined ? undefined : `${gapWords(first)}${hiding.length > 1 ? ` and ${hiding.length - 1} more unread` : ''}`
  }
}

function stateWords(status: ScopeStatus | undefined): string {
  if (status === undefined) return 'it was not scanned'
  const place = placeWords(status.scope)
  return `${place} ${status.state === 'unreachable' ? 'gave no answer' : 'was not asked for'}${status.why === undefined ? '' : `: ${status.why}`}`
}

function overlaps(a: Scope, b: Scope): boolean {
  return accountOf(a) === accountOf(b) && (a.region === undefined || b.region === undefined || a.region === b.region)
}

function accountOf({ provider, account }: Scope): string {
  return `${provider}/${account}`
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
