// What an organisation lays upon an account: its policies at every level from the root down.
import type {
  Account, DescribeOrganizationCommandInput, DescribeOrganizationCommandOutput, DescribePolicyCommandInput, DescribePolicyCommandOutput,
  ListAccountsCommandInput, ListAccountsCommandOutput, ListParentsCommandInput, ListParentsCommandOutput, ListPoliciesForTargetCommandInput,
  ListPoliciesForTargetCommandOutput, Parent, PolicySummary, PolicyType,
} from '@aws-sdk/client-organizations'
import type { Json } from '../../../core/index.js'
import type { Answer, Callables } from '../../kit/collector.js'
import { list, read, readOrNull } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'

/** Organizations refuses pages of more than twenty. */
function twenty<L extends { paging: { size?: { field: string; max: number } } }>(call: L): L {
  return { ...call, paging: { ...call.paging, size: { field: 'MaxResults', max: 20 } } }
}

export const organizationCalls = {
  organization: readOrNull<DescribeOrganizationCommandInput, DescribeOrganizationCommandOutput>(
    'organizations:DescribeOrganization', ['AWSOrganizationsNotInUseException'], { per: 'account' },
  ),
  accounts: twenty(list<ListAccountsCommandInput, ListAccountsCommandOutput, Account>(
    'organizations:ListAccounts', { per: 'account', items: (page) => page.Accounts },
  )),
  parents: twenty(list<ListParentsCommandInput, ListParentsCommandOutput, Parent>(
    'organizations:ListParents', { per: 'account', items: (page) => page.Parents },
  )),
  policies: twenty(list<ListPoliciesForTargetCommandInput, ListPoliciesForTargetCommandOutput, PolicySummary>(
    'organizations:ListPoliciesForTarget', { per: 'account', items: (page) => page.Policies },
  )),
  policy: read<DescribePolicyCommandInput, DescribePolicyCommandOutput>('organizations:DescribePolicy', { per: 'account' }),
}
type OrganizationCalls = Callables<typeof organizationCalls>

export function organization(answer: DescribeOrganizationCommandOutput | null, account: string) {
  const it = answer?.Organization
  return it?.Id === undefined ? null : { id: it.Id, managementAccount: it.MasterAccountId ?? '', isManagement: it.MasterAccountId === account }
}

/** Service and resource control policies bind members of organisations with all features, and never the management account. */
export function isBound(answer: DescribeOrganizationCommandOutput | null, account: string): boolean {
  const it = answer?.Organization
  return it !== undefined && it.FeatureSet !== 'CONSOLIDATED_BILLING' && it.MasterAccountId !== account
}

/** Ids from the root down to the account itself. */
export async function organizationPath(call: OrganizationCalls, account: string): Promise<Answer<string[]>> {
  const path = [account]
  // Five levels of units lie between root and account at most; a few more guard against an answer that turns in circles.
  for (let child = account, level = 0; level < 10; level++) {
    const parents = await call.parents.all({ ChildId: child })
    if (!parents.ok) return parents
    const parent = parents.value[0]
    if (parent?.Id === undefined) break
    path.unshift(parent.Id)
    if (parent.Type === 'ROOT') break
    child = parent.Id
  }
  return { ok: true, value: path }
}

export interface Level {
  target: string
  policies: { name: string; document: Json }[]
  [key: string]: Json
}

/**
 * The policies of one kind at each level. A level without any is left out: once the kind is switched on, AWS keeps at
 * least one policy on every level, so an empty one says that the kind is off and binds nobody.
 */
export async function policyLevels(call: OrganizationCalls, path: readonly string[], kind: PolicyType): Promise<Answer<Level[]>> {
  const documents = new Map<string, Promise<Answer<DescribePolicyCommandOutput>>>()
  const levels: Level[] = []
  for (const target of path) {
    const attached = await call.policies.all({ TargetId: target, Filter: kind })
    if (!attached.ok) return attached
    const policies: Level['policies'] = []
    for (const { Id: id, Name: name } of attached.value) {
      if (id === undefined) continue
      const reading = documents.get(id) ?? call.policy({ PolicyId: id })
      documents.set(id, reading)
      const policy = await reading
      if (!policy.ok) return policy
      policies.push({ name: name ?? id, document: policyDocument(policy.value.Policy?.Content) })
    }
    if (policies.length > 0) levels.push({ target, policies })
  }
  return { ok: true, value: levels }
}
