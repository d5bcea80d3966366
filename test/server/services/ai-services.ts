// Personalize, Forecast and Fraud Detector of the made-up account.
import { always, described, listed, made, type ServiceAnswers } from '../serve.js'

const groups = made('personalize.groups', (i, place) => ({ name: `orchard-tastes-${i}`, datasetGroupArn: place.arn('personalize', `dataset-group/orchard-tastes-${i}`), status: 'ACTIVE', creationDateTime: place.ago(i + 1) }))
const datasets = made('forecast.datasets', (i, place) => ({ DatasetName: `orchard_harvest_${i}`, DatasetArn: place.arn('forecast', `dataset/orchard_harvest_${i}`), DatasetType: 'TARGET_TIME_SERIES', Domain: 'CUSTOM', CreationTime: place.ago(i + 1) }))
const eventTypes = made('frauddetector.events', (i, place) => ({ name: `orchard_order_${i}`, arn: place.arn('frauddetector', `event-type/orchard_order_${i}`), eventIngestion: 'ENABLED', createdTime: '2026-03-01T00:00:00Z' }))

export default {
  'personalize.ListDatasetGroups': listed(groups, { rows: 'datasetGroups' }),
  'personalize.DescribeDatasetGroup': described(groups, { by: { datasetGroupArn: 'datasetGroupArn' }, in: 'datasetGroup' }),
  'forecast.ListDatasets': listed(datasets, { rows: 'Datasets', token: 'NextToken', size: 'MaxResults' }),
  'forecast.DescribeDataset': described(datasets, { by: { DatasetArn: 'DatasetArn' } }),
  'frauddetector.GetEventTypes': listed(eventTypes, { rows: 'eventTypes', max: 10 }),
  'frauddetector.GetKMSEncryptionKey': always({ kmsKey: { kmsEncryptionKeyArn: 'DEFAULT' } }),
} satisfies ServiceAnswers
