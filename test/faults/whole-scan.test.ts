// Faults that hit more than one read: a whole account, a region, the credentials, the way to the cloud.
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/connectors/kit/collector.js'
import { classify } from '../../src/connectors/aws/failures.js'
import { renderError } from '../../src/connectors/aws/wire.js'
import type { Asked } from '../server/server.js'
import { error, expiredCodes } from './faults.js'
import { spine } from './sites.js'
import { facts, lies, scan as scanAll, type Scan, type ScanOptions } from './world.js'

const scan = (options: ScanOptions = {}): Promise<Scan> => scanAll({ types: spine, ...options })

const isIdentity = (asked: Asked): boolean => asked.service === 'sts' || asked.service === 'ec2'

describe('a whole scan', () => {
  it('2 is denied everything but its identity: every gap names a permission, nothing is known, nothing is asked twice', async () => {
    const { inventory, calls } = await scan({ fault: (asked) => (isIdentity(asked) ? undefined : renderError('AccessDeniedException', 'no', asked.protocol === 'json' ? 400 : 403, asked)) })
    expect(inventory?.finished).toBe(true)
    const denied = inventory?.gaps.filter((gap) => gap.reason === 'denied') ?? []
    expect(denied.filter((gap) => gap.missing === undefined)).toEqual([])
    expect(new Set(denied.flatMap((gap) => gap.missing ?? []))).toContain('sagemaker:ListNotebookInstances')
    expect(inventory?.assets.map((asset) => [asset.type, Object.keys(asset.props)])).toEqual([['aws.account.account', ['regions']]])
    expect(calls).toBeLessThan(25)
    expect(inventory?.gaps.length).toBeLessThan(25)
  })

  it('is refused its identity: nothing is scanned, and it says so', async () => {
    const { refused } = await scan({ fault: (asked) => (asked.service === 'sts' ? renderError('AccessDenied', 'no', 403, asked) : undefined) })
    expect(refused).toMatchObject({ name: 'ScanError', message: expect.stringContaining('nothing was scanned') as string })
  })

  it('19 meets a region that is switched off: a fact about the scope, and the rest as ever', async () => {
    const calm = await scan()
    const { inventory } = await scan({ twoRegions: true, fault: (asked) => (asked.region === 'us-east-2' && !isIdentity(asked) ? renderError('UnrecognizedClientException', 'The security token included in the request is invalid.', 400, asked) : undefined) })
    expect(inventory?.scopes.find((scope) => scope.scope.region === 'us-east-2')?.services).toEqual({ sagemaker: 'not-enabled' })
    expect(inventory?.gaps).toEqual(calm.inventory?.gaps)
    const account = (assets: typeof inventory): unknown => assets?.assets.filter((asset) => asset.type !== 'aws.account.account')
    expect(account(inventory)).toEqual(account(calm.inventory))
  })

  it('20 meets a service that is not offered in a region', async () => {
    const { inventory } = await scan({ twoRegions: true, fault: (asked) => (asked.region === 'us-east-2' && asked.service === 'sagemaker' ? renderError('UnknownOperationException', '', 400, asked) : undefined) })
    expect(inventory?.scopes.find((scope) => scope.scope.region === 'us-east-2')?.services).toEqual({ sagemaker: 'not-offered' })
    expect(inventory?.gaps.filter((gap) => gap.scope.region === 'us-east-2')).toEqual([])
  })

  it('20 takes one missing operation of a service that answers for a gap, not for an empty list', async () => {
    const calm = await scan()
    const { inventory } = await scan({ fault: (asked) => (asked.action === 'ListDomains' ? renderError('UnknownOperationException', '', 400, asked) : undefined) })
    expect(inventory?.scopes.find((scope) => scope.scope.region === 'us-east-1')?.services).toEqual({ sagemaker: 'enabled' })
    expect(inventory?.gaps).toContainEqual(expect.objectContaining({ call: 'sagemaker:ListDomains', list: true, reason: 'unsupported' }))
    expect(lies(calm.inventory!, inventory!, { action: 'sagemaker:ListDomains', same: false })).toEqual([])
  })

  it('11 outlives its credentials when there are fresh ones: 30 requests fail at once, and are made again', async () => {
    const calm = await scan()
    const env: NodeJS.ProcessEnv = { AWS_ACCESS_KEY_ID: 'OLD000000111122223333', AWS_SECRET_ACCESS_KEY: 'recorded' }
    let asked = 0
    const { inventory, collected } = await scan({ env, fault: (question) => {
      asked += 1
      if (asked < 20 || question.key.startsWith('NEW')) return undefined
      env['AWS_ACCESS_KEY_ID'] = 'NEW000000111122223333'
      return error(question, expiredCodes, 403, 'The security token included in the request is expired')
    } })
    expect(collected?.lostCredentials).toBeUndefined()
    expect(facts(inventory!)).toEqual(facts(calm.inventory!))
  })

  it('11 stops asking when there are none: unfinished, and what it had is kept', async () => {
    let asked = 0
    const calm = await scan()
    const { inventory, collected, calls } = await scan({ fault: (question) => {
      asked += 1
      // A HEAD has no body to say it with.
      return asked < 60 || question.action === 'HeadBucket' ? undefined : error(question, expiredCodes, 403, 'The security token included in the request is expired')
    } })
    expect(collected?.lostCredentials).toContain('expired')
    expect(inventory?.finished).toBe(false)
    expect(inventory?.assets.length).toBeGreaterThan(0)
    expect(lies(calm.inventory!, inventory!, { action: '', same: false, cutShort: true })).toEqual([])
    expect(calls).toBeLessThan(60 + 2 * 32 + 2)
  })

  it('22 sees a bucket change between two questions: both answers stand', async () => {
    const { inventory } = await scan({ fault: (asked) => (asked.action === 'GetBucketPolicy' ? { status: 200, headers: {}, body: Buffer.from('{"Version":"2012-10-17","Statement":[]}') } : undefined) })
    const buckets = inventory?.assets.filter((asset) => asset.type === 'aws.s3.bucket') ?? []
    expect(buckets.map(({ props }) => [props['policy'], props['publicAccessBlock']])).toEqual(buckets.map(() => [{ Version: '2012-10-17', Statement: [] }, expect.objectContaining({ blockPublicPolicy: true })]))
  })
})

describe('what the network says', () => {
  const call: Call = { action: 'sagemaker:ListModels', needs: [], per: 'region' }
  const thrown = (code: string, message = code): Error => Object.assign(new Error(message), { code })

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])('24 %s: no second try, and how to give a CA', (code) => {
    expect(classify(thrown(code), call)).toMatchObject({ class: 'error', message: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string })
  })

  it.each(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH'])('%s may pass', (code) => {
    expect(classify(thrown(code), call).class).toBe('transient')
  })
})
