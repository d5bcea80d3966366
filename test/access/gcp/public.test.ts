// What anyone, or a named outsider, may use.
import { describe, expect, test } from 'vitest'
import { gcpAccess } from '../../../src/access/gcp/index.js'
import { type Binding, type Estate, type Part, ada, bind, bucket, bucketId, denyPolicy, email, endpoint, endpointId, estate, number, orgPolicy, projectId, role, world } from './world.js'

const get = 'storage.objects.get'
type Options = NonNullable<Parameters<typeof world>[1]>

const anyone = (bindings: Binding[], more: { props?: Parameters<typeof bucket>[1]; gaps?: Record<string, string>; estate?: Estate; parts?: readonly Part[]; permission?: string; within?: string; options?: Options } = {}) => {
  const w = world([...estate(more.estate), bucket(bindings, more.props, more.gaps), ...(more.parts ?? [])], more.options)
  return gcpAccess.anyone(w.get(bucketId), [more.permission ?? get], w, more.within)
}
const open = bind('roles/storage.objectViewer', 'allUsers')

describe('anyone', () => {
  test('by the bucket, by the project and above', () => {
    expect(anyone([open])).toMatchObject({ value: true, confidence: 'high', because: [{ asset: bucketId, path: 'bindings[0]', saw: 'roles/storage.objectViewer to allUsers', wanted: 'nothing that anyone may use' }, { path: 'publicAccessPrevention' }] })
    expect(anyone([bind('roles/storage.objectViewer', 'allAuthenticatedUsers')]).value).toBe(true)
    for (const place of ['project', 'folder', 'organization'] as const) expect(anyone([], { estate: { [place]: [open] } }).value).toBe(true)
    expect(anyone([bind('roles/storage.objectViewer', [ada, 'domain:orchard.example', 'group:all@orchard.example'])])).toMatchObject({ value: false, confidence: 'high' })
    expect(anyone([]).value).toBe(false)
    expect(anyone([open], { permission: 'storage.objects.create' }).value).toBe(false)
  })
  test('a bucket is known to be public though nobody may read roles', () => {
    const blind = (name: string, permission = get) => {
      const parts = estate().filter((p) => p.type !== 'gcp.iam.role')
      const w = world([...parts, bucket([bind(name, 'allUsers')])], { listGaps: { 'gcp.iam.role': 'g-roles' } })
      return gcpAccess.anyone(w.get(bucketId), [permission], w).value
    }
    expect(blind('roles/storage.objectViewer')).toBe(true)
    expect(blind('roles/storage.legacyObjectReader')).toBe(true)
    expect(blind('roles/storage.legacyBucketReader')).toBe(false)
    expect(blind('roles/storage.legacyBucketReader', 'storage.objects.list')).toBe(true)
    expect(blind('roles/storage.objectViewer', 'storage.objects.create')).toBe(false)
    expect(blind('roles/storage.admin', 'storage.objects.create')).toBe(true)
    expect(blind('roles/artifactregistry.reader', 'artifactregistry.repositories.downloadArtifacts')).toBe(true)
    expect(blind('roles/bigquery.dataViewer', 'bigquery.tables.getData')).toBe(true)
    expect(blind('roles/cloudkms.cryptoKeyDecrypter', 'cloudkms.cryptoKeyVersions.useToDecrypt')).toBe(true)
    expect(blind('projects/orchard-ml/roles/reader')).toBe('unknown')
  })
  test('public access prevention', () => {
    expect(anyone([open], { props: { publicAccessPrevention: 'enforced' } }).value).toBe(false)
    expect(anyone([open], { props: { publicAccessPrevention: null } }).value).toBe(true)
    expect(anyone([open], { gaps: { publicAccessPrevention: 'g-pap' } })).toMatchObject({ value: 'unknown', gaps: ['g-pap'] })
    expect(anyone([], { gaps: { publicAccessPrevention: 'g-pap' } }).value).toBe(false)
    const policy = (props: Parameters<typeof orgPolicy>[1] = {}, gaps: Record<string, string> = {}) => anyone([open], { parts: [orgPolicy('storage.publicAccessPrevention', props, gaps)] })
    expect(policy()).toMatchObject({ value: false, because: [{ path: 'enforced', saw: true }] })
    expect(policy({ constraint: 'constraints/storage.publicAccessPrevention' }).value).toBe(false)
    expect(policy({ enforced: false }).value).toBe(true)
    expect(policy({}, { enforced: 'g-policy' })).toMatchObject({ value: 'unknown', gaps: ['g-policy'] })
    expect(anyone([open], { options: { listGaps: { 'gcp.orgpolicy.policy': 'g-policies' } } })).toMatchObject({ value: 'unknown', gaps: ['g-policies'] })
    expect(anyone([open], { gaps: { publicAccessPrevention: 'g-pap' }, parts: [orgPolicy('storage.publicAccessPrevention')] }).value).toBe(false)
    expect(anyone([open], { parts: [orgPolicy('storage.uniformBucketLevelAccess')] }).value).toBe(true)
  })
  test('buckets of others, and of nobody', () => {
    expect(anyone([open], { props: { state: 'missing' } }).value).toBe(false)
    expect(anyone([open], { props: { projectNumber: '444455556666' } }).value).toBe(true)
    // What its own project grants is not ours to read.
    expect(anyone([], { props: { projectNumber: '444455556666' } })).toMatchObject({ value: 'unknown', gaps: ['cloudresourcemanager.projects.get:not-requested:projects/444455556666'] })
    expect(anyone([], { props: { projectNumber: number } }).value).toBe(false)
  })
  test('access control lists', () => {
    const acl = [{ entity: 'allUsers', role: 'READER' }]
    expect(anyone([], { props: { acl, uniformAccess: false } })).toMatchObject({ value: true, because: [{ path: 'acl[0]', saw: 'READER to allUsers' }, {}] })
    expect(anyone([], { props: { acl, uniformAccess: true } }).value).toBe(false)
    expect(anyone([], { props: { acl, uniformAccess: false }, permission: 'storage.objects.create' }).value).toBe(false)
    expect(anyone([], { props: { acl: [{ entity: 'allAuthenticatedUsers', role: 'OWNER' }], uniformAccess: false }, permission: 'storage.buckets.setIamPolicy' }).value).toBe(true)
    expect(anyone([], { props: { acl, uniformAccess: false, publicAccessPrevention: 'enforced' } }).value).toBe(false)
    expect(anyone([], { props: { acl: [{ entity: 'project-owners-111122223333', role: 'OWNER' }], uniformAccess: false } }).value).toBe(false)
  })
  test('holders of a basic role of another project are not everyone', () => {
    expect(anyone([bind('roles/storage.objectViewer', 'projectViewer:rival-labs')]).value).toBe(false)
  })
  test('a deny policy shuts it', () => {
    const deny = (rule: Parameters<typeof denyPolicy>[0]) => anyone([open], { estate: { deny: [denyPolicy({ deniedPermissions: ['storage.googleapis.com/objects.get'], ...rule })] } }).value
    expect(deny({})).toBe(false)
    expect(deny({ exceptionPrincipals: ['principalSet://goog/cloudIdentityCustomerId/C0orchard', 'principalSet://goog/group/ml@orchard.example'] })).toBe(false)
    expect(deny({ deniedPrincipals: ['principalSet://goog/group/ml@orchard.example'] })).toBe(true)
    expect(anyone([open], { estate: { gaps: { project: { denyPolicies: 'g-deny' } } } })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-deny'] })
  })
  test('what was not read', () => {
    expect(anyone([open], { estate: { without: ['organization'] } }).value).toBe(true)
    expect(anyone([], { estate: { without: ['organization'] } }).value).toBe('unknown')
    expect(anyone([], { gaps: { bindings: 'g-bindings' } })).toMatchObject({ value: 'unknown', gaps: ['g-bindings'] })
    expect(anyone([], { gaps: { bindings: 'g-bindings' }, props: { publicAccessPrevention: 'enforced' } }).value).toBe(false)
  })
  test('conditions', () => {
    const until = (year: number): Binding => bind('roles/storage.objectViewer', 'allUsers', `request.time < timestamp("${year}-01-01T00:00:00Z")`)
    expect(anyone([until(2027)])).toMatchObject({ value: true, confidence: 'high' })
    expect(anyone([until(2026)]).value).toBe(false)
    expect(anyone([bind('roles/storage.objectViewer', 'allUsers', 'resource.matchTag("a", "b")')])).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('other resources', () => {
    const w = world([...estate(), endpoint([bind('roles/aiplatform.user', 'allUsers')]), { id: 'x', type: 'gcp.vertex.custom_job', props: {} }])
    expect(gcpAccess.anyone(w.get(endpointId), ['aiplatform.endpoints.predict'], w).value).toBe(true)
    expect(gcpAccess.anyone(w.get(projectId), ['aiplatform.endpoints.predict'], w).value).toBe(false)
    expect(() => gcpAccess.anyone(w.get('x'), ['aiplatform.customJobs.get'], w)).toThrow('no policy of this type')
  })
})

describe('anyone, within an address', () => {
  const logo = bind('roles/storage.objectViewer', 'allUsers', 'resource.name.startsWith("projects/_/buckets/orchard-corpus/objects/public/")')
  const within = (address: string, bindings: Binding[] = [logo]) => anyone(bindings, { within: address }).value
  test.each<[string, boolean]>([
    ['gs://orchard-corpus/public/logo.png', true], ['gs://orchard-corpus/', true], ['gs://orchard-corpus', true], ['gs://orchard-corpus/pub', true],
    ['gs://orchard-corpus/chats/', false], ['gs://orchard-corpus/publicity/', false], ['gs://orchard-corpus-2/public/', false], ['gs://corpus/public/', false], ['https://example.com/x', true],
  ])('%s: %s', (address, expected) => expect(within(address)).toBe(expected))
  test('an open bucket is open everywhere', () => {
    expect(within('gs://orchard-corpus/chats/a.json', [open])).toBe(true)
    expect(within('gs://orchard-corpus-2/chats/a.json', [open])).toBe(false)
  })
})

describe('outsiders', () => {
  const asked = (members: string | string[], more: { estate?: Estate; trust?: string[]; permission?: string; expression?: string; parts?: readonly Part[]; gaps?: Record<string, string> } = {}) => {
    const w = world([...estate(more.estate), bucket([bind('roles/storage.objectViewer', members, more.expression)], {}, more.gaps), ...(more.parts ?? [])], { trust: { accounts: more.trust ?? [] } })
    return gcpAccess.outsiders(w.get(bucketId), [more.permission ?? get], w)
  }
  const pool = (n: string): string => `principalSet://iam.googleapis.com/projects/${n}/locations/global/workloadIdentityPools/github/*`
  test.each<[string, true | false | 'unknown']>([
    [ada, false], ['user:Ada@ORCHARD.example', false], ['user:eve@rival.example', true], ['user:ada@gmail.com', true], ['group:ml@orchard.example', false], ['group:all@rival.example', true], ['group:x@googlegroups.com', true],
    ['domain:orchard.example', false], ['domain:rival.example', true],
    [`serviceAccount:${email('chat')}`, false], [`serviceAccount:${email('chat', 'rival-labs')}`, true], [`serviceAccount:${number}-compute@developer.gserviceaccount.com`, false],
    ['serviceAccount:444455556666-compute@developer.gserviceaccount.com', true], ['serviceAccount:orchard-ml@appspot.gserviceaccount.com', false], ['serviceAccount:rival-labs@appspot.gserviceaccount.com', true],
    [`serviceAccount:${number}@cloudservices.gserviceaccount.com`, false], [`serviceAccount:service-${number}@gcp-sa-aiplatform.iam.gserviceaccount.com`, false], ['serviceAccount:service-444455556666@gcp-sa-aiplatform.iam.gserviceaccount.com', true],
    [`serviceAccount:service-${number}@cloud-ml.google.com.iam.gserviceaccount.com`, false], ['serviceAccount:service-org-900100200300@gcp-sa-logging.iam.gserviceaccount.com', false], ['serviceAccount:service-org-1@gcp-sa-logging.iam.gserviceaccount.com', true],
    // Anyone may name an account of his own like one of Google's.
    [`serviceAccount:service-${number}@rival-labs.iam.gserviceaccount.com`, true],
    ['serviceAccount:orchard-ml.svc.id.goog[chat/server]', false], ['serviceAccount:rival-labs.svc.id.goog[chat/server]', true],
    [pool(number), false], [pool('444455556666'), true], ['principalSet://iam.googleapis.com/locations/global/workforcePools/staff/*', 'unknown'],
    ['principal://agents.global.org-900100200300.system.id.goog/resources/aiplatform/projects/111122223333/locations/us/reasoningEngines/1', false],
    ['principal://agents.global.org-1.system.id.goog/resources/aiplatform/projects/444455556666/locations/us/reasoningEngines/1', true],
    ['principalSet://cloudresourcemanager.googleapis.com/projects/111122223333/type/ServiceAccount', false], ['principalSet://cloudresourcemanager.googleapis.com/projects/444455556666/type/ServiceAccount', true],
    ['principalSet://goog/cloudIdentityCustomerId/C0orchard', false], ['principalSet://goog/cloudIdentityCustomerId/C0rival', true],
    ['projectOwner:orchard-ml', false], ['projectViewer:rival-labs', true],
    ['allUsers', false], ['allAuthenticatedUsers', false], ['deleted:user:eve@rival.example?uid=1', false], ['nonsense', false], ['serviceAccount:nonsense', 'unknown'],
  ])('%s: %s', (member, expected) => expect(asked(member).value).toBe(expected))

  test('say whom', () => {
    expect(asked([ada, 'user:eve@gmail.com'])).toMatchObject({ value: true, confidence: 'high', because: [{ asset: bucketId, path: 'bindings[0]', saw: 'roles/storage.objectViewer to user:eve@gmail.com', wanted: 'nothing for user:eve@gmail.com' }] })
    expect(asked(['user:eve@gmail.com', 'user:mallory@gmail.com']).because).toHaveLength(2)
    // The organisation may have a second domain.
    expect(asked('user:eve@rival.example').confidence).toBe('medium')
  })
  test('those who are trusted are none', () => {
    for (const [member, trusted] of [
      ['user:eve@rival.example', 'rival.example'], ['user:eve@gmail.com', 'eve@gmail.com'], [`serviceAccount:${email('chat', 'rival-labs')}`, 'rival-labs'], [`serviceAccount:${email('chat', 'rival-labs')}`, email('chat', 'rival-labs')],
      [pool('444455556666'), '444455556666'], ['principalSet://iam.googleapis.com/locations/global/workforcePools/staff/*', 'staff'], ['principalSet://goog/cloudIdentityCustomerId/C0rival', 'C0rival'],
      ['serviceAccount:service-444455556666@gcp-sa-aiplatform.iam.gserviceaccount.com', '444455556666'],
    ] as const) expect(asked(member, { trust: [trusted] }).value, member).toBe(false)
  })
  test('an organisation that nobody read places no domain', () => {
    const blind: Estate = { without: ['organization'] }
    expect(asked(ada, { estate: blind }).value).toBe('unknown')
    expect(asked('user:eve@gmail.com', { estate: blind }).value).toBe(true)
    expect(asked(`serviceAccount:${email('chat', 'rival-labs')}`, { estate: blind }).value).toBe(true)
    expect(asked(ada, { estate: { gaps: { organization: { displayName: 'g-name' } } } })).toMatchObject({ value: 'unknown', gaps: ['g-name'] })
    expect(asked('user:eve@rival.example', { estate: { without: ['folder'] } }).value).toBe('unknown')
  })
  test('where there is no organisation everybody else is outside', () => {
    expect(asked('user:eve@rival.example', { estate: { projectProps: { parent: null }, without: ['organization', 'folder'] } })).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('only the permission that is asked, and what no policy denies', () => {
    expect(asked('user:eve@gmail.com', { permission: 'storage.objects.create' }).value).toBe(false)
    expect(asked('user:eve@gmail.com', { expression: 'request.time < timestamp("2026-01-01T00:00:00Z")' }).value).toBe(false)
    expect(asked('user:eve@gmail.com', { estate: { deny: [denyPolicy({ deniedPrincipals: ['principal://goog/subject/eve@gmail.com'], deniedPermissions: ['storage.googleapis.com/*'] })] } }).value).toBe(false)
    expect(asked([], { gaps: { bindings: 'g-bindings' } })).toMatchObject({ value: 'unknown', gaps: ['g-bindings'] })
    expect(asked(ada, { estate: { project: [bind('roles/storage.admin', 'user:eve@gmail.com')] } })).toMatchObject({ value: true, because: [{ asset: projectId }] })
  })
  test('a bucket of others has outsiders of its own', () => {
    for (const [prop, value] of [['projectNumber', '444455556666'], ['state', 'missing']] as const) {
      const w = world([...estate(), bucket([bind('roles/storage.objectViewer', 'user:eve@gmail.com')], { [prop]: value })])
      expect(gcpAccess.outsiders(w.get(bucketId), [get], w).value).toBe(false)
    }
  })
  test('access control lists name outsiders too', () => {
    const w = world([...estate(), bucket([], { uniformAccess: false, acl: [{ entity: 'user-eve@gmail.com', role: 'OWNER' }] }), role('x', [])])
    expect(gcpAccess.outsiders(w.get(bucketId), [get], w)).toMatchObject({ value: true, because: [{ path: 'acl[0]' }] })
  })
})
