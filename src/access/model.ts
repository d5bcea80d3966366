// What every cloud's access model answers, and what it needs to see of the inventory.
import type { Asset, GapId, Ruling, Trust } from '../core/index.js'

/** The part of an inventory that access evaluation reads. */
export interface AccessWorld {
  /** By id or alias. */
  asset(id: string): Asset | undefined
  /** Assets of a type, in one account or all. */
  assets(type: string, account?: string): readonly Asset[]
  /** Gaps that hide whole lists of a type in an account: something of that type may exist unseen. */
  listGaps(type: string, account: string): readonly GapId[]
  readonly trust: Trust
  /** When the inventory was taken, in milliseconds: the now of conditions on dates. */
  readonly now: number
}

export interface AccessModel {
  /** Provider id, such as `aws`. */
  provider: string
  /** Asset types it needs read before it can answer anything. */
  needs: readonly string[]
  /** Whether the identity may take one of the actions on the resource, all policies considered; null asks for any resource at all. */
  can(identity: Asset, actions: readonly string[], resource: string | null, world: AccessWorld): Ruling
  /** Whether somebody outside may come to act as the identity: lasting keys, or a trust that reaches out. */
  exposed(identity: Asset, world: AccessWorld): Ruling
  /** Whether the identity is an administrator in effect. */
  admin(identity: Asset, world: AccessWorld): Ruling
  /** Whether the identity can gain more than it has by a named escalation path, such as `sagemaker-passrole`. */
  escalates(identity: Asset, path: string, world: AccessWorld): Ruling
  /** Names that `escalates` takes. */
  escalationPaths: readonly string[]
  /** Whether the identity's policies name one of the action patterns, such as `bedrock:*`, on every resource. */
  grants(identity: Asset, patterns: readonly string[], world: AccessWorld): Ruling
  /** Whether the identity has one of the actions by an Allow with none of the condition keys, and no Deny that brings them in. */
  grantsWithout(identity: Asset, actions: readonly string[], keys: readonly string[], world: AccessWorld): Ruling
  /**
   * Whether anyone at all may take one of the actions on the resource. `within` is an address below it, such as
   * `s3://bucket/prefix`: then only what lies there counts, and an address elsewhere is nobody's.
   */
  anyone(resource: Asset, actions: readonly string[], world: AccessWorld, within?: string): Ruling
  /** Whether a named principal outside the organisation and not trusted may. */
  outsiders(resource: Asset, actions: readonly string[], world: AccessWorld): Ruling
}
