// Many accounts in one scan: found through the organisation, reached by a role, each whole whatever becomes of the others.
import { describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { renderError } from '../../src/connectors/aws/wire.js'
import { collect, silent, type Collected } from '../../src/connectors/kit/collect.js'
import type { CollectSettings } from '../../src/connectors/kit/connector.js'
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import { noTrust } from '../../src/core/index.js'
import { judge, loadRules, prepareRules } from '../../src/engine/index.js'
import { indexInventory } from '../../src/graph/index.js'
import { builtInRules, installed } from '../../src/installed.js'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer, type Asked } from '../server/server.js'

const now = new Date('2026-06-01T00:00:00Z')
const regions = ['us-east-1', 'eu-west-1']
const made = (account: string, seed: number): ReturnType<typeof makeAccount> => makeAccount(sizes.XS, { account, regions, seed, now: now.getTime() / 1000 })
const hub = made('111122223333', 1)
const members = [made('222233334444', 2), made('333344445555', 3)]
const types = new Set(['aws.account.account', 'aws.sagemaker.notebook_instance', 'aws.iam.role'])

type Act = (asked: Asked) => WireAnswer | undefined
const json = (value: unknown) => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(value)) })
const listing = (...accounts: object[]): Act => (asked) => (asked.action === 'ListAccounts' ? json({ Accounts: accounts }) : undefined)
const whole = [{ Id: '111122223333', State: 'ACTIVE' }, { Id: '222233334444', State: 'ACTIVE' }, { Id: '333344445555', State: 'ACTIVE' }]

interface Run extends Partial<Collected> {
  error?: Error
  /** Roles asked for, with the external id and the key that asked. */
  assumed: string[]
}

async function scan(settings: Partial<CollectSettings>, ...acts: Act[]): Promise<Run> {
  const assumed: string[] = []
  const server = await AwsServer.start(hub, { fault: (asked) => {
    if (asked.action === 'AssumeRole') assumed.push([asked.input['RoleArn'], asked.input['ExternalId'], asked.key].flatMap((part) => (typeof part === 'string' ? part : [])).join(' '))
    return acts.map((act) => act(asked)).find((answer) => answer !== undefined)
  } }, members)
  try {
    return { assumed, ...await collect({
      connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 100, ...settings } }], types, takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
      with: new Set(), concurrency: 32, requestTimeout: 10_000, signal: AbortSignal.timeout(60_000), random: () => 0.01, env: server.env(),
    }, silent) }
  } catch (error) {
    return { assumed, error: error as Error }
  } finally {
    await server.stop()
  }
}

const notebooks = ({ inventory }: Run): Record<string, number> => Object.fromEntries(
  ['111122223333', '222233334444', '333344445555'].map((account) => [account, inventory?.assets.filter((asset) => asset.type === 'aws.sagemaker.notebook_instance' && asset.scope.account === account).length ?? 0]),
)
const states = ({ inventory }: Run): unknown => inventory?.scopes.filter(({ scope }) => scope.region === undefined).map(({ scope, state, why }) => (why === undefined ? `${scope.account} ${state}` : `${scope.account} ${state}: ${why}`))

describe('an organisation', () => {
  it('is read account by account, with the role of each, and its own with its own rights', async () => {
    const run = await scan({ scopes: ['org'], externalId: 'orchard-7' }, listing(...whole))
    expect(run.error).toBeUndefined()
    expect(states(run)).toEqual(['111122223333 read', '222233334444 read', '333344445555 read'])
    expect(notebooks(run)).toEqual({ '111122223333': 2, '222233334444': 2, '333344445555': 2 })
    expect(run.assumed.toSorted()).toEqual([
      'arn:aws:iam::222233334444:role/aispm-read orchard-7 RECORDED111122223333', 'arn:aws:iam::333344445555:role/aispm-read orchard-7 RECORDED111122223333',
    ])
  })

  it('one account that cannot be reached is told, and leaves the others whole', async () => {
    const run = await scan({ scopes: ['org'] }, listing(...whole, { Id: '444455556666', State: 'SUSPENDED' }), (asked) => (
      String(asked.input['RoleArn']).includes('222233334444') ? renderError('AccessDenied', 'not authorized to perform: sts:AssumeRole', 403, asked) : undefined
    ))
    expect(states(run)).toEqual([
      '111122223333 read', '222233334444 unreachable: not authorized to perform: sts:AssumeRole', '333344445555 read', '444455556666 not-requested: closed, or about to be',
    ])
    expect(notebooks(run)).toEqual({ '111122223333': 2, '222233334444': 0, '333344445555': 2 })
    const { types: known, access } = await installed()
    const rules = prepareRules(await loadRules([builtInRules]), known, access).filter(({ doc }) => doc.id === 'aws-sagemaker-notebook-root-access-enabled')
    const judged = judge(rules, indexInventory(run.inventory!, known, noTrust), access, { with: new Set() })
    expect(judged.complete).toBe(false)
    expect(judged.unknowns.map(({ scope, asset }) => [scope.account, asset])).toEqual([['222233334444', null]])
  })

  it('keys of a member that die in mid-scan cost that account alone', async () => {
    const run = await scan({ scopes: ['org'] }, listing(...whole), (asked) => (
      asked.key.endsWith('222233334444') && asked.action === 'DescribeNotebookInstance' ? renderError('ExpiredTokenException', 'The security token included in the request is expired', 400, asked) : undefined
    ))
    expect(run.lostCredentials).toBeUndefined()
    expect(run.inventory?.gaps.filter((gap) => gap.reason === 'error').map(({ scope, call }) => `${scope.account} ${call}`)).toEqual(['222233334444 sagemaker:DescribeNotebookInstance'])
  })

  it('a unit means the accounts in it and below it', async () => {
    const run = await scan({ scopes: ['org/ou-exam-11111111'], roleName: 'audit/reader' }, (asked) => {
      const parent = asked.input['ParentId']
      if (asked.action === 'ListAccountsForParent') return json({ Accounts: parent === 'ou-exam-11111111' ? [whole[1]] : [whole[2]] })
      if (asked.action === 'ListOrganizationalUnitsForParent') return json({ OrganizationalUnits: parent === 'ou-exam-11111111' ? [{ Id: 'ou-exam-22222222' }] : [] })
      return undefined
    })
    expect(states(run)).toEqual(['222233334444 read', '333344445555 read'])
    expect(run.assumed.map((line) => line.split(' ', 1).join('')).toSorted()).toEqual(['arn:aws:iam::222233334444:role/audit/reader', 'arn:aws:iam::333344445555:role/audit/reader'])
  })

  it('pages through its accounts', async () => {
    const run = await scan({ scopes: ['org'] }, (asked) => {
      if (asked.action !== 'ListAccounts') return undefined
      return asked.input['NextToken'] === undefined ? json({ Accounts: whole.slice(0, 2), NextToken: 'more' }) : json({ Accounts: whole.slice(2) })
    })
    expect(states(run)).toEqual(['111122223333 read', '222233334444 read', '333344445555 read'])
  })

  it('somebody else’s organisation is a mistake, said before anything is read', async () => {
    const run = await scan({ scopes: ['org/o-other'] }, async0)
    expect(run.error).toMatchObject({ name: 'UsageError', message: expect.stringContaining('o-other was not scanned') as string })
  })

  it('cannot be listed: the right that is missing is named', async () => {
    const run = await scan({ scopes: ['org'] }, (asked) => (asked.action === 'ListAccounts' ? renderError('AccessDeniedException', 'User is not authorized to perform: organizations:ListAccounts', 400, asked) : undefined))
    expect(run.error).toMatchObject({ name: 'ScanError', message: expect.stringContaining('organizations:ListAccounts') as string })
  })
})

const async0: Act = (asked) => (asked.action === 'DescribeOrganization' ? json({ Organization: { Id: 'o-orchard' } }) : undefined)

describe('single accounts', () => {
  it('another account is reached by the named role', async () => {
    const run = await scan({ scopes: ['222233334444'], roleName: 'reader' })
    expect(states(run)).toEqual(['222233334444 read'])
    expect(notebooks(run)).toEqual({ '111122223333': 0, '222233334444': 2, '333344445555': 0 })
  })

  it('another account without a role is a mistake', async () => {
    expect((await scan({ scopes: ['222233334444'] })).error).toMatchObject({ name: 'UsageError', message: expect.stringContaining('belong to account 111122223333') as string })
  })

  it('roles make a chain: each is assumed with the rights of the one before', async () => {
    const run = await scan({ roleArns: ['arn:aws:iam::222233334444:role/hop', 'arn:aws:iam::333344445555:role/reader'] })
    expect(run.assumed).toEqual(['arn:aws:iam::222233334444:role/hop RECORDED111122223333', 'arn:aws:iam::333344445555:role/reader ASSUMED222233334444'])
    expect(states(run)).toEqual(['333344445555 read'])
  })

  it('a role that may not be assumed ends the scan before it starts', async () => {
    const run = await scan({ roleArns: ['arn:aws:iam::222233334444:role/nobody'] })
    expect(run.error).toMatchObject({ name: 'ScanError', message: expect.stringContaining('sts:AssumeRole') as string })
  })
})
