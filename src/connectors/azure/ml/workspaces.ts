// The workspaces of a subscription, listed once for all that lies in them.
import { sharedRead, type Answer, type Calls, type Ctx } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { rows, type Resource } from '../calls.js'

/** `Default`, `Hub`, `Project` or `FeatureStore`, in lower case; what is older says nothing, which is `default`. */
export type WorkspaceKind = 'default' | 'hub' | 'project' | 'featurestore'

export const workspaceRows = rows<Resource<object>>('Microsoft.MachineLearningServices/workspaces')

export const workspaces = sharedRead({
  id: 'azure.ml-workspaces',
  per: 'account',
  calls: { workspaces: workspaceRows },
  load: (ctx): Promise<Answer<Resource<object>[]>> => ctx.call.workspaces.all({}),
})

/** Runs through the workspaces; where they could not be listed, the collector's own list is unread. */
export async function eachWorkspace<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, body: (workspace: string, row: Resource<object>) => Promise<void>,
): Promise<void> {
  const listed = await ctx.read(workspaces)
  if (!listed.ok) return ctx.unlisted(listed.gap)
  await ctx.each(listed.value, (row) => body(row.id ?? '', row))
}

export function kindOf(row: Resource<unknown>): WorkspaceKind {
  const said = row.kind?.toLowerCase()
  return said === 'hub' || said === 'project' || said === 'featurestore' ? said : 'default'
}
