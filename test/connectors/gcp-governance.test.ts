// Members and what they hold, organisation policies, audit settings and perimeters: mappers fed with real answers and edge cases.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { perimeterOf } from '../../src/connectors/gcp/accesscontextmanager/policy.js'
import { agentOf, isAiResource, isAlwaysTold, isTelling, memberText, memberTypeOf, nameOf } from '../../src/connectors/gcp/iam/members.js'
import { gather, isWorthTelling } from '../../src/connectors/gcp/iam/principal.js'
import { factsOf } from '../../src/connectors/gcp/orgpolicy/policy.js'
import { auditOf } from '../../src/connectors/gcp/project/audit-config.js'
import { unreadAbove } from '../../src/connectors/gcp/resourcemanager/lineage.js'
import { GapMark } from '../../src/connectors/kit/collector.js'

const root = fileURLToPath(new URL('../../../shared/data/api-samples/gcp/', import.meta.url))
const denied = { ok: false as const, gap: new GapMark('denied') }
const project = '//cloudresourcemanager.googleapis.com/projects/111122223333'

/** Every policy anywhere in an answer: recorded ones have it as the body, asset exports as `iam_policy`. */
function policiesIn(value: unknown): { bindings: { role: string; members: string[] }[] }[] {
  if (Array.isArray(value)) return value.flatMap(policiesIn)
  if (typeof value !== 'object' || value === null) return []
  const bindings: unknown = Reflect.get(value, 'bindings')
  return Array.isArray(bindings) ? [{ bindings }] : Object.values(value).flatMap(policiesIn)
}

function read(folder: string, pattern: RegExp): unknown[] {
  return readdirSync(root + folder).filter((file) => pattern.test(file)).map((file): unknown => JSON.parse(readFileSync(`${root}${folder}/${file}`, 'utf8')))
}

describe.skipIf(!existsSync(root))('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  it('policies of projects, folders and organisations', () => {
    const policies = [...read('cloudresourcemanager', /getIamPolicy/), ...read('cai', /iam_(?:policies|policy)|project_iam/)].flatMap(policiesIn)
    expect(policies.length).toBeGreaterThan(15)
    const members = policies.flatMap(({ bindings }) => bindings.flatMap((binding) => binding.members ?? []))
    expect(members.filter((member) => nameOf(member) === '')).toEqual([])
    for (const policy of policies) {
      const held = gather([{ on: project, policy, part: 'own' }])
      expect(held.size).toBe(new Set(policy.bindings.flatMap((binding) => (binding.members ?? []).map(memberText))).size)
    }
    // What is no type of member is a placeholder of an example's, or a principal of a pool.
    expect([...new Set(members.filter((member) => memberTypeOf(member) === 'federated'))].filter((member) => !/^principal(?:Set)?:|^\w+$|\{\{/.test(member))).toEqual([])
  })

  it('an organisation policy', () => {
    const [policy] = read('orgpolicy', /restrictServiceUsage/)
    expect(factsOf(policy as Parameters<typeof factsOf>[0])).toEqual({ set: true, enforced: null, allowedValues: [], deniedValues: [], allowAll: false, denyAll: true })
  })
})

describe('members', () => {
  const table: [member: string, type: string, name: string][] = [
    ['user:Ada@Orchard.example', 'user', 'Ada@Orchard.example'],
    ['serviceAccount:a@b.iam.gserviceaccount.com', 'serviceAccount', 'a@b.iam.gserviceaccount.com'],
    ['allUsers', 'allUsers', 'allUsers'],
    ['deleted:user:ada@orchard.example?uid=1', 'deleted', 'deleted:user:ada@orchard.example?uid=1'],
    ['projectOwner:orchard-ml', 'basic', 'projectOwner:orchard-ml'],
    ['principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*', 'federated', 'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*'],
    ['serviceAccount:orchard-ml.svc.id.goog[team/trainer]', 'serviceAccount', 'orchard-ml.svc.id.goog[team/trainer]'],
    ['', 'federated', ''],
  ]
  it.each(table)('%s', (member, type, name) => expect([memberTypeOf(member), nameOf(member)]).toEqual([type, name]))

  it('are the same in any case, but for what is no address', () => {
    expect(['user:Ada@Orchard.example', 'principal://iam.googleapis.com/X', 'allUsers'].map(memberText)).toEqual(['user:ada@orchard.example', 'principal://iam.googleapis.com/X', 'allUsers'])
  })

  it('that Google runs', () => {
    expect([
      'serviceAccount:service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com', 'serviceAccount:1@cloudservices.gserviceaccount.com', 'serviceAccount:1-compute@developer.gserviceaccount.com', 'user:x@gcp-sa-aiplatform.iam.gserviceaccount.com',
    ].map(agentOf)).toEqual(['aiplatform-cc', 'cloudservices', null, null])
    expect(['serviceAccount:service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com', 'serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com', 'allUsers', 'user:a@b.c'].map(isAlwaysTold)).toEqual([true, false, true, false])
  })
})

describe('what is worth an entry', () => {
  it.each([
    ['roles/owner', true], ['roles/viewer', false], ['roles/aiplatform.user', true], ['roles/iam.serviceAccountTokenCreator', true], ['roles/iam.securityReviewer', false],
    ['roles/storage.admin', false], ['projects/orchard-ml/roles/x', true], ['organizations/1/roles/x', true], ['roles/resourcemanager.projectIamAdmin', true], ['roles/compute.viewer', false],
  ])('%s: %s', (role, told) => expect(isTelling(role)).toBe(told))

  it('everything that a member holds, by where it stands', () => {
    const held = gather([
      { on: project, part: 'own', policy: { bindings: [{ role: 'roles/viewer', members: ['user:Ada@orchard.example', 'user:bob@orchard.example'] }, { role: 'roles/viewer', members: ['user:ada@orchard.example'], condition: { title: 't', expression: 'request.time < x' } }] } },
      { on: '//aiplatform.googleapis.com/projects/1/locations/l/endpoints/2', part: 'resources', policy: { bindings: [{ role: 'roles/aiplatform.user', members: ['user:ada@orchard.example'] }] } },
      { on: 'x', part: 'above', policy: { bindings: null } },
    ])
    expect(held.get('user:ada@orchard.example')).toEqual({
      own: [{ role: 'roles/viewer', on: project, condition: null }, { role: 'roles/viewer', on: project, condition: 'request.time < x' }],
      above: [],
      resources: [{ role: 'roles/aiplatform.user', on: '//aiplatform.googleapis.com/projects/1/locations/l/endpoints/2', condition: null }],
    })
    expect([...held].filter(([member, holdings]) => isWorthTelling(member, holdings)).map(([member]) => member)).toEqual(['user:ada@orchard.example'])
  })

  it.each([
    ['//aiplatform.googleapis.com/projects/1/locations/l/endpoints/2', true], ['//us-central1-aiplatform.googleapis.com/projects/1/locations/l/endpoints/2', true],
    ['//notebooks.googleapis.com/projects/x/locations/l/instances/2', true], ['//storage.googleapis.com/aiplatform', false], ['//cloudresourcemanager.googleapis.com/projects/x', false],
  ])('policies on %s: %s', (name, counts) => expect(isAiResource(name)).toBe(counts))
})

describe('organisation policies', () => {
  const none = { enforced: null, allowedValues: [], deniedValues: [], allowAll: false, denyAll: false }
  it.each([
    [null, { ...none, set: false }],
    [{ spec: {} }, { ...none, set: false }],
    [{ spec: { rules: [{ allowAll: true }] } }, { ...none, allowAll: true, set: false }],
    [{ spec: { rules: [{ enforce: false }] } }, { ...none, enforced: false, set: false }],
    [{ spec: { rules: [{ enforce: true, parameters: { allowedMemberSubjects: ['user:a@b.c'] } }] } }, { ...none, enforced: true, set: true }],
    [{ spec: { rules: [{ values: { allowedValues: ['b', 'a'] } }, { values: { allowedValues: ['a'], deniedValues: ['c'] } }] } }, { ...none, allowedValues: ['a', 'b'], deniedValues: ['c'], set: true }],
    [{ dryRunSpec: { rules: [{ enforce: true }] } }, { ...none, set: false }],
  ])('%j', (policy, facts) => expect(factsOf(policy)).toEqual(facts))
})

describe('what is logged, and where a project stands', () => {
  it('audit settings, by service and type', () => {
    expect(auditOf({})).toEqual([])
    expect(auditOf({ auditConfigs: [{ service: 'allServices', auditLogConfigs: [{ logType: 'DATA_READ', exemptedMembers: ['user:a@b.c'] }, { logType: 'DATA_WRITE' }] }, { service: 'x' }] })).toEqual([
      { service: 'allServices', type: 'DATA_READ', exemptedMembers: ['user:a@b.c'] }, { service: 'allServices', type: 'DATA_WRITE', exemptedMembers: [] },
    ])
  })

  it('perimeters: what is enforced, and what is only tried out', () => {
    const config = { resources: ['projects/2', 'projects/1', '//compute.googleapis.com/projects/x/global/networks/n'], restrictedServices: ['b', 'a'] }
    expect(perimeterOf({ name: 'accessPolicies/7/servicePerimeters/ml', status: config })).toEqual({ name: 'ml', bridge: false, projects: ['1', '2'], services: ['a', 'b'], dryRun: null })
    // Without the flag the dry run is what is enforced, and `spec` says nothing.
    expect(perimeterOf({ spec: config })).toMatchObject({ projects: [], dryRun: null })
    expect(perimeterOf({ perimeterType: 'PERIMETER_TYPE_BRIDGE', useExplicitDryRunSpec: true, spec: config })).toMatchObject({ bridge: true, services: [], dryRun: { projects: ['1', '2'], services: ['a', 'b'] } })
  })

  it('what is above is unread as soon as one level is', () => {
    const read = { ok: true as const, value: {} }
    const organization = { ok: true as const, value: 'organizations/1' }
    expect(unreadAbove({ own: denied, above: [{ name: 'folders/1', policy: read }], organization })).toBeNull()
    expect(unreadAbove({ own: read, above: [{ name: 'folders/1', policy: read }, { name: 'organizations/1', policy: denied }], organization })).toBe(denied.gap)
    expect(unreadAbove({ own: read, above: [{ name: 'folders/1', policy: read }], organization: denied })).toBe(denied.gap)
  })
})
