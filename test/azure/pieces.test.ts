// The small parts of the Azure connector: requests, rights, clouds, error answers, names.
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/connectors/kit/collector.js'
import { cloudOf } from '../../src/connectors/azure/clouds.js'
import { parseBlobUri } from '../../src/connectors/azure/edges.js'
import { AzureError, classify } from '../../src/connectors/azure/failures.js'
import { networkOf } from '../../src/connectors/azure/network.js'
import { requestOf } from '../../src/connectors/azure/request.js'
import { rightsOf } from '../../src/connectors/azure/rights.js'
import azure from '../../src/connectors/azure/index.js'

const rest = (path: string, method: 'GET' | 'POST' = 'GET') => ({ method, path, version: '2025-06-01', plane: 'arm' as const })
const account = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}'

describe('a request', () => {
  it('is filled from an id, in whatever case it is written', () => {
    expect(requestOf(rest(`${account}/deployments`), { of: '/subscriptions/s1/resourcegroups/RG/providers/microsoft.cognitiveservices/accounts/chat/' }))
      .toEqual({ method: 'GET', path: '/subscriptions/s1/resourceGroups/RG/providers/Microsoft.CognitiveServices/accounts/chat/deployments?api-version=2025-06-01' })
  })

  it('takes further names and query parameters from the input', () => {
    expect(requestOf(rest(`${account}/raiPolicies/{raiPolicyName}`), { of: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/chat', raiPolicyName: 'a b', $top: 5 }).path)
      .toBe('/subscriptions/s1/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/chat/raiPolicies/a%20b?api-version=2025-06-01&%24top=5')
  })

  it('asks below any resource', () => {
    expect(requestOf(rest('/{+resource}/providers/Microsoft.Insights/diagnosticSettings'), { of: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Search/searchServices/docs' }).path)
      .toBe('/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Search/searchServices/docs/providers/Microsoft.Insights/diagnosticSettings?api-version=2025-06-01')
  })

  it('never goes to another host, whatever the last page says', () => {
    expect(requestOf(rest(account), { nextLink: 'https://rival.example/steal?token=1' }).path).toBe('/steal?token=1')
  })

  it.each([
    ['an id of another kind', { of: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Search/searchServices/docs' }, 'does not fit'],
    ['a name that is missing', { of: '/subscriptions/s1/resourceGroups/rg' }, 'was given no accountName'],
  ])('refuses %s', (_what, input, message) => {
    expect(() => requestOf(rest(account), input)).toThrow(message)
  })
})

describe('rights', () => {
  it.each([
    [[{ actions: ['*/read'] }], true], [[{ actions: ['*'] }], true], [[{ actions: ['Microsoft.Search/searchServices/read'] }], true], [[{ actions: ['microsoft.search/*'] }], true],
    [[{ actions: ['*/read'], notActions: ['Microsoft.Search/*'] }], false], [[{ actions: ['*/read'], notActions: ['Microsoft.Search/*'] }, { actions: ['Microsoft.Search/*/read'] }], true],
    [[{ actions: ['Microsoft.Search/searchServices/write'] }], false], [[], false], [[{ actions: null }], false], [[{ actions: ['Microsoft.Search/searchServices/r.ad'] }], false],
  ])('%j', (rows, expected) => {
    expect(rightsOf(rows)('Microsoft.Search/searchServices/read')).toBe(expected)
  })
})

describe('a cloud', () => {
  it.each([
    [{}, 'AzureCloud'], [{ AZURE_CLOUD: 'azureusgovernment' }, 'AzureUSGovernment'], [{ AZURE_CLOUD: 'AzureMoon' }, undefined], [{ AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/' }, 'AzureUSGovernment'],
    [{ AZURE_AUTHORITY_HOST: 'login.partner.microsoftonline.cn' }, 'AzureChinaCloud'], [{ AZURE_AUTHORITY_HOST: 'https://adfs.local.orchard.example' }, 'AzureCloud'],
  ])('%j is %s', (env, name) => {
    expect(cloudOf(env)?.name).toBe(name)
  })

  it.each([
    [{ AZURE_CLOUD: 'AzureMoon' }, 'there is no Azure cloud AzureMoon; nothing was scanned'],
    [{ AZURE_RESOURCE_MANAGER_ENDPOINT: 'http://management.rival.example' }, 'AZURE_RESOURCE_MANAGER_ENDPOINT http://management.rival.example is no https address; nothing was scanned'],
    [{ AZURE_RESOURCE_MANAGER_ENDPOINT: 'management' }, 'AZURE_RESOURCE_MANAGER_ENDPOINT management is no https address; nothing was scanned'],
  ])('%j is refused', async (env, message) => {
    await expect(azure.open({ scopes: [], regions: [], maxRate: 1 }, { AZURE_ACCESS_TOKEN: 'recorded', ...env })).rejects.toThrow(message)
  })
})

describe('an error answer', () => {
  const call: Call = { action: 'search:services.list', needs: [], per: 'item' }
  const failure = (http: number, code: string, headers: Record<string, string> = {}) => classify(new AzureError(http, headers, { error: { code, message: 'said so' } }), call)
  it.each<[number, string, string]>([
    [403, 'AuthorizationFailed', 'denied'], [401, 'ExpiredAuthenticationToken', 'credentials'], [401, 'InvalidAuthenticationTokenTenant', 'denied'], [429, 'TooManyRequests', 'throttled'],
    [409, 'MissingSubscriptionRegistration', 'not-enabled'], [404, 'InvalidResourceType', 'not-offered'], [404, 'ResourceNotFound', 'error'], [409, 'AnotherOperationInProgress', 'transient'], [409, 'ScopeLocked', 'error'],
    [503, 'ServiceUnavailable', 'transient'], [504, 'GatewayTimeout', 'timeout'], [400, 'BadRequest', 'error'], [400, 'InvalidSkipToken', 'stale-token'],
  ])('%i %s is %s', (http, code, expected) => {
    expect(failure(http, code).class).toBe(expected)
  })

  it('says how long to wait, in seconds or as Resource Graph does', () => {
    expect([failure(429, 'TooManyRequests', { 'retry-after': '7' }).retryAfter, failure(429, 'RateLimiting', { 'x-ms-user-quota-resets-after': '00:00:05' }).retryAfter, failure(429, 'TooManyRequests').retryAfter]).toEqual([7000, 5000, undefined])
  })

  it('without ARM\'s envelope is understood, too', () => {
    expect(classify(new AzureError(404, {}, { code: 'NotFound', message: 'no such thing' }), call)).toMatchObject({ code: 'NotFound', message: 'search:services.list: no such thing' })
    expect(classify(new AzureError(500, {}, undefined), call).class).toBe('transient')
  })
})

describe('network settings', () => {
  it('that are not said stay unsaid', () => {
    expect(networkOf(undefined, undefined)).toEqual({ publicAccess: null, defaultAction: null, ipRules: [], bypass: null })
    expect(networkOf('SecuredByPerimeter', { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [{ value: '198.51.100.7' }, { ipAddressOrRange: '203.0.113.0/24' }] }))
      .toEqual({ publicAccess: 'perimeter', defaultAction: 'deny', ipRules: ['198.51.100.7', '203.0.113.0/24'], bypass: 'azureservices' })
  })
})

describe('a blob address', () => {
  it.each([
    ['https://orchard.blob.core.windows.net/models/v1/a.bin', { account: 'orchard', container: 'models', path: 'v1/a.bin' }], ['abfss://models@orchard.dfs.core.windows.net/v1', { account: 'orchard', container: 'models', path: 'v1' }],
    ['wasbs://models@orchard.blob.core.windows.net', { account: 'orchard', container: 'models', path: '' }], ['https://orchard.example/models', null], ['', null], [null, null],
  ])('%s', (uri, expected) => {
    expect(parseBlobUri(uri)).toEqual(expected)
  })
})
