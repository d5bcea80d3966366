// Whether a bucket's policy turns plain HTTP away, for everyone and every object.
import type { Json } from '../../../core/index.js'

/** False without a policy; a document that cannot be read as a policy turns nobody away. */
export function requiresTls(policy: Json): boolean {
  const list = record(policy)?.['Statement']
  return (Array.isArray(list) ? list : [list]).some((raw) => {
    const statement = record(raw)
    return statement !== null && statement['Effect'] === 'Deny' && isEveryone(statement['Principal']) && hasEverything(statement) && onlyPlain(statement['Condition'])
  })
}

function isEveryone(principal: Json | undefined): boolean {
  if (principal === '*') return true
  const aws = record(principal ?? null)?.['AWS']
  return texts(aws).includes('*')
}

/** All S3 actions on all objects: a Deny on less leaves a way in. */
function hasEverything(statement: Record<string, Json>): boolean {
  const actions = texts(statement['Action']).some((action) => action === '*' || action.toLowerCase() === 's3:*')
  const resources = texts(statement['Resource']).some((resource) => resource === '*' || /^arn:[a-z-]+:s3:::[^/]+(\/\*|\*)$/.test(resource))
  return actions && resources
}

/** The Deny must strike whenever the request is plain, so nothing but the transport may narrow it. */
function onlyPlain(condition: Json | undefined): boolean {
  const operators = Object.entries(record(condition ?? null) ?? {})
  const [only] = operators
  if (only === undefined || operators.length !== 1) return false
  const [operator, keys] = only
  const entries = Object.entries(record(keys) ?? {})
  const [entry] = entries
  if (entry === undefined || entries.length !== 1) return false
  const [key, value] = entry
  const values = (Array.isArray(value) ? value : [value]).map(String)
  if (/^Bool(IfExists)?$/.test(operator) && key.toLowerCase() === 'aws:securetransport') return values.includes('false')
  // A plain request has no TLS version at all, and a missing key meets a condition only with IfExists.
  return operator === 'NumericLessThanIfExists' && key.toLowerCase() === 's3:tlsversion' && values.some((v) => Number(v) >= 1.2)
}

function record(value: Json | undefined): Record<string, Json> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

function texts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string')
}
