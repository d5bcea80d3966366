// Policies of OpenSearch Serverless: they name collections by pattern, so which of them speak of a collection is computed here.
import type {
  AccessPolicySummary, GetAccessPolicyCommandInput, GetAccessPolicyCommandOutput, GetSecurityPolicyCommandInput, GetSecurityPolicyCommandOutput,
  ListAccessPoliciesCommandInput, ListAccessPoliciesCommandOutput, ListSecurityPoliciesCommandInput, ListSecurityPoliciesCommandOutput, SecurityPolicySummary,
} from '@aws-sdk/client-opensearchserverless'
import type { Json } from '../../../core/index.js'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { jsonRecord, jsonTexts } from '../policy-json.js'

export interface NamedPolicy {
  name: string
  document: Json
}

export const networkPolicies = sharedRead({
  id: 'opensearchserverless.networkPolicies',
  per: 'region',
  calls: {
    list: listLower<ListSecurityPoliciesCommandInput, ListSecurityPoliciesCommandOutput, SecurityPolicySummary>(
      'opensearchserverless:ListSecurityPolicies', { items: (page) => page.securityPolicySummaries },
    ),
    // It may speak of any collection: one that is gone by now leaves a question about them all, and is no vanished item.
    get: read<GetSecurityPolicyCommandInput, GetSecurityPolicyCommandOutput>('opensearchserverless:GetSecurityPolicy', { per: 'region' }),
  },
  async load({ call, each }): Promise<Answer<NamedPolicy[]>> {
    const listed = await call.list.all({ type: 'network' })
    return listed.ok ? allRead(each, listed.value, async (name) => {
      const got = await call.get({ type: 'network', name })
      return got.ok ? { ok: true, value: got.value.securityPolicyDetail?.policy } : got
    }) : listed
  },
})

export const accessPolicies = sharedRead({
  id: 'opensearchserverless.accessPolicies',
  per: 'region',
  calls: {
    list: listLower<ListAccessPoliciesCommandInput, ListAccessPoliciesCommandOutput, AccessPolicySummary>(
      'opensearchserverless:ListAccessPolicies', { items: (page) => page.accessPolicySummaries },
    ),
    get: read<GetAccessPolicyCommandInput, GetAccessPolicyCommandOutput>('opensearchserverless:GetAccessPolicy', { per: 'region' }),
  },
  async load({ call, each }): Promise<Answer<NamedPolicy[]>> {
    const listed = await call.list.all({ type: 'data' })
    return listed.ok ? allRead(each, listed.value, async (name) => {
      const got = await call.get({ type: 'data', name })
      return got.ok ? { ok: true, value: got.value.accessPolicyDetail?.policy } : got
    }) : listed
  },
})

type Each = <R>(rows: Iterable<R>, body: (row: R) => Promise<void> | void) => Promise<void>

/** One policy that could not be read may speak of any collection: then nothing is known of all of them. */
async function allRead(
  each: Each, listed: readonly { name?: string | undefined }[], get: (name: string) => Promise<Answer<unknown>>,
): Promise<Answer<NamedPolicy[]>> {
  const found: NamedPolicy[] = []
  const unread: Extract<Answer<never>, { ok: false }>[] = []
  await each(listed, async ({ name = '' }) => {
    const got = await get(name)
    if (got.ok) found.push({ name, document: documentOf(got.value) })
    else unread.push(got)
  })
  return unread[0] ?? { ok: true, value: found.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

/** Documents come parsed. */
function documentOf(policy: unknown): Json {
  return policyDocument(JSON.stringify(policy ?? null))
}

export interface NetworkAccess {
  collection: string[]
  dashboards: string[]
}

/** Names of the policies that open each endpoint to the internet. Rules add up: one that says public outweighs others that name VPC endpoints. */
export function publicAccess(policies: readonly NamedPolicy[], collection: string): NetworkAccess {
  const speaks = (rule: { [key: string]: Json }): boolean => jsonTexts(rule['Resource']).some((pattern) => matches(pattern, `collection/${collection}`))
  const opens = ({ document }: NamedPolicy, type: string): boolean => entries(document).filter((entry) => entry['AllowFromPublic'] === true)
    .flatMap((entry) => entries(entry['Rules'])).some((rule) => rule['ResourceType'] === type && speaks(rule))
  const by = (type: string): string[] => policies.filter((policy) => opens(policy, type)).map(({ name }) => name)
  return { collection: by('collection'), dashboards: by('dashboard') }
}

export interface DataGrant {
  policy: string
  resourceType: string
  /** The patterns that speak of this collection. */
  resources: string[]
  /** Some of them speak of every other collection as well. */
  everyCollection: boolean
  permissions: string[]
  /** ARNs, or `saml/<account>/<provider>/user/<name>` and the like. */
  principals: string[]
  /** Whose those principals are. */
  accounts: string[]
}

/** What the data access policies allow on a collection and its indexes. */
export function dataGrants(policies: readonly NamedPolicy[], collection: string): DataGrant[] {
  return policies.flatMap(({ name, document }) => entries(document).flatMap((entry) => {
    const principals = jsonTexts(entry['Principal'])
    return entries(entry['Rules']).flatMap((rule) => {
      const resources = jsonTexts(rule['Resource']).filter((pattern) => speaksOf(pattern, collection))
      if (resources.length === 0) return []
      return {
        policy: name, resourceType: typeof rule['ResourceType'] === 'string' ? rule['ResourceType'] : '', resources,
        everyCollection: resources.some((pattern) => /^[a-z]+\/\*/.test(pattern)), permissions: jsonTexts(rule['Permission']), principals,
        accounts: [...new Set(principals.flatMap((principal) => accountOf(principal) ?? []))].toSorted(),
      }
    })
  }))
}

/** Patterns are `collection/<name>`, `index/<collection>/<index>` and `model/<collection>/<model>`, each name or prefix with a star. */
function speaksOf(pattern: string, collection: string): boolean {
  return matches(pattern.split('/').slice(0, 2).join('/').replace(/^(?:index|model)\//, 'collection/'), `collection/${collection}`)
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

function accountOf(principal: string): string | undefined {
  return /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(principal)?.[1] ?? /^saml\/(\d{12})\//.exec(principal)?.[1]
}

function entries(value: Json | undefined): { [key: string]: Json }[] {
  return (Array.isArray(value) ? value : [value]).map(jsonRecord).filter((entry) => entry !== null)
}
