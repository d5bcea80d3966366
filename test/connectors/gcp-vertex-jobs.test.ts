// Vertex AI's jobs, pipelines, schedules and clusters: facts out of recorded answers, and what is left unsaid in them.
import { describe, expect, it } from 'vitest'
import { misfit } from '../../src/core/shape.js'
import batchJob, { batchPrediction, type BatchPredictionJob } from '../../src/connectors/gcp/vertex/batch-prediction.js'
import customJobs, { customJob, type CustomJob } from '../../src/connectors/gcp/vertex/custom-job.js'
import tuningTrials, { hyperparameterTuningJob, type HyperparameterTuningJob } from '../../src/connectors/gcp/vertex/hyperparameter-tuning-job.js'
import { imagePart, isRecent, nameStem, pastJob, startedSince } from '../../src/connectors/gcp/vertex/jobs.js'
import { persistentResource } from '../../src/connectors/gcp/vertex/persistent-resource.js'
import pipelineJobs, { pipelineJob, templateOf, type PipelineJob } from '../../src/connectors/gcp/vertex/pipeline-job.js'
import { schedule } from '../../src/connectors/gcp/vertex/schedule.js'
import { trainingPipeline } from '../../src/connectors/gcp/vertex/training-pipeline.js'
import { tuningJob } from '../../src/connectors/gcp/vertex/tuning-job.js'
import type { AnyCollector, Emission, GapMark } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent } from './samples.js'

const place = { project: 'orchard-ml', number: '111122223333', location: 'us-central1' }
const parent = 'projects/111122223333/locations/us-central1'
const agent = '//iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-aiplatform-cc.iam.gserviceaccount.com'
const compute = '//iam.googleapis.com/projects/orchard-ml/serviceAccounts/111122223333-compute@developer.gserviceaccount.com'
const password = ['Tr', '0ub4', 'dor', '-9x'].join('')

function drawn({ edges }: Pick<Emission<never>, 'edges'>): string[] {
  return Array.isArray(edges) ? edges.flatMap((edge) => (edge != null && 'to' in edge && edge.type !== 'owned-by' ? [`${edge.type} ${edge.to}`] : [])) : []
}
function fits(c: AnyCollector, { props, edges }: { props: object | GapMark; edges?: Emission<never>['edges'] }): void {
  expect(misfit(c.props, props)).toBeNull()
  for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  /** Rows of every recorded list and item whose file begins and ends like that. */
  function rows<T>(start: string, list: string): T[] {
    return samples('aiplatform', start, 'gcp').filter(({ file }) => file.includes(list)).flatMap(({ data }) => {
      const body = (data['body'] ?? data) as Record<string, unknown>
      if ('error' in body && !('name' in body)) return []
      return (Object.keys(body).length === 0 ? [] : Array.isArray(body[list]) ? body[list] : [body]) as T[]
    })
  }

  it.each(['vertexai_custom_job_query', 'vertexai_custom_job_field_filters', 'vertexai_custom_job_cancel_and_delete'])('%s give whole custom jobs', (start) => {
    const found = rows<CustomJob>(start, 'customJobs').filter(({ jobSpec }) => jobSpec !== undefined).map((job) => customJob(job, place))
    expect(found.length).toBeGreaterThan(0)
    for (const one of found) {
      fits(customJobs, one)
      expect(one.id).toMatch(/^\/\/aiplatform\.googleapis\.com\/projects\/.+\/customJobs\/\d+$/)
      expect(drawn(one)).toContain(`runs-as ${agent}`)
      expect(one.props).toMatchObject({ serviceAccountNamed: false, images: [{ host: 'gcr.io', owner: 'google', digest: null }], accelerators: 0, secrets: [] })
    }
  })

  it.each(['vertexai_hp_tuning_job_query', 'vertexai_hp_tuning_job_field_filters', 'vertexai_hp_tuning_job_cancel_and_delete'])('%s give whole tuning jobs', (start) => {
    const found = rows<HyperparameterTuningJob>(start, 'hyperparameterTuningJobs').filter(({ trialJobSpec }) => trialJobSpec !== undefined).map((job) => hyperparameterTuningJob(job, place))
    expect(found.length).toBeGreaterThan(0)
    for (const one of found) fits(tuningTrials, one)
  })

  it('of batch predictions give whole jobs, with an end once they have one', () => {
    const found = ['filtering', 'multi-location', 'stop-and-delete'].flatMap((one) => rows<BatchPredictionJob>(`vertexai-batch-prediction-job-${one}`, 'batchPredictionJobs')).map((job) => batchPrediction(job, place))
    expect(found.length).toBeGreaterThan(5)
    for (const one of found) fits(batchJob, one)
    expect(new Set(found.map(({ past }) => past === null)).size).toBe(2)
  })

  it('of pipelines say what their steps run', () => {
    const found = ['minimal', 'maximal'].flatMap((one) => rows<PipelineJob>(`kcc__aiplatform_vertexaipipelinejob_vertexaipipelinejob-${one}`, 'GetPipelineJob')).map((job) => pipelineJob(job, place))
    expect(found.length).toBe(4)
    for (const one of found) fits(pipelineJobs, one)
    expect(found.map(({ past }) => past === null)).toContain(true)
  })
})

describe('which jobs count', () => {
  it('is told to the service where its filter is documented', () => {
    expect(startedSince(new Date('2026-03-03T00:00:00Z'), 'JOB_STATE_RUNNING')).toBe('create_time>="2026-03-03T00:00:00.000Z" OR state="JOB_STATE_RUNNING"')
  })

  it.each([
    ['ended long ago', { state: 'JOB_STATE_SUCCEEDED', createTime: '2026-01-01T00:00:00Z' }, false], ['begun long ago and not over', { state: 'JOB_STATE_RUNNING', createTime: '2026-01-01T00:00:00Z' }, true],
    ['ended lately', { state: 'JOB_STATE_FAILED', createTime: '2026-05-01T00:00:00Z' }, true], ['of no known time', { state: 'JOB_STATE_EXPIRED' }, true],
  ])('and decided here otherwise: %s', (_, job, recent) => {
    expect(isRecent(job, new Date('2026-03-03T00:00:00Z'))).toBe(recent)
  })

  it.each([['orchard-train-20260401-9b09', 'orchard-train'], ['Orchard Train #7', 'orchard-train'], ['20260401', '20260401'], ['', '-'], [undefined, '-']])('as one family: %s', (name, stem) => {
    expect(nameStem(name)).toBe(stem)
  })

  it('as past only once they are over, whatever tags their images have', () => {
    const job = { displayName: 'orchard-train-7', state: 'JOB_STATE_PARTIALLY_SUCCEEDED', updateTime: '2026-05-01T10:00:00Z' }
    expect(pastJob(job, ['a', null, imagePart('us-docker.pkg.dev/orchard-ml/train/chat:v7')])).toEqual({ family: 'orchard-train|a|-|us-docker.pkg.dev/orchard-ml/train/chat', at: '2026-05-01T10:00:00.000Z' })
    expect(pastJob({ ...job, state: 'JOB_STATE_CANCELLING' }, [])).toBeNull()
  })
})

describe('training jobs', () => {
  it('count accelerators by machine, replica and trial, also where the machine says how many it has', () => {
    const pools = [
      { machineSpec: { machineType: 'n1-standard-8', acceleratorType: 'NVIDIA_TESLA_T4', acceleratorCount: 2 } }, { machineSpec: { machineType: 'a3-highgpu-8g' }, replicaCount: '2' },
      { machineSpec: { machineType: 'ct5lp-hightpu-4t' }, replicaCount: '1' }, { machineSpec: { machineType: 'n1-standard-16' }, replicaCount: '4' }, {},
    ]
    expect(customJob({ name: `${parent}/customJobs/1`, jobSpec: { workerPoolSpecs: pools } }, place).props).toMatchObject({ accelerators: 22, timeoutSeconds: null })
    expect(hyperparameterTuningJob({ parallelTrialCount: 3, trialJobSpec: { workerPoolSpecs: pools, scheduling: { timeout: '3600.500s' } } }, place).props).toMatchObject({ accelerators: 66, timeoutSeconds: 3600.5, parallelTrials: 3 })
  })

  it('keep the place and kind of a secret and nothing of its value', () => {
    const job = customJob({ jobSpec: { workerPoolSpecs: [
      { containerSpec: { imageUri: 'alpine', env: [{ name: 'DB_PASSWORD', value: password }], args: ['--epochs', '3', '--api-password', password] } },
      { pythonPackageSpec: { executorImageUri: 'us-docker.pkg.dev/vertex-ai/training/tf-cpu.2-17.py310:latest', packageUris: ['gs://orchard-code/x.tar.gz'], args: [`--password=${password}`] } },
    ] } }, place)
    expect(job.props).toMatchObject({ secrets: [{ at: 'pool 0 env.DB_PASSWORD' }, { at: 'pool 0 arguments' }, { at: 'pool 1 arguments' }], images: [{ host: 'docker.io', owner: 'other' }, { owner: 'google' }] })
    expect(JSON.stringify(job)).not.toContain(password)
    expect(drawn(job)).toEqual([`runs-as ${agent}`, 'built-by //storage.googleapis.com/orchard-code', 'runs-image //artifactregistry.googleapis.com/projects/vertex-ai/locations/us/repositories/training'])
  })
})

describe('pipelines', () => {
  const secretive = {
    runtimeConfig: { gcsOutputDirectory: 'gs://orchard-pipelines/root', parameterValues: { epochs: 3, database: { password } }, parameters: { old_password: { stringValue: password } } },
    pipelineSpec: {
      root: { inputDefinitions: { parameters: { default_password: { defaultValue: password } } }, dag: { tasks: { train: { inputs: { parameters: { api_password: { runtimeValue: { constant: password } }, epochs: { componentInputParameter: 'epochs' } } } } } } },
      components: { inner: { dag: { tasks: { load: { inputs: { parameters: { old_secret_password: { runtimeValue: { constantValue: { stringValue: password } } } } } } } } }, leaf: { executorLabel: 'exec-train' } },
      deploymentSpec: { executors: { 'exec-train': { container: { image: 'us-docker.pkg.dev/orchard-ml/train/chat:1', command: ['sh', '-c', `export DB_PASSWORD=${password}`], env: [{ name: 'HUB_PASSWORD', value: password }] } }, importer: { importer: {} } } },
    },
  }

  it('are searched where people write values down', () => {
    const job = pipelineJob({ name: `${parent}/pipelineJobs/a`, ...secretive }, place)
    expect(job.props).toMatchObject({ secrets: [
      { at: 'parameters.database.password' }, { at: 'parameters.old_password' }, { at: 'defaults.default_password' }, { at: 'task train.api_password' },
      { at: 'task load.old_secret_password' }, { at: 'exec-train env.HUB_PASSWORD' }, { at: 'exec-train line 1' },
    ], serviceAccountNamed: false, template: null })
    expect(JSON.stringify(job)).not.toContain(password)
    expect(drawn(job)).toEqual([`runs-as ${compute}`, 'stored-in //storage.googleapis.com/orchard-pipelines', 'runs-image //artifactregistry.googleapis.com/projects/orchard-ml/locations/us/repositories/train'])
  })

  it.each([null, [], 'x', { root: null, components: [], deploymentSpec: { executors: { a: null } } }])('are read whatever their definition is: %j', (spec) => {
    expect(pipelineJob({ pipelineSpec: spec as never }, place).props).toMatchObject({ secrets: [] })
  })

  it.each([
    ['https://us-central1-kfp.pkg.dev/orchard-ml/pipelines/train/v3', 'orchard-ml', 'v3'], ['https://us-kfp.pkg.dev/ml-pipeline/google-cloud-registry/tabular/sha256:abab', 'ml-pipeline', 'sha256:abab'],
    ['https://us-kfp.pkg.dev/orchard-ml/pipelines/train', 'orchard-ml', null], ['https://raw.orchard.example/pipeline.yaml', null, null],
  ])('come from a template: %s', (uri, project, version) => {
    expect(templateOf(uri)).toMatchObject({ uri, project, version })
  })
})

describe('what is left unsaid', () => {
  it('in a tuning job is who runs it, and whether it evaluates', () => {
    const job = tuningJob({ name: `${parent}/tuningJobs/1`, preTunedModel: { tunedModelName: `${parent}/models/7@1`, baseModel: 'gemini-2.5-flash' }, supervisedTuningSpec: { trainingDatasetUri: `${parent}/datasets/61`, validationDatasetUri: 'gs://orchard-tuning/v.jsonl' } }, place)
    expect(job.props).toMatchObject({ serviceAccountNamed: false, baseModel: 'gemini-2.5-flash', supervised: true, evaluated: false, tunedEndpoint: null })
    expect(drawn(job)).toEqual([
      'runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-vertex-tune.iam.gserviceaccount.com', `trained-on //aiplatform.googleapis.com/${parent}/datasets/61`,
      'trained-on //storage.googleapis.com/orchard-tuning', `fine-tuned-from //aiplatform.googleapis.com/${parent}/models/7@1`,
    ])
  })

  it('in a batch prediction is an account with next to no rights, so none is drawn', () => {
    const job = batchPrediction({ model: 'projects/orchard-ml/locations/us-central1/models/7', modelVersionId: '2', outputConfig: { bigqueryDestination: { outputUri: 'bq://orchard-ml' } }, outputInfo: { bigqueryOutputDataset: 'bq://orchard-ml.prediction_1' } }, place)
    expect(drawn(job)).toEqual([`serves //aiplatform.googleapis.com/${parent}/models/7@2`, 'stored-in //bigquery.googleapis.com/projects/orchard-ml/datasets/prediction_1'])
    expect(batchPrediction({ model: 'publishers/google/models/gemini-2.5-flash' }, place).props).toMatchObject({ model: 'publishers/google/models/gemini-2.5-flash', serviceAccount: null, containerLogging: true })
  })

  it.each([
    ['a pipeline', { createPipelineJobRequest: { pipelineJob: {} } }, ['pipeline', '111122223333-compute@developer.gserviceaccount.com', false]],
    ['a notebook', { createNotebookExecutionJobRequest: { notebookExecutionJob: { serviceAccount: 'lab@orchard-ml.iam.gserviceaccount.com' } } }, ['notebook', 'lab@orchard-ml.iam.gserviceaccount.com', true]],
    ['a notebook of a person', { createNotebookExecutionJobRequest: { notebookExecutionJob: { executionUser: 'ada@orchard.example' } } }, ['notebook', null, false]],
    ['something else', {}, ['other', null, false]],
  ])('in a schedule of %s is who its runs are', (_, request, [starts, account, named]) => {
    const row = schedule({ name: `${parent}/schedules/1`, state: 'ACTIVE', maxConcurrentRunCount: '4', ...request }, place)
    expect(row.props).toMatchObject({ starts, serviceAccount: account, serviceAccountNamed: named, maxConcurrentRuns: 4, maxRuns: null, endsAt: null })
    expect(row.past).toBeNull()
  })

  it('in a cluster is who runs there: the shared agent, or whom each job names', () => {
    expect(drawn(persistentResource({ name: `${parent}/persistentResources/a` }, place))).toEqual([`runs-as ${agent}`])
    const own = persistentResource({ resourceRuntimeSpec: { serviceAccountSpec: { enableCustomServiceAccount: true } } }, place)
    expect([drawn(own), own.props]).toEqual([[], expect.objectContaining({ customServiceAccount: true, serviceAccount: null, ray: false, rayLogs: null })])
    expect(persistentResource({ resourceRuntimeSpec: { raySpec: { rayLogsSpec: { disabled: true } } } }, place).props).toMatchObject({ ray: true, rayLogs: false, rayMetrics: true })
  })

  it('in a training pipeline is where its dataset stands: beside it', () => {
    const pipeline = trainingPipeline({ name: `${parent}/trainingPipelines/9`, inputDataConfig: { datasetId: '61', gcsDestination: { outputUriPrefix: 'gs://orchard-exports/a/' } }, trainingTaskDefinition: 'gs://google-cloud-aiplatform/schema/trainingjob/definition/custom_task_1.0.0.yaml' }, place)
    expect(drawn(pipeline)).toEqual([`trained-on //aiplatform.googleapis.com/${parent}/datasets/61`, 'trained-on //storage.googleapis.com/orchard-exports'])
    expect(pipeline.props).toMatchObject({ task: 'custom_task_1.0.0.yaml' })
  })
})
