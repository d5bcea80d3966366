// The list of online feature stores, read once for the stores themselves and for the views that stand in them.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { sharedRead } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { parentOf } from '../names.js'

export type OnlineStore = aiplatform_v1.Schema$GoogleCloudAiplatformV1FeatureOnlineStore

export const onlineStores = sharedRead({
  id: 'gcp.vertex.online-stores',
  per: 'region',
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListFeatureOnlineStoresResponse, OnlineStore>('aiplatform:projects.locations.featureOnlineStores.list', {
      client: 'feature_online_store_admin', method: 'listFeatureOnlineStores', items: (page) => page.featureOnlineStores, seenAs: 'aiplatform.googleapis.com/FeatureOnlineStore',
    }),
  },
  load: (ctx) => ctx.call.list.all({ parent: parentOf(ctx) }),
})
