// What jobs, and the jobs that schedules start, are made of: as whom they run, on which machines, and what they were given.
import { bool, listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import { secretHits, secretsAt, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { idOf, said, word } from '../names.js'

/** Steps of a pipeline are kept as they were sent, in snake case; what else is in them is not read. */
type Written = Readonly<Record<string, unknown>>

export interface Definition {
  jobType?: string | null
  identity?: Written | null
  computeId?: string | null
  environmentId?: string | null
  command?: string | null
  environmentVariables?: Written | null
  /** Of Spark jobs. */
  args?: string | null
  conf?: Written | null
  inputs?: Written | null
  /** Of sweeps. */
  trial?: { command?: string | null; environmentId?: string | null; environmentVariables?: Written | null } | null
  /** Of pipelines. */
  jobs?: Readonly<Record<string, Written | null>> | null
  settings?: Written | null
}

/** Spread into a shape. */
export const definitionFields = {
  /** `command`, `sweep`, `spark`, `pipeline`, `automl`, `finetuning` … */
  jobType: nullable(string),
  /** `amltoken`, `managed` or `useridentity`, of the job and of a pipeline's steps; empty where nothing is said, which is `amltoken`. */
  runsAs: listOf(string),
  environment: nullable(string),
  /** In environment variables, command lines, Spark settings and inputs. */
  secrets: secretHits,
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function definitionProps(job: Definition) {
  return {
    jobType: word(job.jobType),
    runsAs: [...new Set(identitiesOf(job).map(({ type }) => type))].toSorted(),
    environment: idOf(job.environmentId) ?? idOf(job.trial?.environmentId),
    secrets: secretsOf(job),
  }
}

export const jobIdentityShape = shape({ type: string, clientId: nullable(string), objectId: nullable(string), resourceId: nullable(string), named: bool })
export type JobIdentity = Infer<typeof jobIdentityShape>

/** Identities that a job and the steps of a pipeline name. */
export function identitiesOf(job: Definition): JobIdentity[] {
  return [job.identity, ...stepsOf(job).map(({ step }) => record(step['identity']))].flatMap((identity): JobIdentity[] => {
    const type = word(text(identity, 'identityType', 'type'))?.replaceAll('_', '')
    if (type === undefined) return []
    const clientId = text(identity, 'clientId', 'client_id', 'msi_client_id')?.toLowerCase() ?? null
    const objectId = text(identity, 'objectId', 'object_id', 'msi_object_id')?.toLowerCase() ?? null
    const resourceId = idOf(text(identity, 'resourceId', 'resource_id', 'msi_resource_id'))
    return [{ type: type === 'managedidentity' ? 'managed' : type, clientId, objectId, resourceId, named: clientId !== null || objectId !== null || resourceId !== null }]
  })
}

/** Machines that a job and the steps of a pipeline run on, where they are computes of a workspace. */
export function computesOf(job: Definition): string[] {
  const written = [job.computeId, text(job.settings, 'default_compute', 'defaultCompute'), ...stepsOf(job).map(({ step }) => text(step, 'computeId', 'compute'))]
  return [...new Set(written.flatMap((id) => idOf(id) ?? []).filter((id) => /\/computes\/[^/]+$/.test(id)))].toSorted()
}

function secretsOf(job: Definition): SecretHit[] {
  return [
    ...secretsIn('environmentVariables', texts(job.environmentVariables)), ...secretsAt('command', job.command ?? undefined),
    ...secretsIn('trial environmentVariables', texts(job.trial?.environmentVariables)), ...secretsAt('trial command', job.trial?.command ?? undefined),
    ...secretsAt('args', job.args ?? undefined), ...secretsIn('conf', texts(job.conf)), ...secretsIn('inputs', literals(job.inputs)),
    ...stepsOf(job).flatMap(({ name, step }) => [
      ...secretsIn(`step ${name} environmentVariables`, texts(record(step['environment_variables']) ?? record(step['environmentVariables']))),
      ...[text(step, 'command'), text(record(step['component']), 'command')].flatMap((command) => secretsAt(`step ${name} command`, command ?? undefined)),
      ...secretsIn(`step ${name} inputs`, literals(record(step['inputs']))),
    ]),
  ]
}

function stepsOf({ jobs }: Definition): { name: string; step: Written }[] {
  return Object.entries(jobs ?? {}).flatMap(([name, step]) => (record(step) === null ? [] : [{ name, step: step ?? {} }]))
}

/** Inputs that are values and not data: `{ jobInputType: 'literal', value: '3' }`. */
function literals(inputs: Written | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs ?? {}).flatMap(([name, input]) => {
    const value = text(record(input), 'value')
    return value === null ? [] : [[name, value]]
  }))
}

function texts(of: Written | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(of ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function record(value: unknown): Written | null {
  return isRecord(value) ? value : null
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first of these members that is a text with something in it. */
function text(of: Written | null | undefined, ...names: string[]): string | null {
  for (const name of names) {
    const value = of?.[name]
    if (typeof value === 'string' && said(value) !== null) return value
  }
  return null
}
