// Hosts for agents: in which stores their threads, files and vectors lie.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, GapMark, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, idOf, parentOf, word } from '../names.js'
import { eachAccount, seenAccounts } from './accounts.js'
import { connections, meant } from './connections.js'
import { eachProject, hasProjects, projects } from './projects.js'

interface Host {
  storageConnections?: readonly string[] | null
  threadStorageConnections?: readonly string[] | null
  vectorStoreConnections?: readonly string[] | null
  aiServicesConnections?: readonly string[] | null
  customerSubnet?: string | null
  enablePublicHostingEnvironment?: boolean | null
  provisioningState?: string | null
}

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}'

export default collector({
  type: 'azure.ai.capability_host',
  kind: 'memory-store',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    /** Agents run in projects; a host of the account stands for all of them. */
    level: oneOf('account', 'project'),
    /** Names of connections; none means Microsoft's own store. */
    files: listOf(string),
    threads: listOf(string),
    vectors: listOf(string),
    models: listOf(string),
    subnet: nullable(string),
    publicHosting: nullable(bool),
    state: nullable(string),
  }),
  relates: { 'owned-by': ['azure.ai.account', 'azure.ai.project'], 'configured-by': ['azure.ai.connection'] },
  reads: [seenAccounts, projects, connections],
  calls: {
    ofAccount: list<Resource<Host>>('cognitiveservices:accounts.capabilityHosts.list', `${path}/capabilityHosts`),
    ofProject: list<Resource<Host>>('cognitiveservices:accounts.projects.capabilityHosts.list', `${path}/projects/{projectName}/capabilityHosts`),
  },
  async list(ctx) {
    const { call, each } = ctx
    const known = await ctx.read(connections)
    const emit = ({ id, name, properties }: Resource<Host>, level: 'account' | 'project'): void => {
      const { storageConnections: files, threadStorageConnections: threads, vectorStoreConnections: vectors, aiServicesConnections: models } = properties ?? {}
      const parent = parentOf(armId(id ?? ''))
      const edges = [...new Set([...(files ?? []), ...(threads ?? []), ...(vectors ?? []), ...(models ?? [])])].flatMap((one): (Edge | UnreadEdges)[] => {
        const found = known.ok ? meant(one, parent, known.value) : known.gap
        if (found === undefined) return []
        return [found instanceof GapMark ? { type: 'configured-by', unread: found } : { type: 'configured-by', target: 'azure.ai.connection', to: found, via: one }]
      })
      ctx.emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          level, files: [...(files ?? [])], threads: [...(threads ?? [])], vectors: [...(vectors ?? [])], models: [...(models ?? [])],
          subnet: idOf(properties?.customerSubnet), publicHosting: properties?.enablePublicHostingEnvironment ?? null, state: word(properties?.provisioningState),
        },
        edges: [childOf(level === 'project' ? 'azure.ai.project' : 'azure.ai.account', parent), ...edges],
      })
    }
    await Promise.all([
      eachAccount(ctx, async (account, row) => {
        if (hasProjects(row)) await each(call.ofAccount.rows({ of: account }), (host) => emit(host, 'account'))
      }),
      eachProject(ctx, (project) => each(call.ofProject.rows({ of: project }), (host) => emit(host, 'project'))),
    ])
  },
})
