// How Azure Machine Learning points at its assets: models, environments, data, and files in datastores.
import { armId, idOf, said } from '../names.js'

/** Assets of a workspace that have versions, as ids spell them. */
export type Versioned = 'models' | 'environments' | 'data'

/**
 * What a text refers to. `version`: a version in a workspace, by its id. `registry`: in a registry that workspaces share.
 * `label`: whatever carries a label such as `latest` when it is looked up. `path`: files, in no catalogue.
 */
export type Reference =
  | { kind: 'version'; id: string }
  | { kind: 'registry'; registry: string; name: string; isPinned: boolean }
  | { kind: 'label' }
  | { kind: 'path' }

/** Reads a reference as it stands in a resource of `workspace`; null for none. */
export function referenceOf(text: string | null | undefined, workspace: string, assets: Versioned): Reference | null {
  const whole = said(text?.trim())
  if (whole === null) return null
  const [, registry, name = '', how] = /^azureml:\/\/registries\/([^/]+)\/[a-z]+\/([^/]+)(?:\/(versions|labels)\/.+)?$/i.exec(whole) ?? []
  if (registry !== undefined) return { kind: 'registry', registry: registry.toLowerCase(), name, isPinned: how?.toLowerCase() === 'versions' }
  const [, shared, sharedName = '', sharedHow] = /\/providers\/microsoft\.machinelearningservices\/registries\/([^/]+)\/[a-z]+\/([^/]+)(?:\/(versions|labels)\/.+)?$/i.exec(whole) ?? []
  if (shared !== undefined) return { kind: 'registry', registry: shared.toLowerCase(), name: sharedName, isPinned: sharedHow?.toLowerCase() === 'versions' }
  return inWorkspace(whole, workspace, assets)
}

function inWorkspace(whole: string, workspace: string, assets: Versioned): Reference {
  const id = idOf(whole.replace(/^azureml:(?=\/)/i, ''))
  if (id !== null) return new RegExp(`/workspaces/[^/]+/${assets}/[^/]+/versions/[^/]+$`).test(id) ? { kind: 'version', id } : { kind: id.includes('/labels/') ? 'label' : 'path' }
  // The long form names the workspace by its number; what a workspace's own resources refer to is its own.
  const [, name, version] = new RegExp(`^azureml://(?:[^?#]*/)?${assets}/([^/]+)/versions/([^/]+)$`, 'i').exec(whole)
    ?? /^azureml:([^:@/]+):([^:@/]+)$/i.exec(whole) ?? []
  if (name !== undefined && version !== undefined) return { kind: 'version', id: versionName(workspace, assets, name, version) }
  return { kind: /^azureml:[^/@]+@[^/]+$/i.test(whole) || new RegExp(`^azureml://(?:.*/)?${assets}/[^/]+/labels/`, 'i').test(whole) ? 'label' : 'path' }
}

export function versionName(workspace: string, assets: Versioned, name: string, version: string): string {
  return armId(`${workspace}/${assets}/${name}/versions/${version}`)
}

/** The datastore of a uri with files, and the path in it; null where it lies in none. What a job put out lies in the workspace's own. */
export function datastoreIn(uri: string | null | undefined, workspace: string): { datastore: string; path: string } | null {
  const whole = uri?.trim() ?? ''
  const [, inside, path = ''] = /\/datastores\/([^/]+)(?:\/paths\/(.*))?$/i.exec(whole) ?? []
  const [, owner] = /^azureml:\/*(subscriptions\/[^/]+\/resource_?groups\/[^/]+\/(?:providers\/[^/]+\/)?workspaces\/[^/]+)\//i.exec(whole) ?? []
  if (inside !== undefined && /^(?:azureml:|\/subscriptions\/)/i.test(whole)) return { datastore: armId(`${ownerOf(owner) ?? workspace}/datastores/${inside}`), path }
  const [, job, rest = ''] = /^azureml:\/\/jobs\/([^/]+)\/outputs\/(.*)$/i.exec(whole) ?? /^runs:\/([^/]+)\/(.*)$/i.exec(whole) ?? []
  return job === undefined ? null : { datastore: armId(`${workspace}/datastores/workspaceartifactstore`), path: rest }
}

/** Long uris leave the provider out: `subscriptions/s/resourcegroups/g/workspaces/w`. */
function ownerOf(written: string | undefined): string | null {
  const [, subscription, group, workspace] = /^subscriptions\/([^/]+)\/resource_?groups\/([^/]+)\/(?:providers\/[^/]+\/)?workspaces\/([^/]+)$/i.exec(written ?? '') ?? []
  return workspace === undefined ? null : `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`
}

/** `chat` and `3` of `…/models/chat/versions/3`. */
export function versionIn(id: string): { name: string; version: string } {
  const [, name = '', version = ''] = /\/([^/]+)\/versions\/([^/]+)$/i.exec(id) ?? []
  return { name, version }
}
