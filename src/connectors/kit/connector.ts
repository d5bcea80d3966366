// What a provider brings: its scopes, its credentials, one raw attempt at a call, and what its errors mean.
import type { Asset, Scope } from '../../core/index.js'
import type { AnyCollector, Call, Ref } from './collector.js'
import type { Outcome } from './door.js'
import type { Failure } from './failure.js'
import type { Rate } from './limits.js'

/** What of the user's configuration concerns collecting. */
export interface CollectSettings {
  /** `--scope` entries of this provider, without the provider's prefix; empty = the credentials' own account. */
  scopes: string[]
  /** `--region`; empty = every enabled one. */
  regions: string[]
  /** Recorded answers in place of the network. */
  replay?: string
  /** Folder to which every answer is written. */
  record?: string
  /** Share of each known rate limit that the scan may use, 0 to 1. */
  maxRate: number
  /** Roles to assume before anything else, each with the rights of the one before. */
  roleArns?: readonly string[]
  externalId?: string
  /** Service accounts to act as, one by way of the other. */
  impersonate?: readonly string[]
  /** Name of the role to assume in every account but one's own. */
  roleName?: string
  profile?: string
  /** `trust.signers`: whose signatures of files count. */
  signers?: readonly string[]
}

/** No usable credentials, or nothing of this provider here. */
export interface Missing {
  missing: string
  /** The first thing to try. */
  hint: string
  /** Nothing here says that the provider is used at all: not worth a word beside others that are. */
  untraced?: true
}

/** One account (or project, subscription) to read, and the regions in it. */
export interface Target {
  account: string
  partition: string
  /** The provider's number for the account, where names are written with it. */
  number?: string
  regions: string[]
  /** Regions that exist and are left out on request. */
  skippedRegions: string[]
  /** Nothing of it can be read, and why. */
  unread?: Unread
  /** What the reader of a report should know about how it was read. */
  note?: string
}

/** An account that is listed and not read: because a call failed, or because there is nothing any more. */
export type Unread = { why: string; call: Call } | { why: string; closed: true }

/** Makes a call outside any collector; failing is a `ScanError`. */
export type Perform = <O>(call: Call<unknown, O>, input: unknown, scope: Scope) => Promise<O>

/** An opened provider. */
export interface Session {
  /** Accounts that are read at a time, where that is another number than usual. */
  readonly accountsAtOnce?: number
  /** Milliseconds for one attempt, where that is another number than usual. */
  readonly requestTimeout?: number
  /** Finds the accounts and regions to read; its calls go through the same door. */
  targets(perform: Perform): Promise<Target[]>
  /** One attempt, no retries. Rejects with whatever the SDK throws. */
  attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown>
  classify(error: unknown, call: Call, scope: Scope): Promise<Failure> | Failure
  /**
   * What is known of a call's answer before it is made: that the service is not there, or that the list is empty.
   * Undefined when the service has to be asked, which is always so where this is left out.
   */
  foresee?(call: Call, scope: Scope): Outcome<unknown> | undefined
  /** Scope in which a referenced asset is resolved; null when it lies outside the accounts being read. */
  locate(ref: Ref, from: Scope, per: 'account' | 'region'): Scope | null
  rate(action: string): Rate
  /** An account has been read to its end: what was held for it may go. */
  left?(account: string): void
  close(): void
}

export interface GrantForm {
  /** Says in a few words what it is for. */
  summary: string
  render(request: { collectors: readonly AnyCollector[]; optional: ReadonlySet<string>; roleName: string | undefined }): string
}

export interface Connector {
  id: string
  /** Says in a word what it reads, for `--help`. */
  summary: string
  /** How its regions are written. */
  regions: RegExp
  /** How ids of its assets begin. */
  ids: RegExp
  collectors: () => Promise<AnyCollector[]>
  /** Types of what lies inside of what its collectors read: files in the objects of its stores. */
  held?: () => Promise<AnyCollector[]>
  /** Calls the session itself makes, to find out where it is. */
  calls: Record<string, Call>
  /** Calls that it makes only to reach more than one account. */
  hubCalls?: Record<string, Call>
  /** The least rights a scan with these collectors takes, in the provider's own form, computed from the declarations. */
  leastPrivilege(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): object
  /** The names of the actions in them, by service. */
  rightsByService(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): Record<string, string[]>
  /** Why there is nothing to be granted, where that is so. */
  takesNoRights?: string
  /** Other forms in which they can be granted, by name. */
  grants?: Record<string, GrantForm>
  /** The page of an asset in the provider's own console; undefined where there is none that an address leads to. */
  console?: (asset: Asset) => string | undefined
  open(settings: CollectSettings, env: NodeJS.ProcessEnv): Promise<Session | Missing>
}
