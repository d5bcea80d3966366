// Permission names: IAM's own, those of deny policies, and patterns of either.
import { covers, encode, glob } from '../wildcard.js'

/** The service a permission belongs to, as `resource.service` writes it. */
export function serviceOf(permission: string): string {
  const [first = ''] = permission.split('.')
  const slash = permission.indexOf('/')
  if (slash > 0) return permission.slice(0, slash)
  return first === 'resourcemanager' ? 'cloudresourcemanager.googleapis.com' : `${first}.googleapis.com`
}

/** `aiplatform.endpoints.predict` as deny policies write it: `aiplatform.googleapis.com/endpoints.predict`. */
export function deniable(permission: string): string {
  if (permission.includes('/')) return permission
  const dot = permission.indexOf('.')
  return dot < 0 ? permission : `${serviceOf(permission)}/${permission.slice(dot + 1)}`
}

export function isPattern(permission: string): boolean {
  return permission.includes('*')
}

/** Whether the pattern stands for the permission; both in the same way of writing. */
export function matches(pattern: string, permission: string): boolean {
  return pattern === permission || (isPattern(pattern) && covers(glob(encode(pattern)), permission))
}
