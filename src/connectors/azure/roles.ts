// Role definitions as answers write them.
import { listOf, nullable, shape, string, type Infer } from '../../core/shape.js'
import { lastOf, said } from './names.js'

export const permissionsShape = listOf(shape({
  actions: listOf(string), notActions: listOf(string), dataActions: listOf(string), notDataActions: listOf(string), condition: nullable(string),
}))
export type Permissions = Infer<typeof permissionsShape>

export interface WrittenPermission {
  actions?: readonly string[] | null
  notActions?: readonly string[] | null
  dataActions?: readonly string[] | null
  notDataActions?: readonly string[] | null
  condition?: string | null
}

export function permissionsOf(written: readonly WrittenPermission[] | null | undefined): Permissions {
  return (written ?? []).map((one) => ({
    actions: lower(one.actions), notActions: lower(one.notActions), dataActions: lower(one.dataActions), notDataActions: lower(one.notDataActions), condition: said(one.condition),
  }))
}

/** Actions are compared without regard to case. */
function lower(actions: readonly string[] | null | undefined): string[] {
  return (actions ?? []).map((action) => action.toLowerCase())
}

/** One spelling for a role definition: answers put the scope before it in which they were asked. */
export function roleName(id: string): string {
  return `/providers/microsoft.authorization/roledefinitions/${lastOf(id).toLowerCase()}`
}
