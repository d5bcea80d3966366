// The budgets of an account: which services' spend they watch, and whether anybody is told.
import type {
  Budget, BudgetNotificationsForAccount, DescribeBudgetNotificationsForAccountCommandInput, DescribeBudgetNotificationsForAccountCommandOutput,
  DescribeBudgetsCommandInput, DescribeBudgetsCommandOutput, Expression,
} from '@aws-sdk/client-budgets'
import { bool, listOf, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'

// Both reads of Budgets take the one right to view them.
const needs = ['budgets:ViewBudget']

interface Budgets {
  budgets: Budget[]
  /** Names of those that tell somebody. */
  told: Answer<ReadonlySet<string>>
}

export const budgets = sharedRead({
  id: 'budgets.budgets',
  per: 'account',
  calls: {
    budgets: list<DescribeBudgetsCommandInput, DescribeBudgetsCommandOutput, Budget>(
      'budgets:DescribeBudgets', { needs, per: 'account', items: (page) => page.Budgets, max: 1000 },
    ),
    notifications: list<DescribeBudgetNotificationsForAccountCommandInput, DescribeBudgetNotificationsForAccountCommandOutput, BudgetNotificationsForAccount>(
      'budgets:DescribeBudgetNotificationsForAccount', { needs, per: 'account', items: (page) => page.BudgetNotificationsForAccount, max: 50 },
    ),
  },
  async load({ call, scope: { account } }): Promise<Answer<Budgets>> {
    const found = await call.budgets.all({ AccountId: account, ShowFilterExpression: true })
    if (!found.ok) return found
    const rows: Answer<BudgetNotificationsForAccount[]> = found.value.length === 0 ? { ok: true, value: [] } : await call.notifications.all({ AccountId: account })
    return { ok: true, value: { budgets: found.value, told: rows.ok ? { ok: true, value: notifying(rows.value) } : rows } }
  },
})

export default collector({
  type: 'aws.budgets.account',
  kind: 'governance-record',
  service: 'budgets',
  per: 'account',
  props: shape({
    /** `watches`: services that the budget is cut down to, `*` for all spend; `other` where it is cut down by anything else. */
    budgets: listOf(shape({
      name: string, watches: listOf(string), notifies: bool,
      type: oneOf('COST', 'USAGE', 'RI_UTILIZATION', 'RI_COVERAGE', 'SAVINGS_PLANS_UTILIZATION', 'SAVINGS_PLANS_COVERAGE'),
    })),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {},
  reads: [budgets],
  async list({ emit, partition, read, scope: { account }, unlisted }) {
    const found = await read(budgets)
    if (!found.ok) return unlisted(found.gap)
    const { budgets: all, told } = found.value
    emit({
      id: `arn:${partition}:budgets::${account}:account`,
      name: account,
      props: { budgets: known(told, (names) => all.map((budget) => budgetFacts(budget, names))) },
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
    })
  },
})

export function notifying(rows: readonly BudgetNotificationsForAccount[]): Set<string> {
  return new Set(rows.filter((row) => (row.Notifications ?? []).length > 0).map((row) => row.BudgetName ?? ''))
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function budgetFacts(budget: Budget, told: ReadonlySet<string>) {
  const name = budget.BudgetName ?? ''
  return { name, type: budget.BudgetType ?? 'COST', watches: watched(budget), notifies: told.has(name) }
}

/** Filters come as a map in older budgets and as an expression in newer ones. */
function watched({ CostFilters: filters = {}, FilterExpression: expression }: Budget): string[] {
  if (expression !== undefined) {
    const { Dimensions: dimension } = expression
    return dimension?.Key === 'SERVICE' && isPlain(expression) ? [...(dimension.Values ?? [])] : [...servicesIn(expression), 'other']
  }
  const keys = Object.keys(filters).filter((key) => (filters[key] ?? []).length > 0)
  if (keys.length === 0) return ['*']
  return [...(filters['Service'] ?? []), ...(keys.some((key) => key !== 'Service') ? ['other'] : [])]
}

function isPlain({ And: and, Or: or, Not: not, Tags: tags, CostCategories: categories }: Expression): boolean {
  return and === undefined && or === undefined && not === undefined && tags === undefined && categories === undefined
}

/** Services named anywhere but under a `Not`. */
function servicesIn(expression: Expression): string[] {
  const own = expression.Dimensions?.Key === 'SERVICE' ? expression.Dimensions.Values ?? [] : []
  return [...own, ...[...(expression.And ?? []), ...(expression.Or ?? [])].flatMap(servicesIn)]
}
