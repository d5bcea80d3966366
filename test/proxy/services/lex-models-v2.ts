// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonlexv2.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('lex-models-v2', 'lex',
  'ListBots', 'DescribeBot', 'DescribeResourcePolicy', 'ListBotAliases', 'DescribeBotAlias', 'ListBotLocales', 'DescribeBotLocale', 'ListIntents', 'DescribeIntent')
export default actions
