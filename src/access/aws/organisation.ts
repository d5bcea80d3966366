// What the organisation says: its id, and the control policies above an account.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isRecord } from './document.js'
import type { Layer } from './evaluate.js'
import { documents, merged } from './layers.js'
import { gapsOf } from '../truth.js'

/** Services whose resources RCPs are documented to reach. */
const underRcp = new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'ecr', 'aoss', 'dynamodb', 'logs', 'cognito-idp', 'cognito-identity'])

export interface Levels {
  layers: readonly Layer[]
  /** Gaps of control policies that could not be read. */
  doubts: readonly GapId[]
}

const none: Levels = { layers: [], doubts: [] }

export function accountAsset(world: AccessWorld, account: string): Asset | undefined {
  return world.assets('aws.account.account', account)[0]
}

export function serviceControl(world: AccessWorld, account: string): Levels {
  return remember(world, account, 'scp')
}

/** Resource control policies that reach an action's service. */
export function resourceControl(world: AccessWorld, account: string, action: string): Levels {
  const service = action.slice(0, Math.max(action.indexOf(':'), 0))
  return underRcp.has(service) ? remember(world, account, 'rcp') : none
}

const levels = new WeakMap<AccessWorld, Map<string, Levels>>()

function remember(world: AccessWorld, account: string, kind: 'scp' | 'rcp'): Levels {
  let known = levels.get(world)
  if (known === undefined) levels.set(world, known = new Map())
  const key = `${kind} ${account}`
  let found = known.get(key)
  if (found === undefined) known.set(key, found = read(world, account, kind))
  return found
}

function read(world: AccessWorld, account: string, kind: 'scp' | 'rcp'): Levels {
  const asset = accountAsset(world, account)
  if (asset === undefined) return { layers: [], doubts: world.listGaps('aws.account.account', account) }
  const organization = optional(asset, 'organization')
  if (organization !== null && 'value' in organization && isRecord(organization.value) && organization.value['isManagement'] === true) return none
  const prop = `${kind}Levels`
  const list = optional(asset, prop)
  if (list === null) return none
  if ('gap' in list) return { layers: [], doubts: [list.gap] }
  const doubts: GapId[] = []
  const layers: Layer[] = []
  for (const [i, level] of (Array.isArray(list.value) ? list.value : []).entries()) {
    const policies = isRecord(level) ? level['policies'] : undefined
    const layer = merged(documents(kind, asset.id, `${prop}[${i}].policies`, policies ?? []))
    for (const open of layer.unread) doubts.push(...gapsOf({ open: [open] }))
    // An organisation that has these policies switched off shows a level without any: it limits nothing.
    if (layer.sources.length > 0 && layer.unread.length === 0) layers.push(layer)
  }
  return { layers, doubts }
}

/** A property that inventories of an older kind may lack. */
function optional(asset: Asset, prop: string): { value: Json } | { gap: GapId } | null {
  return asset.gaps[prop] === undefined && asset.props[prop] === undefined ? null : readProp(asset, prop)
}

export interface Membership {
  id: string
  managementAccount: string | null
}

/** The account's organisation; null when it is in none, undefined when nobody read it. */
export function membership(world: AccessWorld, account: string): { value: Membership | null | undefined } | { gap: GapId } {
  const asset = accountAsset(world, account)
  const read = asset === undefined ? null : optional(asset, 'organization')
  if (read === null) return { value: undefined }
  if ('gap' in read) return read
  if (!isRecord(read.value) || typeof read.value['id'] !== 'string') return { value: null }
  const management = read.value['managementAccount']
  return { value: { id: read.value['id'], managementAccount: typeof management === 'string' ? management : null } }
}

/** Accounts of the same organisation, as far as they could be read. */
export function memberAccounts(world: AccessWorld, account: string): { value: ReadonlySet<string> } | { gap: GapId } {
  const asset = accountAsset(world, account)
  const read = asset === undefined ? null : optional(asset, 'organizationAccounts')
  if (read === null) return { value: new Set() }
  if ('gap' in read) return read
  return { value: new Set((Array.isArray(read.value) ? read.value : []).filter((v) => typeof v === 'string')) }
}
