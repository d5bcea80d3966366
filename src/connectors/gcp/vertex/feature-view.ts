// Feature views: which tables are copied into an online store, and as whom.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { ownedBy, runsAs, toDataset } from '../edges.js'
import { lastOf, placeOf, said, serviceAgent, type Place } from '../names.js'
import { onlineStores } from './online-stores.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type View = aiplatform_v1.Schema$GoogleCloudAiplatformV1FeatureView

export default collector({
  type: 'gcp.vertex.feature_view',
  kind: 'feature-group',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/featureOnlineStores/trees/featureViews/42`. */
    resource: string,
    onlineStore: string,
    /** `bq://project.dataset.view` that is copied, when no feature groups stand between. */
    table: nullable(string),
    /** Feature groups that are copied, by id. */
    featureGroups: listOf(string),
    cron: nullable(string),
    continuous: bool,
    vectorSearch: bool,
    /** Whether an account of its own reads the source; else the agent that all of Vertex AI in the project shares does. */
    ownAccount: bool,
    serviceAccount: string,
  }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'retrieves-from': ['gcp.bigquery.dataset'], 'derived-from': ['gcp.vertex.feature_group'],
    'stored-in': ['gcp.vertex.feature_online_store'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  reads: [onlineStores],
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListFeatureViewsResponse, View>('aiplatform:projects.locations.featureOnlineStores.featureViews.list', {
      client: 'feature_online_store_admin', method: 'listFeatureViews', items: (page) => page.featureViews, gone: ['NOT_FOUND'],
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const stores = await ctx.read(onlineStores)
    if (!stores.ok) return ctx.unlisted(stores.gap)
    await Promise.all(stores.value.map((store) => ctx.each(ctx.call.list.rows({ parent: store.name ?? '' }), (view) => {
      const account = accountOf(view, place)
      ctx.emit({
        ...identified(view, place),
        props: {
          ...commonProps(view), resource: view.name ?? '', onlineStore: lastOf(store.name ?? ''),
          table: said(view.bigQuerySource?.uri) ?? said(view.vertexRagSource?.uri),
          featureGroups: (view.featureRegistrySource?.featureGroups ?? []).flatMap(({ featureGroupId }) => featureGroupId ?? []),
          cron: said(view.syncConfig?.cron), continuous: view.syncConfig?.continuous === true, vectorSearch: view.indexConfig != null,
          ownAccount: view.serviceAgentType === 'SERVICE_AGENT_TYPE_FEATURE_VIEW', serviceAccount: account,
        },
        edges: [
          ownedBy(place), runsAs(account, place, 'serviceAccountEmail'),
          toDataset('retrieves-from', said(view.bigQuerySource?.uri) ?? view.vertexRagSource?.uri, 'bigQuerySource'),
          ...groupEdges(view, place), storeEdge(store.name, place),
        ],
      })
    })))
  },
})

/** Unless the view has an account of its own, the project's Vertex AI agent syncs it (`ServiceAgentType` in the API's description). */
function accountOf(view: View, place: Place): string {
  return said(view.serviceAccountEmail) ?? serviceAgent('aiplatform', place.number)
}

function groupEdges({ name, featureRegistrySource: from }: View, place: Place): (Edge | null)[] {
  const here = /\/locations\/[^/]+/.exec(name ?? '')?.[0] ?? ''
  return (from?.featureGroups ?? []).map(({ featureGroupId }) => {
    const to = vertexName(`projects/${said(from?.projectNumber) ?? place.number}${here}/featureGroups/${featureGroupId}`, place)
    return to === null ? null : { type: 'derived-from', target: 'gcp.vertex.feature_group', to, via: 'featureRegistrySource' }
  })
}

function storeEdge(name: string | null | undefined, place: Place): Edge | null {
  const to = vertexName(name, place)
  return to === null ? null : { type: 'stored-in', target: 'gcp.vertex.feature_online_store', to, via: 'name' }
}
