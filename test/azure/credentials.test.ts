// Each kind of credentials, as the library gets them: from a sign-in host with the test's own CA, a metadata service, the Azure CLI.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import azure from '../../src/connectors/azure/index.js'
import { hasTraces } from '../../src/connectors/azure/credentials.js'

const tenant = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const folder = mkdtempSync(join(tmpdir(), 'aispm-azure-credentials-'))
const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]

beforeAll(() => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' })
})

/** What the credentials of an environment give: the token, or what is told to the user. */
async function tokenIn(env: NodeJS.ProcessEnv): Promise<string> {
  const module = pathToFileURL(fileURLToPath(new URL('../../dist/connectors/azure', import.meta.url))).href
  const script = `
    const { openCredentials } = await import('${module}/credentials.js')
    const { cloudOf } = await import('${module}/clouds.js')
    const cloud = cloudOf(process.env)
    await openCredentials(process.env, cloud, null).then((credential) => credential.getToken(cloud.planes.arm.audience)).then(({ token }) => console.log(token), (error) => console.log('refused: ' + error.message + (error.lost ? ', lost' : '')))`
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: { PATH: '', HOME: folder, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('close', () => resolve(said.trim()))
  })
}

type Handler = (request: IncomingMessage, body: string) => object | number
function listening(secure: boolean, handler: Handler): Promise<{ url: string; asked: string[]; stop: () => void }> {
  const asked: string[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString()
    asked.push(`${request.method} ${request.url}`)
    const answer = handler(request, body)
    response.writeHead(typeof answer === 'number' ? answer : Object.hasOwn(answer, 'error') ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(typeof answer === 'number' ? {} : answer))
  }
  const server = secure ? createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => void listener(request, response)) : createServer((request, response) => void listener(request, response))
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve({
    url: `${secure ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`, asked, stop: () => void server.close(),
  })))
}

/** A sign-in host as Microsoft Entra is one; `grant` answers the request for a token. */
async function signIn(grant: (form: URLSearchParams) => object): Promise<{ url: string; asked: string[]; stop: () => void }> {
  let own = ''
  const server = await listening(true, (request, body) => {
    if (request.url?.includes('openid-configuration') === true) {
      return { issuer: `${own}/${tenant}/v2.0`, authorization_endpoint: `${own}/${tenant}/oauth2/v2.0/authorize`, token_endpoint: `${own}/${tenant}/oauth2/v2.0/token`, jwks_uri: `${own}/${tenant}/discovery/v2.0/keys` }
    }
    return request.url?.includes('/oauth2/v2.0/token') === true ? grant(new URLSearchParams(body)) : 404
  })
  own = server.url
  return server
}
const granted = (token: string): object => ({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: token })

describe('credentials', () => {
  it('of workload identity are exchanged at the sign-in host', async () => {
    const server = await signIn((form) => (form.get('client_assertion') === 'from-the-cluster' && form.get('scope') === 'https://management.azure.com/.default' ? granted('federated') : { error: 'invalid_request' }))
    writeFileSync(join(folder, 'assertion'), 'from-the-cluster')
    expect(await tokenIn({ NODE_EXTRA_CA_CERTS: certificate, AZURE_AUTHORITY_HOST: server.url, AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: 'orchard-ci', AZURE_FEDERATED_TOKEN_FILE: join(folder, 'assertion') })).toBe('federated')
    server.stop()
  })

  it('of an application are exchanged, too, and a refusal is told in one line as final', async () => {
    const secret = ['or', 'chard'].join('')
    const server = await signIn((form) => (form.get('client_secret') === secret ? granted('application') : { error: 'invalid_client', error_description: 'AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 1' }))
    const env = { NODE_EXTRA_CA_CERTS: certificate, AZURE_AUTHORITY_HOST: server.url, AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: 'orchard-ci', AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' }
    expect(await tokenIn({ ...env, AZURE_CLIENT_SECRET: secret })).toBe('application')
    expect(await tokenIn({ ...env, AZURE_CLIENT_SECRET: 'old' })).toMatch(/^refused: .*AADSTS7000222: The provided client secret keys are expired.*, lost$/)
    server.stop()
  })

  it('of a managed identity come from the machine', async () => {
    const server = await listening(false, (request) => (request.headers['x-identity-header'] === 'known' ? { access_token: 'managed', expires_on: String(Math.floor(Date.now() / 1000) + 3600), resource: 'https://management.azure.com', token_type: 'Bearer' } : 400))
    expect(await tokenIn({ IDENTITY_ENDPOINT: `${server.url}/token`, IDENTITY_HEADER: 'known', AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential' })).toBe('managed')
    expect(server.asked[0]).toContain('resource=https%3A%2F%2Fmanagement.azure.com')
    server.stop()
  })

  it('of the Azure CLI are those of who is signed in', async () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'az'), '#!/bin/sh\necho \'{"accessToken":"signed-in","expiresOn":"2099-01-01 00:00:00.000000","expires_on":4070908800,"subscription":"s","tenant":"t","tokenType":"Bearer"}\'\n')
    chmodSync(join(bin, 'az'), 0o755)
    expect(await tokenIn({ PATH: [bin, '/usr/bin', '/bin', dirname(process.execPath)].join(delimiter), AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' })).toBe('signed-in')
  })

  it('of several kinds, of which none is there, are missed in one line', async () => {
    expect(await tokenIn({ AZURE_TOKEN_CREDENTIALS: 'dev' })).toBe('refused: neither the environment, nor this machine, nor the Azure CLI has any, lost')
  })

  it('may be a token, for Resource Manager', async () => {
    expect(await tokenIn({ AZURE_ACCESS_TOKEN: 'given' })).toBe('given')
  })

  it('that are nowhere are not looked for over the network', async () => {
    const env = { HOME: folder, AZURE_CONFIG_DIR: join(folder, 'none') }
    expect(hasTraces(env)).toBe(false)
    expect(await azure.open({ scopes: [], regions: [], maxRate: 1 }, env)).toMatchObject({ missing: 'no credentials for azure', untraced: true })
    expect(await azure.open({ scopes: ['mg/orchard'], regions: [], maxRate: 1 }, env)).toEqual({ missing: 'no credentials for azure', hint: 'az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET' })
  })
})
