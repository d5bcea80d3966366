// Vertex AI Search data stores: what search and agents answer from, whose documents they are, and who may see which.
import type { discoveryengine_v1 } from 'googleapis/build/src/apis/discoveryengine/v1.js'
import type { discoveryengine_v1alpha } from 'googleapis/build/src/apis/discoveryengine/v1alpha.js'
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { fullName, iso, lastOf, parentOf, placeOf, said, withId } from '../names.js'
import { serviceOf } from '../services.js'

type DataStore = discoveryengine_v1.Schema$GoogleCloudDiscoveryengineV1DataStore
type TargetSite = discoveryengine_v1.Schema$GoogleCloudDiscoveryengineV1TargetSite
type Collections = discoveryengine_v1alpha.Schema$GoogleCloudDiscoveryengineV1alphaListCollectionsResponse
type Collection = discoveryengine_v1alpha.Schema$GoogleCloudDiscoveryengineV1alphaCollection

/** All there are (https://cloud.google.com/generative-ai-app-builder/docs/locations). */
const locations = ['global', 'us', 'eu']

export default collector({
  type: 'gcp.discoveryengine.data_store',
  kind: 'knowledge-base',
  service: 'discoveryengine',
  per: 'account',
  props: shape({
    location: string,
    /** Host that answers for it. */
    endpoint: string,
    collection: nullable(string),
    /** Last part of its name; people see the display name. */
    storeId: string,
    displayName: nullable(string),
    createdAt: nullable(time),
    /** `GENERIC`, `MEDIA`, `HEALTHCARE_FHIR`. */
    vertical: nullable(string),
    solutions: listOf(string),
    /** `NO_CONTENT` (where nothing is said), `CONTENT_REQUIRED`, `PUBLIC_WEBSITE`, `GOOGLE_WORKSPACE`. */
    content: string,
    /** Documents carry who may read them, and search keeps to it. */
    acl: bool,
    kmsKey: nullable(string),
    workspace: nullable(shape({ type: nullable(string), superAdmin: nullable(string), superAdminServiceAccount: nullable(string) })),
    /** Pages that are taken in; those that are only left out are not among them. */
    sites: listOf(shape({ pattern: string, domain: nullable(string), verified: bool })),
  }),
  relates: { 'encrypted-by': ['gcp.kms.key'], 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    // Connectors make collections of their own; only this version lists them.
    collections: list<Collections, Collection>('discoveryengine:projects.locations.collections.list', 'v1alpha/{+parent}/collections', { items: (page) => page.collections, per: 'account' }),
    list: list<discoveryengine_v1.Schema$GoogleCloudDiscoveryengineV1ListDataStoresResponse, DataStore>('discoveryengine:projects.locations.collections.dataStores.list', 'v1/{+parent}/dataStores', {
      items: (page) => page.dataStores, max: 50,
    }),
    sites: list<discoveryengine_v1.Schema$GoogleCloudDiscoveryengineV1ListTargetSitesResponse, TargetSite>('discoveryengine:projects.locations.collections.dataStores.siteSearchEngine.targetSites.list', 'v1/{+parent}/targetSites', {
      items: (page) => page.targetSites, max: 1000, per: 'item',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(locations, (region) => ctx.each(ctx.call.collections.rows({ parent: parentOf(ctx, region) }, { region }), async (collection) => {
      await ctx.each(ctx.call.list.rows({ parent: collection.name ?? '' }, { region }), async (store) => {
        const name = store.name ?? ''
        const id = name === '' ? '' : fullName('discoveryengine', name, place)
        const isWebsite = store.contentConfig === 'PUBLIC_WEBSITE'
        const sites: Answer<TargetSite[]> = isWebsite ? await ctx.call.sites.all({ parent: `${name}/siteSearchEngine` }, { region }) : { ok: true, value: [] }
        const key = said(store.cmekConfig?.kmsKey)
        const { workspaceConfig: workspace } = store
        ctx.emit({
          id, name: said(store.displayName) ?? lastOf(name), aliases: withId(id, place),
          props: {
            location: region, endpoint: serviceOf('discoveryengine').host(region), storeId: lastOf(name), collection: /\/collections\/([^/]+)/.exec(name)?.[1] ?? null, displayName: said(store.displayName), createdAt: iso(store.createTime),
            vertical: said(store.industryVertical), solutions: (store.solutionTypes ?? []).toSorted(),
            content: said(store.contentConfig) ?? 'NO_CONTENT', acl: store.aclEnabled === true, kmsKey: key,
            workspace: workspace == null ? null : { type: said(workspace.type), superAdmin: said(workspace.superAdminEmailAddress), superAdminServiceAccount: said(workspace.superAdminServiceAccount) },
            sites: known(sites, (rows) => rows.filter(({ type }) => type !== 'EXCLUDE').map((site) => ({
              pattern: said(site.providedUriPattern) ?? said(site.generatedUriPattern) ?? '', domain: said(site.rootDomainUri),
              verified: site.siteVerificationInfo?.siteVerificationState === 'VERIFIED',
            }))),
          },
          edges: [ownedBy(place), encryptedBy(key, 'cmekConfig.kmsKey'), runsAs(said(workspace?.superAdminServiceAccount), place, 'workspaceConfig.superAdminServiceAccount')],
        })
      })
    }))
  },
})
