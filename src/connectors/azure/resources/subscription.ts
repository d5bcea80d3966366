// The subscription: what stands above it decides which roles and policies come down on it.
import { listOf, mapOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { subscriptionName, subscriptionOf, word } from '../names.js'
import { sessionCalls } from '../session-calls.js'

export default collector({
  type: 'azure.resources.subscription',
  kind: 'account',
  service: 'resources',
  per: 'account',
  props: shape({
    subscriptionId: string,
    displayName: nullable(string),
    tenantId: nullable(string),
    state: nullable(string),
    /** Management groups above it, nearest first; the tenant's root group is the last. */
    managementGroups: listOf(string),
    tags: mapOf(string),
  }),
  relates: {},
  calls: { containers: sessionCalls.containers },
  async list(ctx) {
    const { call, emit, scope } = ctx
    const rows = await call.containers.all({ of: subscriptionOf(ctx) })
    const row = rows.ok ? rows.value[0] : undefined
    emit({
      id: subscriptionName(scope.account), name: row?.name ?? scope.account,
      props: {
        subscriptionId: scope.account,
        displayName: known(rows, () => row?.name ?? null),
        tenantId: known(rows, () => row?.properties?.tenantId?.toLowerCase() ?? null),
        state: known(rows, () => word(row?.properties?.state)),
        managementGroups: known(rows, () => (row?.properties?.managementGroupAncestorsChain ?? []).map(({ name }) => `/providers/microsoft.management/managementgroups/${(name ?? '').toLowerCase()}`)),
        tags: known(rows, () => row?.tags ?? {}),
      },
    })
  },
})
