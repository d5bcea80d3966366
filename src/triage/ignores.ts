// What the user has accepted: which findings an ignore covers, and what became of each ignore.
import type { Finding, Ignore, IgnoreUse, RuleDoc, Scope, Unknown } from '../core/index.js'
import { isAt } from './owners.js'
import { below, filePathOf, isAtPath, isInScope, type FilePath, type Folders } from './place.js'
import { isAnyLike, isLike } from './wildcard.js'
import type { Judged } from './index.js'

type Subject = Pick<Finding, 'rule' | 'asset' | 'assetName' | 'scope' | 'source' | 'fingerprint'>

/** One ignore at work: it remembers which rules it names, and what it covered. */
export class Heed {
  /** Findings that it suppresses, or would if it had not expired. */
  findings = 0
  /** It fits something, even where an earlier one took it. */
  matched = false
  readonly isExpired: boolean
  readonly #rules = new Map<string, boolean>()

  constructor(readonly ignore: Ignore, private readonly docs: ReadonlyMap<string, RuleDoc>, today: string) {
    this.isExpired = ignore.until !== undefined && ignore.until < today
  }

  names(rule: string): boolean {
    let named = this.#rules.get(rule)
    if (named === undefined) {
      named = isAnyLike(this.ignore.rules, rule, ...this.docs.get(rule)?.aliases ?? [])
      this.#rules.set(rule, named)
    }
    return named
  }

  covers(subject: Subject, path: FilePath, earlier: readonly string[] = []): boolean {
    const { assets, scopes, fingerprint } = this.ignore
    return this.names(subject.rule)
      && isAnyLike(assets, subject.asset, subject.assetName)
      && (scopes.length === 0 || scopes.some((scope) => isInScope(scope, subject.scope)))
      && this.#isAt(path)
      && (fingerprint === undefined || fingerprint === subject.fingerprint || earlier.includes(fingerprint))
  }

  /** Whether what could not be judged may be what it names. A list that nobody read may hold anything in its scope. */
  mayCover({ rule, asset, assetName, scope }: Unknown, folders: Folders): boolean {
    const { assets, scopes } = this.ignore
    if (!this.names(rule)) return false
    if (asset === null) return scopes.length === 0 || scopes.some((one) => isInScope(one, scope) || isWithin(one, scope))
    return isAnyLike(assets, asset, assetName ?? asset) && (scopes.length === 0 || scopes.some((one) => isInScope(one, scope))) && this.#isAt(filePathOf({ asset, scope }, folders))
  }

  #isAt(path: FilePath): boolean {
    const { files, within } = this.ignore
    if (within === undefined) return files.length === 0 || files.some((pattern) => isAt(pattern, path))
    const inside = below(path, within)
    return inside !== undefined && (files.length === 0 || files.some((pattern) => isAtPath(pattern, inside)))
  }

  use(judged: Judged): IgnoreUse {
    const { where, reason, until } = this.ignore
    return { where, what: whatOf(this.ignore), reason, ...(until !== undefined && { until }), state: this.#stateIn(judged), findings: this.findings }
  }

  #stateIn(judged: Judged): IgnoreUse['state'] {
    if (this.isExpired) return 'expired'
    if (this.matched) return 'used'
    return this.#wasJudged(judged) ? 'stale' : 'unjudged'
  }

  /** Whether all that it names was looked at, so that matching nothing means that there is nothing. */
  #wasJudged({ rules, waiting, unknowns, scopes, partial, assets, hidden, folders }: Judged): boolean {
    if (partial) return false
    const ran = rules.filter(({ id }) => this.names(id) && !waiting.has(id))
    if (ran.length === 0) return false
    const { assets: named, scopes: within, files } = this.ignore
    const isMeant = (scope: Scope): boolean => within.length === 0 || within.some((one) => isInScope(one, scope) || isWithin(one, scope))
    if (within.some((one) => !scopes.some(({ scope, state }) => state === 'read' && isInScope(one, scope)))) return false
    if (files.length + (this.ignore.within === undefined ? 0 : 1) > 0 && !scopes.some(({ scope, state }) => scope.provider === 'local' && state === 'read')) return false
    for (const unknown of unknowns) if (this.mayCover(unknown, folders)) return false
    if (this.ignore.within !== undefined || files.length > 0) return true
    const isThere = named.length > 0 && assets.some((asset) => isAnyLike(named, asset.id, asset.name) && isMeant(asset.scope))
    if (isThere) return true
    // An id says where its asset would be; a name may be anywhere that was not read.
    if (named.length > 0 && named.every((name) => /[:/]/.test(name) && !name.includes('*'))) return !named.some(hidden)
    return !scopes.some(({ scope, state }) => state !== 'read' && isMeant(scope))
  }
}

/** A region of an account, where only the account is given: what hides the whole hides its parts. */
function isWithin(pattern: string, { provider, account, region }: Scope): boolean {
  return region === undefined && isLike(`${provider}:${account}:*`, pattern)
}

/** `aws-s3-* on orchard-logs in aws:111122223333` */
function whatOf({ rules, assets, files, scopes, fingerprint, within }: Ignore): string {
  const few = (list: readonly string[]): string => (list.length <= 3 ? list.join(', ') : `${list.slice(0, 2).join(', ')}, ${list.length - 2} more`)
  return [
    few(rules),
    ...(assets.length > 0 ? [`on ${few(assets)}`] : []),
    ...(files.length > 0 ? [`at ${few(files)}`] : []),
    ...(scopes.length > 0 ? [`in ${few(scopes)}`] : []),
    ...(within !== undefined && files.length === 0 ? [`in ${within}`] : []),
    ...(fingerprint === undefined ? [] : [`with fingerprint ${fingerprint.slice(0, 8)}…`]),
  ].join(' ')
}
