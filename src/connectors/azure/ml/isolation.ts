// The managed network of a workspace: computes stand in it unless they are given a subnet of their own.
import { armId, word } from '../names.js'
import { kindOf, type WorkspaceRow } from './workspaces.js'

/** Isolation mode in lower case: `disabled`, `allowinternetoutbound`, `allowonlyapprovedoutbound`; null where none is set. A project has its hub's. */
export function isolationOf(workspace: WorkspaceRow, all: readonly WorkspaceRow[]): string | null {
  const { managedNetwork, hubResourceId } = workspace.properties ?? {}
  const hub = kindOf(workspace) === 'project' ? all.find(({ id }) => armId(id ?? '') === armId(hubResourceId ?? '-')) : undefined
  return hub === undefined ? word(managedNetwork?.isolationMode) : isolationOf(hub, [])
}
