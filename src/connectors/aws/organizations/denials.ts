// What the Deny statements of an organisation's policies are about, of what rules ask: read for their sense, not evaluated.
import type { Json } from '../../../core/index.js'
import { jsonRecord, jsonTexts, policyStatements } from '../policy-json.js'

export const denials = ['bedrock-api-keys', 'models', 'sagemaker-settings', 'strangers'] as const
export type Denial = (typeof denials)[number]

type Statement = { [key: string]: Json }

/** What the documents refuse; sorted, each once. */
export function deniedBy(documents: readonly Json[]): Denial[] {
  const statements = documents.flatMap(policyStatements).filter((statement) => statement['Effect'] === 'Deny')
  return denials.filter((denial) => statements.some(tests[denial]))
}

const tests: Record<Denial, (statement: Statement) => boolean> = {
  /** Making them, or using them; who is excepted does not matter. */
  'bedrock-api-keys': (statement) => names(statement, 'bedrock:callwithbearertoken')
    || (names(statement, 'iam:createservicespecificcredential') && forBedrock(statement)),
  /** Invoking some models, or all but some. A statement about regions alone chooses no models. */
  models: (statement) => names(statement, 'bedrock:invokemodel')
    && [...jsonTexts(statement['NotResource']), ...jsonTexts(statement['Resource'])].some((arn) => /foundation-model|inference-profile/.test(arn)),
  /** Creating what lacks a network, an encryption key, isolation. */
  'sagemaker-settings': (statement) => jsonTexts(statement['Action']).some((action) => /^sagemaker:(?:create|update|\*)/i.test(action))
    && conditionKeys(statement).some(({ key }) => settings.has(key)),
  /** Principals outside the organisation, at the data. */
  strangers: (statement) => ['s3:getobject', 'kms:decrypt', 'secretsmanager:getsecretvalue'].some((action) => covers(statement, action))
    && conditionKeys(statement).some(({ operator, key }) => /not/.test(operator) && /^aws:principal(?:orgid|orgpaths|account)$/.test(key)),
}

const settings: ReadonlySet<string> = new Set([
  'vpcsubnets', 'vpcsecuritygroupids', 'networkisolation', 'directinternetaccess', 'rootaccess', 'volumekmskey', 'outputkmskey', 'intercontainertrafficencryption',
  'appnetworkaccesstype', 'appnetworkaccess', 'minimuminstancemetadataserviceversion',
].map((name) => `sagemaker:${name}`))

/** Made for Bedrock, or for whatever service. */
function forBedrock(statement: Statement): boolean {
  const services = conditionKeys(statement).filter(({ key }) => key === 'iam:servicespecificcredentialservicename')
  return services.length === 0 || services.some(({ operator, values }) => /not/.test(operator) || values.some((value) => value === '*' || value.includes('bedrock')))
}

/** The statement's actions cover this one, and at least one of them is of its service: `*` says nothing about it. */
function names(statement: Statement, action: string): boolean {
  const service = action.slice(0, action.indexOf(':') + 1)
  return jsonTexts(statement['Action']).some((pattern) => pattern.toLowerCase().startsWith(service) && matches(pattern, action))
}

function covers(statement: Statement, action: string): boolean {
  return jsonTexts(statement['Action']).some((pattern) => matches(pattern, action))
}

/** `pattern` as policies write it, with `*` for any run of characters; linear. */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  if (rest.length === 0) return first === action
  if (!action.startsWith(first)) return false
  let at = first.length
  for (const piece of rest.slice(0, -1)) {
    const found = action.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  const last = rest.at(-1) ?? ''
  return action.length - last.length >= at && action.endsWith(last)
}

function conditionKeys(statement: Statement): { operator: string; key: string; values: string[] }[] {
  return Object.entries(jsonRecord(statement['Condition']) ?? {}).flatMap(([operator, tested]) =>
    Object.entries(jsonRecord(tested) ?? {}).map(([key, value]) => ({ operator: operator.toLowerCase(), key: key.toLowerCase(), values: jsonTexts(value) })))
}
