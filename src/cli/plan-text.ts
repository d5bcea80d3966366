// What a scan would ask, how often, and by which right.
import { callsOf, type AnyCollector, type Call } from '../connectors/kit/collector.js'
import type { Connector, Target } from '../connectors/kit/connector.js'
import { count } from '../core/index.js'
import { fill } from '../reporters/text/wrap.js'
import type { Page } from './page.js'

type Often = Call['per'] | 'scan'

export interface Plan {
  provider: string
  rules: number
  /** Asset types that the rules need. */
  types: string[]
  accounts: { account: string; regions: string[] }[]
  calls: { call: string; per: Often; permissions: string[] }[]
  permissions: string[]
  /** Why there is no policy, where that is so. */
  takesNoRights?: string
}

/** Computed from the declarations, so it cannot say less than is done. */
export function planOf(connector: Connector, collectors: readonly AnyCollector[], targets: readonly Target[], optional: ReadonlySet<string>, rules: number): Plan {
  const calls = new Map<string, Plan['calls'][number]>()
  const add = (call: Call, per: Often): void => void calls.set(call.action, { call: call.action, per, permissions: call.needs })
  for (const call of Object.values(connector.calls)) add(call, 'scan')
  for (const collector of collectors) {
    const own = callsOf(collector)
    for (const call of own) if (!calls.has(call.action) && (call.with === undefined || optional.has(call.with))) add(call, call.per)
  }
  const sorted = [...calls.values()].toSorted((a, b) => (a.call < b.call ? -1 : 1))
  return {
    provider: connector.id, rules, types: collectors.map((collector) => collector.type).toSorted(),
    accounts: targets.map(({ account, regions }) => ({ account, regions })),
    calls: sorted, permissions: [...new Set(sorted.flatMap((call) => call.permissions))].toSorted(),
    ...(connector.takesNoRights !== undefined && { takesNoRights: connector.takesNoRights }),
  }
}

export function planText(plan: Plan, page: Page): string {
  const regions = plan.accounts.reduce((sum, { regions: some }) => sum + some.length, 0)
  const titles: Record<Often, string> = {
    scan: 'Once, to find out where we are',
    account: plan.accounts.length === 1 ? 'Once, and once more for each further page' : `Once in each of ${plan.accounts.length} accounts, and for each further page`,
    region: regions === 1 ? 'Once in the region, and for each further page' : `Once in each of ${regions} regions, and for each further page`,
    item: 'Once for each item found, at most',
  }
  const groups = (['scan', 'account', 'region', 'item'] as const).flatMap((per) => {
    const calls = plan.calls.filter((call) => call.per === per)
    return calls.length === 0 ? [] : [`${page.bold(titles[per])}\n${callLines(calls, page).join('\n')}`]
  })
  const where = plan.accounts.map(({ account, regions: names }) => fill([`${plan.provider} ${account}${names[0] === undefined ? '' : `: ${names[0]}`}`, ...names.slice(1)], page.width - 2, ', ').map((text) => `  ${text}`).join('\n'))
  return [
    `${count(plan.rules, 'rule')} would read ${count(plan.types.length, 'asset type')} in\n${where.join('\n')}`,
    ...groups,
    plan.takesNoRights === undefined
      ? `${count(plan.calls.length, 'operation')}, ${count(plan.permissions.length, 'permission')}, all of them reads.\nNothing was scanned: only the first calls were made, to find the account and its regions.\n${page.command(`aispm permissions ${plan.provider}`)}  prints the permissions as a policy\n`
      : `${count(plan.calls.length, 'operation')}, all of them reads: ${plan.takesNoRights}.\nNothing was scanned.\n`,
  ].join('\n\n')
}

/** Permissions are named where they are called otherwise. */
function callLines(calls: Plan['calls'], page: Page): string[] {
  const width = Math.max(...calls.map(({ call }) => call.length))
  return calls.map(({ call, permissions }) => {
    const needs = permissions.join(', ')
    return needs === call ? `  ${call}` : `  ${call.padEnd(width)}  ${page.dim(needs === '' ? 'needs no permission' : `needs ${needs}`)}`
  })
}
