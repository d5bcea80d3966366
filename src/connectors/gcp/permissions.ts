// The custom role of a scan, computed from the declarations of its calls, and the predefined roles that hold the same.
import { callsOf, type AnyCollector, type Call } from '../kit/collector.js'
import { sessionCalls } from './session-calls.js'

export interface CustomRole {
  title: string
  description: string
  stage: 'GA'
  includedPermissions: string[]
}

/** What `gcloud iam roles create --file` takes. Rights that only an organisation's role can hold are left to the organisation. */
export function customRole(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): CustomRole {
  return {
    title: 'aispm read', description: 'What aispm reads, and nothing else. Create it in the organisation: rights on folders and the organisation cannot be held by a role of a project', stage: 'GA',
    includedPermissions: permissionsOf(collectors, optional),
  }
}

export function permissionsOf(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): string[] {
  const calls: Call[] = [...Object.values<Call>(sessionCalls), ...collectors.flatMap(callsOf)]
  return [...new Set(calls.filter((call) => call.with === undefined || optional.has(call.with)).flatMap((call) => call.needs))].toSorted()
}

export function byService(permissions: readonly string[]): Record<string, string[]> {
  const grouped: Record<string, string[]> = {}
  for (const permission of permissions) (grouped[permission.split('.')[0] ?? ''] ??= []).push(permission)
  return grouped
}

/** The predefined role with which Google grants reading a service (https://cloud.google.com/iam/docs/roles-permissions). */
const viewers: Readonly<Record<string, string>> = {
  accesscontextmanager: 'roles/accesscontextmanager.policyReader', aiplatform: 'roles/aiplatform.viewer', alloydb: 'roles/alloydb.viewer', apikeys: 'roles/serviceusage.apiKeysViewer',
  artifactregistry: 'roles/artifactregistry.reader', bigquery: 'roles/bigquery.metadataViewer', binaryauthorization: 'roles/binaryauthorization.policyViewer',
  cloudasset: 'roles/cloudasset.viewer', cloudkms: 'roles/cloudkms.viewer', cloudsql: 'roles/cloudsql.viewer', containeranalysis: 'roles/containeranalysis.occurrences.viewer',
  dialogflow: 'roles/dialogflow.reader', discoveryengine: 'roles/discoveryengine.viewer', documentai: 'roles/documentai.viewer', iam: 'roles/iam.securityReviewer',
  memorystore: 'roles/memorystore.viewer', modelarmor: 'roles/modelarmor.viewer', monitoring: 'roles/monitoring.viewer',
  notebooks: 'roles/notebooks.viewer', orgpolicy: 'roles/orgpolicy.policyViewer', redis: 'roles/redis.viewer', resourcemanager: 'roles/browser',
  securitycentermanagement: 'roles/securitycentermanagement.settingsViewer', serviceusage: 'roles/serviceusage.serviceUsageViewer', storage: 'roles/storage.bucketViewer',
}

/** Predefined roles in place of the custom one: wider than it, and kept up to date by Google. */
export function predefinedRoles(permissions: readonly string[]): string[] {
  const roles = Object.keys(byService(permissions)).flatMap((service) => viewers[service] ?? [])
  const floors = permissions.some((permission) => permission.startsWith('modelarmor.floorSettings.')) ? ['roles/modelarmor.floorSettingsViewer'] : []
  // No viewer's role lists objects and nothing more: this one reads them, too.
  const objects = permissions.includes('storage.objects.list') ? ['roles/storage.objectViewer'] : []
  // Policies of buckets, keys, repositories and projects are one role's.
  return [...new Set([...roles, ...floors, ...objects, 'roles/iam.securityReviewer'])].toSorted()
}
