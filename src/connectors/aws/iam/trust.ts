// Whom a role's trust policy names: services, and other accounts, each with the condition that narrows it.
import type { Json } from '../../../core/index.js'
import { jsonRecord, jsonTexts, policyStatements } from '../policy-json.js'

export interface TrustedService {
  service: string
  /** The statement binds the caller by aws:SourceAccount, aws:SourceArn or the organisation. */
  sourceCondition: boolean
}
export interface TrustedAccount {
  account: string
  /** The statement asks for an sts:ExternalId. */
  externalId: boolean
}

const demands = /^(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/
const sourceKeys = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:principalorgid'])

/** Services that may assume the role; one that is allowed twice, once without a condition, has none. */
export function trustedServices(policy: Json): TrustedService[] {
  const found = new Map<string, boolean>()
  for (const { principal, keys } of allows(policy)) {
    for (const service of jsonTexts(principal['Service'])) {
      const bound = [...keys].some((key) => sourceKeys.has(key))
      found.set(service.toLowerCase(), (found.get(service.toLowerCase()) ?? true) && bound)
    }
  }
  return [...found].map(([service, sourceCondition]) => ({ service, sourceCondition })).toSorted((a, b) => (a.service < b.service ? -1 : 1))
}

/** Accounts named by id or by the ARN of one of their principals, the role's own among them. */
export function trustedAccounts(policy: Json): TrustedAccount[] {
  const found = new Map<string, boolean>()
  for (const { principal, keys } of allows(policy)) {
    for (const text of jsonTexts(principal['AWS'])) {
      const account = /^(\d{12})$/.exec(text)?.[1] ?? /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(text)?.[1]
      if (account !== undefined) found.set(account, (found.get(account) ?? true) && keys.has('sts:externalid'))
    }
  }
  return [...found].map(([account, externalId]) => ({ account, externalId })).toSorted((a, b) => (a.account < b.account ? -1 : 1))
}

interface Trust {
  principal: Record<string, Json>
  /** Condition keys that must have a certain value, lower-cased. */
  keys: ReadonlySet<string>
}

function* allows(policy: Json): Iterable<Trust> {
  for (const statement of policyStatements(policy)) {
    const principal = jsonRecord(statement['Principal'])
    if (statement['Effect'] !== 'Allow' || principal === null) continue
    // Only an operator that demands a value binds the caller: negated ones and IfExists let him through without the key.
    const binding = Object.entries(jsonRecord(statement['Condition']) ?? {}).filter(([operator]) => demands.test(operator))
    yield { principal, keys: new Set(binding.flatMap(([, keys]) => Object.keys(jsonRecord(keys) ?? {})).map((key) => key.toLowerCase())) }
  }
}
