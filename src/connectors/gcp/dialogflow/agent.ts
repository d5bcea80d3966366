// Conversational Agents (Dialogflow CX): what is logged and kept of conversations, and which token the agent keeps.
import type { dialogflow_v3 } from 'googleapis/build/src/apis/dialogflow/v3.js'
import { bool, listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { getOrNull } from '../calls.js'
import { ownedBy, toBucket } from '../edges.js'
import { fullName, lastOf, placeOf, said, withId } from '../names.js'
import { serviceOf } from '../services.js'
import { agents, eachAgent } from './agents.js'
import { written } from './credentials.js'

type SecuritySettings = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3SecuritySettings

export default collector({
  type: 'gcp.dialogflow.agent',
  kind: 'agent',
  service: 'dialogflow',
  per: 'account',
  props: shape({
    location: string,
    /** Host that answers for it. */
    endpoint: string,
    /** Last part of its name; people see the display name. */
    agentId: string,
    language: nullable(string),
    locked: bool,
    /** The agent begins with a playbook: a generative model leads the conversation. */
    generative: bool,
    /** Conversations are written to Cloud Logging. */
    cloudLogging: bool,
    /** Conversations are kept by the service itself. */
    interactionLogging: bool,
    redactsByConsent: bool,
    /** What is taken out of conversations and how long they are kept; null where the agent names no such settings. */
    security: nullable(shape({
      name: string,
      redaction: bool,
      inspectTemplate: nullable(string),
      /** Days; null where nothing is said, which means the service's default. */
      retentionDays: nullable(number),
      /** Conversations go when they end. */
      removedAfterConversation: bool,
      purges: listOf(string),
    })),
    /** Git repository that the agent is kept in. */
    repository: nullable(string),
    secrets: secretHits,
    engine: nullable(string),
  }),
  relates: { 'logged-to': ['gcp.storage.bucket'], 'owned-by': ['gcp.resourcemanager.project'] },
  reads: [agents],
  calls: {
    // `null`: the settings were deleted, and nothing is redacted.
    security: getOrNull<SecuritySettings>('dialogflow:projects.locations.securitySettings.get', 'v3/{+name}'),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await eachAgent(ctx, async ({ agent, name, location }) => {
      const id = name === '' ? '' : fullName('dialogflow', name, place)
      const settings = said(agent.securitySettings)
      const security: Answer<SecuritySettings | null> = settings === null ? { ok: true, value: null } : await ctx.call.security({ name: settings }, { region: location })
      const github = agent.gitIntegrationSettings?.githubSettings
      const { loggingSettings: logging, audioExportGcsDestination } = agent.advancedSettings ?? {}
      ctx.emit({
        id, name: said(agent.displayName) ?? lastOf(name), aliases: withId(id, place),
        props: {
          location, endpoint: serviceOf('dialogflow').host(location), agentId: lastOf(name), language: said(agent.defaultLanguageCode), locked: agent.locked === true, generative: said(agent.startPlaybook) !== null,
          // The agent's own switch is the old one; either writes.
          cloudLogging: agent.enableStackdriverLogging === true || logging?.enableStackdriverLogging === true,
          interactionLogging: logging?.enableInteractionLogging === true, redactsByConsent: logging?.enableConsentBasedRedaction === true,
          security: known(security, securityOf),
          repository: said(github?.repositoryUri),
          secrets: written('access-token', 'gitIntegrationSettings.githubSettings.accessToken', github?.accessToken),
          engine: said(agent.genAppBuilderSettings?.engine),
        },
        edges: [ownedBy(place), toBucket('logged-to', audioExportGcsDestination?.uri, 'advancedSettings.audioExportGcsDestination')],
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function securityOf(of: SecuritySettings | null) {
  return of === null ? null : {
    name: said(of.name) ?? '', redaction: of.redactionStrategy === 'REDACT_WITH_SERVICE', inspectTemplate: said(of.inspectTemplate),
    retentionDays: of.retentionWindowDays ?? null, removedAfterConversation: of.retentionStrategy === 'REMOVE_AFTER_CONVERSATION', purges: (of.purgeDataTypes ?? []).toSorted(),
  }
}
