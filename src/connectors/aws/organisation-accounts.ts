// Which accounts `--scope` means: the credentials' own, named ones, an organisation's, those below one of its units.
import type {
  Account, ListAccountsCommandInput, ListAccountsCommandOutput, ListAccountsForParentCommandInput, ListAccountsForParentCommandOutput,
  ListOrganizationalUnitsForParentCommandInput, ListOrganizationalUnitsForParentCommandOutput, DescribeOrganizationCommandInput,
  DescribeOrganizationCommandOutput,
} from '@aws-sdk/client-organizations'
import { ScanError, UsageError, type Scope } from '../../core/index.js'
import type { Call } from '../kit/collector.js'
import type { Perform } from '../kit/connector.js'
import { read } from './calls.js'

export const organisationCalls = {
  organization: read<DescribeOrganizationCommandInput, DescribeOrganizationCommandOutput>('organizations:DescribeOrganization', { per: 'account' }),
  accounts: read<ListAccountsCommandInput, ListAccountsCommandOutput>('organizations:ListAccounts', { per: 'account' }),
  accountsBelow: read<ListAccountsForParentCommandInput, ListAccountsForParentCommandOutput>('organizations:ListAccountsForParent', { per: 'account' }),
  unitsBelow: read<ListOrganizationalUnitsForParentCommandInput, ListOrganizationalUnitsForParentCommandOutput>('organizations:ListOrganizationalUnitsForParent', { per: 'account' }),
}

export interface MemberAccount {
  id: string
  /** Closed or closing: there is nothing left to read. */
  closed: boolean
}

/** Units lie five levels deep at most. */
const deepest = 10
const mostPages = 2000

/** Whether a scope names an organisation or a part of it, rather than one account. */
export function isOrganisation(scope: string): boolean {
  return scope === 'org' || scope.startsWith('org/')
}

/** Accounts that the scopes name, each once, in their order. */
export async function accountsOf(scopes: readonly string[], own: string, perform: Perform, at: Scope): Promise<MemberAccount[]> {
  if (scopes.length === 0) return [{ id: own, closed: false }]
  const found = new Map<string, MemberAccount>()
  for (const scope of scopes) {
    const accounts = isOrganisation(scope) ? await members(scope.slice('org/'.length), perform, at) : [{ id: accountId(scope), closed: false }]
    for (const account of accounts) if (!found.has(account.id)) found.set(account.id, account)
  }
  return [...found.values()]
}

function accountId(scope: string): string {
  if (/^\d{12}$/.test(scope)) return scope
  throw new UsageError(`aws:${scope} is no scope; nothing was scanned`, 'aws:111122223333, aws:org, aws:org/o-exampleorgid or aws:org/ou-exam-12345678')
}

async function members(part: string, perform: Perform, at: Scope): Promise<MemberAccount[]> {
  if (/^(?:ou|r)-/.test(part)) return below(part, perform, at, deepest)
  if (part !== '' && !part.startsWith('o-')) accountId(`org/${part}`)
  if (part !== '') await checkOrganisation(part, perform, at)
  return (await pages(perform, organisationCalls.accounts, {}, at, (page) => page.Accounts)).flatMap(member)
}

async function checkOrganisation(wanted: string, perform: Perform, at: Scope): Promise<void> {
  const { Organization: mine } = await perform(organisationCalls.organization, {}, at)
  if (mine?.Id !== wanted) throw new UsageError(`aws:org/${wanted} was not scanned: these credentials belong to ${mine?.Id === undefined ? 'no organisation' : `organisation ${mine.Id}`}`, 'use credentials of its management account or of a delegated administrator')
}

async function below(parent: string, perform: Perform, at: Scope, levels: number): Promise<MemberAccount[]> {
  if (levels === 0) throw new ScanError(`nothing was scanned: the units below ${parent} do not end`)
  const [accounts, units] = await Promise.all([
    pages(perform, organisationCalls.accountsBelow, { ParentId: parent }, at, (page) => page.Accounts),
    pages(perform, organisationCalls.unitsBelow, { ParentId: parent }, at, (page) => page.OrganizationalUnits),
  ])
  const deeper = await Promise.all(units.map((unit) => below(unit.Id ?? '', perform, at, levels - 1)))
  return [...accounts.flatMap(member), ...deeper.flat()]
}

function member({ Id: id, State: state, Status: status }: Account): MemberAccount[] {
  return id === undefined ? [] : [{ id, closed: ['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'].includes(state ?? status ?? '') }]
}

async function pages<I extends object, O extends { NextToken?: string | undefined }, R>(
  perform: Perform, call: Call<I, O>, input: object, at: Scope, rows: (page: O) => readonly R[] | undefined,
): Promise<R[]> {
  const all: R[] = []
  let token: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer: O = await perform(call, { ...input, MaxResults: 20, ...(token !== undefined && { NextToken: token }) }, at)
    all.push(...rows(answer) ?? [])
    token = answer.NextToken
    if (token === undefined || token === '') return all
  }
  throw new ScanError(`nothing was scanned: the pages of ${call.action} do not end`)
}
