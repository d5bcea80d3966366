// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('bedrock-agent', 'bedrock', 'ListFlows', 'GetFlow', 'ListFlowAliases', 'GetFlowVersion', 'ListPrompts', 'GetPrompt')
export default actions
