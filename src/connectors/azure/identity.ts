// The managed identities of a resource, and the relations to what it runs as.
import { listOf, nullable, shape, string, type Infer } from '../../core/shape.js'
import type { Edge } from '../kit/collector.js'
import type { Identity } from './calls.js'
import { armId, principalName, said } from './names.js'

export const identityShape = shape({
  /** As Azure writes it, in lower case: `systemassigned`, `userassigned`, `systemassigned,userassigned`, `none`. */
  type: nullable(string),
  /** Object id of the system-assigned identity. */
  principalId: nullable(string),
  userAssigned: listOf(shape({ id: string, principalId: nullable(string) })),
})
export type ManagedIdentity = Infer<typeof identityShape>

export function identityOf(identity: Identity | null | undefined): ManagedIdentity {
  return {
    type: said(identity?.type)?.toLowerCase().replaceAll(' ', '') ?? null,
    principalId: said(identity?.principalId)?.toLowerCase() ?? null,
    userAssigned: Object.entries(identity?.userAssignedIdentities ?? {})
      .map(([id, one]) => ({ id: armId(id), principalId: said(one?.principalId)?.toLowerCase() ?? null }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

/** `runs-as` each principal; an identity whose principal is not named is reached by its own id. */
export function runsAs({ principalId, userAssigned }: ManagedIdentity): Edge[] {
  const own: Edge[] = principalId === null ? [] : [{ type: 'runs-as', target: 'azure.rbac.principal', to: principalName(principalId), via: 'identity.principalId' }]
  return [...own, ...userAssigned.flatMap(({ id, principalId: principal }): Edge[] => [
    ...(principal === null ? [] : [{ type: 'runs-as' as const, target: 'azure.rbac.principal', to: principalName(principal), via: 'identity.userAssignedIdentities' }]),
    { type: 'runs-as', target: 'azure.identity.user_assigned', to: id, via: 'identity.userAssignedIdentities' },
  ])]
}

/** What `relates` of a collector says of them. */
export const runsAsTargets = ['azure.rbac.principal', 'azure.identity.user_assigned'] as const
