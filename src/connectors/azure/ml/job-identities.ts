// Whose rights a job has: managed identities are mostly named by their client id, which only Resource Graph can put a resource to.
import { sharedRead, type Answer, type Calls, type Ctx, type Edge, type UnreadEdges } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { rows, type Resource } from '../calls.js'
import { armId, principalName } from '../names.js'
import { identitiesOf, type Definition, type JobIdentity } from './job-definitions.js'

interface Known {
  id: string
  clientId: string
  principalId: string
}

export const userAssigned = sharedRead({
  id: 'azure.ml-job-identities',
  per: 'account',
  calls: { identities: rows<Resource<{ clientId?: string | null; principalId?: string | null }>>('Microsoft.ManagedIdentity/userAssignedIdentities') },
  load: async (ctx): Promise<Answer<Known[]>> => {
    const found = await ctx.call.identities.all({})
    if (!found.ok) return found
    const value = found.value.map(({ id, properties }) => ({
      id: armId(id ?? ''), clientId: properties?.clientId?.toLowerCase() ?? '', principalId: properties?.principalId?.toLowerCase() ?? '',
    }))
    return { ok: true, value }
  },
})

export interface RunsAs {
  edges: (Edge | UnreadEdges | null)[]
  /** A managed identity that is not told which: it is one of those of the machines. */
  ofCompute: boolean
}

export async function runsAsOf<P extends RecordShape<Record<string, Shape>>, C extends Calls>(job: Definition, ctx: Pick<Ctx<P, C>, 'read'>): Promise<RunsAs> {
  const managed = identitiesOf(job).filter(({ type }) => type === 'managed')
  const all: Answer<Known[]> = managed.some(({ objectId, named }) => named && objectId === null) ? await ctx.read(userAssigned) : { ok: true, value: [] }
  if (!all.ok) return { edges: [...managed.flatMap((one) => edgesOf(one, [])), { type: 'runs-as', unread: all.gap }], ofCompute: managed.some(({ named }) => !named) }
  const found = managed.map((one) => edgesOf(one, all.value))
  return { edges: found.flat(), ofCompute: found.some((edges) => edges.length === 0) }
}

function edgesOf({ clientId, objectId, resourceId }: JobIdentity, all: readonly Known[]): Edge[] {
  const known = all.find((one) => one.clientId === clientId || one.id === resourceId)
  const principal = objectId ?? known?.principalId ?? null
  const resource = resourceId ?? known?.id ?? null
  return [
    ...(principal === null || principal === '' ? [] : [{ type: 'runs-as' as const, target: 'azure.rbac.principal', to: principalName(principal), via: 'identity' }]),
    ...(resource === null ? [] : [{ type: 'runs-as' as const, target: 'azure.identity.user_assigned', to: resource, via: 'identity' }]),
  ]
}
