// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonneptuneanalytics.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('neptune-graph', 'neptune-graph', 'ListGraphs', 'GetGraph')
export default actions
