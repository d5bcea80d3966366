// Memorystore: who may connect to caches and vector stores, and whether what they send is encrypted.
import type { redis_v1 } from 'googleapis/build/src/apis/redis/v1.js'
import { bool, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, sharedRead, type Answer, type Edge, type Emission, type GapMark } from '../../kit/collector.js'
import { list, type Page } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { fullName, iso, lastOf, locationIn, parentOf, placeOf, said, withId, type Place } from '../names.js'

/** Instance of memorystore v1 (Valkey), of which googleapis has no types: written after the fields of gcloud's message class. */
export interface ValkeyInstance {
  name?: string | null
  createTime?: string | null
  state?: string | null
  labels?: { [key: string]: string } | null
  authorizationMode?: string | null
  transitEncryptionMode?: string | null
  engineVersion?: string | null
  kmsKey?: string | null
}

interface ValkeyPage extends Page {
  instances?: ValkeyInstance[] | null
}

type RedisInstance = redis_v1.Schema$Instance
type RedisCluster = redis_v1.Schema$Cluster

/** Of another service than the rest. Read by region, so that an API which is not enabled is told apart from a refusal. */
const redis = sharedRead({
  id: 'gcp.redis', per: 'region',
  calls: {
    instances: list<redis_v1.Schema$ListInstancesResponse, RedisInstance>('redis:projects.locations.instances.list', 'v1/{+parent}/instances', { items: (page) => page.instances, max: 1000, per: 'account' }),
    clusters: list<redis_v1.Schema$ListClustersResponse, RedisCluster>('redis:projects.locations.clusters.list', 'v1/{+parent}/clusters', { items: (page) => page.clusters, max: 1000, per: 'account' }),
  },
  load: async ({ call, scope }): Promise<Answer<{ instances: Answer<RedisInstance[]>; clusters: Answer<RedisCluster[]> }>> => {
    const parent = parentOf({ scope }, '-')
    const [instances, clusters] = await Promise.all([call.instances.all({ parent }), call.clusters.all({ parent })])
    return { ok: true, value: { instances, clusters } }
  },
})

const props = shape({
  product: oneOf('redis', 'redis-cluster', 'valkey'),
  version: nullable(string),
  location: nullable(string),
  state: nullable(string),
  createdAt: nullable(time),
  labels: mapOf(string),
  /** `password` is Redis AUTH: one string for everybody. */
  authentication: oneOf('none', 'password', 'iam'),
  transitEncryption: bool,
  kmsKey: nullable(string),
})

export default collector({
  type: 'gcp.memorystore.instance',
  // As with databases: what makes it AI data is for rules to ask.
  kind: 'workload',
  service: 'memorystore',
  per: 'account',
  props,
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  reads: [redis],
  calls: {
    list: list<ValkeyPage, ValkeyInstance>('memorystore:projects.locations.instances.list', 'v1/{+parent}/instances', { items: (page) => page.instances, max: 1000, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, '-') }), (instance) => ctx.emit(valkey(instance, place)))
    const older = await ctx.read(redis)
    if (!older.ok) return ctx.unlisted(older.gap)
    const { instances, clusters } = older.value
    for (const instance of listed(instances, ctx.unlisted)) ctx.emit(redisInstance(instance, place))
    for (const cluster of listed(clusters, ctx.unlisted)) ctx.emit(redisCluster(cluster, place))
  },
})

/** Rows of a list of the other service; that its API is not enabled says that there are none. */
function listed<T>(answer: Answer<T[]>, unlisted: (gap: GapMark) => void): T[] {
  if (answer.ok) return answer.value
  if (answer.gap.fact === undefined) unlisted(answer.gap)
  return []
}

type Common = Pick<ValkeyInstance, 'name' | 'createTime' | 'state' | 'labels'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function common({ createTime, state, labels }: Common, id: string) {
  return { location: locationIn(id), state: said(state), createdAt: iso(createTime), labels: labels ?? {} }
}

function named(service: string, { name }: Common, place: Place): { id: string; name: string; aliases: string[] } {
  const id = said(name) === null ? '' : fullName(service, name ?? '', place)
  return { id, name: lastOf(name ?? ''), aliases: withId(id, place) }
}

function edges(key: string | null, place: Place): (Edge | null)[] {
  return [ownedBy(place), encryptedBy(key, 'kmsKey')]
}

export function valkey(of: ValkeyInstance, place: Place): Emission<typeof props> {
  const names = named('memorystore', of, place)
  return {
    ...names, edges: edges(said(of.kmsKey), place),
    props: {
      ...common(of, names.id), product: 'valkey', version: said(of.engineVersion), kmsKey: said(of.kmsKey),
      authentication: of.authorizationMode === 'IAM_AUTH' ? 'iam' : 'none', transitEncryption: of.transitEncryptionMode === 'SERVER_AUTHENTICATION',
    },
  }
}

export function redisInstance(of: RedisInstance, place: Place): Emission<typeof props> {
  const names = named('redis', of, place)
  return {
    ...names, edges: edges(said(of.customerManagedKey), place),
    props: {
      ...common(of, names.id), product: 'redis', version: said(of.redisVersion), kmsKey: said(of.customerManagedKey),
      authentication: of.authEnabled === true ? 'password' : 'none', transitEncryption: of.transitEncryptionMode === 'SERVER_AUTHENTICATION',
    },
  }
}

export function redisCluster(of: RedisCluster, place: Place): Emission<typeof props> {
  const names = named('redis', of, place)
  return {
    ...names, edges: edges(said(of.kmsKey), place),
    props: {
      ...common(of, names.id), product: 'redis-cluster', version: null, kmsKey: said(of.kmsKey),
      authentication: of.authorizationMode === 'AUTH_MODE_IAM_AUTH' ? 'iam' : 'none',
      transitEncryption: of.transitEncryptionMode === 'TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION',
    },
  }
}
