// The connections of Foundry accounts and of their projects, listed once: hosts for agents name them, and they may stand in either.
import { sharedRead, type Answer, type GapMark } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { armId, parentOf } from '../names.js'
import { seenAccounts } from './accounts.js'
import { hasProjects, projects } from './projects.js'

interface Connection {
  category?: string | null
  authType?: string | null
  target?: string | null
  group?: string | null
  isSharedToAll?: boolean | null
  peRequirement?: string | null
  peStatus?: string | null
  metadata?: Readonly<Record<string, string | null>> | null
}
export type ConnectionRow = Resource<Connection>

/** What an account or a project holds. */
export interface Held {
  /** Id of the account or project. */
  parent: string
  isProject: boolean
  found: Answer<ConnectionRow[]>
}

interface AllConnections {
  held: Held[]
  /** Why there may be accounts or projects besides. */
  unread: GapMark[]
}

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}'

export const connections = sharedRead({
  id: 'azure.ai-connections',
  per: 'account',
  calls: {
    ofAccount: list<ConnectionRow>('cognitiveservices:accounts.connections.list', `${path}/connections`),
    ofProject: list<ConnectionRow>('cognitiveservices:accounts.projects.connections.list', `${path}/projects/{projectName}/connections`),
  },
  async load({ call, read }): Promise<Answer<AllConnections>> {
    const [above, below] = await Promise.all([read(seenAccounts), read(projects)])
    const ofAccounts = (above.ok ? above.value.rows : []).filter(hasProjects).map(({ id }) => call.ofAccount.all({ of: id }).then((found): Held => ({ parent: armId(id ?? ''), isProject: false, found })))
    const ofProjects = (below.ok ? below.value.rows : []).map(({ id }) => call.ofProject.all({ of: id }).then((found): Held => ({ parent: armId(id ?? ''), isProject: true, found })))
    return {
      ok: true,
      value: {
        held: await Promise.all([...ofAccounts, ...ofProjects]),
        unread: [above.ok ? above.value.gap : above.gap, ...(below.ok ? below.value.unread : [below.gap])].filter((gap) => gap !== null),
      },
    }
  },
})

/** The service spells ids of connections in several ways, and shows those of the account in its projects: only what is its own counts. */
export function isOwn({ isProject }: Held, { id }: ConnectionRow): boolean {
  return !isProject || id == null || armId(id).includes('/projects/')
}

export function connectionId(parent: string, name: string): string {
  return armId(`${parent}/connections/${name}`)
}

/** The connection that a host means by a name: the project's own, or else the account's. Undefined where there is none. */
export function meant(name: string, parent: string, { held, unread }: AllConnections): string | GapMark | undefined {
  for (const place of [parent, ...(parent.includes('/projects/') ? [parentOf(parent)] : [])]) {
    const one = held.find((other) => other.parent === place)
    if (one === undefined) continue
    if (!one.found.ok) return one.found.gap
    if (one.found.value.some((row) => row.name?.toLowerCase() === name.toLowerCase() && isOwn(one, row))) return connectionId(place, name)
  }
  return unread[0]
}
