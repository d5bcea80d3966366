// Search and Describe: the same facts either way, with the fewest calls, and no gap left by a Search that fails.
import { describe, expect, it } from 'vitest'
import type { Asset, Inventory } from '../../src/core/index.js'
import domain from '../../src/connectors/aws/sagemaker/domain.js'
import endpointConfig from '../../src/connectors/aws/sagemaker/endpoint-config.js'
import endpoint from '../../src/connectors/aws/sagemaker/endpoint.js'
import packageGroup from '../../src/connectors/aws/sagemaker/model-package-group.js'
import modelPackage from '../../src/connectors/aws/sagemaker/model-package.js'
import model from '../../src/connectors/aws/sagemaker/model.js'
import trainingJob from '../../src/connectors/aws/sagemaker/training-job.js'
import { collect, type AnyCollector } from '../kit/kit.js'
import { fakeConnector, refuse, type Handler } from '../kit/fake-session.js'

const takenAt = new Date('2026-06-01T00:00:00Z')
const day = 24 * 60 * 60 * 1000
const ago = (days: number): Date => new Date(takenAt.getTime() - days * day)
const arn = (resource: string): string => `arn:aws:sagemaker:here:111122223333:${resource}`

interface Run { assets: Asset[]; relations: Inventory['relations']; gaps: Inventory['gaps']; calls: Record<string, number>; log: string[]; bugs: number }

async function run(collectors: AnyCollector[], handlers: Record<string, Handler>, optional: string[] = []): Promise<Run> {
  const connector = fakeConnector(collectors, handlers)
  const { inventory, bugs } = await collect({
    connectors: [{ connector, settings: { scopes: [], regions: [], maxRate: 1 } }], takenAt, historySince: ago(90), with: new Set(optional),
    concurrency: 64, requestTimeout: 2000, signal: new AbortController().signal, random: () => 0, env: {},
  })
  const calls: Record<string, number> = {}
  for (const line of connector.log) {
    const action = line.split(' ')[1] ?? ''
    calls[action] = (calls[action] ?? 0) + 1
  }
  return { assets: inventory.assets, relations: inventory.relations, gaps: inventory.gaps, calls, log: connector.log, bugs }
}

/** Answers pages of a hundred, with the offset as token. */
function pages<T>(items: readonly T[], field: string): Handler {
  return (input) => {
    const from = Number(input['NextToken'] ?? 0)
    const next = from + 100
    return { [field]: items.slice(from, next), NextToken: next < items.length ? String(next) : undefined }
  }
}
const denied: Handler = () => refuse({ class: 'denied', code: 'AccessDeniedException', message: 'not authorized' })
const seen = (r: Run): unknown => ({ assets: r.assets, relations: r.relations })

interface Job { TrainingJobName: string; TrainingJobArn: string; CreationTime: Date; TrainingJobStatus: string; [field: string]: unknown }
/** `count` jobs, newest first, two an hour apart from each other; the first one is still running. */
function makeJobs(count: number, step = 0.02): Job[] {
  return Array.from({ length: count }, (_, i) => ({
    TrainingJobName: `orchard-${i}`, TrainingJobArn: arn(`training-job/orchard-${i}`), CreationTime: ago(1 + i * step), TrainingJobStatus: i === 0 ? 'InProgress' : 'Completed',
    TrainingEndTime: i === 0 ? undefined : ago(0.5 + i * step), RoleArn: 'arn:aws:iam::111122223333:role/orchard-train', HyperParameters: { epochs: '3' }, ResourceConfig: { InstanceType: 'ml.c5.xlarge', InstanceCount: 2 },
    OutputDataConfig: { S3OutputPath: 's3://orchard-models/runs' }, ModelArtifacts: { S3ModelArtifacts: `s3://orchard-models/runs/orchard-${i}/output/model.tar.gz` },
  }))
}
function jobHandlers(jobs: readonly Job[], indexed: readonly Job[] = jobs): Record<string, Handler> {
  return {
    'sagemaker:ListTrainingJobs': pages(jobs.map(({ TrainingJobName, TrainingJobArn, CreationTime, TrainingJobStatus }) => ({ TrainingJobName, TrainingJobArn, CreationTime, TrainingJobStatus })), 'TrainingJobSummaries'),
    'sagemaker:Search': pages(indexed.map((TrainingJob) => ({ TrainingJob })), 'Results'),
    'sagemaker:DescribeTrainingJob': ({ TrainingJobName }) => {
      const job = jobs.find((one) => one.TrainingJobName === TrainingJobName)
      return job === undefined ? refuse({ class: 'gone', code: 'ValidationException' }) : { ...job, RemoteDebugConfig: { EnableRemoteDebug: true } }
    },
  }
}

describe('two hundred and fifty training jobs', () => {
  const jobs = makeJobs(250)

  it('take one page of the list, three of Search, and one description of what still runs', async () => {
    const found = await run([trainingJob], jobHandlers(jobs))
    expect(found.calls).toEqual({ 'sagemaker:ListTrainingJobs': 1, 'sagemaker:Search': 3, 'sagemaker:DescribeTrainingJob': 1 })
    expect(found.assets).toHaveLength(250)
    expect(found.assets.filter((asset) => asset.props['remoteDebug'] === true).map(({ name }) => name)).toEqual(['orchard-0'])
    expect(found.log.find((line) => line.includes(':Search'))).toContain('"Name":"CreationTime","Operator":"GreaterThanOrEqualTo","Value":"2026-03-02T00:00:00"')
    expect({ gaps: found.gaps, bugs: found.bugs }).toEqual({ gaps: [], bugs: 0 })
  })

  it('give the same facts when Search is denied', async () => {
    const [quick, slow] = await Promise.all([run([trainingJob], jobHandlers(jobs)), run([trainingJob], { ...jobHandlers(jobs), 'sagemaker:Search': denied })])
    expect(slow.calls).toEqual({ 'sagemaker:ListTrainingJobs': 3, 'sagemaker:Search': 1, 'sagemaker:DescribeTrainingJob': 250 })
    expect(seen(slow)).toEqual(seen(quick))
    expect(slow.gaps.filter((gap) => gap.list)).toEqual([])
  })

  it.each([
    ['is empty', []], ['lost one in the middle of the first page', jobs.filter((_, i) => i !== 50)], ['ends after the first page', jobs.slice(0, 99)],
  ])('give the same facts when the index %s', async (_, indexed) => {
    const [quick, slow] = await Promise.all([run([trainingJob], jobHandlers(jobs)), run([trainingJob], jobHandlers(jobs, indexed))])
    expect(seen(slow)).toEqual(seen(quick))
    expect(slow.calls['sagemaker:ListTrainingJobs']).toBe(3)
    expect(slow.calls['sagemaker:DescribeTrainingJob']).toBe(250 - indexed.length + (indexed.length > 0 ? 1 : 0))
  })

  it('give the same facts when Search hands out one page for ever', async () => {
    const looping: Handler = () => ({ Results: jobs.slice(0, 100).map((TrainingJob) => ({ TrainingJob })), NextToken: 'again' })
    const [quick, slow] = await Promise.all([run([trainingJob], jobHandlers(jobs)), run([trainingJob], { ...jobHandlers(jobs), 'sagemaker:Search': looping })])
    expect(seen(slow)).toEqual(seen(quick))
    expect(slow.calls['sagemaker:Search']).toBe(2)
  })

  it('need no walk when only the newest is not indexed yet', async () => {
    const fresh = { ...jobs[0]!, TrainingJobName: 'orchard-new', TrainingJobArn: arn('training-job/orchard-new'), CreationTime: new Date(takenAt.getTime() - 60_000) }
    const found = await run([trainingJob], jobHandlers([fresh, ...jobs], jobs))
    expect(found.calls).toEqual({ 'sagemaker:ListTrainingJobs': 1, 'sagemaker:Search': 3, 'sagemaker:DescribeTrainingJob': 2 })
    expect(found.assets).toHaveLength(251)
  })

  it('are all found when all are new and none is indexed', async () => {
    const fresh = makeJobs(250).map((job, i) => ({ ...job, CreationTime: new Date(takenAt.getTime() - i * 1000) }))
    expect((await run([trainingJob], jobHandlers(fresh, []))).assets).toHaveLength(250)
  })

  it('end at the edge of the window, whatever Search gives', async () => {
    const old = makeJobs(250, 1)
    const [quick, slow] = await Promise.all([run([trainingJob], jobHandlers(old)), run([trainingJob], { ...jobHandlers(old), 'sagemaker:Search': denied })])
    expect(quick.assets).toHaveLength(90)
    expect(seen(slow)).toEqual(seen(quick))
    expect(slow.calls['sagemaker:ListTrainingJobs']).toBe(1)
  })
})

describe('few', () => {
  it('none take one call', async () => expect((await run([trainingJob], jobHandlers([]))).calls).toEqual({ 'sagemaker:ListTrainingJobs': 1 }))
  it('one takes two', async () => expect((await run([trainingJob], jobHandlers(makeJobs(1)))).calls).toEqual({ 'sagemaker:ListTrainingJobs': 1, 'sagemaker:DescribeTrainingJob': 1 }))
  it('a denied list is a list gap', async () => {
    const found = await run([trainingJob], { ...jobHandlers([]), 'sagemaker:ListTrainingJobs': denied })
    expect(found.calls).toEqual({ 'sagemaker:ListTrainingJobs': 1 })
    expect(found.gaps.map(({ call, list }) => [call, list])).toEqual([['sagemaker:ListTrainingJobs', true]])
  })
  it('a denied description hides what the record does not say', async () => {
    const found = await run([trainingJob], { ...jobHandlers(makeJobs(3)), 'sagemaker:DescribeTrainingJob': denied })
    expect(found.assets.map((asset) => Object.keys(asset.gaps))).toEqual([['remoteDebug'], [], []])
  })
})

describe('models and the jobs they come from', () => {
  const models = Array.from({ length: 3 }, (_, i) => ({
    ModelName: `Orchard-${i}`, ModelArn: arn(`model/orchard-${i}`), CreationTime: ago(1 + i), ExecutionRoleArn: 'arn:aws:iam::111122223333:role/orchard-runtime',
    PrimaryContainer: { Image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:1', ModelDataUrl: `s3://orchard-models/runs/orchard-${i}/output/model.tar.gz` },
  }))
  const handlers = (indexed: readonly object[] = models): Record<string, Handler> => ({
    'sagemaker:ListModels': pages(models.map(({ ModelName, ModelArn, CreationTime }) => ({ ModelName, ModelArn, CreationTime })), 'Models'),
    'sagemaker:Search': pages(indexed.map((Model) => ({ Model: { Model } })), 'Results'),
    'sagemaker:DescribeModel': ({ ModelName }) => models.find((one) => one.ModelName === ModelName),
    's3:ListObjectsV2': ({ Prefix }) => ({ Contents: [{ Key: Prefix, Size: 9, ETag: '"e"', ChecksumAlgorithm: ['SHA256'] }, { Key: `${String(Prefix)}.old`, Size: 1 }, { Key: `${String(Prefix)}.sig`, Size: 1 }] }),
  })

  it('are the same from Search, from Describe, and from an index that spells ARNs otherwise', async () => {
    const respelt = models.map((one) => ({ ...one, ModelArn: one.ModelArn.toUpperCase().replace('ARN:AWS:SAGEMAKER:HERE', 'arn:aws:sagemaker:here').replace(':MODEL/', ':model/') }))
    const [quick, slow, other] = await Promise.all([run([model], handlers()), run([model], { ...handlers(), 'sagemaker:Search': denied }), run([model], handlers(respelt))])
    expect(quick.calls).toEqual({ 'sagemaker:ListModels': 1, 'sagemaker:Search': 1 })
    expect(seen(slow)).toEqual(seen(quick))
    expect(quick.assets[0]?.aliases).toEqual([arn('model/Orchard-0')])
    expect(other.calls['sagemaker:DescribeModel']).toBeUndefined()
  })

  it('forget what the index still remembers', async () => {
    const found = await run([model], handlers([...models, { ...models[0], ModelName: 'gone', ModelArn: arn('model/gone') }]))
    expect(found.assets).toHaveLength(3)
  })

  it('read their objects only when asked to', async () => {
    const [plain, asked] = await Promise.all([run([model], handlers()), run([model], handlers(), ['artifacts'])])
    expect(Object.keys(plain.assets[0]?.gaps ?? {})).toEqual(['artifactObjects', 'artifactChecksum', 'signatures'])
    expect(plain.gaps.map(({ reason, missing }) => [reason, missing])).toEqual([['not-requested', ['s3:ListBucket']]])
    expect(asked.assets[0]?.props).toMatchObject({ artifactObjects: [{ key: 'runs/orchard-0/output/model.tar.gz', size: 9 }], artifactChecksum: 'SHA256', signatures: ['runs/orchard-0/output/model.tar.gz.sig'] })
  })

  it('lead to the job that wrote them, however old, and to no other', async () => {
    const old = makeJobs(3).map((job) => ({ ...job, CreationTime: ago(400) }))
    const elsewhere = old.map((job, i) => (i === 2 ? { ...job, ModelArtifacts: { S3ModelArtifacts: 's3://orchard-other/orchard-2/output/model.tar.gz' } } : job))
    const found = await run([model, trainingJob], { ...jobHandlers(elsewhere), ...handlers() })
    expect(found.assets.filter(({ type }) => type === 'aws.sagemaker.training_job').map(({ name, aliases }) => [name, aliases?.[0]])).toEqual([
      ['orchard-0', 's3://orchard-models/runs/orchard-0/output/model.tar.gz'], ['orchard-1', 's3://orchard-models/runs/orchard-1/output/model.tar.gz'],
    ])
    expect(found.bugs).toBe(0)
  })
})

describe('the registry', () => {
  const versions = Array.from({ length: 4 }, (_, i) => ({
    ModelPackageArn: arn(`model-package/orchard/${4 - i}`), ModelPackageGroupName: 'orchard', ModelPackageVersion: 4 - i, CreationTime: ago(1 + i), ModelPackageStatus: 'Completed',
    ModelApprovalStatus: ['PendingManualApproval', 'Approved', 'Approved', 'Rejected'][i], SourceUri: 's3://orchard-code/x',
  }))
  const handlers: Record<string, Handler> = {
    'sagemaker:ListModelPackages': pages(versions.map((version) => ({ ...version, SourceUri: undefined })), 'ModelPackageSummaryList'),
    'sagemaker:Search': pages(versions.map((ModelPackage) => ({ ModelPackage })), 'Results'),
    'sagemaker:DescribeModelPackage': ({ ModelPackageName }) => versions.find((one) => one.ModelPackageArn === ModelPackageName),
    'sagemaker:ListModelPackageGroups': pages([{ ModelPackageGroupName: 'orchard', ModelPackageGroupArn: arn('model-package-group/orchard'), CreationTime: ago(9) }, { ModelPackageGroupName: 'shared', ModelPackageGroupArn: arn('model-package-group/shared'), CreationTime: ago(8) }], 'ModelPackageGroupSummaryList'),
    'sagemaker:GetModelPackageGroupPolicy': ({ ModelPackageGroupName }) => (ModelPackageGroupName === 'shared'
      ? { ResourcePolicy: '{"Statement":[]}' }
      : refuse({ class: 'gone', code: 'ValidationException', message: 'Cannot find resource policy for: x' })),
  }

  it('knows the latest approved version either way', async () => {
    const [quick, slow] = await Promise.all([run([modelPackage], handlers), run([modelPackage], { ...handlers, 'sagemaker:Search': denied })])
    expect(seen(slow)).toEqual(seen(quick))
    expect(quick.assets.map(({ name, props, past }) => [name, props['latestApproved'], past?.family])).toEqual([
      ['orchard/1', false, 'orchard'], ['orchard/2', false, 'orchard'], ['orchard/3', true, undefined], ['orchard/4', false, 'orchard'],
    ])
    expect(quick.log[0]).toContain('"ModelPackageType":"Both"')
  })

  it('reads a policy per group, and none as none', async () => {
    const found = await run([packageGroup], handlers)
    expect(found.assets.map(({ name, props }) => [name, props['policy']])).toEqual([['orchard', null], ['shared', { Statement: [] }]])
    expect(found.calls).toEqual({ 'sagemaker:ListModelPackageGroups': 1, 'sagemaker:GetModelPackageGroupPolicy': 2 })
  })
})

describe('endpoints', () => {
  const endpoints = ['chat', 'embed'].map((name, i) => ({
    EndpointName: name, EndpointArn: arn(`endpoint/${name}`), EndpointConfigName: 'Shared', EndpointStatus: 'InService', CreationTime: ago(1 + i),
    MonitoringSchedules: [{ MonitoringScheduleName: `${name}-drift`, MonitoringScheduleStatus: 'Scheduled' }],
  }))
  const handlers: Record<string, Handler> = {
    'sagemaker:ListEndpoints': pages(endpoints.map(({ EndpointName, EndpointArn, CreationTime }) => ({ EndpointName, EndpointArn, CreationTime })), 'Endpoints'),
    'sagemaker:Search': pages(endpoints.map((Endpoint) => ({ Endpoint })), 'Results'),
    'sagemaker:DescribeEndpoint': ({ EndpointName }) => ({ ...endpoints.find((one) => one.EndpointName === EndpointName), MonitoringSchedules: undefined }),
    'sagemaker:ListMonitoringSchedules': pages(endpoints.map(({ EndpointName, MonitoringSchedules }) => ({ EndpointName, ...MonitoringSchedules[0] })), 'MonitoringScheduleSummaries'),
    'application-auto-scaling:DescribeScalableTargets': () => ({ ScalableTargets: [{ ResourceId: 'endpoint/chat/variant/all', MinCapacity: 1, MaxCapacity: 4 }] }),
    'sagemaker:DescribeEndpointConfig': ({ EndpointConfigName }) => ({ EndpointConfigName, EndpointConfigArn: arn('endpoint-config/shared'), CreationTime: ago(3), ProductionVariants: [] }),
  }

  it('know their schedules either way, and share one configuration', async () => {
    const [quick, slow] = await Promise.all([run([endpoint, endpointConfig], handlers), run([endpoint, endpointConfig], { ...handlers, 'sagemaker:Search': denied })])
    expect(seen(slow)).toEqual(seen(quick))
    expect(quick.calls).toEqual({ 'sagemaker:ListEndpoints': 1, 'sagemaker:Search': 1, 'sagemaker:DescribeEndpointConfig': 1, 'application-auto-scaling:DescribeScalableTargets': 1 })
    expect(quick.assets.find(({ name }) => name === 'chat')?.props['autoscaling']).toEqual([{ variant: 'all', minCapacity: 1, maxCapacity: 4 }])
    expect(slow.calls['sagemaker:ListMonitoringSchedules']).toBe(1)
    expect(quick.assets.find(({ type }) => type === 'aws.sagemaker.endpoint_config')).toMatchObject({ id: arn('endpoint-config/shared'), aliases: [arn('endpoint-config/Shared')] })
  })
})

describe('domains', () => {
  const handlers = (profiles: Record<string, string | undefined>): Record<string, Handler> => ({
    'sagemaker:ListDomains': () => ({ Domains: [{ DomainId: 'd-1', DomainArn: arn('domain/d-1'), DomainName: 'orchard' }] }),
    'sagemaker:DescribeDomain': () => ({ DomainId: 'd-1', DefaultUserSettings: { ExecutionRole: 'arn:aws:iam::111122223333:role/studio' } }),
    'sagemaker:ListUserProfiles': () => ({ UserProfiles: ['d-0', ...Object.keys(profiles)].map((UserProfileName) => (UserProfileName === 'd-0' ? { DomainId: 'd-0', UserProfileName: 'zoe' } : { DomainId: 'd-1', UserProfileName })) }),
    'sagemaker:DescribeUserProfile': ({ UserProfileName }) => {
      const role = profiles[String(UserProfileName)]
      if (role === 'gone') return refuse({ class: 'gone', code: 'ResourceNotFound' })
      if (role === 'denied') return refuse({ class: 'denied', code: 'AccessDeniedException' })
      return role === undefined ? {} : { UserSettings: { ExecutionRole: role } }
    },
  })
  it.each([
    ['nobody', {}, false, 0], ['one', { ana: undefined }, false, 0], ['two', { ana: undefined, ben: undefined, eva: undefined }, true, 2],
    ['one and one of their own', { ana: undefined, ben: 'arn:aws:iam::111122223333:role/ben' }, false, 2], ['one who is gone', { ana: 'gone', ben: undefined }, false, 2],
    ['one who names it', { ana: 'arn:aws:iam::111122223333:role/studio', ben: undefined }, true, 2], ['someone unread', { ana: 'denied', ben: undefined }, undefined, 1],
  ])('share the default role with %s', async (_, profiles: Record<string, string | undefined>, shared, described) => {
    const found = await run([domain], handlers(profiles))
    expect(found.assets[0]?.props['defaultRoleShared']).toBe(shared)
    expect(Object.keys(found.assets[0]?.gaps ?? {})).toEqual(shared === undefined ? ['defaultRoleShared'] : [])
    expect(found.calls['sagemaker:DescribeUserProfile'] ?? 0).toBe(described)
  })
})
