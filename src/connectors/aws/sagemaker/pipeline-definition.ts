// The JSON in which a pipeline is written: its steps, and the credentials somebody wrote into it.
import type { Json } from '../../../core/index.js'
import { findSecrets, findSecretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { jsonRecord } from '../policy-json.js'

export interface Step {
  [field: string]: string | null
  name: string
  type: string
  /** State that a model package gets as it is registered, by the text or by the default of a parameter; null when a run says, or none does. */
  approval: string | null
}

export interface PipelineFacts {
  /** Null when there is no definition that can be read. */
  steps: Step[] | null
  secrets: SecretHit[]
}

export function pipelineFacts(text: string | undefined): PipelineFacts {
  const definition = parse(text)
  if (definition === undefined) return { steps: null, secrets: findSecrets(text ?? '') }
  return { steps: stepsOf(definition), secrets: secretsIn(definition) }
}

function parse(text: string | undefined): Json | undefined {
  try {
    const value: Json = JSON.parse(text ?? '')
    return jsonRecord(value) === null ? undefined : value
  } catch {
    return undefined
  }
}

function listIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** All steps, those in the branches of conditions among them. */
function stepsOf(definition: Json): Step[] {
  const whole = jsonRecord(definition)
  const defaults = new Map(listIn(whole?.['Parameters']).map(jsonRecord).map((parameter) => [textIn(parameter?.['Name']) ?? '', textIn(parameter?.['DefaultValue'])]))
  const found: Step[] = []
  const waiting = listIn(whole?.['Steps']).toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const step = jsonRecord(next)
    const given = jsonRecord(step?.['Arguments'])
    found.push({ name: textIn(step?.['Name']) ?? '', type: textIn(step?.['Type']) ?? '', approval: valueOf(given?.['ModelApprovalStatus'], defaults) })
    waiting.push(...listIn(given?.['ElseSteps']).toReversed(), ...listIn(given?.['IfSteps']).toReversed())
  }
  return found
}

/** `"Approved"`, or `{ "Get": "Parameters.Approval" }` with its default. */
function valueOf(value: Json | undefined, defaults: ReadonlyMap<string, string | null>): string | null {
  const reference = textIn(jsonRecord(value)?.['Get'])
  return reference?.startsWith('Parameters.') === true ? defaults.get(reference.slice('Parameters.'.length)) ?? null : textIn(value)
}

/** Credentials by the path to them: `Steps.train.Arguments.Environment.HF_TOKEN`. */
function secretsIn(definition: Json): SecretHit[] {
  const found = new Map<string, SecretHit>()
  const add = (at: string, hits: readonly SecretHit[]): void => {
    for (const { type, length } of hits) found.set(`${at} ${type} ${length}`, { type, at, length })
  }
  const waiting: { at: string; value: Json }[] = [{ at: '', value: definition }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, value } = next
    if (Array.isArray(value)) {
      // A flag and its value are two words of a list.
      add(at, findSecrets(value.filter((item) => typeof item === 'string').join(' ')))
      value.forEach((item, i) => waiting.push({ at: join(at, textIn(jsonRecord(item)?.['Name']) ?? String(i)), value: item }))
      continue
    }
    const record = jsonRecord(value)
    if (record === null) continue
    const name = textIn(record['Name']) ?? textIn(record['Key'])
    for (const [key, inner] of Object.entries(record)) {
      // `{ "Name": "HF_TOKEN", "Value": "…" }`, with `Key` in place of `Name` in tags.
      if (typeof inner === 'string') add(join(at, key), key === 'Key' ? findSecrets(inner) : findSecretsIn({ [name !== null && /^(?:Default)?Value$/.test(key) ? name : key]: inner }))
      else waiting.push({ at: join(at, key), value: inner })
    }
  }
  return [...found.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
