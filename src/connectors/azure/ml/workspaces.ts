// The workspaces of a subscription, listed once for all that lies in them.
import { sharedRead, type Answer, type Calls, type Ctx } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { rows, type Resource } from '../calls.js'
import { seenIn } from '../seen.js'
import type { NetworkAcls, privateEndpointsOf } from '../network.js'

/** `Default`, `Hub`, `Project` or `FeatureStore`, in lower case; what is older says nothing, which is `default`. */
export type WorkspaceKind = 'default' | 'hub' | 'project' | 'featurestore'

/** What Resource Graph has of a workspace, as far as it is read. */
export interface Workspace {
  provisioningState?: string | null
  creationTime?: string | null
  storageAccount?: string | null
  keyVault?: string | null
  containerRegistry?: string | null
  applicationInsights?: string | null
  /** Of a project: the hub that lends it network, key and dependencies. */
  hubResourceId?: string | null
  publicNetworkAccess?: string | null
  allowPublicAccessWhenBehindVnet?: boolean | null
  ipAllowlist?: readonly string[] | null
  networkAcls?: NetworkAcls | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  managedNetwork?: { isolationMode?: string | null } | null
  serverlessComputeSettings?: { serverlessComputeCustomSubnet?: string | null; serverlessComputeNoPublicIP?: boolean | null } | null
  encryption?: { status?: string | null; keyVaultProperties?: { keyVaultArmId?: string | null; keyIdentifier?: string | null } | null } | null
  primaryUserAssignedIdentity?: string | null
  hbiWorkspace?: boolean | null
  enableDataIsolation?: boolean | null
  systemDatastoresAuthMode?: string | null
  featureStoreSettings?: { offlineStoreConnectionName?: string | null; onlineStoreConnectionName?: string | null } | null
}
export type WorkspaceRow = Resource<Workspace>

export const workspaceRows = rows<WorkspaceRow>('Microsoft.MachineLearningServices/workspaces')

export const workspaces = sharedRead({
  id: 'azure.ml-workspaces',
  per: 'account',
  calls: { workspaces: workspaceRows },
  load: (ctx): Promise<Answer<WorkspaceRow[]>> => ctx.call.workspaces.all({}),
})

/** Those that can be seen, where the credentials may read some and not others. */
export const seenWorkspaces = sharedRead({ id: 'azure.ml-workspaces-seen', per: 'account', calls: { workspaces: workspaceRows }, load: ({ call }) => seenIn(call.workspaces) })

/** Runs through the workspaces; where they could not all be listed, the collector's own list is not whole. */
export async function eachWorkspace<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, body: (workspace: string, row: WorkspaceRow) => Promise<void>,
): Promise<void> {
  const listed = await ctx.read(seenWorkspaces)
  if (!listed.ok) return ctx.unlisted(listed.gap)
  if (listed.value.gap !== null) ctx.unlisted(listed.value.gap)
  await ctx.each(listed.value.rows, (row) => body(row.id ?? '', row))
}

export function kindOf(row: Resource<unknown>): WorkspaceKind {
  const said = row.kind?.toLowerCase()
  return said === 'hub' || said === 'project' || said === 'featurestore' ? said : 'default'
}
