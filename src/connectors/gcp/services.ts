// The Google services a scan reads: where each listens, and which API has to be enabled for it.

interface Service {
  /** Host for a location; undefined asks for the global one. */
  host(location: string | undefined): string
  /** The API that must be enabled in the project itself; absent where the caller's own project is what counts. */
  enabled?: string
}

const global = (name: string, enabled = false): Service => ({ host: () => `${name}.googleapis.com`, ...(enabled && { enabled: `${name}.googleapis.com` }) })

/** `us-central1-aiplatform.googleapis.com`: the location stands before the name; `global` has none. */
const prefixed = (name: string): Service => ({
  host: (location) => (location === undefined || location === 'global' ? '' : `${location}-`) + `${name}.googleapis.com`,
  enabled: `${name}.googleapis.com`,
})

/** `modelarmor.us-central1.rep.googleapis.com`: regional endpoint (https://cloud.google.com/vpc/docs/regional-service-endpoints). */
const regional = (name: string): Service => ({
  host: (location) => (location === undefined || location === 'global' ? `${name}.googleapis.com` : `${name}.${location}.rep.googleapis.com`),
  enabled: `${name}.googleapis.com`,
})

const services: Record<string, Service> = {
  accesscontextmanager: global('accesscontextmanager'),
  aiplatform: prefixed('aiplatform'),
  alloydb: global('alloydb', true),
  apikeys: global('apikeys', true),
  artifactregistry: global('artifactregistry', true),
  bigquery: global('bigquery', true),
  bigqueryconnection: global('bigqueryconnection', true),
  binaryauthorization: global('binaryauthorization', true),
  cloudasset: global('cloudasset'),
  cloudkms: global('cloudkms', true),
  cloudresourcemanager: global('cloudresourcemanager'),
  containeranalysis: global('containeranalysis', true),
  dialogflow: prefixed('dialogflow'),
  discoveryengine: prefixed('discoveryengine'),
  documentai: prefixed('documentai'),
  iam: global('iam'),
  memorystore: global('memorystore', true),
  modelarmor: regional('modelarmor'),
  monitoring: global('monitoring', true),
  notebooks: global('notebooks', true),
  orgpolicy: global('orgpolicy'),
  redis: global('redis', true),
  securitycentermanagement: global('securitycentermanagement'),
  serviceusage: global('serviceusage'),
  // Buckets are there whether or not the API is said to be enabled.
  storage: global('storage'),
  sqladmin: global('sqladmin', true),
}

/** The service a call names: `aiplatform:projects.locations.endpoints.list`. */
export function serviceOf(action: string): Service {
  const [name = ''] = action.split(':')
  const found = services[name]
  if (found === undefined) throw new Error(`no such Google service: ${name}`)
  return found
}

/** APIs whose presence means that a project does AI. The rest is looked at only beside one of these. */
export const aiApis: ReadonlySet<string> = new Set([
  'aiplatform', 'notebooks', 'discoveryengine', 'dialogflow', 'modelarmor', 'documentai', 'generativelanguage', 'ml', 'cloudaicompanion', 'agentregistry',
].map((name) => `${name}.googleapis.com`))
