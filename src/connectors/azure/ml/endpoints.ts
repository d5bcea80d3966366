// The endpoints of all workspaces, listed once for themselves and for the deployments below them.
// Resource Graph has these types in its table, but nothing documented says that every one is in it: the lists of ARM are asked.
import { sharedRead, type Answer, type Calls, type Ctx, type SharedCtx } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { mlList, type Resource } from '../calls.js'
import { seenWorkspaces } from './workspaces.js'

export interface OnlineEndpoint {
  authMode?: string | null
  publicNetworkAccess?: string | null
  scoringUri?: string | null
  traffic?: Readonly<Record<string, number>> | null
  mirrorTraffic?: Readonly<Record<string, number>> | null
  provisioningState?: string | null
  compute?: string | null
}

export interface BatchEndpoint {
  authMode?: string | null
  scoringUri?: string | null
  provisioningState?: string | null
  defaults?: { deploymentName?: string | null } | null
}

/** What one workspace answered. */
export interface Listed<E> {
  workspace: string
  endpoints: Answer<Resource<E>[]>
}

const onlinePath = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints'
const batchPath = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/batchEndpoints'

export const onlineEndpoints = sharedRead({
  id: 'azure.ml-online-endpoints',
  per: 'account',
  calls: { ...seenWorkspaces.calls, endpoints: mlList<Resource<OnlineEndpoint>>('machinelearningservices:onlineEndpoints.list', onlinePath, { group: 'onlineEndpoints', method: 'list' }) },
  load: (ctx) => listedIn(ctx, (of) => ctx.call.endpoints.all({ of })),
})

export const batchEndpoints = sharedRead({
  id: 'azure.ml-batch-endpoints',
  per: 'account',
  calls: { ...seenWorkspaces.calls, endpoints: mlList<Resource<BatchEndpoint>>('machinelearningservices:batchEndpoints.list', batchPath, { group: 'batchEndpoints', method: 'list' }) },
  load: (ctx) => listedIn(ctx, (of) => ctx.call.endpoints.all({ of })),
})

async function listedIn<E>({ read, each }: Pick<SharedCtx<Calls>, 'read' | 'each'>, ask: (workspace: string) => Promise<Listed<E>['endpoints']>): Promise<Answer<Listed<E>[]>> {
  const known = await read(seenWorkspaces)
  if (!known.ok) return known
  const { rows, gap } = known.value
  // Workspaces that cannot be seen may have endpoints, too.
  const listed: Listed<E>[] = gap === null ? [] : [{ workspace: '', endpoints: { ok: false, gap } }]
  await each(rows, async (row) => {
    listed.push({ workspace: row.id ?? '', endpoints: await ask(row.id ?? '') })
  })
  return { ok: true, value: listed }
}

/** Runs through the endpoints; where a workspace did not list them, the collector's own list is unread. */
export async function eachEndpoint<E, P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, answer: Answer<Listed<E>[]>, body: (row: Resource<E>, workspace: string) => Promise<void>,
): Promise<void> {
  if (!answer.ok) return ctx.unlisted(answer.gap)
  for (const { endpoints } of answer.value) if (!endpoints.ok) ctx.unlisted(endpoints.gap)
  const rows = answer.value.flatMap(({ workspace, endpoints }) => (endpoints.ok ? endpoints.value.map((row): [Resource<E>, string] => [row, workspace]) : []))
  await ctx.each(rows, ([row, workspace]) => body(row, workspace))
}
