// Budgets of the made-up account: one for all that it spends, and somebody is told.
import { always, type ServiceAnswers } from '../serve.js'

export default {
  'budgets.DescribeBudgets': always({ Budgets: [{ BudgetName: 'orchard', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: '1000', Unit: 'USD' }, CostFilters: {} }] }),
  'budgets.DescribeBudgetNotificationsForAccount': always({ BudgetNotificationsForAccount: [
    { BudgetName: 'orchard', Notifications: [{ NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 }] },
  ] }),
} satisfies ServiceAnswers
