// Who may call a function by its own policies, and through which APIs.
import type { GetPolicyCommandOutput } from '@aws-sdk/client-lambda'
import type { Json } from '../../../core/index.js'
import type { Answer, Edge } from '../../kit/collector.js'
import { policyDocument } from '../iam/policy-document.js'
import type { Place } from '../names.js'
import { jsonRecord, jsonTexts, policyStatements } from '../policy-json.js'

/** The function's policy with those of its aliases; null when none of them has one. The first that was not read hides them all. */
export function joinPolicies(answers: readonly Answer<Pick<GetPolicyCommandOutput, 'Policy'> | null>[]): Answer<Json> {
  const documents: Json[] = []
  for (const answer of answers) {
    if (!answer.ok) return answer
    const document = policyDocument(answer.value?.Policy)
    if (document !== null) documents.push(document)
  }
  const [first = null, ...more] = documents
  // Text that is no policy is kept as it is: it then counts as not understood.
  const broken = documents.find((document) => typeof document === 'string')
  if (broken !== undefined || more.length === 0) return { ok: true, value: broken ?? first }
  return { ok: true, value: { Version: '2012-10-17', Statement: documents.flatMap((document) => policyStatements(document)) } }
}

const urlKeys = new Set(['lambda:functionurlauthtype', 'lambda:invokedviafunctionurl'])

/** The policy as it takes effect: grants for callers of a function URL are idle while there is none. */
export function withoutUrlGrants(policy: Json): Json {
  const document = jsonRecord(policy)
  if (document === null) return policy
  const forUrls = (statement: { [key: string]: Json }): boolean =>
    Object.values(jsonRecord(statement['Condition']) ?? {}).some((keys) => Object.keys(jsonRecord(keys) ?? {}).some((key) => urlKeys.has(key.toLowerCase())))
  return { ...document, Statement: policyStatements(document).filter((statement) => statement['Effect'] !== 'Allow' || !forUrls(statement)) }
}

/** APIs that the policy lets in: `arn:aws:execute-api:us-east-1:111122223333:<api>/*` as the source of API Gateway's calls. */
export function apisAllowed(policy: Json, place: Place): Edge[] {
  const ids = new Set<string>()
  for (const statement of policyStatements(policy)) {
    if (statement['Effect'] !== 'Allow' || !jsonTexts(jsonRecord(statement['Principal'])?.['Service']).includes('apigateway.amazonaws.com')) continue
    for (const keys of Object.values(jsonRecord(statement['Condition']) ?? {})) {
      for (const [key, wanted] of Object.entries(jsonRecord(keys) ?? {})) {
        if (key.toLowerCase() !== 'aws:sourcearn') continue
        for (const source of jsonTexts(wanted)) {
          const id = /^arn:[^:]+:execute-api:[^:]*:[^:]*:([a-z0-9]+)(?:\/|$)/.exec(source)?.[1]
          if (id !== undefined) ids.add(id)
        }
      }
    }
  }
  // The policy does not say of which kind the API is: whichever is there, is meant.
  return [...ids].flatMap((id) => ['restapis', 'apis'].map((kind): Edge => (
    { type: 'exposed-to', target: 'aws.apigateway.api', to: apiArn(place, `${kind}/${id}`), basis: 'inferred', via: 'function policy' }
  )))
}

/** `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5`, or `/apis/` for HTTP and WebSocket APIs. */
export function apiArn({ partition, region }: Place, resource: string): string {
  return `arn:${partition}:apigateway:${region}::/${resource}`
}
