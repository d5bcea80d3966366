// Actions of the two planes, and what a role or deny assignment says of them.
import type { Json } from '../../core/index.js'
import { type Glob, anything, covers, glob, meet } from '../wildcard.js'
import { type Condition, parseCondition } from './condition.js'

export interface Action {
  /** As the question writes it. */
  text: string
  /** `data:` before the name asks the data plane. */
  plane: 'control' | 'data'
  /** Encoded and in lower case; a pattern asks for any action that it matches. */
  pattern: string
}

interface Plane {
  allowed: readonly Glob[]
  excluded: readonly Glob[]
}

/** One entry of `permissions`: exclusions subtract within it only. */
export interface Permission {
  control: Plane
  data: Plane
  condition: Condition | null
}

const actions = new Map<string, Action>()
const data = 'data:'

export function actionOf(text: string): Action {
  let action = actions.get(text)
  if (action === undefined) {
    const isData = text.startsWith(data)
    action = { text, plane: isData ? 'data' : 'control', pattern: encoded(isData ? text.slice(data.length) : text) }
    // Rules ask the same few; anything may be asked of `can` by hand.
    if (actions.size < 10_000) actions.set(text, action)
  }
  return action
}

export function encoded(text: string): string {
  return text.toLowerCase().replaceAll('*', anything)
}

/** Null when the value has no shape that permissions have: then it may say anything. */
export function permissionsIn(value: Json): Permission[] | null {
  if (!Array.isArray(value)) return null
  const found: Permission[] = []
  for (const item of value) {
    if (!isRecord(item)) return null
    const { condition } = item
    found.push({
      control: { allowed: globs(item['actions']), excluded: globs(item['notActions']) },
      data: { allowed: globs(item['dataActions']), excluded: globs(item['notDataActions']) },
      condition: typeof condition === 'string' && condition.trim() !== '' ? parseCondition(condition) : null,
    })
  }
  return found
}

/** What the permission allows of the action: it, or a pattern of such as both match; null when nothing. */
export function allowedOf(permission: Permission, { plane, pattern }: Action): string | null {
  const { allowed, excluded } = permission[plane]
  for (const one of allowed) {
    const met = covers(one, pattern) ? pattern : meet(one.text, pattern)
    if (met !== null && !excluded.some((not) => covers(not, met))) return met
  }
  return null
}

/** Whether the permission names all that the pattern stands for, nothing of it excluded. */
export function namesWhole(permission: Permission, { plane, pattern }: Action): boolean {
  const { allowed, excluded } = permission[plane]
  return allowed.some((one) => covers(one, pattern)) && !excluded.some((not) => covers(not, pattern))
}

/** Whether the permissions of a deny assignment take in all of an encoded action or pattern. */
export function takesAll(permission: Permission, plane: Action['plane'], met: string): boolean {
  const { allowed, excluded } = permission[plane]
  return allowed.some((one) => covers(one, met)) && !excluded.some((not) => meet(not.text, met) !== null)
}

/**
 * A star between slashes stands for nothing as well: only so may Managed Identity Operator, by one below
 * `userAssignedIdentities`, assign identities, and AzureML Data Scientist, but for one below `computes`, write no computes.
 */
function globs(value: Json | undefined): Glob[] {
  return texts(value).flatMap((text) => (text.includes('/*/') ? [text, text.replaceAll('/*/', '/')] : [text])).map((text) => glob(encoded(text)))
}

export function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}
