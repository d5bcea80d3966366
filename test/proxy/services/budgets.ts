// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
import { type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ['budgets:DescribeBudgets', ['budgets:ViewBudget']],
  ['budgets:DescribeBudgetNotificationsForAccount', ['budgets:ViewBudget']],
]
export default actions
