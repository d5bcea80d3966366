// Endpoints and models of Vertex AI: facts out of recorded answers, and what absent settings mean.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { describe, expect, it } from 'vitest'
import { isSignature, objects, signaturesBelow } from '../../src/connectors/gcp/vertex/artifacts.js'
import endpoint, { endpointEdges, endpointProps } from '../../src/connectors/gcp/vertex/endpoint.js'
import model, { emission } from '../../src/connectors/gcp/vertex/model.js'
import { monitorsOf } from '../../src/connectors/gcp/vertex/monitors.js'
import { responsesOf, trafficInput } from '../../src/connectors/gcp/vertex/traffic.js'
import { GapMark, type AnyCollector, type Edge, type Emission, type UnreadEdges } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

type Endpoint = aiplatform_v1.Schema$GoogleCloudAiplatformV1Endpoint
type Model = aiplatform_v1.Schema$GoogleCloudAiplatformV1Model
type Edges = readonly (Edge | UnreadEdges | null | undefined)[]

const place = { project: 'orchard-ml', number: '111122223333', location: 'us-central1' }
const parent = 'projects/111122223333/locations/us-central1'
const beyond = { bindings: null, signatures: [], deployed: false, evaluated: null }
const wholeEndpoint = (of: Endpoint): object => ({ ...endpointProps(of, place), modelMonitors: [], responses: null })
const modelOf = (of: Model): Emission<unknown> => emission(of, place, beyond)
const propsOf = (of: Model): Record<string, unknown> => {
  const { props } = modelOf(of)
  return props instanceof GapMark ? {} : Object.fromEntries(Object.entries(props as object))
}
const edgesOf = (of: Model): Edges => {
  const { edges } = modelOf(of)
  return edges === undefined || edges instanceof GapMark ? [] : edges
}
const drawn = (edges: Edges): string[] => edges.flatMap((edge) => (edge != null && 'to' in edge && edge.type !== 'owned-by' ? [`${edge.type} ${edge.to}`] : []))

function fits(c: AnyCollector, props: object, edges: Edges): void {
  expect(misfit(c.props, props, '')).toBeNull()
  for (const edge of edges) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  const rows = <T>(flights: readonly string[], take: (body: { endpoints?: T[]; models?: T[] }) => T[] | undefined): T[] =>
    flights.flatMap((flight) => samples('aiplatform', flight, 'gcp')).flatMap(({ data }) => take((data['body'] ?? {}) as { endpoints?: T[] }) ?? [])

  it('of endpoints give whole assets', () => {
    const all = rows<Endpoint>(['vertexai-endpoint-filtering', 'vertexai-endpoint-monitor', 'vertexai-endpoint-multi-location', 'vertexai_endpoint_metrics'], (body) => body.endpoints)
    expect(all.length).toBeGreaterThan(4)
    expect(all.filter((one) => one.deployedModels !== undefined).length).toBeGreaterThan(0)
    for (const one of all) fits(endpoint, wholeEndpoint(one), endpointEdges(one, place))
  })

  it('of models give whole assets', () => {
    const all = rows<Model>(['vertexai-model-filtering', 'vertexai-model-multi-location'], (body) => body.models)
    expect(all.length).toBeGreaterThan(3)
    for (const one of all) fits(model, propsOf(one), edgesOf(one))
  })
})

describe('an endpoint', () => {
  it('says nothing more than its name when that is all there is', () => {
    const bare = { name: `${parent}/endpoints/1` }
    fits(endpoint, wholeEndpoint(bare), endpointEdges(bare, place))
    expect(endpointProps(bare, place)).toMatchObject({ privateServiceConnect: false, projectAllowlist: [], requestLogging: null, deployedModels: [] })
  })

  it('names its own project by id, and counts projects in which Google sets the connection up', () => {
    const config = { enablePrivateServiceConnect: true, projectAllowlist: ['111122223333', 'projects/rival-labs'], pscAutomationConfigs: [{ projectId: 'orchard-web', network: 'x' }, { projectId: 'rival-labs' }] }
    expect(endpointProps({ privateServiceConnectConfig: config }, place).projectAllowlist).toEqual(['orchard-ml', 'rival-labs', 'orchard-web'])
  })

  it('serves a version of a model, as an account only where one is named', () => {
    const of = (deployed: object): string[] => drawn(endpointEdges({ deployedModels: [{ id: '1', ...deployed }] }, place))
    expect(of({ model: `${parent}/models/7`, modelVersionId: '2' })).toEqual([`serves //aiplatform.googleapis.com/${parent}/models/7@2`])
    expect(of({ model: 'projects/orchard-ml/locations/us-central1/models/7@golden' })).toEqual([`serves //aiplatform.googleapis.com/${parent}/models/7@golden`])
    expect(of({ model: 'publishers/google/models/gemma2' })).toEqual([])
    expect(of({ serviceAccount: 'chat@orchard-ml.iam.gserviceaccount.com' })).toEqual(['runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/chat@orchard-ml.iam.gserviceaccount.com'])
  })

  it.each([
    [{ dedicatedResources: { minReplicaCount: 2 } }, 2, 2], [{ dedicatedResources: { minReplicaCount: 1, maxReplicaCount: 5 } }, 1, 5],
    [{ automaticResources: { minReplicaCount: 1, maxReplicaCount: 3 } }, 1, 3], [{ sharedResources: 'projects/x/locations/y/deploymentResourcePools/z' }, null, null],
  ])('grows as %j allows', (machines, minReplicas, maxReplicas) => {
    expect(endpointProps({ deployedModels: [machines] }, place).deployedModels).toMatchObject([{ minReplicas, maxReplicas }])
  })

  it('is told of in one sum a location, apart for those peered with a VPC', () => {
    const input = trafficInput(place, new Date('2026-06-01T00:00:00Z'), true)
    expect(input).toMatchObject({ name: 'projects/orchard-ml', 'interval.startTime': '2026-05-02T00:00:00.000Z', 'aggregation.alignmentPeriod': '2592000s' })
    expect(input['filter']).toContain('prediction/online/private/response_count')
    const series = (id: string, ...values: string[]): object => ({ resource: { labels: { endpoint_id: id } }, points: values.map((int64Value) => ({ value: { int64Value } })) })
    expect(responsesOf([series('1', '40', '2'), series('2', '9')], `${parent}/endpoints/1`)).toBe(42)
    expect(responsesOf([], `${parent}/endpoints/1`)).toBe(0)
  })

  it('is watched by monitors of the version it serves', () => {
    const monitor = (name: string, target: string, modelVersionId?: string): object => ({ name, modelMonitoringTarget: { vertexModel: { model: target, ...(modelVersionId !== undefined && { modelVersionId }) } } })
    const deployed = [{ model: `${parent}/models/7@2`, modelVersionId: '2' }]
    const rows = [monitor('a', 'projects/orchard-ml/locations/us-central1/models/7', '2'), monitor('b', `${parent}/models/7`, '1'), monitor('c', `${parent}/models/7`), monitor('d', `${parent}/models/8`), { name: 'e' }]
    expect(monitorsOf(rows, deployed, place)).toEqual(['a', 'c'])
  })
})

describe('a model', () => {
  it('is found by its default version and without it', () => {
    const { id, aliases, name } = modelOf({ name: `${parent}/models/7`, displayName: 'chat', versionId: '3' })
    expect(name).toBe('chat')
    expect([id, ...(aliases ?? [])]).toContain(`//aiplatform.googleapis.com/${parent}/models/7@3`)
    expect(modelOf({ name: `${parent}/models/7@2`, displayName: 'chat', versionId: '2' }).name).toBe('chat@2')
  })

  it.each([
    ['us-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-5:latest', true, 'vertex-ai'], ['europe-docker.pkg.dev/vertex-ai-restricted/prediction/tf_opt-cpu.nightly:latest', true, 'vertex-ai-restricted'],
    ['us-central1-docker.pkg.dev/111122223333/serving/chat:1', false, 'orchard-ml'], ['gcr.io/rival-labs/chat', false, 'rival-labs'], ['docker.io/vertex-ai/chat', false, null],
  ])('of image %s', (imageUri, imagePrebuilt, imageProject) => {
    expect(propsOf({ name: 'm', containerSpec: { imageUri } })).toMatchObject({ imagePrebuilt, imageProject })
  })

  it('keeps the place and kind of secrets, in the environment and in two words of the command', () => {
    const password = ['kj8', 'Xw2', 'pQ9', 'zR4'].join('')
    const of = propsOf({ name: 'm', containerSpec: { imageUri: 'x', env: [{ name: 'HF_TOKEN', value: password }, { name: 'PORT', value: '8080' }], args: ['--db-password', password] } })
    expect(of['secrets']).toMatchObject([{ at: 'env.HF_TOKEN' }, { at: 'command line 1' }])
    expect(JSON.stringify(of)).not.toContain(password)
  })

  it('comes from where the registry says', () => {
    const names = drawn(edgesOf({
      name: `${parent}/models/7`, artifactUri: 'gs://orchard-models/chat/3', trainingPipeline: `${parent}/trainingPipelines/9`, pipelineJob: `${parent}/pipelineJobs/p`,
      originalModelInfo: { model: 'projects/444455556666/locations/us-central1/models/1' }, encryptionSpec: { kmsKeyName: 'projects/k/locations/us-central1/keyRings/r/cryptoKeys/c' },
      containerSpec: { imageUri: 'us-central1-docker.pkg.dev/orchard-ml/serving/chat:1' },
    }))
    expect(names).toEqual([
      'stored-in //storage.googleapis.com/orchard-models', 'runs-image //artifactregistry.googleapis.com/projects/orchard-ml/locations/us-central1/repositories/serving',
      'encrypted-by //cloudkms.googleapis.com/projects/k/locations/us-central1/keyRings/r/cryptoKeys/c', `built-by //aiplatform.googleapis.com/${parent}/trainingPipelines/9`,
      `built-by //aiplatform.googleapis.com/${parent}/pipelineJobs/p`, 'derived-from //aiplatform.googleapis.com/projects/444455556666/locations/us-central1/models/1',
    ])
  })

  it('is signed by what lies below its artifact', async () => {
    const asked: unknown[] = []
    const all = (input: object): Promise<{ ok: true; value: { name: string }[] }> => {
      asked.push(input)
      return Promise.resolve({ ok: true, value: [{ name: 'chat/3/model.safetensors' }, { name: 'chat/3/model.sig' }] })
    }
    expect(await signaturesBelow(all, 'gs://orchard-models/chat/3')).toEqual({ ok: true, value: ['chat/3/model.sig'] })
    expect(asked).toMatchObject([{ bucket: 'orchard-models', prefix: 'chat/3/' }])
    expect(await signaturesBelow(all, 'https://example.com/model')).toEqual({ ok: true, value: [] })
    expect(['a.sig', 'a.sigstore.json', 'a.bundle', 'a.intoto.jsonl'].every(isSignature)).toBe(true)
    expect(['a.safetensors', 'signature.txt', 'sig'].some(isSignature)).toBe(false)
    expect([objects.says({ status: 404 }), objects.says({ status: 403 })]).toEqual([{}, undefined])
  })
})
