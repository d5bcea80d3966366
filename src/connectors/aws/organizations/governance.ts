// The organisation of an account and what it lays upon it, read once for the account and for the policies.
import type { DescribeOrganizationCommandOutput } from '@aws-sdk/client-organizations'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { isBound, organizationCalls, organizationPath, policyLevels, type Level } from '../account/organization.js'

export interface Governance {
  /** Null: in no organisation. */
  organization: Answer<DescribeOrganizationCommandOutput | null>
  accounts: Answer<string[] | null>
  scps: Answer<Level[]>
  rcps: Answer<Level[]>
}

const none: Answer<null> = { ok: true, value: null }
const unbound: Answer<Level[]> = { ok: true, value: [] }

export const governance = sharedRead({
  id: 'organizations.governance',
  per: 'account',
  calls: organizationCalls,
  async load({ call, scope: { account } }): Promise<Answer<Governance>> {
    const memberAccounts = async (): Promise<Answer<string[]>> => {
      const rows = await call.accounts.all({})
      return rows.ok ? { ok: true, value: rows.value.flatMap((row) => row.Id ?? []).toSorted() } : rows
    }
    const boundBy = async (): Promise<[scps: Answer<Level[]>, rcps: Answer<Level[]>]> => {
      const path = await organizationPath(call, account)
      if (!path.ok) return [path, path]
      return Promise.all([policyLevels(call, path.value, 'SERVICE_CONTROL_POLICY'), policyLevels(call, path.value, 'RESOURCE_CONTROL_POLICY')])
    }
    const organization = await call.organization({})
    if (!organization.ok) return { ok: true, value: { organization, accounts: organization, scps: organization, rcps: organization } }
    const [accounts, [scps, rcps]] = await Promise.all([
      organization.value === null ? none : memberAccounts(),
      isBound(organization.value, account) ? boundBy() : [unbound, unbound],
    ])
    return { ok: true, value: { organization, accounts, scps, rcps } }
  },
})
