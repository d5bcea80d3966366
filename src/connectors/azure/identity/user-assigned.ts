// User-assigned managed identities that AI runs as, and whose tokens they take for their own.
import { listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { getOrNull, list, notFound, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { lastOf, principalName, said } from '../names.js'

interface UserAssigned {
  principalId?: string | null
  clientId?: string | null
  tenantId?: string | null
}

interface Federated {
  issuer?: string | null
  subject?: string | null
  audiences?: readonly string[] | null
  claimsMatchingExpression?: { value?: string | null } | null
}

export default collector({
  type: 'azure.identity.user_assigned',
  kind: 'identity',
  service: 'managedidentity',
  per: 'account',
  props: shape({
    /** `missing`: something refers to it, and it is not there. */
    state: oneOf('there', 'missing'),
    principalId: nullable(string), clientId: nullable(string), tenantId: nullable(string),
    /** Federated credentials: tokens of this issuer with this subject are as good as the identity's own. */
    federated: listOf(shape({
      name: string, issuer: nullable(string), subject: nullable(string), audiences: listOf(string),
      /** Stands in place of a subject: whoever fits it is let in. */
      expression: nullable(string),
    })),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': ['azure.rbac.principal'] },
  calls: {
    get: getOrNull<Resource<UserAssigned>>('managedidentity:userAssignedIdentities.get', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}'),
    federated: list<Resource<Federated>>('managedidentity:federatedIdentityCredentials.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials', { absent: notFound }),
  },
  async resolve(ref, { call, emit }) {
    const [identity, federated] = await Promise.all([call.get({ of: ref.id }), call.federated.all({ of: ref.id })])
    const isMissing = identity.ok && identity.value === null
    const value = (take: (of: UserAssigned) => string | null | undefined): ReturnType<typeof known<Resource<UserAssigned> | null, string | null>> =>
      known(identity, (of) => said(take(of?.properties ?? {}))?.toLowerCase() ?? null)
    const principal = identity.ok ? said(identity.value?.properties?.principalId) : null
    emit({
      id: ref.id, name: identity.ok ? identity.value?.name ?? lastOf(ref.id) : lastOf(ref.id),
      props: {
        state: known(identity, () => (isMissing ? 'missing' : 'there')),
        principalId: value((of) => of.principalId), clientId: value((of) => of.clientId), tenantId: value((of) => of.tenantId),
        federated: isMissing ? [] : known(federated, (all) => all.map(({ name, properties }) => ({
          name: name ?? '', issuer: said(properties?.issuer), subject: said(properties?.subject), audiences: [...(properties?.audiences ?? [])].toSorted(),
          expression: said(properties?.claimsMatchingExpression?.value),
        }))),
      },
      edges: identity.ok ? [ownedBy(ref.id), principal === null ? null : { type: 'runs-as', target: 'azure.rbac.principal', to: principalName(principal), via: 'principalId' }] : identity.gap,
    })
  },
})
