// SageMaker's Search and its List and Describe give the same assets, whatever Search leaves out, adds or breaks off.
import { beforeAll, describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { collect, silent } from '../../src/connectors/kit/collect.js'
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import { renderError } from '../../src/connectors/aws/wire.js'
import type { Inventory } from '../../src/core/index.js'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer, type Asked, type Fault } from '../server/server.js'

const now = new Date('2026-06-01T00:00:00Z')
const regions = ['us-east-1', 'us-east-2', 'eu-west-1']
/** 250 training jobs in the first region: three pages of Search or of a list. */
const account = makeAccount({ ...sizes.S, trainingJobs: 333, models: 120 }, { regions, now: now.getTime() / 1000 })
const types = new Set(['aws.sagemaker.model', 'aws.sagemaker.endpoint', 'aws.sagemaker.training_job', 'aws.sagemaker.model_package', 'aws.sagemaker.model_package_group', 'aws.sagemaker.notebook_instance', 'aws.sagemaker.domain'])

interface Swept {
  inventory: Inventory
  /** `us-east-1 ListModels` → how often. */
  calls: ReadonlyMap<string, number>
}

async function sweep(fault: Fault = () => undefined): Promise<Swept> {
  const calls = new Map<string, number>()
  const server = await AwsServer.start(account, { fault: (asked, honest) => {
    const key = `${asked.region} ${asked.action}`
    calls.set(key, (calls.get(key) ?? 0) + 1)
    return fault(asked, honest)
  } })
  try {
    const { inventory } = await collect({
      connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 1000 } }], types, takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
      with: new Set(), concurrency: 32, requestTimeout: 20_000, signal: AbortSignal.timeout(60_000), random: () => 0.01, env: server.env(),
    }, silent)
    return { inventory, calls }
  } finally {
    await server.stop()
  }
}

const isSearch = (asked: Asked): boolean => asked.action === 'Search'
type Results = Record<string, Record<string, unknown>>[]
function changed(answer: WireAnswer, change: (results: Results) => Results): WireAnswer {
  const value = JSON.parse(Buffer.from(answer.body).toString('utf8')) as { Results: Results }
  return { ...answer, body: Buffer.from(JSON.stringify({ ...value, Results: change(value.Results) })) }
}
const refused = (asked: Asked): WireAnswer => renderError('AccessDeniedException', 'no', 400, asked)
const broken = (asked: Asked): WireAnswer => renderError('InternalFailure', 'no', 500, asked)

const bytes = ({ inventory }: Swept): string => JSON.stringify([inventory.assets, inventory.relations, inventory.gaps.filter((gap) => gap.reason !== 'not-requested')], null, 1)

describe('Search and List with Describe', () => {
  let searched: Swept
  beforeAll(async () => { searched = await sweep() })

  it('Search reads 250 jobs in three calls and one look at the list', () => {
    const of = (call: string): number => searched.calls.get(`us-east-1 ${call}`) ?? 0
    expect(searched.inventory.assets.filter((asset) => asset.type === 'aws.sagemaker.training_job')).toHaveLength(333)
    // Jobs 3, models 1, endpoints 1, packages 1.
    expect({ search: of('Search'), list: of('ListTrainingJobs'), describe: of('DescribeModel') }).toEqual({ search: 6, list: 1, describe: 0 })
  })

  const ways: [string, Fault][] = [
    ['is denied', (asked) => (isSearch(asked) ? refused(asked) : undefined)],
    ['is denied in one region', (asked) => (isSearch(asked) && asked.region === 'us-east-2' ? refused(asked) : undefined)],
    ['leaves out every third row', (asked, honest) => (isSearch(asked) ? changed(honest(), (rows) => rows.filter((_, i) => i % 3 !== 1)) : undefined)],
    ['leaves out everything', (asked, honest) => (isSearch(asked) ? changed(honest(), () => []) : undefined)],
    ['fails on its second page', (asked) => (isSearch(asked) && asked.input['NextToken'] !== undefined ? broken(asked) : undefined)],
    ['forgets its token on the second page', (asked) => (isSearch(asked) && asked.input['NextToken'] !== undefined ? renderError('ValidationException', 'Invalid NextToken', 400, asked) : undefined)],
    ['hands out its first page for ever', (asked, honest) => (isSearch(asked) ? { ...honest(), body: Buffer.from(Buffer.from(honest().body).toString('utf8').replace(/"NextToken":"\d+"/, '"NextToken":"0"')) } : undefined)],
    ['gives every row twice', (asked, honest) => (isSearch(asked) ? changed(honest(), (rows) => rows.flatMap((row) => [row, row])) : undefined)],
    ['gives records of another kind', (asked, honest) => (isSearch(asked) ? changed(honest(), (rows) => rows.map(() => ({ Experiment: { ExperimentName: 'orchard' } }))) : undefined)],
    ['answers with a page of a proxy', (asked) => (isSearch(asked) ? { status: 200, headers: {}, body: Buffer.from('<html></html>') } : undefined)],
  ]
  it.each(ways)('the same bytes when Search %s', async (_name, fault) => {
    expect(bytes(await sweep(fault))).toBe(bytes(searched))
  })

  it('the same bytes when Search still remembers what was deleted', async () => {
    const remembering = await sweep((asked, honest) => (isSearch(asked) && asked.input['Resource'] === 'Endpoint' ? changed(honest(), (rows) => {
      const one = rows[0]?.['Endpoint']
      return one === undefined ? rows : [{ Endpoint: { ...one, EndpointName: 'orchard-felled', EndpointArn: String(one['EndpointArn']).replace(/[^/]+$/, 'orchard-felled') } }, ...rows]
    }) : undefined))
    expect(bytes(remembering)).toBe(bytes(searched))
  })

  it('an empty region costs one list a type', () => {
    const there = [...searched.calls].filter(([key]) => key.startsWith('eu-west-1 '))
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries([
      'ListNotebookInstances', 'ListModels', 'ListEndpoints', 'ListTrainingJobs', 'ListDomains', 'ListModelPackageGroups', 'ListModelPackages',
    ].map((action) => [`eu-west-1 ${action}`, 1])))
  })
})
