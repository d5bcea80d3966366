// Redis that keeps vectors or cached answers of models, of all its products. Caches come out of Resource Graph, and so do the databases
// of a cluster where it has them; else they are asked for by one request a cluster.
import { bool, listOf, mapOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Callables, type Emission } from '../../kit/collector.js'
import { aiUseShape, isNamedForAi, type AiUse } from '../ai-use.js'
import { list, rows, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { armId, lastOf, parentOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'
import { keysOf, modulesOf, plaintextOf, type DatabaseRow } from './databases.js'

interface Cache {
  sku?: { name?: string | null } | null
  publicNetworkAccess?: string | null
  disableAccessKeyAuthentication?: boolean | null
  enableNonSslPort?: boolean | null
  minimumTlsVersion?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
}
type CacheRow = Resource<Cache>

const props = shape({
  /** `missing`: something refers to it, and it is not there. */
  state: oneOf('there', 'missing'),
  /** `redis` is Azure Cache for Redis, `enterprise` Azure Managed Redis and what came before it. */
  product: oneOf('redis', 'enterprise'),
  aiUse: aiUseShape,
  location: nullable(string),
  tags: mapOf(string),
  sku: nullable(string),
  /** Such as `redisearch`, which searches vectors. */
  modules: listOf(string),
  /** Whether access keys open it. */
  localAuth: nullable(bool),
  /** Whether it takes connections that are not encrypted. */
  plaintext: nullable(bool),
  minTls: nullable(string),
  network: networkShape,
  privateEndpoints: privateEndpointsShape,
})

const calls = {
  caches: rows<CacheRow>('Microsoft.Cache/redis'),
  clusters: rows<CacheRow>('Microsoft.Cache/redisEnterprise'),
  // Whether Resource Graph has them is not documented: what it lacks the other call brings.
  known: { ...rows<DatabaseRow>('Microsoft.Cache/redisEnterprise/databases'), spare: true },
  databases: list<DatabaseRow>('redisenterprise:databases.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Cache/redisEnterprise/{clusterName}/databases', { version: '2025-07-01' }),
}

export default collector({
  type: 'azure.redis.cache',
  kind: 'vector-store',
  service: 'redis',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.resources.subscription'] },
  calls,
  async list({ call, each, emit, unlisted }) {
    await each(call.caches.rows(), (row) => {
      if (isNamedForAi(row.name, row.tags)) emit(cache(row.id ?? '', row, ['named']))
    })
    await each(call.clusters.rows(), async (row) => {
      const databases = await databasesOf(call, row.id ?? '')
      const use = useOf(row, databases)
      // It may search vectors or not: nobody can tell.
      if (!databases.ok && use.length === 0) return unlisted(databases.gap)
      if (use.length > 0) emit(cluster(row.id ?? '', row, use, databases))
    })
  },
  async resolve(ref, { call, emit }) {
    const isEnterprise = ref.id.includes('/redisenterprise/')
    const id = ref.id.replace(/\/databases\/[^/]+$/, '')
    const found = await (isEnterprise ? call.clusters : call.caches).all({ of: id })
    if (!found.ok) return emit({ id, name: lastOf(id), props: found.gap, edges: [ownedBy(id)] })
    const [row] = found.value
    if (!isEnterprise) return emit(cache(id, row, ['referenced']))
    emit(cluster(id, row, ['referenced'], row === undefined ? { ok: true, value: [] } : await databasesOf(call, id)))
  },
})

async function databasesOf(call: Callables<typeof calls>, cluster: string): Promise<Answer<DatabaseRow[]>> {
  const all = await call.known.all({})
  const own = all.ok ? all.value.filter(({ id }) => parentOf(armId(id ?? '')) === armId(cluster)) : []
  return own.length > 0 ? { ok: true, value: own } : call.databases.all({ of: cluster })
}

function useOf({ name, tags }: CacheRow, databases: Answer<DatabaseRow[]>): AiUse[] {
  const isSearched = databases.ok && modulesOf(databases.value).includes('redisearch')
  return [...(isSearched ? ['vectors' as const] : []), ...(isNamedForAi(name, tags) ? ['named' as const] : [])]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function common(row: CacheRow | undefined, aiUse: AiUse[]) {
  const of: Cache = row?.properties ?? {}
  return {
    state: row === undefined ? 'missing' : 'there', aiUse, location: said(row?.location), tags: { ...row?.tags }, sku: word(row?.sku?.name ?? of.sku?.name),
    minTls: said(of.minimumTlsVersion), network: networkOf(of.publicNetworkAccess, null), privateEndpoints: privateEndpointsOf(of.privateEndpointConnections),
  }
}

function cache(id: string, row: CacheRow | undefined, aiUse: AiUse[]): Emission<typeof props> {
  const of: Cache = row?.properties ?? {}
  return {
    id: armId(id), name: row?.name ?? lastOf(id), edges: [ownedBy(id)],
    props: { ...common(row, aiUse), product: 'redis', modules: [], localAuth: of.disableAccessKeyAuthentication == null ? null : !of.disableAccessKeyAuthentication, plaintext: of.enableNonSslPort ?? null },
  }
}

function cluster(id: string, row: CacheRow | undefined, aiUse: AiUse[], databases: Answer<DatabaseRow[]>): Emission<typeof props> {
  return {
    id: armId(id), name: row?.name ?? lastOf(id), edges: [ownedBy(id)],
    // What refers to Redis names the database as often as the cluster.
    ...(row !== undefined && { aliases: [`${armId(id)}/databases/default`] }),
    props: { ...common(row, aiUse), product: 'enterprise', modules: known(databases, modulesOf), localAuth: keysOf(databases), plaintext: plaintextOf(databases) },
  }
}
