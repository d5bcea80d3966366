// The inventory: what a scan found, what ties it together, and what it could not read.
import type { GapReason, Kind, RelationType } from './vocabulary.js'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Props = { [key: string]: Json }

/** Where an asset lives. `region` is absent for what is global to an account. */
export interface Scope {
  provider: string
  account: string
  region?: string
}

/** `<call>:<reason>:<scope>`: the same failed read always has the same id, so a saved inventory can be diffed. */
export type GapId = string

/** A dotted path below `asset.props`, or `->runs-as` for the outgoing relations of one type. */
export type Path = string

export interface SourceLocation {
  /** Relative to the scanned root. */
  file: string
  line?: number
  column?: number
}

export interface Asset {
  /** Provider-native and stable: ARN, resource name, or a path relative to the scanned root. */
  id: string
  /** `<provider>.<service>.<noun>`, declared by exactly one collector. */
  type: string
  kind: Kind
  name: string
  scope: Scope
  /** Every declared property: the provider's value, or null when the provider says nothing. Gapped ones are left out. */
  props: Props
  /** What could not be read, by path. */
  gaps: Record<Path, GapId>
  /** Other ids the same thing is referred to by, such as the S3 URI of a training job's artifact. */
  aliases?: string[]
  /** Set on what has ended: its findings are told once per family, on the newest member. */
  past?: { family: string; at: string }
  source?: SourceLocation
}

export interface Relation {
  from: string
  type: RelationType
  /** The id, or an alias, of the target. */
  to: string
  /** Asset type of the target. */
  target: string
  /** Inferred relations may point at nothing: then they say nothing. */
  basis: 'declared' | 'inferred'
  /** The property that says so, such as `RoleArn`. */
  via?: string
}

/** A read that gave no answer. One record per call, scope and reason, however many items it hit. */
export interface Gap {
  id: GapId
  scope: Scope
  /** The declared action, such as `sagemaker:DescribeNotebookInstance`. */
  call: string
  /** Asset types whose properties or list the gap hides. */
  types: string[]
  /** True when a whole list is unread: assets of these types may exist that nobody saw. */
  list: boolean
  reason: GapReason
  /** Permissions that would close the gap. */
  missing?: string[]
  message: string
  /** How many items it hit; 1 for a list. */
  count: number
}

export type ServiceState = 'enabled' | 'not-enabled' | 'not-offered'

export interface ScopeStatus {
  scope: Scope
  /** `read`: looked at. `not-requested`: exists, but outside `--scope` or `--region`. `unreachable`: no answer at all. */
  state: 'read' | 'not-requested' | 'unreachable'
  /** Why it was not read, where more is known than that it was not. */
  why?: string
  /** The provider's number for the account, where ids are written with it in place of the account's own name. */
  number?: string
  services: Record<string, ServiceState>
  /** Requests sent, retries included. */
  calls: number
  /** Requests that got an answer. */
  answered: number
  /** Items that vanished between being listed and being described. */
  vanished: number
}

export interface Inventory {
  schema: 1
  /** ISO 8601; ages and windows are measured from here. */
  takenAt: string
  /** Oldest finished job that was read, ISO 8601. */
  historySince?: string
  /** Asset types that were asked for; what is not here was never looked at. */
  collected: string[]
  /** False when collection was cut short (signal, deadline, lost credentials). */
  finished: boolean
  scopes: ScopeStatus[]
  assets: Asset[]
  relations: Relation[]
  gaps: Gap[]
}

/** `aws/111122223333/us-east-1`: the sortable name of a scope. */
export function scopeId(scope: Scope): string {
  return scope.region === undefined
    ? `${scope.provider}/${scope.account}`
    : `${scope.provider}/${scope.account}/${scope.region}`
}

/**
 * A property as rules and access evaluation must read it: its value, or the gap that hides it.
 * A declared property is always one of the two; neither means a collector's bug, so it throws.
 */
export function readProp(asset: Asset, name: string): { value: Json } | { gap: GapId } {
  const gap = asset.gaps[name]
  if (gap !== undefined) return { gap }
  const value = asset.props[name]
  if (value === undefined) throw new Error(`${asset.type} ${asset.id}: property "${name}" is neither read nor gapped`)
  return { value }
}
