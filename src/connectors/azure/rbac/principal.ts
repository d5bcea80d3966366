// Users, groups and service principals that hold roles or that AI runs as.
import { listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer } from '../../kit/collector.js'
import { list, post, rows, type Page, type Resource } from '../calls.js'
import { lastOf, said, word } from '../names.js'

const principalTypes = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] as const

/** What the directory says of an object; members by type. */
interface DirectoryObject {
  id?: string | null
  '@odata.type'?: string | null
  displayName?: string | null
  userType?: string | null
  appOwnerOrganizationId?: string | null
}

const assignments = rows<Resource<{ principalId?: string | null; principalType?: string | null }>>('microsoft.authorization/roleAssignments', { table: 'authorization' })

/** Types of principals, as their assignments write them. */
const named = sharedRead({
  id: 'azure.principal-types',
  per: 'account',
  calls: { assignments },
  load: async (ctx): Promise<Answer<ReadonlyMap<string, string>>> => {
    const found = await ctx.call.assignments.all({})
    if (!found.ok) return found
    return { ok: true, value: new Map(found.value.flatMap(({ properties }) => (said(properties?.principalId) === null ? [] : [[properties?.principalId?.toLowerCase() ?? '', properties?.principalType ?? '']]))) }
  },
})

export default collector({
  type: 'azure.rbac.principal',
  kind: 'identity',
  service: 'authorization',
  per: 'account',
  props: shape({
    objectId: string,
    principalType: nullable(oneOf(...principalTypes)),
    /** Only `--with directory`, as the following. */
    userType: nullable(oneOf('Member', 'Guest')),
    displayName: nullable(string),
    /** Object ids of the groups it is a member of, directly or through others. */
    groups: listOf(string),
    /** Tenant of the application behind a service principal. */
    appOwnerTenantId: nullable(string),
  }),
  relates: {},
  reads: [named],
  calls: {
    objects: post<Page<DirectoryObject>>('graph:directoryObjects.getByIds', '/v1.0/directoryObjects/getByIds', { plane: 'graph', with: 'directory', needs: ['graph:Directory.Read.All'] }),
    groups: list<DirectoryObject>('graph:directoryObjects.transitiveMemberOf', '/v1.0/directoryObjects/{id}/transitiveMemberOf', { plane: 'graph', with: 'directory', needs: ['graph:Directory.Read.All'], per: 'item' }),
  },
  async resolve(ref, { call, emit, read }) {
    const objectId = lastOf(ref.id)
    const [types, objects, groups] = await Promise.all([
      read(named), call.objects({ body: { ids: [objectId], types: ['user', 'group', 'servicePrincipal', 'device'] } }), call.groups.all({ id: objectId, $select: 'id' }),
    ])
    const object = objects.ok ? objects.value.value?.find((one) => one.id?.toLowerCase() === objectId) : undefined
    const type = types.ok ? types.value.get(objectId) : undefined
    emit({
      id: ref.id, name: said(object?.displayName) ?? objectId,
      props: {
        objectId,
        // Nobody's assignment names it: it holds no role here, and what it is nobody asks.
        principalType: known(types, () => principalTypes.find((one) => one.toLowerCase() === word(type)) ?? null),
        userType: known(objects, () => (word(object?.userType) === 'guest' ? 'Guest' : word(object?.userType) === 'member' ? 'Member' : null)),
        displayName: known(objects, () => said(object?.displayName)),
        groups: known(groups, (all) => all.filter((one) => one['@odata.type'] === undefined || one['@odata.type'] === '#microsoft.graph.group').flatMap((one) => one.id?.toLowerCase() ?? []).toSorted()),
        appOwnerTenantId: known(objects, () => said(object?.appOwnerOrganizationId)?.toLowerCase() ?? null),
      },
    })
  },
})
