// Roles that are held: Azure's own and the tenant's.
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { getOrNull, rows, type Resource } from '../calls.js'
import { armId, lastOf, subscriptionOf, word } from '../names.js'
import { permissionsOf, permissionsShape, roleName, type WrittenPermission } from '../roles.js'

interface Definition {
  roleName?: string | null
  type?: string | null
  description?: string | null
  permissions?: readonly WrittenPermission[] | null
  assignableScopes?: readonly string[] | null
}
type Row = Resource<Definition>

export default collector({
  type: 'azure.rbac.role_definition',
  kind: 'role',
  service: 'authorization',
  per: 'account',
  props: shape({
    roleName: nullable(string),
    custom: bool,
    permissions: permissionsShape,
    assignableScopes: listOf(string),
  }),
  relates: {},
  calls: {
    definitions: rows<Row>('Microsoft.Authorization/roleDefinitions', { table: 'authorization' }),
    get: getOrNull<Row>('authorization:roleDefinitions.get', '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}'),
  },
  /** Custom roles matter whether or not they are held yet; Azure's own, hundreds of them, only where they are. */
  async list({ call, emit, each }) {
    await each(call.definitions.rows(), (row) => {
      if (isCustom(row)) emit(roleOf(row))
    })
  },
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const id = lastOf(ref.id)
    const listed = await call.definitions.all({})
    const found = listed.ok ? listed.value.find((row) => roleName(row.id ?? '') === ref.id) : undefined
    if (found !== undefined) return emit(roleOf(found))
    // Resource Graph may lack a role that came into being a moment ago, or Azure's own.
    const answer = await call.get({ of: subscriptionOf(ctx), roleDefinitionId: id })
    if (answer.ok && answer.value === null) return
    if (answer.ok && answer.value !== null) return emit(roleOf(answer.value))
    const gap = known(answer, () => null)
    if (gap !== null) emit({ id: ref.id, name: id, props: gap })
  },
})

function isCustom({ properties }: Row): boolean {
  return word(properties?.type) === 'customrole'
}

function roleOf(row: Row): { id: string; name: string; props: { roleName: string | null; custom: boolean; permissions: ReturnType<typeof permissionsOf>; assignableScopes: string[] } } {
  const { id, name, properties } = row
  return {
    id: roleName(id ?? name ?? ''), name: properties?.roleName ?? name ?? '',
    props: {
      roleName: properties?.roleName ?? null, custom: isCustom(row), permissions: permissionsOf(properties?.permissions),
      assignableScopes: (properties?.assignableScopes ?? []).map((scope) => armId(scope) || '/'),
    },
  }
}
