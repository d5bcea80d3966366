// Scans of an account on the loopback server: signals, scopes, plans, credentials.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer } from '../server/server.js'
import { aispm, folder, start, type Running } from './run.js'

interface Report {
  complete: boolean
  interrupted?: string
  scopes: { scope: { account: string; region?: string }; state: string }[]
  findings: { rule: string; asset: string; severity: string }[]
  coverage: { decided: number; notConfigured: { rule: string }[] }
  inventory: { assets: number; types: Record<string, number> }
}

const regions = ['us-east-1', 'eu-west-1']
let quick: AwsServer
let slow: AwsServer
beforeAll(async () => {
  quick = await AwsServer.start(makeAccount(sizes.XS, { regions }))
})
afterAll(() => quick.stop())
// One server each: what a killed scan had under way would count as calls of the next.
const large = makeAccount(sizes.M, { regions, pageCap: 5 })
beforeEach(async () => {
  slow = await AwsServer.start(large, { latency: 60 })
})
afterEach(() => slow.stop())

const validate = (() => {
  const ajv = new Ajv2020({ strict: false })
  ;(formats as unknown as (ajv: Ajv2020) => void)(ajv)
  return ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/schemas/report.schema.json'), 'utf8')) as object)
})()

function reportOf(text: string): Report {
  const report: unknown = JSON.parse(text)
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
  return report as Report
}

/** Waits until the scan has really begun to read. */
async function underWay({ child }: Running, server: AwsServer, calls = 20): Promise<void> {
  const before = server.total
  while (server.total < before + calls && child.exitCode === null) await new Promise((next) => setTimeout(next, 20))
}

describe('a signal', () => {
  it.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s ends with %i and a valid, partial, marked report', async (signal, code) => {
    const cwd = folder()
    const running = start(['scan', 'aws', '-o', 'json', '-o', 'sarif=b.sarif', '-o', 'text=c.txt'], { cwd, env: slow.env() })
    await underWay(running, slow)
    running.child.kill(signal)
    const { status, stdout, stderr } = await running.ended
    expect(status).toBe(code)
    expect(stderr).toContain(`aispm: ${signal}: reporting what was read so far; once more ends at once\n`)
    const report = reportOf(stdout)
    expect(report).toMatchObject({ complete: false, interrupted: signal })
    expect(JSON.parse(readFileSync(join(cwd, 'b.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(readFileSync(join(cwd, 'c.txt'), 'utf8')).toContain(`cut short (${signal}): this report is partial`)
  })

  it('marks an inventory, too', async () => {
    const running = start(['inventory', 'aws', '-o', 'json'], { env: slow.env() })
    await underWay(running, slow)
    running.child.kill('SIGINT')
    const { status, stdout } = await running.ended
    expect(status).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ finished: false })
  })

  it('ends at once when it comes again', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../dist/cli/signals.js')).href
    const child = spawn(process.execPath, ['--input-type=module', '-e', `import { onInterruption } from '${module}'; onInterruption(console.log); setInterval(() => {}, 1000); console.log('ready')`])
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()))
    const says = async (word: string): Promise<void> => { while (!told.includes(word)) await new Promise((next) => setTimeout(next, 20)) }
    const ended = new Promise<number | null>((done) => child.on('close', done))
    await says('ready')
    child.kill('SIGINT')
    await says('SIGINT')
    expect(child.exitCode).toBe(null)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(told).toBe('ready\naispm: SIGINT: reporting what was read so far; once more ends at once\n')
  })

  it('before anything was read ends without a report', async () => {
    const deaf = createServer(() => undefined)
    await new Promise<void>((done) => deaf.listen(0, '127.0.0.1', done))
    const running = start(['scan', 'aws'], { env: { ...quick.env(), AWS_ENDPOINT_URL: `http://localhost:${(deaf.address() as AddressInfo).port}` } })
    await new Promise<void>((done) => deaf.once('connection', () => done()))
    running.child.kill('SIGINT')
    const { status, stdout, stderr } = await running.ended
    deaf.close()
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' })
    expect(stderr).toContain('aispm: nothing was read before; there is no report\n')
  })
})

describe('progress, where no terminal looks', () => {
  it('is a plain line a scope and a sum, on standard error', async () => {
    const { stderr } = await aispm(['scan', 'aws', '--fail-on', 'never', '-o', 'json'], { env: quick.env() })
    expect(stderr.split('\n').slice(0, -2).toSorted()).toEqual(['', '/eu-west-1', '/us-east-1'].map((region) => `aispm: reading aws/111122223333${region}`).toSorted())
    expect(stderr.split('\n').at(-2)).toMatch(/^aispm: read \d+ assets with \d+ calls$/)
  })
})

describe('where to look', () => {
  it('is one region', async () => {
    const { stdout } = await aispm(['scan', 'aws', '--region', 'eu-west-1', '-o', 'json'], { env: quick.env() })
    const { scopes } = reportOf(stdout)
    expect(scopes.filter(({ state }) => state === 'read').map(({ scope }) => scope.region)).toEqual([undefined, 'eu-west-1'])
    expect(scopes.filter(({ state }) => state === 'not-requested').map(({ scope }) => scope.region)).toEqual(['us-east-1'])
  })

  it('is the account of the credentials, by its number', async () => {
    const { stdout } = await aispm(['scan', '--scope', 'aws:111122223333', '--region', 'us-east-1', '-o', 'json'], { env: quick.env() })
    expect(reportOf(stdout).inventory.assets).toBeGreaterThan(0)
  })

  it('cannot be another account', async () => {
    const { status, stdout, stderr } = await aispm(['scan', '--scope', 'aws:444455556666'], { env: quick.env() })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('aispm: aws:444455556666 was not scanned: these credentials belong to account 111122223333\ntry: give --profile or --role-arn for 444455556666, or --role-name for the role to assume there\n')
  })

  it('is one asset, read in its own region by the rules of its service', async () => {
    const asset = 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/orchard-lab-0'
    const { stdout } = await aispm(['scan', '--asset', asset.replace('eu-west-1', 'us-east-1'), '-o', 'json'], { env: quick.env() })
    const report = reportOf(stdout)
    expect(new Set(report.findings.map((finding) => finding.asset))).toEqual(new Set([asset.replace('eu-west-1', 'us-east-1')]))
    expect(report.scopes.filter(({ state }) => state === 'read').map(({ scope }) => scope.region)).toEqual([undefined, 'us-east-1'])
    expect(report.coverage.decided).toBeLessThan(20)
    const unknown = await aispm(['scan', '--asset', asset.replace('lab-0', 'lab-77')], { env: quick.env() })
    expect(unknown.status).toBe(3)
    expect(unknown.stderr).toContain('lab-77: it does not exist, no rule reads it, or it could not be read; nothing was judged')
  })
})

describe('how far back', () => {
  it('bounds the jobs that are read', async () => {
    const now = Date.now() / 1000
    const recent = await AwsServer.start(makeAccount({ ...sizes.XS, trainingJobs: 60 }, { regions: ['us-east-1'], now }))
    const jobs = async (history: string): Promise<number> => {
      const { stdout } = await aispm(['inventory', '--history', history, '-o', 'json'], { env: recent.env() })
      return (JSON.parse(stdout) as { assets: { type: string }[] }).assets.filter(({ type }) => type === 'aws.sagemaker.training_job').length
    }
    // One an hour.
    const [day, week] = await Promise.all([jobs('1d'), jobs('7d')])
    await recent.stop()
    expect(day).toBeGreaterThan(15)
    expect(day).toBeLessThan(30)
    expect(week).toBe(60)
  })
})

describe('the plan', () => {
  it('asks where it is, and nothing else', async () => {
    const server = await AwsServer.start(makeAccount(sizes.XS, { regions }))
    const { status, stdout, stderr } = await aispm(['scan', 'aws', '--plan'], { env: server.env() })
    await server.stop()
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect([...server.calls.keys()].toSorted()).toEqual(['ec2.DescribeRegions', 'sts.GetCallerIdentity'])
    expect(stdout).toContain('aws 111122223333: eu-west-1, us-east-1')
    expect(stdout).toContain('Once in each of 2 regions')
  })

  it('is an array for programs', async () => {
    const { stdout } = await aispm(['scan', '--demo', '--plan', '-o', 'json'])
    const [plan] = JSON.parse(stdout) as { provider: string; permissions: string[]; calls: { call: string; per: string; permissions: string[] }[] }[]
    expect(plan?.provider).toBe('aws')
    expect(plan?.calls.every(({ call, per }) => call.includes(':') && ['scan', 'account', 'region', 'item'].includes(per))).toBe(true)
    const services = JSON.parse((await aispm(['permissions', 'aws', '--by', 'service'])).stdout) as Record<string, string[]>
    expect(services['bedrock']).toContain('ListGuardrails')
    const policy = JSON.parse((await aispm(['permissions', 'aws', '--rules', 'recommended'])).stdout) as { Statement: { Action: string[] }[] }
    expect(plan?.permissions).toEqual(policy.Statement.flatMap(({ Action }) => Action))
  })
})

describe('without credentials', () => {
  it('nothing is scanned, and the first thing to try is named, quickly', async () => {
    const begun = performance.now()
    const { status, stdout, stderr } = await aispm(['scan'])
    expect(performance.now() - begun).toBeLessThan(5000)
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toBe('aispm: no credentials for aws; nothing was scanned\ntry: aws sso login, or set AWS_PROFILE; or see a report without any: aispm scan --demo\n')
  })

  it('a profile that is not there is named', async () => {
    const { status, stderr } = await aispm(['scan', '--profile', 'orchard'])
    expect(status).toBe(3)
    expect(stderr).toMatch(/^aispm: no credentials for aws in profile orchard.*; nothing was scanned\ntry: aws sso login --profile orchard/)
  })

  describe('where the metadata service does not answer', () => {
    let deaf: Server
    beforeAll(async () => {
      deaf = createServer(() => undefined)
      await new Promise<void>((done) => deaf.listen(0, '127.0.0.1', done))
    })
    afterAll(() => void deaf.close())

    it('a few seconds are enough', async () => {
      const begun = performance.now()
      const { status } = await aispm(['scan'], { env: { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${(deaf.address() as AddressInfo).port}` } })
      expect(status).toBe(3)
      expect(performance.now() - begun).toBeLessThan(8000)
    })
  })
})
