// The Conversational Agents (Dialogflow CX) of a project, read once for their own, their tools' and their webhooks' sake.
import type { dialogflow_v3 } from 'googleapis/build/src/apis/dialogflow/v3.js'
import { sharedRead, type Answer, type Ctx, type GapMark } from '../../kit/collector.js'
import { list } from '../calls.js'
import { parentOf, said } from '../names.js'

export type Agent = dialogflow_v3.Schema$GoogleCloudDialogflowCxV3Agent

export interface AgentIn {
  agent: Agent
  name: string
  location: string
}

interface Found {
  agents: AgentIn[]
  /** Locations whose agents could not be listed. */
  unread: GapMark[]
}

/** Every one who asks stands in the scope of the project, so that is where it is read; what is not enabled there is no gap. */
export const agents = sharedRead({
  id: 'gcp.dialogflow.agents',
  per: 'region',
  calls: {
    locations: list<dialogflow_v3.Schema$GoogleCloudLocationListLocationsResponse, dialogflow_v3.Schema$GoogleCloudLocationLocation>('dialogflow:projects.locations.list', 'v3/{+name}/locations', {
      // IAM has no permission of the name that the others' lists of locations take; whoever reads agents gets an answer.
      needs: ['dialogflow.agents.list'], items: (page) => page.locations, per: 'account',
    }),
    list: list<dialogflow_v3.Schema$GoogleCloudDialogflowCxV3ListAgentsResponse, Agent>('dialogflow:projects.locations.agents.list', 'v3/{+parent}/agents', { items: (page) => page.agents }),
  },
  load: async (ctx): Promise<Answer<Found>> => {
    const offered = await ctx.call.locations.all({ name: `projects/${ctx.scope.account}` })
    if (!offered.ok) return offered
    const found: Found = { agents: [], unread: [] }
    await ctx.each(offered.value, async ({ locationId }) => {
      if (locationId == null) return
      const rows = await ctx.call.list.all({ parent: parentOf(ctx, locationId) }, { region: locationId })
      if (!rows.ok) found.unread.push(rows.gap)
      else found.agents.push(...rows.value.map((agent) => ({ agent, name: agent.name ?? '', location: locationId })))
    })
    return { ok: true, value: found }
  },
})

/** Does something with every agent; what could not be listed leaves the asking collector's list unread. */
export async function eachAgent(ctx: Pick<Ctx<never, never>, 'read' | 'each' | 'unlisted'>, body: (agent: AgentIn) => Promise<void> | void): Promise<void> {
  const found = await ctx.read(agents)
  if (!found.ok) {
    ctx.unlisted(found.gap)
    return
  }
  for (const gap of found.value.unread) ctx.unlisted(gap)
  await ctx.each(found.value.agents, body)
}

/** What people call an agent, before the name of something that belongs to it. */
export function nameIn({ agent }: AgentIn, displayName: string | null | undefined): string {
  return `${said(agent.displayName) ?? 'agent'}/${said(displayName) ?? '-'}`
}
