// Users, groups and service principals that hold roles or that AI runs as.
import { listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer } from '../../kit/collector.js'
import { post, rows, type Page, type Resource } from '../calls.js'
import { lastOf, said, word } from '../names.js'

const principalTypes = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] as const

/** What the directory says of an object; members by type. */
interface DirectoryObject {
  id?: string | null
  displayName?: string | null
  userType?: string | null
  appOwnerOrganizationId?: string | null
}

const assignments = rows<Resource<{ principalId?: string | null; principalType?: string | null }>>('Microsoft.Authorization/roleAssignments', { table: 'authorization' })
const objects = post<Page<DirectoryObject>>('graph:directoryObjects.getByIds', '/v1.0/directoryObjects/getByIds', { plane: 'graph', with: 'directory', needs: ['graph:Directory.Read.All'], per: 'account' })
/** Ids that one question may name. */
const atOnce = 1000

/** Types of principals, as their assignments write them. */
const named = sharedRead({
  id: 'azure.principal-types',
  per: 'account',
  calls: { assignments },
  load: async ({ call }): Promise<Answer<ReadonlyMap<string, string>>> => {
    const found = await call.assignments.all({})
    if (!found.ok) return found
    return { ok: true, value: new Map(found.value.flatMap(({ properties }) => (said(properties?.principalId) === null ? [] : [[properties?.principalId?.toLowerCase() ?? '', properties?.principalType ?? '']]))) }
  },
})

/** Everybody who is assigned something, asked about at once. */
const directory = sharedRead({
  id: 'azure.directory-objects',
  per: 'account',
  calls: { objects },
  load: async ({ call, read }): Promise<Answer<ReadonlyMap<string, DirectoryObject>>> => {
    const types = await read(named)
    const ids = types.ok ? [...types.value.keys()].toSorted() : []
    const known = new Map<string, DirectoryObject>()
    for (let from = 0; from < ids.length; from += atOnce) {
      const page = await call.objects(question(ids.slice(from, from + atOnce)))
      if (!page.ok) return page
      for (const one of page.value.value ?? []) known.set(one.id?.toLowerCase() ?? '', one)
    }
    return { ok: true, value: known }
  },
})

function question(ids: readonly string[]): { body: object } {
  return { body: { ids, types: ['user', 'group', 'servicePrincipal', 'device'] } }
}

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
  reads: [named, directory],
  calls: {
    objects,
    // Through others as well; whoever is gone from the directory is in none.
    groups: post<{ value?: readonly string[] | null } | null>('graph:directoryObjects.getMemberGroups', '/v1.0/directoryObjects/{id}/getMemberGroups', { plane: 'graph', with: 'directory', needs: ['graph:Directory.Read.All'], absent: ['Request_ResourceNotFound'], per: 'item' }),
  },
  async resolve(ref, { call, emit, read }) {
    const objectId = lastOf(ref.id)
    const [types, all, groups] = await Promise.all([read(named), read(directory), call.groups({ id: objectId, body: { securityEnabledOnly: false } })])
    const type = types.ok ? types.value.get(objectId) : undefined
    // What holds no role of its own was not among those asked about.
    const isAsked = !all.ok || type !== undefined
    const found: Answer<DirectoryObject | undefined> = isAsked ? (all.ok ? { ok: true, value: all.value.get(objectId) } : all) : single(objectId, await call.objects(question([objectId])))
    const object = found.ok ? found.value : undefined
    emit({
      id: ref.id, name: said(object?.displayName) ?? objectId,
      props: {
        objectId,
        // Nobody's assignment names it: it holds no role here, and what it is nobody asks.
        principalType: known(types, () => principalTypes.find((one) => one.toLowerCase() === word(type)) ?? null),
        userType: known(found, () => (word(object?.userType) === 'guest' ? 'Guest' : word(object?.userType) === 'member' ? 'Member' : null)),
        displayName: known(found, () => said(object?.displayName)),
        groups: known(groups, (of) => (of?.value ?? []).map((id) => id.toLowerCase()).toSorted()),
        appOwnerTenantId: known(found, () => said(object?.appOwnerOrganizationId)?.toLowerCase() ?? null),
      },
    })
  },
})

function single(id: string, page: Answer<Page<DirectoryObject>>): Answer<DirectoryObject | undefined> {
  return page.ok ? { ok: true, value: page.value.value?.find((one) => one.id?.toLowerCase() === id) } : page
}
