// Webhooks of Conversational Agents: where conversations are sent for fulfilment, and how the receiver can tell who sends.
import type { dialogflow_v3 } from 'googleapis/build/src/apis/dialogflow/v3.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { list } from '../calls.js'
import { runsAs } from '../edges.js'
import { fullName, lastOf, placeOf, said, withId } from '../names.js'
import { server } from '../openapi.js'
import { serviceOf } from '../services.js'
import { agents, eachAgent, nameIn } from './agents.js'
import { inHeaders, written } from './credentials.js'

type Webhook = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3Webhook
type Service = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3WebhookGenericWebService

export default collector({
  type: 'gcp.dialogflow.webhook',
  kind: 'tool',
  service: 'dialogflow',
  per: 'account',
  props: shape({
    location: string,
    /** Host that answers for it. */
    endpoint: string,
    /** Last parts of the agent's name and of its own. */
    agentId: string,
    webhookId: string,
    enabled: bool,
    /** Without a password and query in it. */
    uri: nullable(string),
    scheme: nullable(string),
    host: nullable(string),
    /** Reached through Service Directory. */
    private: bool,
    /** Ways in which calls are signed: `id-token` (what the service does when nothing is said), `access-token`, `service-account`, `oauth`, `basic`, `header`, `client-certificate`. */
    authentication: listOf(string),
    secrets: secretHits,
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.dialogflow.agent'] },
  reads: [agents],
  calls: {
    list: list<dialogflow_v3.Schema$GoogleCloudDialogflowCxV3ListWebhooksResponse, Webhook>('dialogflow:projects.locations.agents.webhooks.list', 'v3/{+parent}/webhooks', { items: (page) => page.webhooks, per: 'item' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await eachAgent(ctx, (owner) => ctx.each(ctx.call.list.rows({ parent: owner.name }, { region: owner.location }), (webhook) => {
      const id = said(webhook.name) === null ? '' : fullName('dialogflow', webhook.name ?? '', place)
      const service = webhook.genericWebService ?? webhook.serviceDirectory?.genericWebService ?? {}
      const at = said(service.uri) === null ? null : server(service.uri ?? '')
      const signsByCertificate = said(owner.agent.clientCertificateSettings?.sslCertificate) !== null
      ctx.emit({
        id, name: nameIn(owner, webhook.displayName ?? lastOf(webhook.name ?? '')), aliases: withId(id, place),
        props: {
          location: owner.location, endpoint: serviceOf('dialogflow').host(owner.location), agentId: lastOf(owner.name), webhookId: lastOf(webhook.name ?? ''),
          enabled: webhook.disabled !== true,
          uri: at?.url ?? null, scheme: at?.scheme ?? null, host: at?.host ?? null,
          private: webhook.serviceDirectory != null,
          authentication: [...waysOf(service), ...(signsByCertificate ? ['client-certificate'] : [])],
          secrets: secretsOf(service),
        },
        edges: [
          { type: 'owned-by', target: 'gcp.dialogflow.agent', to: fullName('dialogflow', owner.name, place), via: 'name' },
          runsAs(said(service.serviceAccountAuthConfig?.serviceAccount), place, 'genericWebService.serviceAccountAuthConfig'),
        ],
      })
    }))
  },
})

function waysOf(of: Service): string[] {
  const { serviceAgentAuth, requestHeaders, secretVersionsForRequestHeaders } = of
  return [
    // "Unspecified: default to ID_TOKEN", https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/projects.locations.agents.webhooks
    ...(serviceAgentAuth === 'NONE' ? [] : [serviceAgentAuth === 'ACCESS_TOKEN' ? 'access-token' : 'id-token']),
    ...(said(of.serviceAccountAuthConfig?.serviceAccount) === null ? [] : ['service-account']),
    ...(of.oauthConfig == null ? [] : ['oauth']),
    ...(said(of.username) === null && said(of.secretVersionForUsernamePassword) === null ? [] : ['basic']),
    ...(inHeaders('', requestHeaders).length === 0 && Object.keys(secretVersionsForRequestHeaders ?? {}).length === 0 ? [] : ['header']),
  ]
}

/** What is also there as a reference to Secret Manager is not used as written, but it is still there to be read. */
function secretsOf(of: Service): { type: string; at: string; length: number }[] {
  return [
    ...written('password', 'genericWebService.password', of.password),
    ...inHeaders('genericWebService.requestHeaders', of.requestHeaders),
    ...written('client-secret', 'genericWebService.oauthConfig.clientSecret', of.oauthConfig?.clientSecret),
  ]
}
