// Broad grants, grants without a condition, and accounts that others may come to act as.
import { describe, expect, test } from 'vitest'
import { gcpAccess } from '../../../src/access/gcp/index.js'
import { type Estate, type Part, ada, adaId, bind, chat, chatMember, denyPolicy, email, estate, number, principal, serviceAccount, world } from './world.js'

const setting = (e: Estate, ...parts: Part[]) => world([...estate(e), ...(parts.length === 0 ? [serviceAccount('chat-serving')] : parts)])

describe('grants', () => {
  const value = (e: Estate, ...patterns: string[]) => {
    const w = setting(e)
    return gcpAccess.grants(w.get(chat), patterns, w)
  }
  test('by roles at the project and above', () => {
    expect(value({ project: [bind('roles/aiplatform.user', chatMember)] }, 'aiplatform.*')).toMatchObject({ value: true, because: [{ path: 'bindings[0]', wanted: 'no aiplatform.* at the project or above' }] })
    expect(value({ organization: [bind('roles/aiplatform.user', chatMember)] }, 'storage.*', 'aiplatform.endpoints.*').value).toBe(true)
    expect(value({ project: [bind('roles/storage.admin', chatMember)] }, 'aiplatform.*').value).toBe(false)
    expect(value({ project: [bind('projects/orchard-ml/roles/hidden', chatMember)] }, 'aiplatform.*')).toMatchObject({ value: 'unknown', gaps: ['g-role'] })
    expect(value({ gaps: { folder: { bindings: 'g-folder' } } }, 'aiplatform.*')).toMatchObject({ value: 'unknown', gaps: ['g-folder'] })
  })
  test('minus what is denied', () => {
    expect(value({ project: [bind('roles/aiplatform.user', chatMember)], deny: [denyPolicy({ deniedPermissions: ['aiplatform.googleapis.com/*'] })] }, 'aiplatform.*').value).toBe(false)
  })
})

describe('grantsWithout', () => {
  const value = (...bindings: ReturnType<typeof bind>[]) => {
    const w = setting({ project: bindings })
    return gcpAccess.grantsWithout(w.get(chat), ['aiplatform.endpoints.predict'], ['resource.name', 'resource.matchTag'], w)
  }
  test('any grant whose condition does not name the key', () => {
    expect(value(bind('roles/aiplatform.user', chatMember))).toMatchObject({ value: true, because: [{ wanted: 'a condition on resource.name or resource.matchTag' }] })
    expect(value(bind('roles/aiplatform.user', chatMember, 'resource.name.startsWith("projects/x")')).value).toBe(false)
    expect(value(bind('roles/aiplatform.user', chatMember, 'resource.matchTag("a", "b")')).value).toBe(false)
    expect(value(bind('roles/aiplatform.user', chatMember, 'request.time < timestamp("2027-01-01T00:00:00Z")')).value).toBe(true)
    expect(value(bind('roles/aiplatform.user', chatMember, 'resource.name.startsWith("projects/x")'), bind('projects/orchard-ml/roles/predictor', chatMember)).value).toBe(true)
    expect(value(bind('roles/viewer', chatMember)).value).toBe(false)
  })
})

describe('exposed', () => {
  const asked = (props: Parameters<typeof serviceAccount>[1], gaps: Record<string, string> = {}, e: Estate = {}) => {
    const w = setting(e, serviceAccount('chat-serving', props, gaps))
    return gcpAccess.exposed(w.get(chat), w)
  }
  const key = { name: 'keys/1', createdAt: '2024-01-01T00:00:00Z', expiresAt: '9999-12-31T23:59:59Z', userManaged: true, disabled: false }
  test('by keys that work', () => {
    expect(asked({ keys: [{ ...key, userManaged: false }, key] })).toMatchObject({ value: true, confidence: 'high', because: [{ asset: chat, path: 'keys[1]' }] })
    expect(asked({ keys: [{ ...key, expiresAt: null }] }).value).toBe(true)
    expect(asked({ keys: [{ ...key, expiresAt: '2026-05-31T00:00:00Z' }] }).value).toBe(false)
    expect(asked({ keys: [{ ...key, disabled: true }] }).value).toBe(false)
    expect(asked({ keys: [{ ...key, userManaged: false }] }).value).toBe(false)
    expect(asked({}).value).toBe(false)
    expect(asked({}, { keys: 'g-keys' })).toMatchObject({ value: 'unknown', gaps: ['g-keys'] })
    expect(asked({ keys: [key], disabled: true }).value).toBe(false)
    expect(asked({ keys: [key] }, { disabled: 'g-disabled' })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-disabled'] })
  })
  test('by who may make its tokens', () => {
    const pool = 'principalSet://iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/github'
    const lets = (member: string, name = 'roles/iam.serviceAccountTokenCreator') => asked({ bindings: [bind(name, member)] }).value
    expect(lets('allUsers')).toBe(true)
    expect(lets('allAuthenticatedUsers')).toBe(true)
    expect(lets(`serviceAccount:${email('chat', 'rival-labs')}`)).toBe(true)
    expect(lets('user:eve@gmail.com')).toBe(true)
    expect(lets(ada)).toBe(false)
    expect(lets('user:eve@gmail.com', 'roles/viewer')).toBe(false)
    expect(lets(`${pool}/*`, 'roles/iam.workloadIdentityUser')).toBe(true)
    expect(lets(`${pool}/attribute.repository/orchard/chat`, 'roles/iam.workloadIdentityUser')).toBe(false)
    expect(lets(`${pool}/*`, 'roles/viewer')).toBe(false)
    expect(asked({}, {}, { organization: [bind('roles/iam.serviceAccountTokenCreator', 'user:eve@gmail.com')] }).value).toBe(true)
    expect(asked({}, { bindings: 'g-bindings' })).toMatchObject({ value: 'unknown', gaps: ['g-bindings'] })
  })
  test('principals are the accounts they name; people have no keys', () => {
    const asPrincipal = principal(chatMember)
    const w = setting({}, serviceAccount('chat-serving', { keys: [key] }), asPrincipal, principal(ada))
    expect(gcpAccess.exposed(w.get(asPrincipal.id), w).value).toBe(true)
    expect(gcpAccess.exposed(w.get(adaId), w).value).toBe(false)
    const blind = world([...estate(), asPrincipal], { listGaps: { 'gcp.iam.service_account': 'g-accounts' } })
    expect(gcpAccess.exposed(blind.get(asPrincipal.id), blind)).toMatchObject({ value: 'unknown', gaps: ['g-accounts'] })
    expect(number).toHaveLength(12)
  })
})
