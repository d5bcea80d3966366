// Tools of Conversational Agents: the APIs and data stores that the model decides to call, and with which credentials.
import type { dialogflow_v3 } from 'googleapis/build/src/apis/dialogflow/v3.js'
import { bool, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { secretHits, secretsAt } from '../../../artifacts/text/secrets.js'
import { list } from '../calls.js'
import { runsAs } from '../edges.js'
import { fullName, lastOf, placeOf, said, withId, type Place } from '../names.js'
import { serversOf, serversShape } from '../openapi.js'
import { serviceOf } from '../services.js'
import { agents, eachAgent, nameIn } from './agents.js'
import { ofSession, written } from './credentials.js'

type Tool = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3Tool
type Authentication = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3ToolAuthentication

export default collector({
  type: 'gcp.dialogflow.tool',
  kind: 'tool',
  service: 'dialogflow',
  per: 'account',
  props: shape({
    location: string,
    /** Host that answers for it. */
    endpoint: string,
    /** Last parts of the agent's name and of its own. */
    agentId: string,
    toolId: string,
    sort: oneOf('open-api', 'data-store', 'function', 'other'),
    /** How an API is called; null where nothing is said, and for what is no API. */
    authentication: nullable(oneOf('api-key', 'oauth', 'service-agent', 'service-account', 'bearer')),
    /** The bearer token is a parameter of the session: the person's own. */
    tokenOfSession: bool,
    servers: serversShape,
    /** Reached through Service Directory. */
    private: bool,
    secrets: secretHits,
  }),
  relates: { 'retrieves-from': ['gcp.discoveryengine.data_store'], 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.dialogflow.agent'] },
  reads: [agents],
  calls: {
    list: list<dialogflow_v3.Schema$GoogleCloudDialogflowCxV3ListToolsResponse, Tool>('dialogflow:projects.locations.agents.tools.list', 'v3/{+parent}/tools', { items: (page) => page.tools, per: 'item' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await eachAgent(ctx, (owner) => ctx.each(ctx.call.list.rows({ parent: owner.name }, { region: owner.location }), (tool) => {
      const id = said(tool.name) === null ? '' : fullName('dialogflow', tool.name ?? '', place)
      const api = tool.openApiSpec
      const auth = api?.authentication ?? {}
      ctx.emit({
        id, name: nameIn(owner, tool.displayName ?? lastOf(tool.name ?? '')), aliases: withId(id, place),
        props: {
          location: owner.location, endpoint: serviceOf('dialogflow').host(owner.location), agentId: lastOf(owner.name), toolId: lastOf(tool.name ?? ''),
          sort: api != null ? 'open-api' : tool.dataStoreSpec != null ? 'data-store' : tool.functionSpec != null ? 'function' : 'other',
          authentication: wayOf(auth),
          tokenOfSession: ofSession(auth.bearerTokenConfig?.token),
          servers: serversOf(api?.textSchema),
          private: said(api?.serviceDirectoryConfig?.service) !== null,
          secrets: api == null ? [] : [...secretsOf(auth), ...secretsAt('openApiSpec.textSchema', api.textSchema ?? undefined)],
        },
        edges: [
          { type: 'owned-by', target: 'gcp.dialogflow.agent', to: fullName('dialogflow', owner.name, place), via: 'name' },
          runsAs(said(auth.serviceAccountAuthConfig?.serviceAccount), place, 'openApiSpec.authentication.serviceAccountAuthConfig'),
          ...(tool.dataStoreSpec?.dataStoreConnections ?? []).map(({ dataStore }) => toStore(dataStore, place)),
        ],
      })
    }))
  },
})

function wayOf(of: Authentication): string | null {
  if (of.serviceAgentAuthConfig != null) return 'service-agent'
  if (of.serviceAccountAuthConfig != null) return 'service-account'
  if (of.oauthConfig != null) return 'oauth'
  if (of.apiKeyConfig != null) return 'api-key'
  return of.bearerTokenConfig == null ? null : 'bearer'
}

function secretsOf({ apiKeyConfig, bearerTokenConfig, oauthConfig }: Authentication): { type: string; at: string; length: number }[] {
  return [
    ...written('api-key', 'authentication.apiKeyConfig.apiKey', apiKeyConfig?.apiKey),
    ...written('bearer-token', 'authentication.bearerTokenConfig.token', bearerTokenConfig?.token),
    ...written('client-secret', 'authentication.oauthConfig.clientSecret', oauthConfig?.clientSecret),
  ]
}

function toStore(name: string | null | undefined, place: Place): Edge | null {
  return said(name) === null ? null : { type: 'retrieves-from', target: 'gcp.discoveryengine.data_store', to: fullName('discoveryengine', name ?? '', place), via: 'dataStoreSpec.dataStoreConnections' }
}
