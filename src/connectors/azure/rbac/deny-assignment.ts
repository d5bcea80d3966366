// Deny assignments: what nobody they name may do, whatever roles say. Blueprints, managed applications and deployment stacks make them.
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { armId, said, subscriptionOf } from '../names.js'
import { permissionsOf, permissionsShape, type WrittenPermission } from '../roles.js'

interface Principal {
  id?: string | null
  type?: string | null
}

interface Denial {
  denyAssignmentName?: string | null
  permissions?: readonly WrittenPermission[] | null
  scope?: string | null
  doNotApplyToChildScopes?: boolean | null
  principals?: readonly Principal[] | null
  excludePrincipals?: readonly Principal[] | null
  condition?: string | null
  isSystemProtected?: boolean | null
}

const principalsShape = listOf(shape({ id: string, type: nullable(string) }))

export default collector({
  type: 'azure.rbac.deny_assignment',
  kind: 'policy',
  service: 'authorization',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    permissions: permissionsShape,
    scope: string,
    doNotApplyToChildScopes: bool,
    /** The id of zeros stands for everybody. */
    principals: principalsShape,
    excludePrincipals: principalsShape,
    condition: nullable(string),
    systemProtected: bool,
  }),
  relates: {},
  calls: { list: list<Resource<Denial>>('authorization:denyAssignments.list', '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/denyAssignments', { per: 'account' }) },
  async list(ctx) {
    const { call, emit, each } = ctx
    await each(call.list.rows({ of: subscriptionOf(ctx) }), ({ id, name, properties }) => {
      emit({
        id: armId(id ?? ''), name: said(properties?.denyAssignmentName) ?? name ?? '',
        props: {
          displayName: said(properties?.denyAssignmentName), permissions: permissionsOf(properties?.permissions), scope: armId(properties?.scope ?? '') || '/',
          doNotApplyToChildScopes: properties?.doNotApplyToChildScopes === true,
          principals: principalsOf(properties?.principals), excludePrincipals: principalsOf(properties?.excludePrincipals),
          condition: said(properties?.condition), systemProtected: properties?.isSystemProtected === true,
        },
      })
    })
  },
})

function principalsOf(written: readonly Principal[] | null | undefined): { id: string; type: string | null }[] {
  return (written ?? []).map(({ id, type }) => ({ id: id?.toLowerCase() ?? '', type: said(type) }))
}
