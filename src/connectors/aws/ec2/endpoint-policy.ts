// What the policy of a VPC endpoint narrows: who may pass, and to whose resources.
import type { Json } from '../../../core/index.js'
import { jsonRecord, jsonTexts, policyStatements } from '../policy-json.js'

type Limit = 'principal' | 'resource'

const keys: Record<Limit, ReadonlySet<string>> = {
  principal: new Set(['aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn', 'aws:userid']),
  resource: new Set(['aws:resourceorgid', 'aws:resourceorgpaths', 'aws:resourceaccount', 's3:resourceaccount', 's3:dataaccesspointaccount']),
}

/** A limit holds when every Allow keeps it, or one Deny shuts out whatever lies beyond. */
export function limitsOf(policy: Json): Limit[] {
  const statements = policyStatements(policy)
  const allows = statements.filter((statement) => statement['Effect'] === 'Allow')
  const denies = statements.filter((statement) => statement['Effect'] === 'Deny' && jsonTexts(statement['Action']).includes('*') && jsonTexts(statement['Resource']).includes('*'))
  // No document at all is the default: everything for everyone.
  if (statements.length === 0) return []
  return (['principal', 'resource'] as const).filter((limit) =>
    allows.every((statement) => named(statement, limit) || conditioned(statement, limit, /^(?:ForAnyValue:)?(?:String(?:Equals|Like)|Arn(?:Equals|Like)|StringEqualsIgnoreCase)$/))
    || denies.some((statement) => conditioned(statement, limit, /^(?:ForAnyValue:)?(?:String|Arn)Not(?:Equals|Like|EqualsIgnoreCase)(?:IfExists)?$/)))
}

/** Written out in the statement itself. */
function named(statement: { [key: string]: Json }, limit: Limit): boolean {
  if (limit === 'principal') {
    const principal = jsonRecord(statement['Principal'])
    const names = principal === null ? ['*'] : Object.values(principal).flatMap((value) => jsonTexts(value))
    return names.length > 0 && names.every((name) => !/[*?]/.test(name))
  }
  const resources = jsonTexts(statement['Resource'])
  return resources.length > 0 && resources.every((resource) => {
    const [, , service = '', , account = '', name = ''] = resource.split(':')
    return service === 's3' ? !/^[^/]*[*?]/.test(name) : /^\d{12}$/.test(account)
  })
}

function conditioned(statement: { [key: string]: Json }, limit: Limit, operators: RegExp): boolean {
  return Object.entries(jsonRecord(statement['Condition']) ?? {}).some(([operator, wanted]) =>
    operators.test(operator) && Object.entries(jsonRecord(wanted) ?? {}).some(([key, value]) => keys[limit].has(key.toLowerCase()) && !jsonTexts(value).includes('*')))
}
