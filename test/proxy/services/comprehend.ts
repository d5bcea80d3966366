// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncomprehend.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('comprehend', 'comprehend',
  'ListDocumentClassifiers', 'ListEntityRecognizers', 'DescribeResourcePolicy', 'ListFlywheels', 'DescribeFlywheel', 'ListDocumentClassificationJobs',
  'ListDominantLanguageDetectionJobs', 'ListEntitiesDetectionJobs', 'ListEventsDetectionJobs', 'ListKeyPhrasesDetectionJobs', 'ListPiiEntitiesDetectionJobs',
  'ListSentimentDetectionJobs', 'ListTargetedSentimentDetectionJobs', 'ListTopicsDetectionJobs')
export default actions
