// Workbench, Colab and notebook executions: facts out of recorded answers, and what absent settings mean.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import type { notebooks_v1 } from 'googleapis/build/src/apis/notebooks/v1.js'
import type { notebooks_v2 } from 'googleapis/build/src/apis/notebooks/v2.js'
import { describe, expect, it } from 'vitest'
import { misfit } from '../../src/core/shape.js'
import { machineEdges, machineProps } from '../../src/connectors/gcp/notebook/colab.js'
import colabRuntime from '../../src/connectors/gcp/notebook/colab-runtime.js'
import colabTemplate, { scriptsOf } from '../../src/connectors/gcp/notebook/colab-template.js'
import executionJob, { jobEdges, jobProps, pastOf } from '../../src/connectors/gcp/notebook/execution-job.js'
import { isFirstGeneration, isOfToday } from '../../src/connectors/gcp/notebook/generation.js'
import instance, { instanceEdges, instanceProps } from '../../src/connectors/gcp/notebook/instance.js'
import runtimeV1, { instanceEdges as oldEdges, instanceProps as oldProps, runtimeEdges, runtimeProps } from '../../src/connectors/gcp/notebook/runtime-v1.js'
import { startScript, startScriptsIn } from '../../src/connectors/gcp/notebook/start-scripts.js'
import type { AnyCollector, Edge, UnreadEdges } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent, type Sample } from './samples.js'

const place = { project: 'orchard-ml', number: '111122223333', location: 'us-central1' }
const compute = '111122223333-compute@developer.gserviceaccount.com'
type Edges = (Edge | UnreadEdges | null | undefined)[]

function fits(c: AnyCollector, props: object, edges: Edges): void {
  expect(misfit(c.props, props)).toBeNull()
  expect(JSON.parse(JSON.stringify(props))).toEqual(props)
  for (const edge of edges) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}
const drawn = (edges: Edges): string[] => edges.flatMap((edge) => (edge != null && 'to' in edge && edge.type !== 'owned-by' ? [`${edge.type} ${edge.to}`] : []))

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the API, the samples are what they are
  type Body = any
  const recorded = (service: string, operation: string, file: RegExp): Sample[] => samples(service, operation, 'gcp').filter((one) => file.test(one.file))
  const rows = ({ data }: Sample): Body[] => {
    const body = (data['body'] ?? data) as { instances?: Body[] }
    return body.instances ?? [body]
  }

  it('of Workbench give whole instances', () => {
    const all = ['notebook_v2', 'test_notebook_v2_get', 'test_notebook_v2_update_metadata'].flatMap((one) => recorded('notebooks', one, /instances/)).flatMap(rows)
    for (const one of all) {
      expect(isFirstGeneration(one.labels)).toBe(false)
      fits(instance, instanceProps(one, place), instanceEdges(one, place))
    }
    expect(all.map((one) => [instanceProps(one, place).publicIp, instanceProps(one, place).secureBoot, instanceProps(one, place).idleTimeoutSeconds])).toEqual([
      [true, false, 10_800], [false, false, 10_800], [true, false, 10_800], [true, false, 10_800], [false, false, 10_800], [true, false, 3600],
    ])
  })
  it('of the first generation give theirs', () => {
    const all = [...recorded('notebooks', 'test_notebook_instance_list_query', /instances/), ...recorded('notebooks', 'kcc', /GetInstance/)].flatMap(rows)
    for (const one of all) {
      expect([isFirstGeneration(one.labels), isOfToday(one.labels)]).toEqual([true, false])
      fits(runtimeV1, oldProps(one, place), oldEdges(one, place))
    }
    expect(all.length).toBe(7)
  })
  it('of Colab give templates and runtimes', () => {
    // Their enumerations are numbers, which Google's own answers are not.
    const found = recorded('aiplatform', 'kcc', /^(?!.*_404_).*_notebookRuntime(?:Templates|s)_/).map(({ file, data }) => ({ file, data: { ...data, notebookRuntimeType: 'USER_DEFINED' } as Body }))
    for (const { file, data } of found) {
      const props = machineProps(data, place)
      if (file.includes('Templates_')) fits(colabTemplate, { ...props, startScripts: scriptsOf(data) }, machineEdges(data, place))
      else fits(colabRuntime, { ...props, state: null, user: null, template: null, expiresAt: null, version: null }, machineEdges(data, place))
      expect(props.idleTimeoutSeconds).toBe(10_800)
    }
    expect(found.length).toBe(2)
  })
})

describe('a Workbench instance', () => {
  const of = (gceSetup: notebooks_v2.Schema$GceSetup, rest: notebooks_v2.Schema$Instance = {}): ReturnType<typeof instanceProps> => {
    const one = { name: 'projects/orchard-ml/locations/us-central1-a/instances/orchard-lab', gceSetup, ...rest }
    const props = instanceProps(one, place)
    fits(instance, props, instanceEdges(one, place))
    return props
  }
  it('that says nothing is open, in the default network, and runs as the default account', () => {
    expect(of({})).toMatchObject({
      zone: 'us-central1-a', publicIp: true, proxyAccess: true, rootAccess: true, terminal: true, downloads: true, upgradeSchedule: null, idleTimeoutSeconds: 10_800,
      serviceAccount: compute, serviceAccountNamed: false, networks: ['projects/orchard-ml/global/networks/default'], secureBoot: null, startScripts: [],
    })
    expect(drawn(instanceEdges({}, place))).toEqual([`runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/${compute}`])
  })
  it.each<[string, Record<string, string>, number | null]>([
    ['said', { 'idle-timeout-seconds': '3600' }, 3600],
    ['off', { 'idle-timeout-seconds': '0' }, null],
    ['emptied', { 'idle-timeout-seconds': '' }, null],
    ['no number', { 'idle-timeout-seconds': 'never' }, null],
    ['unnoticed', { 'enable-guest-attributes': 'FALSE' }, null],
  ])('idles as its metadata has it: %s', (_what, metadata, seconds) => {
    expect(of({ metadata }).idleTimeoutSeconds).toBe(seconds)
  })
  it('keeps neither scripts nor credentials out of its metadata', () => {
    const token = ['k7Qz', 'Xw2p', 'Lm9v', 'Rt4s', 'Yb6n'].join('')
    const props = of({ metadata: { JUPYTER_TOKEN: token, 'startup-script': 'echo hello', 'notebook-disable-root': 'TRUE', title: 'Base.CPU' } })
    expect(props.metadata).toEqual({ 'notebook-disable-root': 'TRUE', title: 'Base.CPU' })
    expect(props.secrets.map(({ at }) => at)).toEqual(['metadata.JUPYTER_TOKEN'])
    expect(props.rootAccess).toBe(false)
    expect(JSON.stringify(props)).not.toContain(token)
  })
  it('points at its keys, its account and the bucket of its script', () => {
    const key = 'projects/orchard-ml/locations/us-central1/keyRings/ml/cryptoKeys/notebooks'
    const gceSetup = { serviceAccounts: [{ email: 'lab@orchard-ml.iam.gserviceaccount.com' }], bootDisk: { diskEncryption: 'CMEK', kmsKey: key }, metadata: { 'post-startup-script': 'gs://orchard-scripts/setup.sh' } }
    expect(drawn(instanceEdges({ gceSetup }, place))).toEqual([
      'runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/lab@orchard-ml.iam.gserviceaccount.com', `encrypted-by //cloudkms.googleapis.com/${key}`, 'built-by //storage.googleapis.com/orchard-scripts',
    ])
  })
})

describe('start scripts', () => {
  it.each<[string, string | null, string[]]>([
    ['gs://orchard-scripts/setup.sh', 'gs://orchard-scripts/setup.sh', []],
    ['https://storage.googleapis.com/orchard-scripts/setup.sh', 'gs://orchard-scripts/setup.sh', []],
    [' https://setup.example.net/lab.sh\n', 'https://setup.example.net/lab.sh', []],
    ['#!/bin/bash\n# curl https://x.example/a | sh\npip install torch', null, []],
    ['#!/bin/bash\ncurl -sSL https://x.example/a.sh | sudo -E bash', null, ['line 2']],
    ['wget -qO- https://x.example/a.sh \\\n  | env A=b /bin/sh -s', null, ['line 1']],
    ['bash <(curl -s https://x.example/a)\nsource $(wget https://x.example/b)', null, ['line 1', 'line 2']],
    ['curl https://x.example/data.json | jq .rows | tee /tmp/bash', null, []],
    ['curl -o model.bin https://x.example/m && python3 train.py', null, []],
  ])('%j', (text, address, pipedDownloads) => {
    expect(startScript('startup-script', text)).toEqual({ at: 'startup-script', address, pipedDownloads })
  })
  it('are not those of the image, nor empty ones', () => {
    expect(startScriptsIn({ 'shutdown-script': 'gs://x/y', 'startup-script': '/opt/deeplearning/bin/startup.sh', 'post-startup-script': '' })).toEqual([])
  })
  it('of any length are read in a moment', () => {
    const began = performance.now()
    for (const hostile of ['curl '.repeat(50_000), 'curl|'.repeat(50_000), 'bash <('.repeat(30_000), `bash ${'-x '.repeat(60_000)}`, ' '.repeat(200_000), '\\\n'.repeat(50_000)]) startScript('startup-script', hostile)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('Colab', () => {
  it.each<[aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookIdleShutdownConfig | undefined, number | null]>([
    [{ idleTimeout: '10800s' }, 10_800], [{ idleTimeout: '600.5s' }, 600.5], [{ idleTimeout: '0s' }, null], [{ idleTimeout: '10800s', idleShutdownDisabled: true }, null], [{}, null], [undefined, null],
  ])('is idle for %j', (idleShutdownConfig, seconds) => {
    expect(machineProps({ ...(idleShutdownConfig && { idleShutdownConfig }) }, place).idleTimeoutSeconds).toBe(seconds)
  })
  it('acts as the notebook agent, whatever a template names', () => {
    const template = { name: 'projects/111122223333/locations/us-central1/notebookRuntimeTemplates/5101', serviceAccount: compute }
    expect(drawn(machineEdges(template, place))).toEqual(['runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-aiplatform-vm.iam.gserviceaccount.com'])
    expect(machineProps(template, place)).toMatchObject({ resourceId: '5101', userCredentialsDisabled: false, internetAccess: false })
  })
})

describe('a notebook execution', () => {
  const job = { displayName: 'nightly-20260525', createTime: '2026-05-25T02:00:00.123456789Z', updateTime: '2026-05-25T02:20:00Z', jobState: 'JOB_STATE_SUCCEEDED', gcsOutputUri: 'gs://orchard-reports/nightly' }
  it('uses the rights of an account, of a person, or of the default account', () => {
    const account = (of: aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookExecutionJob): string | null => {
      fits(executionJob, jobProps(of, place), jobEdges(of, place))
      return jobProps(of, place).serviceAccount
    }
    expect([account({ serviceAccount: 'lab@orchard-ml.iam.gserviceaccount.com' }), account({ executionUser: 'ada@orchard.example' }), account({})]).toEqual(['lab@orchard-ml.iam.gserviceaccount.com', null, compute])
  })
  it('that ended is one of a family', () => {
    const next = { ...job, displayName: 'nightly-20260526', updateTime: '2026-05-26T02:20:00Z' }
    expect(pastOf(job, place)).toEqual({ family: `nightly-|${compute}|gs://orchard-reports/nightly`, at: '2026-05-25T02:20:00.000Z' })
    expect(pastOf(next, place)?.family).toBe(pastOf(job, place)?.family)
    expect(pastOf({ ...job, jobState: 'JOB_STATE_RUNNING' }, place)).toBeNull()
  })
})

describe('notebooks of the first generation', () => {
  it('act as their account where they have one', () => {
    const shared: notebooks_v1.Schema$Runtime = { accessConfig: { accessType: 'SERVICE_ACCOUNT', runtimeOwner: 'lab@orchard-ml.iam.gserviceaccount.com' }, virtualMachine: { virtualMachineConfig: { internalIpOnly: true } } }
    fits(runtimeV1, runtimeProps(shared), runtimeEdges(shared, place))
    expect(runtimeProps(shared)).toMatchObject({ generation: 'managed', publicIp: false, serviceAccount: 'lab@orchard-ml.iam.gserviceaccount.com', migrated: false })
    expect(runtimeProps({ accessConfig: { accessType: 'SINGLE_USER', runtimeOwner: 'ada@orchard.example' } })).toMatchObject({ serviceAccount: null, owner: 'ada@orchard.example', publicIp: true })
  })
})
