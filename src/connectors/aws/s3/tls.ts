// Whether a bucket's policy turns plain HTTP away, for everyone and every object.
import type { Json } from '../../../core/index.js'
import { jsonRecord, jsonTexts, policyStatements } from '../policy-json.js'

/** False without a policy; a document that cannot be read as a policy turns nobody away. */
export function requiresTls(policy: Json): boolean {
  return policyStatements(policy).some((statement) =>
    statement['Effect'] === 'Deny' && isEveryone(statement['Principal']) && hasEverything(statement) && onlyPlain(statement['Condition']))
}

function isEveryone(principal: Json | undefined): boolean {
  if (principal === '*') return true
  const aws = jsonRecord(principal ?? null)?.['AWS']
  return jsonTexts(aws).includes('*')
}

/** All S3 actions on all objects: a Deny on less leaves a way in. */
function hasEverything(statement: Record<string, Json>): boolean {
  const actions = jsonTexts(statement['Action']).some((action) => action === '*' || action.toLowerCase() === 's3:*')
  const resources = jsonTexts(statement['Resource']).some((resource) => resource === '*' || /^arn:[a-z-]+:s3:::[^/]+(\/\*|\*)$/.test(resource))
  return actions && resources
}

/** The Deny must strike whenever the request is plain, so nothing but the transport may narrow it. */
function onlyPlain(condition: Json | undefined): boolean {
  const operators = Object.entries(jsonRecord(condition ?? null) ?? {})
  const [only] = operators
  if (only === undefined || operators.length !== 1) return false
  const [operator, keys] = only
  const entries = Object.entries(jsonRecord(keys) ?? {})
  const [entry] = entries
  if (entry === undefined || entries.length !== 1) return false
  const [key, value] = entry
  const values = (Array.isArray(value) ? value : [value]).map(String)
  if (/^Bool(IfExists)?$/.test(operator) && key.toLowerCase() === 'aws:securetransport') return values.includes('false')
  // A plain request has no TLS version at all, and a missing key meets a condition only with IfExists.
  return operator === 'NumericLessThanIfExists' && key.toLowerCase() === 's3:tlsversion' && values.some((v) => Number(v) >= 1.2)
}
