// Compiled pipelines: the images their steps run, and the credentials that stand in parameters and steps.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { findSecrets, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'

type PipelineJob = Pick<aiplatform_v1.Schema$GoogleCloudAiplatformV1PipelineJob, 'runtimeConfig' | 'pipelineSpec'>

/** Of all steps. */
export function imagesOf(spec: unknown): string[] {
  return [...new Set(executors(spec).flatMap(([, container]) => wordsIn(inside(container, 'image'))))].toSorted()
}

/** Places where people write values down; what is named for the compiler's own use is not looked at. */
export function secretsOf({ runtimeConfig, pipelineSpec }: PipelineJob): SecretHit[] {
  return [
    ...secretsIn('parameters', flat(runtimeConfig?.parameterValues)),
    // Pipelines of older compilers.
    ...secretsIn('parameters', Object.fromEntries(Object.entries(runtimeConfig?.parameters ?? {}).map(([name, { stringValue }]) => [name, stringValue ?? '']))),
    ...secretsIn('defaults', Object.fromEntries(entries(inside(pipelineSpec, 'root', 'inputDefinitions', 'parameters')).flatMap(([name, of]) => Object.entries(flat({ [name]: inside(of, 'defaultValue') }))))),
    ...dags(pipelineSpec).flatMap((dag) => entries(inside(dag, 'tasks')).flatMap(([name, task]) => secretsIn(`task ${name}`, constants(task)))),
    ...executors(pipelineSpec).flatMap(([name, container]) => [
      ...secretsIn(`${name} env`, environment(container)),
      ...findSecrets([...wordsIn(inside(container, 'command')), ...wordsIn(inside(container, 'args'))].join(' ')).map((hit) => ({ ...hit, at: `${name} ${hit.at}` })),
    ]),
  ]
}

/** Containers by the step's name. */
function executors(spec: unknown): [string, unknown][] {
  return entries(inside(spec, 'deploymentSpec', 'executors')).map(([name, executor]) => [name, inside(executor, 'container')])
}

/** The pipeline's own graph of tasks and those of pipelines within it. */
function dags(spec: unknown): unknown[] {
  return [inside(spec, 'root', 'dag'), ...entries(inside(spec, 'components')).map(([, component]) => inside(component, 'dag'))]
}

/** Values that are handed to a task as they stand. */
function constants(task: unknown): Record<string, string> {
  return Object.fromEntries(entries(inside(task, 'inputs', 'parameters')).flatMap(([name, of]) =>
    Object.entries(flat({ [name]: inside(of, 'runtimeValue', 'constant') ?? inside(of, 'runtimeValue', 'constantValue', 'stringValue') }))))
}

function environment(container: unknown): Record<string, string> {
  const variables = inside(container, 'env')
  return Object.fromEntries((Array.isArray(variables) ? variables : []).map((variable: unknown) => [wordsIn(inside(variable, 'name'))[0] ?? '', wordsIn(inside(variable, 'value'))[0] ?? '']))
}

/** Texts by the path of their names: `config.password`. */
function flat(value: unknown, path = ''): Record<string, string> {
  if (typeof value === 'string') return { [path]: value }
  return Object.assign({}, ...entries(value).map(([name, inner]) => flat(inner, path === '' ? name : `${path}.${name}`)))
}

function wordsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((word: unknown) => typeof word === 'string')
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function inside(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((of, name) => entries(of).find(([own]) => own === name)?.[1], value)
}
