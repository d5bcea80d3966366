// Feature groups: tables in BigQuery that features are defined on.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { ownedBy, runsAs, toDataset } from '../edges.js'
import { parentOf, placeOf, said, serviceAgent } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

type Group = aiplatform_v1.Schema$GoogleCloudAiplatformV1FeatureGroup

export default collector({
  type: 'gcp.vertex.feature_group',
  kind: 'feature-group',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/featureGroups/42`. */
    resource: string,
    description: nullable(string),
    /** `bq://project.dataset.table` that the features are columns of. */
    table: nullable(string),
    entityColumns: listOf(string),
    /** Whether an account of its own reads the table; else the agent that all of Vertex AI in the project shares does. */
    ownAccount: bool,
  }),
  relates: { 'stored-in': ['gcp.bigquery.dataset'], 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListFeatureGroupsResponse, Group>('aiplatform:projects.locations.featureGroups.list', {
      client: 'feature_registry', method: 'listFeatureGroups', items: (page) => page.featureGroups, seenAs: 'aiplatform.googleapis.com/FeatureGroup',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (group) => {
      const table = said(group.bigQuery?.bigQuerySource?.inputUri)
      ctx.emit({
        ...identified(group, place),
        props: {
          ...commonProps(group), resource: group.name ?? '', description: said(group.description), table,
          entityColumns: group.bigQuery?.entityIdColumns ?? [], ownAccount: group.serviceAgentType === 'SERVICE_AGENT_TYPE_FEATURE_GROUP',
        },
        edges: [
          ownedBy(place), toDataset('stored-in', table, 'bigQuery.bigQuerySource.inputUri'),
          // Nothing said: the project's Vertex AI agent (`ServiceAgentType` in the API's description).
          runsAs(said(group.serviceAccountEmail) ?? serviceAgent('aiplatform', place.number), place, 'serviceAccountEmail'),
        ],
      })
    })
  },
})
