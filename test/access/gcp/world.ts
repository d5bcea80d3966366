// A small project of the orchard team to ask access questions of: its organisation, one folder, roles, accounts, buckets.
import type { AccessWorld } from '../../../src/access/model.js'
import type { Asset, GapId, Json, Trust } from '../../../src/core/index.js'
import { noTrust } from '../../../src/core/index.js'

export const project = 'orchard-ml'
export const number = '111122223333'
export const manager = '//cloudresourcemanager.googleapis.com/'
export const organizationId = `${manager}organizations/900100200300`
export const folderId = `${manager}folders/500600700800`
export const projectId = `${manager}projects/${number}`

type Props = { [key: string]: Json }
type Gaps = Record<string, GapId>

export interface Part {
  id: string
  type: string
  account?: string
  aliases?: string[]
  props: Props
  gaps?: Gaps
}

export interface World extends AccessWorld {
  get(id: string): Asset
}

export function world(parts: readonly Part[], options: { listGaps?: Record<string, GapId>; trust?: Partial<Trust> } = {}): World {
  const all = parts.map(asset)
  const byId = new Map(all.flatMap((a) => [a.id, ...(a.aliases ?? [])].map((id) => [id, a] as const)))
  const lists = new Map<string, Asset[]>()
  for (const a of byId.values()) {
    for (const key of [a.type, `${a.type} ${a.scope.account}`]) {
      const list = lists.get(key) ?? []
      if (!list.includes(a)) list.push(a)
      lists.set(key, list)
    }
  }
  return {
    asset: (id) => byId.get(id),
    assets: (type, account) => lists.get(account === undefined ? type : `${type} ${account}`) ?? [],
    listGaps: (type, account) => (account !== project || options.listGaps?.[type] === undefined ? [] : [options.listGaps[type]]),
    trust: { ...noTrust, ...options.trust },
    now: Date.UTC(2026, 5, 1),
    get(id) {
      const found = byId.get(id)
      if (found === undefined) throw new Error(`no asset ${id}`)
      return found
    },
  }
}

function asset({ id, type, account = project, aliases = [], props, gaps = {} }: Part): Asset {
  const read = Object.fromEntries(Object.entries(props).filter(([name]) => gaps[name] === undefined))
  return { id, type, kind: 'identity', name: id.slice(id.lastIndexOf('/') + 1), scope: { provider: 'gcp', account }, props: read, gaps, aliases }
}

export interface Binding {
  [key: string]: Json
  role: string
  members: string[]
  condition: { title: string; expression: string } | null
}

export function bind(role: string, members: string | string[], expression?: string): Binding {
  return { role, members: [members].flat(), condition: expression === undefined ? null : { title: '', expression } }
}

export function denyPolicy(...rules: { [key: string]: Json }[]): Json {
  return {
    name: 'policies/1/denypolicies/orchard',
    rules: rules.map((rule) => ({ deniedPrincipals: ['principalSet://goog/public:all'], exceptionPrincipals: [], deniedPermissions: [], exceptionPermissions: [], condition: null, ...rule })),
  }
}

/** The project with its folder and organisation, the roles that tests use and two service accounts. */
export interface Estate {
  project?: Binding[]
  folder?: Binding[]
  organization?: Binding[]
  deny?: Json[]
  denyAbove?: Json[]
  projectProps?: Props
  gaps?: { project?: Gaps; folder?: Gaps; organization?: Gaps }
  without?: readonly ('project' | 'folder' | 'organization')[]
}

export function estate(e: Estate = {}): Part[] {
  const parts: Part[] = [
    {
      id: projectId, type: 'gcp.resourcemanager.project', aliases: [`${manager}projects/${project}`], gaps: e.gaps?.project ?? {},
      props: {
        projectId: project, number, parent: folderId, bindings: e.project ?? [], denyPolicies: e.deny ?? [], auditConfigs: [], enabledServices: ['aiplatform.googleapis.com'],
        serviceAccounts: [], labels: {}, createdAt: '2024-01-01T00:00:00Z', ...e.projectProps,
      },
    },
    { id: folderId, type: 'gcp.resourcemanager.folder', gaps: e.gaps?.folder ?? {}, props: { displayName: 'ml', parent: organizationId, bindings: e.folder ?? [], denyPolicies: [] } },
    { id: organizationId, type: 'gcp.resourcemanager.organization', gaps: e.gaps?.organization ?? {}, props: { displayName: 'orchard.example', customerId: 'C0orchard', bindings: e.organization ?? [], denyPolicies: e.denyAbove ?? [] } },
  ]
  const hidden = new Set((e.without ?? []).map((kind) => `gcp.resourcemanager.${kind}`))
  return [...parts.filter((p) => !hidden.has(p.type)), ...roles]
}

export function role(name: string, permissions: readonly string[], props: Props = {}, gaps: Gaps = {}): Part {
  return { id: `//iam.googleapis.com/${name}`, type: 'gcp.iam.role', gaps, props: { role: name, title: name, stage: 'GA', custom: !name.startsWith('roles/'), deleted: false, permissions: [...permissions], ...props } }
}

const setters = ['resourcemanager.projects.setIamPolicy', 'iam.serviceAccounts.setIamPolicy', 'storage.buckets.setIamPolicy']
const work = ['aiplatform.customJobs.create', 'aiplatform.pipelineJobs.create', 'aiplatform.endpoints.predict', 'aiplatform.endpoints.get', 'notebooks.instances.create', 'notebooks.instances.use', 'iam.serviceAccounts.actAs', 'iam.serviceAccountKeys.create', 'compute.instances.create']
const tokens = ['iam.serviceAccounts.get', 'iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken', 'iam.serviceAccounts.implicitDelegation', 'iam.serviceAccounts.signBlob', 'iam.serviceAccounts.signJwt']

export const roles: readonly Part[] = [
  role('roles/owner', [...setters, ...work, 'secretmanager.versions.access', 'iam.roles.update']),
  role('roles/editor', work),
  role('roles/viewer', ['aiplatform.endpoints.get']),
  role('roles/aiplatform.user', ['aiplatform.customJobs.create', 'aiplatform.pipelineJobs.create', 'aiplatform.endpoints.predict', 'aiplatform.endpoints.get', 'aiplatform.models.upload', 'aiplatform.endpoints.deploy', 'aiplatform.reasoningEngines.create', 'aiplatform.schedules.create', 'aiplatform.notebookRuntimes.assign', 'aiplatform.notebookRuntimeTemplates.apply', 'aiplatform.notebookExecutionJobs.create']),
  role('roles/aiplatform.viewer', ['aiplatform.endpoints.get']),
  role('roles/aiplatform.admin', ['aiplatform.customJobs.create', 'aiplatform.persistentResources.create', 'aiplatform.endpoints.predict', 'aiplatform.endpoints.setIamPolicy']),
  role('roles/aiplatform.serviceAgent', ['iam.serviceAccounts.getAccessToken', 'storage.objects.get', 'aiplatform.endpoints.predict']),
  role('roles/notebooks.admin', ['notebooks.instances.create', 'notebooks.instances.use']),
  role('roles/iam.serviceAccountUser', ['iam.serviceAccounts.actAs', 'iam.serviceAccounts.get']),
  role('roles/iam.serviceAccountTokenCreator', tokens),
  role('roles/iam.serviceAccountKeyAdmin', ['iam.serviceAccountKeys.create']),
  role('roles/iam.serviceAccountAdmin', ['iam.serviceAccounts.setIamPolicy']),
  role('roles/iam.workloadIdentityUser', ['iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken']),
  role('roles/iam.securityAdmin', [...setters, 'resourcemanager.folders.setIamPolicy', 'resourcemanager.organizations.setIamPolicy']),
  role('roles/iam.roleAdmin', ['iam.roles.update']),
  role('roles/resourcemanager.folderAdmin', ['resourcemanager.folders.setIamPolicy']),
  role('roles/storage.objectViewer', ['storage.objects.get', 'storage.objects.list']),
  role('roles/storage.objectAdmin', ['storage.objects.get', 'storage.objects.list', 'storage.objects.create', 'storage.objects.delete']),
  role('roles/storage.legacyObjectReader', ['storage.objects.get']),
  role('roles/storage.admin', ['storage.objects.get', 'storage.objects.create', 'storage.objects.delete', 'storage.buckets.setIamPolicy']),
  role('projects/orchard-ml/roles/predictor', ['aiplatform.endpoints.predict']),
  role('projects/orchard-ml/roles/gone', ['aiplatform.endpoints.predict'], { deleted: true }),
  role('projects/orchard-ml/roles/paused', ['aiplatform.endpoints.predict'], { stage: 'DISABLED' }),
  role('projects/orchard-ml/roles/hidden', [], {}, { permissions: 'g-role' }),
]

export const email = (name: string, home = project): string => `${name}@${home}.iam.gserviceaccount.com`
export const accountId = (name: string): string => `//iam.googleapis.com/projects/${project}/serviceAccounts/${email(name)}`
export const chat = accountId('chat-serving')
export const chatMember = `serviceAccount:${email('chat-serving')}`
export const ada = 'user:ada@orchard.example'
export const adaId = `//iam.googleapis.com/projects/${number}/principals/${ada}`

export function serviceAccount(name: string, props: Props = {}, gaps: Gaps = {}): Part {
  return {
    id: accountId(name), type: 'gcp.iam.service_account', aliases: [email(name)], gaps,
    props: { email: email(name), uniqueId: '100200300', disabled: false, defaultOf: null, agentOf: null, bindings: [], keys: [], ...props },
  }
}

export function principal(member: string, held: { role: string; on: string }[] = [], account = project): Part {
  const [kind = ''] = member.split(':')
  return { id: `//iam.googleapis.com/projects/${number}/principals/${member}`, type: 'gcp.iam.principal', account, props: { member, memberType: kind, roles: held.map((h) => ({ ...h, condition: null })) } }
}

export const bucketId = '//storage.googleapis.com/orchard-corpus'

export function bucket(bindings: Binding[] = [], props: Props = {}, gaps: Gaps = {}): Part {
  return { id: bucketId, type: 'gcp.storage.bucket', gaps, props: { bindings, publicAccessPrevention: 'inherited', uniformAccess: true, acl: [], ...props } }
}

export const endpointId = `//aiplatform.googleapis.com/projects/${number}/locations/us-central1/endpoints/42`

export function endpoint(bindings: Binding[] = [], gaps: Gaps = {}): Part {
  return { id: endpointId, type: 'gcp.vertex.endpoint', gaps, props: { bindings } }
}

export function orgPolicy(constraint: string, props: Props = {}, gaps: Gaps = {}): Part {
  return {
    id: `//orgpolicy.googleapis.com/projects/${number}/policies/${constraint}`, type: 'gcp.orgpolicy.policy', gaps,
    props: { constraint, set: true, enforced: true, allowedValues: [], deniedValues: [], allowAll: false, denyAll: false, ...props },
  }
}
