// The Foundry projects of a subscription, listed once for all that lies in them.
import { sharedRead, type Answer, type Calls, type Ctx, type GapMark } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { list, rows, type Resource } from '../calls.js'
import { armId, lastOf, parentOf, word } from '../names.js'
import { seenIn } from '../seen.js'
import type { Account } from './account-answers.js'
import { seenAccounts } from './accounts.js'

interface Project {
  displayName?: string | null
  isDefault?: boolean | null
  provisioningState?: string | null
  /** Addresses by name; `AI Foundry API` is where its agents are. */
  endpoints?: Readonly<Record<string, string | null>> | null
}
export type ProjectRow = Resource<Project>

/** The projects that are known, and why there may be more. */
interface Projects {
  rows: ProjectRow[]
  unread: GapMark[]
}

export const projects = sharedRead({
  id: 'azure.ai-projects',
  per: 'account',
  calls: {
    projects: rows<ProjectRow>('Microsoft.CognitiveServices/accounts/projects'),
    below: list<ProjectRow>('cognitiveservices:accounts.projects.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/projects'),
  },
  async load({ call, read }): Promise<Answer<Projects>> {
    const [listed, above] = await Promise.all([seenIn(call.projects), read(seenAccounts)])
    if (!listed.ok) return listed
    const { rows: found, gap } = listed.value
    const hidden = [gap, above.ok ? above.value.gap : above.gap].filter((one) => one !== null)
    // Resource Graph may not know a project yet: an account that may have some and shows none is asked itself.
    const seen = new Set(found.map(({ id }) => parentOf(armId(id ?? ''))))
    const mayHave = (above.ok ? above.value.rows : []).filter((row) => hasProjects(row) && !seen.has(armId(row.id ?? '')))
    const asked = await Promise.all(mayHave.map(({ id }) => call.below.all({ of: id })))
    return {
      ok: true,
      value: {
        rows: [...found, ...asked.flatMap((answer) => (answer.ok ? answer.value : []))],
        unread: [...hidden, ...asked.flatMap((answer) => (answer.ok ? [] : [answer.gap]))],
      },
    }
  },
})

/** Accounts of Foundry: only they have projects, connections and hosts for agents. What says nothing may be one. */
export function hasProjects({ kind, properties }: Resource<Account>): boolean {
  return word(kind) === 'aiservices' && properties?.allowProjectManagement !== false
}

/** Runs through the projects; where they could not all be listed, the collector's own list is not whole. */
export async function eachProject<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, body: (project: string, row: ProjectRow) => Promise<void> | void,
): Promise<void> {
  const listed = await ctx.read(projects)
  if (!listed.ok) return ctx.unlisted(listed.gap)
  for (const gap of listed.value.unread) ctx.unlisted(gap)
  await ctx.each(listed.value.rows, (row) => body(row.id ?? '', row))
}

/** `https://orchard.services.ai.azure.com/api/projects/chat`, where the agents of a project are asked for. `application`: where one of its applications is called. */
export function agentsAddress({ id, properties }: ProjectRow, application: string | null | undefined): string {
  const said = [...Object.values(properties?.endpoints ?? {}), application].map((url) => /^https:\/\/[^/]+\/api\/projects\/[^/]+/i.exec(url ?? '')?.[0]).find((url) => url !== undefined)
  const [account = '', project = ''] = [parentOf(id ?? ''), id ?? ''].map(lastOf)
  return said ?? `https://${account.toLowerCase()}.services.ai.azure.com/api/projects/${project}`
}
