// BigQuery connections: the accounts as which queries reach models, buckets and other databases.
import type { bigquery_v2 } from 'googleapis/build/src/apis/bigquery/v2.js'
import type { bigqueryconnection_v1 } from 'googleapis/build/src/apis/bigqueryconnection/v1.js'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, sharedRead, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { fullName, lastOf, locationIn, parentOf, placeOf, said, withId } from '../names.js'

type Connection = bigqueryconnection_v1.Schema$Connection
type DatasetRow = NonNullable<bigquery_v2.Schema$DatasetList['datasets']>[number]

/**
 * Where datasets lie. There is no list of connections over all locations, and a remote model's connection lies where its dataset
 * does: where there is no dataset, none is used. Read by region, so that an API which is not enabled is told apart from a refusal.
 */
const datasetLocations = sharedRead({
  id: 'gcp.dataset-locations', per: 'region',
  calls: {
    datasets: list<bigquery_v2.Schema$DatasetList, DatasetRow>('bigquery:datasets.list', 'bigquery/v2/projects/{+projectId}/datasets', { needs: ['bigquery.datasets.get'], items: (page) => page.datasets, max: null, per: 'account' }),
  },
  load: async ({ call, scope }): Promise<Answer<string[]>> => {
    const rows = await call.datasets.all({ projectId: scope.account, all: true })
    return rows.ok ? { ok: true, value: [...new Set(rows.value.flatMap(({ location }) => (said(location) === null ? [] : [(location ?? '').toLowerCase()])))].toSorted() } : rows
  },
})

const kinds = ['cloudResource', 'spark', 'cloudSql', 'cloudSpanner', 'aws', 'azure', 'salesforceDataCloud', 'configuration'] as const

export default collector({
  type: 'gcp.bigquery.connection',
  kind: 'workload',
  service: 'bigqueryconnection',
  per: 'account',
  props: shape({
    location: nullable(string),
    friendlyName: nullable(string),
    createdAt: nullable(time),
    /** What it leads to: `cloudResource` is the kind that remote models and functions use. */
    connectionType: nullable(oneOf(...kinds)),
    /** The account that queries through it act as; Google makes one for each connection. */
    serviceAccount: nullable(string),
    kmsKey: nullable(string),
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  reads: [datasetLocations],
  calls: {
    list: list<bigqueryconnection_v1.Schema$ListConnectionsResponse, Connection>('bigqueryconnection:projects.locations.connections.list', 'v1/{+parent}/connections', {
      needs: ['bigquery.connections.list'], items: (page) => page.connections, max: 100, per: 'account',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const locations = await ctx.read(datasetLocations)
    if (!locations.ok) return ctx.unlisted(locations.gap)
    for (const location of locations.value) {
      await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, location) }), (connection) => {
        const id = said(connection.name) === null ? '' : fullName('bigqueryconnection', connection.name ?? '', place)
        const account = accountOf(connection)
        ctx.emit({
          id, name: said(connection.friendlyName) ?? lastOf(connection.name ?? ''), aliases: withId(id, place),
          props: {
            location: locationIn(id), friendlyName: said(connection.friendlyName),
            createdAt: said(connection.creationTime) === null ? null : new Date(Number(connection.creationTime)).toISOString(),
            connectionType: kinds.find((kind) => connection[kind] != null) ?? null,
            serviceAccount: account, kmsKey: said(connection.kmsKeyName),
          },
          edges: [ownedBy(place), runsAs(account, place, 'serviceAccountId'), encryptedBy(said(connection.kmsKeyName), 'kmsKeyName')],
        })
      })
    }
  },
})

export function accountOf({ cloudResource, spark, cloudSql }: Connection): string | null {
  return said(cloudResource?.serviceAccountId) ?? said(spark?.serviceAccountId) ?? said(cloudSql?.serviceAccountId)
}
