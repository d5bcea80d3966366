// Who holds which role where: at the subscription, above it and below it.
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { armId, iso, lastOf, principalName, said, subscriptionOf } from '../names.js'
import { roleName } from '../roles.js'

const principalTypes = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] as const

interface Assignment {
  principalId?: string | null
  principalType?: string | null
  roleDefinitionId?: string | null
  scope?: string | null
  condition?: string | null
  createdOn?: string | null
}

export default collector({
  type: 'azure.rbac.role_assignment',
  kind: 'policy',
  service: 'authorization',
  per: 'account',
  props: shape({
    /** Object id. */
    principal: string,
    principalType: nullable(oneOf(...principalTypes)),
    /** Id of the role definition. */
    role: string,
    scope: string,
    /** In Azure's own language for conditions. */
    condition: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'governed-by': ['azure.rbac.role_definition'], 'owned-by': ['azure.rbac.principal', 'azure.resources.subscription'] },
  calls: {
    assignments: rows<Resource<Assignment>>('Microsoft.Authorization/roleAssignments', { table: 'authorization' }),
    /** Of the same table: what the roles are called. */
    definitions: rows<Resource<{ roleName?: string | null }>>('Microsoft.Authorization/roleDefinitions', { table: 'authorization' }),
  },
  async list(ctx) {
    const { call, emit, each } = ctx
    const defined = await call.definitions.page({})
    const names = new Map(defined.ok ? (defined.value.value ?? []).map((row) => [roleName(row.id ?? ''), said(row.properties?.roleName)]) : [])
    await each(call.assignments.rows(), ({ id, name, properties }) => {
      const principal = said(properties?.principalId)?.toLowerCase() ?? ''
      const role = roleName(properties?.roleDefinitionId ?? '')
      emit({
        // Its own name is a GUID, which tells nobody anything.
        id: armId(id ?? ''), name: principal === '' ? name ?? '' : `${names.get(role) ?? `role ${lastOf(role)}`} held by ${spoken(properties?.principalType)} ${principal}`,
        props: {
          principal, role, scope: armId(properties?.scope ?? '') || '/',
          principalType: principalTypes.find((type) => type.toLowerCase() === properties?.principalType?.toLowerCase()) ?? null,
          condition: said(properties?.condition), createdAt: iso(properties?.createdOn),
        },
        edges: [
          { type: 'governed-by', target: 'azure.rbac.role_definition', to: role, via: 'roleDefinitionId' },
          // What stands above subscriptions, on management groups, is told with the one in which it was read.
          { type: 'owned-by', target: 'azure.resources.subscription', to: subscriptionOf(ctx), via: 'scope' },
          principal === '' ? null : { type: 'owned-by', target: 'azure.rbac.principal', to: principalName(principal), via: 'principalId' },
        ],
      })
    })
  },
})

/** `ServicePrincipal` as people say it. */
function spoken(type: string | null | undefined): string {
  return (said(type) ?? 'Principal').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
