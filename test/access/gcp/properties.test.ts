// Laws of access that hold for any policy, tried on thousands of made-up ones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gcpAccess } from '../../../src/access/gcp/index.js'
import { conditionHolds, parseCondition } from '../../../src/access/gcp/condition.js'
import type { Json, Ruling } from '../../../src/core/index.js'
import { type Binding, type Part, ada, bind, bucket, bucketId, chat, chatMember, denyPolicy, email, endpoint, estate, principal, role, serviceAccount, world } from './world.js'

const runs = { numRuns: 600 }
const strong = `serviceAccount:${email('strong')}`
const member = fc.constantFrom(
  chatMember, chatMember, ada, 'allUsers', 'allAuthenticatedUsers', 'group:ml@orchard.example', 'domain:orchard.example', 'domain:rival.example', 'user:eve@gmail.com', strong, `deleted:${ada}?uid=1`,
  'projectViewer:orchard-ml', 'principalSet://cloudresourcemanager.googleapis.com/projects/111122223333/type/ServiceAccount', 'principalSet://iam.googleapis.com/projects/444455556666/locations/global/workloadIdentityPools/p/*',
)
const roleName = fc.constantFrom('roles/owner', 'roles/editor', 'roles/viewer', 'roles/aiplatform.user', 'roles/storage.objectViewer', 'roles/storage.objectAdmin', 'roles/iam.serviceAccountUser', 'roles/iam.serviceAccountTokenCreator', 'projects/orchard-ml/roles/predictor', 'projects/orchard-ml/roles/hidden', 'roles/notread')
const expression = fc.constantFrom(
  undefined, undefined, undefined, 'request.time < timestamp("2027-01-01T00:00:00Z")', 'request.time < timestamp("2025-01-01T00:00:00Z")', 'resource.matchTag("a", "b")',
  'resource.name.startsWith("projects/_/buckets/orchard-corpus/objects/docs/")', '!resource.name.startsWith("projects/_/buckets/orchard-corpus/")', '(',
)
const binding: fc.Arbitrary<Binding> = fc.tuple(roleName, fc.array(member, { minLength: 1, maxLength: 3 }), expression).map(([r, m, e]) => bind(r, m, e))
const bindings = fc.array(binding, { maxLength: 3 })
const principals = fc.array(fc.constantFrom('principalSet://goog/public:all', `principal://iam.googleapis.com/projects/-/serviceAccounts/${email('chat-serving')}`, 'principal://goog/subject/ada@orchard.example', 'principalSet://goog/group/ml@orchard.example', 'principalSet://goog/cloudIdentityCustomerId/C0orchard'), { maxLength: 2 })
const permissions = fc.array(fc.constantFrom('aiplatform.googleapis.com/*', 'aiplatform.googleapis.com/endpoints.predict', 'storage.googleapis.com/objects.*', 'cloudresourcemanager.googleapis.com/projects.setIamPolicy', '*.*'), { maxLength: 2 })
const deny = fc.record({ deniedPrincipals: principals, exceptionPrincipals: principals, deniedPermissions: permissions, exceptionPermissions: permissions, condition: fc.constantFrom(null, null, 'resource.matchTag("a", "b")') }).map((rule) => denyPolicy(rule))
const denies = fc.array(deny, { maxLength: 2 })

const places = ['project', 'folder', 'organization', 'bucket', 'endpoint', 'strong'] as const
type Place = (typeof places)[number]
interface Setting {
  bindings: Record<Place, Binding[]>
  deny: Json[]
  above: Json[]
}
const setting: fc.Arbitrary<Setting> = fc.record({
  bindings: fc.record({ project: bindings, folder: bindings, organization: bindings, bucket: bindings, endpoint: bindings, strong: bindings }),
  deny: denies, above: denies,
})

function build(s: Setting, hidden: Place | 'roles' | 'denies' | 'acl' | null = null) {
  const { project, folder, organization } = s.bindings
  const gap = (place: Place): Record<string, string> => (hidden === place ? { bindings: `g-${place}` } : {})
  const parts: Part[] = [
    ...estate({ project, folder, organization, deny: s.deny, denyAbove: s.above, gaps: { project: { ...gap('project'), ...(hidden === 'denies' ? { denyPolicies: 'g-denies' } : {}) }, folder: gap('folder'), organization: gap('organization') } }),
    serviceAccount('chat-serving'), { ...serviceAccount('strong', { bindings: s.bindings.strong }, gap('strong')), gaps: gap('strong') }, principal(ada),
    bucket(s.bindings.bucket, { uniformAccess: false, acl: [] }, { ...gap('bucket'), ...(hidden === 'acl' ? { acl: 'g-acl' } : {}) }), endpoint(s.bindings.endpoint, gap('endpoint')),
  ]
  return world(hidden === 'roles' ? parts.filter((p) => p.type !== 'gcp.iam.role') : parts)
}

const adaAsset = principal(ada).id
type Ask = (w: ReturnType<typeof build>) => Ruling
/** Questions of which more access only makes a yes more likely. */
const questions: Record<string, Ask> = {
  can: (w) => gcpAccess.can(w.get(chat), ['aiplatform.endpoints.predict'], endpoint().id, w),
  canAnything: (w) => gcpAccess.can(w.get(chat), ['storage.objects.get'], null, w),
  canAll: (w) => gcpAccess.can(w.get(chat), ['storage.objects.create'], '*', w),
  canUser: (w) => gcpAccess.can(w.get(adaAsset), ['storage.objects.get', 'iam.serviceAccounts.actAs'], bucketId, w),
  canPattern: (w) => gcpAccess.can(w.get(chat), ['storage.*'], bucketId, w),
  admin: (w) => gcpAccess.admin(w.get(chat), w),
  exposed: (w) => gcpAccess.exposed(w.get(chat), w),
  grants: (w) => gcpAccess.grants(w.get(chat), ['aiplatform.*'], w),
  grantsWithout: (w) => gcpAccess.grantsWithout(w.get(chat), ['aiplatform.endpoints.predict'], ['resource.name'], w),
  anyone: (w) => gcpAccess.anyone(w.get(bucketId), ['storage.objects.get'], w),
  anyoneWithin: (w) => gcpAccess.anyone(w.get(bucketId), ['storage.objects.get'], w, 'gs://orchard-corpus/docs/'),
  outsiders: (w) => gcpAccess.outsiders(w.get(bucketId), ['storage.objects.get'], w),
}
const question = fc.constantFrom(...Object.keys(questions))
const ask = (name: string, w: ReturnType<typeof build>): Ruling => {
  const found = questions[name]
  if (found === undefined) throw new Error(name)
  return found(w)
}
const grade = ({ value }: Ruling): number => (value === true ? 2 : value === 'unknown' ? 1 : 0)

describe('rulings', () => {
  test('one more binding never takes access away', () => fc.assert(fc.property(setting, binding, fc.constantFrom(...places), question, (s, extra, place, q) => {
    const wider = { ...s, bindings: { ...s.bindings, [place]: [...s.bindings[place], extra] } }
    expect(grade(ask(q, build(wider)))).toBeGreaterThanOrEqual(grade(ask(q, build(s))))
  }), runs))
  test('one more deny policy never adds access', () => fc.assert(fc.property(setting, deny, fc.constantFrom('deny', 'above'), question, (s, extra, where, q) => {
    const narrower = { ...s, [where]: [...s[where as 'deny'], extra] }
    expect(grade(ask(q, build(narrower)))).toBeLessThanOrEqual(grade(ask(q, build(s))))
  }), runs))
  test('hiding a policy never makes a confident no', () => fc.assert(fc.property(setting, fc.constantFrom(...places, 'denies' as const, 'acl' as const), question, (s, hidden, q) => {
    const [seen, blind] = [ask(q, build(s)), ask(q, build(s, hidden))]
    if (seen.value !== false) expect(blind.value === false && blind.confidence === 'high').toBe(false)
    // Nor does it make up a yes, but where the deny policies are what is hidden: there a doubt says so.
    if (seen.value === false && blind.value === true) expect(blind.doubts).toContain('g-denies')
  }), runs))
  test('hiding the roles leaves what is publicly known, and is unknown else', () => fc.assert(fc.property(setting, question, (s, q) => {
    const [seen, blind] = [ask(q, build(s)), ask(q, build(s, 'roles'))]
    // The deleted and made-up roles of the tests are not the real ones: only a yes must not turn into a no.
    if (seen.value === true && q !== 'canAll' && q !== 'canPattern') expect(blind.value).not.toBe(false)
  }), runs))
  test('a deny of everything for everyone leaves nothing', () => fc.assert(fc.property(setting, fc.constantFrom('can', 'canAnything', 'canAll', 'canUser', 'anyone', 'outsiders'), (s, q) => {
    const shut = { ...s, above: [...s.above, denyPolicy({ deniedPermissions: ['*'] })] }
    expect(ask(q, build(shut)).value).not.toBe(true)
  }), runs))
  test('the order of bindings does not matter', () => fc.assert(fc.property(setting, question, (s, q) => {
    const back = { ...s, bindings: { ...s.bindings, project: s.bindings.project.toReversed(), bucket: s.bindings.bucket.toReversed() }, deny: s.deny.toReversed() }
    expect(ask(q, build(back)).value).toBe(ask(q, build(s)).value)
  }), runs))
  test('a yes says by what, unknown says what was not read', () => fc.assert(fc.property(setting, question, (s, q) => {
    const found = ask(q, build(s))
    if (found.value === true) expect(found.because.length).toBeGreaterThan(0)
    if (found.value === 'unknown') expect(found.gaps.length).toBeGreaterThan(0)
    else expect(found.gaps).toEqual([])
  }), runs))
  test('who administers escalates by no path, and nobody escalates who holds nothing', () => fc.assert(fc.property(setting, fc.constantFrom(...gcpAccess.escalationPaths), (s, path) => {
    const w = build(s)
    const found = gcpAccess.escalates(w.get(chat), path, w)
    if (gcpAccess.admin(w.get(chat), w).value === true) expect(found.value).toBe(false)
    if (found.value === true) expect(found.because.length).toBeGreaterThan(0)
  }), runs))
})

describe('arbitrary texts', () => {
  const word = fc.oneof(fc.string({ maxLength: 30 }), fc.tuple(fc.constantFrom('user:', 'serviceAccount:', 'group:', 'domain:', 'principal://', 'principalSet://', 'deleted:', 'projectOwner:', 'principalSet://goog/', 'principal://iam.googleapis.com/projects/', 'principalSet://agents.', 'roles/', '__proto__', 'constructor'), fc.string({ maxLength: 20 })).map(([a, b]) => a + b))
  test('never throw', () => fc.assert(fc.property(fc.array(fc.record({ role: word, members: fc.array(word, { maxLength: 3 }), condition: fc.option(fc.record({ title: word, expression: word })) }), { maxLength: 4 }), word, word, (list, who, permission) => {
    const asset = principal(who)
    const w = world([...estate({ project: list, deny: [denyPolicy({ deniedPrincipals: list.flatMap((b) => b.members), deniedPermissions: [permission], exceptionPrincipals: [who] })] }), asset, bucket(list, { uniformAccess: false, acl: [{ entity: who, role: permission }] }), role(permission, [permission])])
    gcpAccess.can(w.get(asset.id), [permission], permission, w)
    gcpAccess.can(w.get(asset.id), [permission, '*'], null, w)
    gcpAccess.admin(w.get(asset.id), w)
    gcpAccess.exposed(w.get(asset.id), w)
    gcpAccess.anyone(w.get(bucketId), [permission], w, who)
    gcpAccess.outsiders(w.get(bucketId), [permission, 'storage.objects.get'], w)
    for (const path of gcpAccess.escalationPaths) gcpAccess.escalates(w.get(asset.id), path, w)
  }), { numRuns: 400 }))
  test('bindings of any shape are understood or unknown', () => fc.assert(fc.property(fc.jsonValue(), (value) => {
    const w = world([...estate(), serviceAccount('chat-serving'), { id: 'thing', type: 'gcp.vertex.endpoint', props: { bindings: JSON.parse(JSON.stringify(value)) as Json } }])
    const found = gcpAccess.can(w.get(chat), ['aiplatform.endpoints.predict'], 'thing', w)
    if (value !== null && !Array.isArray(value)) expect(found.value).toBe('unknown')
  }), runs))
  test('conditions of any text hold, fail or stay open', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('resource.name', '.startsWith("a")', ' && ', ' || ', '!', '(', ')', 'true', 'request.time', ' < ', 'timestamp("2026-01-01T00:00:00Z")', ' in ', '[', ']', '"a"', ' == ', '1')).map((p) => p.join(''))), (text) => {
    const truth = conditionHolds(parseCondition(text, null), { now: 0, service: null, type: null, names: [{ text: 'a', open: true }], granting: [] }, 'Allow')
    expect(typeof truth === 'boolean' || truth.open.length === 1).toBe(true)
  }), { numRuns: 2000 }))
})

test('hundreds of projects with hundreds of bindings are asked in no time', () => {
  const manager = '//cloudresourcemanager.googleapis.com/'
  const projects = Array.from({ length: 200 }, (_, p): Part[] => {
    const [id, number] = [`orchard-${p}`, String(100_000_000_000 + p)]
    const sa = `serving@${id}.iam.gserviceaccount.com`
    const many = Array.from({ length: 200 }, (__, b) => bind(b % 5 === 0 ? 'roles/aiplatform.user' : 'roles/storage.objectViewer', [`user:u${b}@orchard.example`, `group:g${b}@orchard.example`, `serviceAccount:s${b}@${id}.iam.gserviceaccount.com`], b % 7 === 0 ? 'resource.name.startsWith("projects/_/buckets/orchard-corpus/objects/docs/")' : undefined))
    return [
      { id: `${manager}projects/${number}`, type: 'gcp.resourcemanager.project', account: id, aliases: [`${manager}projects/${id}`], props: { projectId: id, number, parent: `${manager}folders/500600700800`, bindings: [...many, bind('roles/aiplatform.user', `serviceAccount:${sa}`)], denyPolicies: [denyPolicy({ deniedPermissions: ['storage.googleapis.com/objects.delete'] })], serviceAccounts: [{ email: sa, disabled: false }] } },
      { id: `//iam.googleapis.com/projects/${id}/serviceAccounts/${sa}`, type: 'gcp.iam.service_account', account: id, props: { email: sa, uniqueId: '1', disabled: false, defaultOf: null, agentOf: null, bindings: [], keys: [] } },
      { id: `//storage.googleapis.com/${id}`, type: 'gcp.storage.bucket', account: id, props: { bindings: many, publicAccessPrevention: null, uniformAccess: true, acl: [] } },
    ]
  }).flat()
  const w = world([...estate(), ...projects])
  const start = performance.now()
  for (const sa of w.assets('gcp.iam.service_account')) {
    const { account } = sa.scope
    const store = `//storage.googleapis.com/${account}`
    for (const permission of ['storage.objects.get', 'storage.objects.create', 'storage.objects.delete', 'aiplatform.endpoints.predict', 'aiplatform.customJobs.create', 'secretmanager.versions.access']) {
      gcpAccess.can(sa, [permission], store, w)
      gcpAccess.can(sa, [permission], null, w)
    }
    gcpAccess.admin(sa, w)
    gcpAccess.exposed(sa, w)
    gcpAccess.grants(sa, ['aiplatform.*'], w)
    gcpAccess.escalates(sa, 'vertex-custom-job', w)
    gcpAccess.escalates(sa, 'token-creator', w)
    gcpAccess.anyone(w.get(store), ['storage.objects.get'], w)
    gcpAccess.anyone(w.get(store), ['storage.objects.create'], w)
    gcpAccess.outsiders(w.get(store), ['storage.objects.get'], w)
  }
  // Seconds on a busy machine; a tenth of it on a quiet one.
  expect(performance.now() - start).toBeLessThan(5_000)
})
