// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonpersonalize.html, list_amazonforecast.html, list_amazonfrauddetector.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ...same('personalize', 'personalize', 'ListDatasetGroups', 'DescribeDatasetGroup'),
  ...same('forecast', 'forecast', 'ListDatasets', 'DescribeDataset'),
  ...same('frauddetector', 'frauddetector', 'GetEventTypes', 'GetKMSEncryptionKey'),
]
export default actions
