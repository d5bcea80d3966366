// Who may do what: hierarchy, roles, members, deny policies.
import { describe, expect, test } from 'vitest'
import { gcpAccess } from '../../../src/access/gcp/index.js'
import { type Estate, type Part, ada, adaId, bind, bucket, bucketId, chat, chatMember, denyPolicy, email, endpoint, endpointId, estate, folderId, organizationId, principal, project, projectId, role, serviceAccount, world } from './world.js'

const predict = 'aiplatform.endpoints.predict'

const asked = (e: Estate, options: { who?: Part; permission?: string; on?: string | null; parts?: readonly Part[]; listGaps?: Record<string, string> } = {}) => {
  const who = options.who ?? serviceAccount('chat-serving')
  const parts = options.parts ?? [endpoint()]
  const w = world([...estate(e), who, ...parts], options.listGaps === undefined ? {} : { listGaps: options.listGaps })
  return gcpAccess.can(w.get(who.id), [options.permission ?? predict], options.on === undefined ? endpointId : options.on, w)
}

describe('hierarchy', () => {
  const grant = bind('roles/aiplatform.user', chatMember)
  test.each<[string, Estate, readonly Part[]]>([
    ['the project', { project: [grant] }, [endpoint()]], ['a folder', { folder: [grant] }, [endpoint()]], ['the organisation', { organization: [grant] }, [endpoint()]], ['the resource', {}, [endpoint([grant])]],
  ])('a grant on %s', (_, e, parts) => expect(asked(e, { parts })).toMatchObject({ value: true, confidence: 'high', gaps: [], doubts: [] }))

  test('says where it was read', () => {
    expect(asked({ project: [bind('roles/viewer', ada), grant] }).because).toEqual([{ asset: projectId, path: 'bindings[1]', saw: `roles/aiplatform.user to ${chatMember}`, wanted: '' }])
    expect(asked({ organization: [grant] }).because).toMatchObject([{ asset: organizationId, path: 'bindings[0]' }])
  })
  test('no grant is a no', () => {
    expect(asked({})).toMatchObject({ value: false, confidence: 'high', gaps: [], doubts: [] })
    expect(asked({ project: [bind('roles/aiplatform.viewer', chatMember)] }).value).toBe(false)
    expect(asked({ project: [bind('roles/aiplatform.user', ada)] }).value).toBe(false)
  })
  test('what is not read makes a no unknown, and leaves a yes', () => {
    expect(asked({ without: ['organization'] }, { listGaps: { 'gcp.resourcemanager.organization': 'g-organization' } })).toMatchObject({ value: 'unknown', gaps: ['g-organization'] })
    expect(asked({ without: ['folder'] })).toMatchObject({ value: 'unknown', gaps: ['cloudresourcemanager.folders.get:not-requested:folders/500600700800'] })
    expect(asked({ without: ['project'] }).value).toBe('unknown')
    for (const kind of ['project', 'folder', 'organization'] as const) expect(asked({ gaps: { [kind]: { bindings: `g-${kind}` } } })).toMatchObject({ value: 'unknown', gaps: [`g-${kind}`] })
    expect(asked({ gaps: { project: { parent: 'g-parent' } } })).toMatchObject({ value: 'unknown', gaps: ['g-parent'] })
    expect(asked({}, { parts: [endpoint([], { bindings: 'g-own' })] })).toMatchObject({ value: 'unknown', gaps: ['g-own'] })
    expect(asked({ project: [grant], without: ['organization'] })).toMatchObject({ value: true, confidence: 'medium' })
    expect(asked({ project: [grant], gaps: { folder: { bindings: 'g' } } })).toMatchObject({ value: true, confidence: 'high' })
  })
  test('a project without a parent ends there', () => {
    expect(asked({ projectProps: { parent: null }, organization: [grant] }).value).toBe(false)
  })
  test('parents that run in a circle end', () => {
    const parts = estate().map((p) => (p.id === folderId ? { ...p, props: { ...p.props, parent: projectId } } : p))
    const w = world([...parts, serviceAccount('chat-serving')])
    expect(gcpAccess.can(w.get(chat), [predict], '*', w).value).toBe(false)
  })
  test('a resource that is not in the inventory', () => {
    const elsewhere = `//aiplatform.googleapis.com/projects/${project}/locations/us-central1/endpoints/7`
    expect(asked({ project: [grant] }, { on: elsewhere }).value).toBe(true)
    expect(asked({}, { on: elsewhere })).toMatchObject({ value: 'unknown', gaps: [`iam.getIamPolicy:not-requested:${elsewhere}`] })
  })
  test('what lies in a resource has its grants', () => {
    const dataset: Part = { id: '//bigquery.googleapis.com/projects/orchard-ml/datasets/corpus', type: 'gcp.bigquery.dataset', props: { bindings: [bind('roles/bigquery.dataViewer', chatMember)] } }
    const table: Part = { id: `${dataset.id}/tables/chats`, type: 'gcp.bigquery.table', props: {} }
    expect(asked({}, { permission: 'bigquery.tables.getData', on: table.id, parts: [dataset, table] })).toMatchObject({ value: true, because: [{ asset: dataset.id }] })
  })
})

describe('any resource at all', () => {
  const grant = bind('roles/aiplatform.user', chatMember)
  test('counts what a single one grants', () => {
    expect(asked({}, { on: null, parts: [endpoint([grant]), principal(chatMember, [{ role: 'roles/aiplatform.user', on: endpointId }])] }).value).toBe(true)
    expect(asked({}, { on: null, parts: [bucket([bind('roles/storage.objectViewer', chatMember)])], permission: 'storage.objects.get' }).value).toBe(true)
    expect(asked({}, { on: null }).value).toBe(false)
    expect(asked({ project: [grant] }, { on: null }).value).toBe(true)
  })
  test('a grant on one resource is none on all', () => {
    expect(asked({}, { on: '*', parts: [endpoint([grant]), principal(chatMember, [{ role: 'roles/aiplatform.user', on: endpointId }])] }).value).toBe(false)
    const named = bind('roles/aiplatform.user', chatMember, 'resource.name.startsWith("projects/orchard-ml/locations/us-central1/endpoints/42")')
    expect(asked({ project: [named] }, { on: '*' }).value).toBe(false)
    expect(asked({ project: [named] }, { on: null }).value).toBe(true)
  })
  test('what nobody listed leaves it open', () => {
    expect(asked({}, { on: null, listGaps: { 'gcp.iam.principal': 'g-principals' } })).toMatchObject({ value: 'unknown', gaps: ['g-principals'] })
    expect(asked({}, { on: null, parts: [bucket([], {}, { bindings: 'g-bucket' })], permission: 'storage.objects.get' })).toMatchObject({ value: 'unknown', gaps: ['g-bucket'] })
    // A bucket's policy has nothing to say of endpoints.
    expect(asked({}, { on: null, parts: [bucket([], {}, { bindings: 'g-bucket' })] }).value).toBe(false)
  })
})

describe('roles', () => {
  const value = (name: string, permission = predict, parts: readonly Part[] = [endpoint()]) => asked({ project: [bind(name, chatMember)] }, { permission, parts }).value
  test('custom, deleted, disabled and unread ones', () => {
    expect(value('projects/orchard-ml/roles/predictor')).toBe(true)
    expect(value('projects/orchard-ml/roles/gone')).toBe(false)
    expect(value('projects/orchard-ml/roles/paused')).toBe(false)
    expect(asked({ project: [bind('projects/orchard-ml/roles/hidden', chatMember)] })).toMatchObject({ value: 'unknown', gaps: ['g-role'] })
    expect(asked({ project: [bind('roles/notread', chatMember)] })).toMatchObject({ value: 'unknown', gaps: ['iam.roles.get:not-requested:roles/notread'] })
    expect(asked({ project: [bind('roles/notread', chatMember)] }, { listGaps: { 'gcp.iam.role': 'g-roles' } })).toMatchObject({ value: 'unknown', gaps: ['g-roles'] })
  })
  test('patterns ask for any permission that fits', () => {
    expect(value('roles/aiplatform.user', 'aiplatform.*')).toBe(true)
    expect(value('roles/aiplatform.user', 'aiplatform.*.delete')).toBe(false)
    expect(value('roles/aiplatform.user', 'storage.*')).toBe(false)
  })
  test('basic roles that nobody read', () => {
    const without = (name: string, permission: string) => {
      const w = world([...estate({ project: [bind(name, chatMember)] }).filter((p) => p.id !== `//iam.googleapis.com/${name}`), serviceAccount('chat-serving'), endpoint()])
      return gcpAccess.can(w.get(chat), [permission], endpointId, w).value
    }
    expect(without('roles/owner', predict)).toBe(true)
    expect(without('roles/owner', 'resourcemanager.projects.setIamPolicy')).toBe(true)
    expect(without('roles/owner', 'storage.objects.get')).toBe('unknown')
    expect(without('roles/editor', predict)).toBe(true)
    expect(without('roles/editor', 'aiplatform.*')).toBe(true)
    expect(without('roles/editor', 'aiplatform.endpoints.setIamPolicy')).toBe(false)
    expect(without('roles/editor', 'secretmanager.versions.access')).toBe('unknown')
    expect(without('roles/viewer', predict)).toBe('unknown')
  })
})

describe('members', () => {
  const value = (member: string, who: Part = serviceAccount('chat-serving')) => asked({ project: [bind('roles/aiplatform.user', member)] }, { who })
  const user = principal(ada)
  const pool = 'iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/github'
  const runner = principal(`principal://${pool}/subject/repo:orchard/chat`)
  test.each<[string, Part, true | false | 'unknown']>([
    [chatMember, serviceAccount('chat-serving'), true], [chatMember.replace('chat', 'CHAT'), serviceAccount('chat-serving'), true], ['serviceAccount:other@orchard-ml.iam.gserviceaccount.com', serviceAccount('chat-serving'), false],
    [`user:${email('chat-serving')}`, serviceAccount('chat-serving'), false],
    ['user:Ada@Orchard.example', user, true], ['user:bo@orchard.example', user, false],
    ['allUsers', user, true], ['allAuthenticatedUsers', user, true], ['allAuthenticatedUsers', serviceAccount('chat-serving'), true], ['allUsers', runner, true],
    // Identities of other providers are no Google accounts.
    ['allAuthenticatedUsers', runner, false],
    ['domain:orchard.example', user, true], ['domain:rival.example', user, false], ['domain:orchard.example', serviceAccount('chat-serving'), false],
    ['group:ml@orchard.example', user, 'unknown'], ['group:ml@orchard.example', serviceAccount('chat-serving'), false], ['group:ml@orchard.example', principal('group:ML@orchard.example'), true],
    [`deleted:${ada}?uid=123`, user, false], [`deleted:${ada}?uid=123`, principal(`deleted:${ada}?uid=123`), false],
    [`principal://${pool}/subject/repo:orchard/chat`, runner, true], [`principalSet://${pool}/*`, runner, true], [`principalSet://${pool}/attribute.repository/orchard/chat`, runner, 'unknown'],
    ['principalSet://iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/gitlab/*', runner, false], [`principalSet://${pool}/*`, user, false],
    ['principalSet://cloudresourcemanager.googleapis.com/projects/111122223333/type/ServiceAccount', serviceAccount('chat-serving'), true],
    ['principalSet://cloudresourcemanager.googleapis.com/organizations/900100200300/type/ServiceAccount', serviceAccount('chat-serving'), true],
    ['principalSet://cloudresourcemanager.googleapis.com/projects/444455556666/type/ServiceAccount', serviceAccount('chat-serving'), false],
    ['principalSet://cloudresourcemanager.googleapis.com/projects/111122223333/type/ServiceAccount', user, false],
    ['principalSet://goog/cloudIdentityCustomerId/C0orchard', user, true], ['principalSet://goog/cloudIdentityCustomerId/C0rival', user, 'unknown'], ['principalSet://something/new', user, 'unknown'],
    ['allUsers', principal('allUsers'), true], ['allAuthenticatedUsers', principal('allUsers'), false], ['domain:orchard.example', principal('domain:orchard.example'), true],
    ['nonsense', user, false], ['', user, false], ['user:', user, false],
  ])('%s for %j is %s', (member, who, expected) => expect(value(member, who).value).toBe(expected))

  test('agents are identities of their own', () => {
    const agent = (n: string): string => `principal://agents.global.org-900100200300.system.id.goog/resources/aiplatform/projects/${n}/locations/us-central1/reasoningEngines/7`
    const who = principal(agent('111122223333'))
    const set = (part: string): string => `principalSet://agents.global.org-900100200300.system.id.goog/${part}`
    expect(value(agent('111122223333'), who).value).toBe(true)
    expect(value(agent('444455556666'), who).value).toBe(false)
    expect(value(set('*'), who).value).toBe(true)
    expect(value(set('attribute.platformContainer/aiplatform/projects/111122223333'), who).value).toBe(true)
    expect(value(set('attribute.platformContainer/aiplatform/projects/444455556666'), who).value).toBe(false)
    expect(value('allAuthenticatedUsers', who).value).toBe('unknown')
  })
  test('a group leaves a doubt for service accounts, and names itself', () => {
    expect(value('group:ml@orchard.example')).toMatchObject({ value: false, confidence: 'medium', doubts: ['cloudidentity.groups.memberships.list:not-requested:ml@orchard.example'] })
    expect(value('group:ml@orchard.example', user).gaps).toEqual(['cloudidentity.groups.memberships.list:not-requested:ml@orchard.example'])
    expect(asked({ project: [bind('roles/storage.objectViewer', 'group:ml@orchard.example')] }, { who: user }).value).toBe(false)
    expect(asked({ project: [bind('roles/aiplatform.user', ['group:ml@orchard.example', ada])] }, { who: user })).toMatchObject({ value: true, confidence: 'high', doubts: [] })
  })
  test('convenience members are the holders of a basic role', () => {
    const read = (member: string, e: Estate) => asked(e, { permission: 'storage.objects.get', on: bucketId, parts: [bucket([bind('roles/storage.legacyObjectReader', member)])] }).value
    expect(read('projectViewer:orchard-ml', { project: [bind('roles/viewer', chatMember)] })).toBe(true)
    expect(read('projectViewer:111122223333', { project: [bind('roles/viewer', chatMember)] })).toBe(true)
    expect(read('projectEditor:orchard-ml', { project: [bind('roles/viewer', chatMember)] })).toBe(false)
    expect(read('projectOwner:orchard-ml', { project: [bind('roles/owner', 'projectOwner:orchard-ml')] })).toBe(false)
    expect(read('projectOwner:rival-labs', { project: [bind('roles/owner', chatMember)] })).toBe('unknown')
  })
  test('what is no identity cannot be asked, and a name that was not read is unknown', () => {
    expect(() => asked({}, { who: { ...bucket(), id: 'x' } })).toThrow('is no identity')
    expect(asked({}, { who: serviceAccount('chat-serving', {}, { email: 'g-email' }) })).toMatchObject({ value: 'unknown', gaps: ['g-email'] })
  })
})

describe('conditions', () => {
  const value = (expression: string) => asked({ project: [bind('roles/aiplatform.user', chatMember, expression)] })
  test('decided, open and false', () => {
    expect(value('request.time < timestamp("2026-07-01T00:00:00Z")')).toMatchObject({ value: true, confidence: 'high' })
    expect(value('request.time < timestamp("2026-05-01T00:00:00Z")').value).toBe(false)
    expect(value('resource.matchTag("900100200300/env", "prod")')).toMatchObject({ value: true, confidence: 'medium', because: [{ saw: `roles/aiplatform.user to ${chatMember} if resource.matchTag("900100200300/env", "prod")` }] })
    expect(value('(')).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('a conditional yes stands beside what was not read', () => {
    expect(asked({ project: [bind('roles/aiplatform.user', chatMember, 'resource.matchTag("a", "b")')], gaps: { folder: { bindings: 'g' } } })).toMatchObject({ value: true, confidence: 'medium' })
  })
})

describe('deny policies', () => {
  const grant = bind('roles/aiplatform.user', chatMember)
  const denied = (rule: Parameters<typeof denyPolicy>[0], who?: Part) => asked({ project: [grant, bind('roles/aiplatform.user', ada)], deny: [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/endpoints.predict'], ...rule })] }, who === undefined ? {} : { who })
  test.each<[string, Parameters<typeof denyPolicy>[0], true | false | 'unknown']>([
    ['everyone', {}, false], ['the account', { deniedPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${email('chat-serving')}`] }, false],
    ['another account', { deniedPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${email('other')}`] }, true],
    ['all permissions of the service', { deniedPermissions: ['aiplatform.googleapis.com/*'] }, false], ['all of endpoints', { deniedPermissions: ['aiplatform.googleapis.com/endpoints.*'] }, false],
    ['the verb of anything', { deniedPermissions: ['aiplatform.googleapis.com/*.predict'] }, false], ['another permission', { deniedPermissions: ['aiplatform.googleapis.com/endpoints.get'] }, true],
    ['all but this permission', { deniedPermissions: ['aiplatform.googleapis.com/*'], exceptionPermissions: ['aiplatform.googleapis.com/endpoints.predict'] }, true],
    ['everyone but the account', { exceptionPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${email('chat-serving').toUpperCase()}`] }, true],
    ['everyone but Ada', { exceptionPrincipals: ['principal://goog/subject/ada@orchard.example'] }, false],
    ['everyone but the accounts of the project', { exceptionPrincipals: ['principalSet://cloudresourcemanager.googleapis.com/projects/111122223333/type/ServiceAccount'] }, true],
    ['a customer whose members nobody read', { deniedPrincipals: ['principalSet://goog/cloudIdentityCustomerId/C0orchard'] }, 'unknown'],
    ['nobody', { deniedPrincipals: [] }, true],
  ])('%s', (_, rule, expected) => expect(denied(rule).value).toBe(expected))

  test('say what they took', () => {
    expect(denied({}).because).toEqual([{ asset: projectId, path: 'denyPolicies[0].rules[0]', saw: 'aiplatform.googleapis.com/endpoints.predict denied to allUsers', wanted: '' }])
  })
  test('groups: unknown for people, a doubt for accounts', () => {
    const group = { deniedPrincipals: ['principalSet://goog/group/contractors@orchard.example'] }
    expect(denied(group, principal(ada)).value).toBe('unknown')
    expect(denied(group)).toMatchObject({ value: true, confidence: 'medium', doubts: ['cloudidentity.groups.memberships.list:not-requested:contractors@orchard.example'] })
  })
  test('tags decide by circumstance', () => {
    expect(denied({ condition: 'resource.matchTag("900100200300/env", "prod")' })).toMatchObject({ value: true, confidence: 'medium' })
    expect(denied({ condition: 'false' }).value).toBe(true)
  })
  test('come down from the organisation', () => {
    expect(asked({ project: [grant], denyAbove: [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/endpoints.predict'] })] })).toMatchObject({ value: false, because: [{ asset: organizationId }] })
  })
  test('unread ones leave a doubt', () => {
    expect(asked({ project: [grant], gaps: { organization: { denyPolicies: 'g-deny' } } })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-deny'] })
    expect(asked({ gaps: { organization: { denyPolicies: 'g-deny' } } })).toMatchObject({ value: false, confidence: 'high', doubts: [] })
  })
  test('one of several permissions of a pattern is enough', () => {
    const rules = [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/endpoints.*'] })]
    expect(asked({ project: [grant], deny: rules }, { permission: 'aiplatform.*' }).value).toBe(true)
    expect(asked({ project: [grant], deny: rules }, { permission: 'aiplatform.endpoints.*' }).value).toBe(false)
    expect(asked({ project: [bind('projects/orchard-ml/roles/hidden', chatMember)], deny: [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/*'] })] }, { permission: 'aiplatform.*' }).value).toBe(false)
  })
  test('a pattern of an unread role is denied only as a whole', () => {
    const w = (exceptions: string[]) => {
      const parts = estate({ project: [bind('roles/owner', chatMember)], deny: [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/*'], exceptionPermissions: exceptions })] })
      const blind = world([...parts.filter((p) => p.type !== 'gcp.iam.role'), serviceAccount('chat-serving')])
      return gcpAccess.grants(blind.get(chat), ['aiplatform.*'], blind).value
    }
    expect(w(['aiplatform.googleapis.com/endpoints.predict'])).toBe(true)
    expect(w([])).toBe(false)
  })
  test('names of the resource manager and of IAM', () => {
    const owner = bind('roles/owner', chatMember)
    expect(asked({ project: [owner], deny: [denyPolicy({ deniedPermissions: ['cloudresourcemanager.googleapis.com/projects.setIamPolicy'] })] }, { permission: 'resourcemanager.projects.setIamPolicy', on: projectId }).value).toBe(false)
    expect(asked({ project: [bind('r', chatMember)], deny: [denyPolicy({ deniedPermissions: ['iam.googleapis.com/workloadIdentityPools.create'] })] }, { permission: 'iam.googleapis.com/workloadIdentityPools.create', on: projectId, parts: [role('r', ['iam.googleapis.com/workloadIdentityPools.create'])] }).value).toBe(false)
  })
})

describe('buckets', () => {
  test('objects by address and by name', () => {
    const read = (on: string, expression?: string) => asked({}, { permission: 'storage.objects.get', on, parts: [bucket([bind('roles/storage.objectViewer', chatMember, expression)])] }).value
    const docs = 'resource.name.startsWith("projects/_/buckets/orchard-corpus/objects/docs/")'
    expect(read(bucketId)).toBe(true)
    expect(read('gs://orchard-corpus/docs/a.txt', docs)).toBe(true)
    expect(read('gs://orchard-corpus/docs/', docs)).toBe(true)
    expect(read('gs://orchard-corpus/models/a.bin', docs)).toBe(false)
    expect(read('gs://orchard-corpus/d', docs)).toBe(false)
    expect(read('//storage.googleapis.com/projects/_/buckets/orchard-corpus/objects/docs/a.txt', docs)).toBe(true)
    expect(read(bucketId, docs)).toBe(true)
    expect(read('gs://rival-corpus/docs/a.txt')).toBe('unknown')
  })
  test('access control lists count unless access is uniform', () => {
    const read = (acl: { entity: string; role: string }[], props: Record<string, boolean | null> = { uniformAccess: false }, gaps: Record<string, string> = {}, permission = 'storage.objects.get') =>
      asked({ project: [bind('roles/viewer', chatMember)] }, { permission, on: bucketId, parts: [bucket([], { acl, ...props }, gaps)] })
    const own = { entity: `user-${email('chat-serving')}`, role: 'READER' }
    expect(read([own])).toMatchObject({ value: true, because: [{ asset: bucketId, path: 'acl[0]', saw: `READER to user-${email('chat-serving')}` }] })
    expect(read([own], { uniformAccess: null }).value).toBe(true)
    expect(read([own], { uniformAccess: true }).value).toBe(false)
    expect(read([own], {}, { uniformAccess: 'g-uniform' })).toMatchObject({ value: 'unknown', gaps: ['g-uniform'] })
    expect(read([], { uniformAccess: false }, { acl: 'g-acl' })).toMatchObject({ value: 'unknown', gaps: ['g-acl'] })
    expect(read([], { uniformAccess: true }, { acl: 'g-acl' }).value).toBe(false)
    expect(read([{ entity: 'project-viewers-111122223333', role: 'READER' }]).value).toBe(true)
    expect(read([{ entity: 'project-owners-111122223333', role: 'OWNER' }]).value).toBe(false)
    expect(read([own], { uniformAccess: false }, {}, 'storage.objects.create').value).toBe(false)
    expect(read([{ entity: 'allUsers', role: 'WRITER' }], { uniformAccess: false }, {}, 'storage.objects.create').value).toBe(true)
  })
})

test('a user holds what his principal asset says nothing of', () => {
  const w = world([...estate({ project: [bind('roles/owner', ada)] }), principal(ada)])
  expect(gcpAccess.can(w.get(adaId), ['resourcemanager.projects.setIamPolicy'], null, w)).toMatchObject({ value: true, confidence: 'high' })
})
