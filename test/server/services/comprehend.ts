// Comprehend of the made-up account: custom models, a flywheel, and a few analyses.
import { described, listed, made, refused, type Rows, type ServiceAnswers } from '../serve.js'

const classifiers = made('comprehend.classifiers', (i, place) => ({
  DocumentClassifierArn: place.arn('comprehend', `document-classifier/orchard-topics-${i}`), Status: 'TRAINED', LanguageCode: 'en', SubmitTime: place.ago(i + 2), EndTime: place.ago(i + 1),
  InputDataConfig: { DataFormat: 'COMPREHEND_CSV', S3Uri: `s3://${place.bucket(i)}/topics.csv` }, DataAccessRoleArn: place.role(i), Mode: 'MULTI_CLASS',
}))
const recognizers = made('comprehend.recognizers', (i, place) => ({
  EntityRecognizerArn: place.arn('comprehend', `entity-recognizer/orchard-trees-${i}`), Status: 'TRAINED', LanguageCode: 'en', SubmitTime: place.ago(i + 2), EndTime: place.ago(i + 1),
  InputDataConfig: { EntityTypes: [{ Type: 'TREE' }], Documents: { S3Uri: `s3://${place.bucket(i)}/trees.txt` } }, DataAccessRoleArn: place.role(i),
}))
const flywheels = made('comprehend.flywheels', (i, place) => ({
  FlywheelArn: place.arn('comprehend', `flywheel/orchard-wheel-${i}`), DataLakeS3Uri: `s3://${place.bucket(i)}/lake`, Status: 'ACTIVE', ModelType: 'DOCUMENT_CLASSIFIER', CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1),
}))

function jobs(word: string): Rows {
  return made(`comprehend.${word}`, (i, place) => ({
    JobId: `${i}`.padStart(32, '0'), JobArn: place.arn('comprehend', `${word}-job/${String(i).padStart(32, '0')}`), JobName: `orchard-${word}-${i}`, JobStatus: i % 2 === 0 ? 'IN_PROGRESS' : 'COMPLETED', SubmitTime: place.ago(i + 1),
    InputDataConfig: { S3Uri: `s3://${place.bucket(i)}/letters` }, OutputDataConfig: { S3Uri: `s3://${place.bucket(i)}/findings/output.tar.gz` }, DataAccessRoleArn: place.role(i),
  }))
}
const list = (rows: Rows, member: string): ReturnType<typeof listed> => listed(rows, { rows: member, token: 'NextToken', size: 'MaxResults', max: 500 })

export default {
  'comprehend.ListDocumentClassifiers': list(classifiers, 'DocumentClassifierPropertiesList'),
  'comprehend.ListEntityRecognizers': list(recognizers, 'EntityRecognizerPropertiesList'),
  'comprehend.DescribeResourcePolicy': refused('ResourceNotFoundException', 400, 'Could not find the resource policy'),
  'comprehend.ListFlywheels': listed(flywheels, { rows: 'FlywheelSummaryList', token: 'NextToken', size: 'MaxResults', max: 500 }),
  'comprehend.DescribeFlywheel': described(flywheels, { by: { FlywheelArn: 'FlywheelArn' }, in: 'FlywheelProperties', as: (row) => ({ ...row, DataSecurityConfig: {} }) }),
  'comprehend.ListDocumentClassificationJobs': list(jobs('document-classification'), 'DocumentClassificationJobPropertiesList'),
  'comprehend.ListDominantLanguageDetectionJobs': list(jobs('dominant-language-detection'), 'DominantLanguageDetectionJobPropertiesList'),
  'comprehend.ListEntitiesDetectionJobs': list(jobs('entities-detection'), 'EntitiesDetectionJobPropertiesList'),
  'comprehend.ListEventsDetectionJobs': list(jobs('events-detection'), 'EventsDetectionJobPropertiesList'),
  'comprehend.ListKeyPhrasesDetectionJobs': list(jobs('key-phrases-detection'), 'KeyPhrasesDetectionJobPropertiesList'),
  'comprehend.ListPiiEntitiesDetectionJobs': list(jobs('pii-entities-detection'), 'PiiEntitiesDetectionJobPropertiesList'),
  'comprehend.ListSentimentDetectionJobs': list(jobs('sentiment-detection'), 'SentimentDetectionJobPropertiesList'),
  'comprehend.ListTargetedSentimentDetectionJobs': list(jobs('targeted-sentiment-detection'), 'TargetedSentimentDetectionJobPropertiesList'),
  'comprehend.ListTopicsDetectionJobs': list(jobs('topics-detection'), 'TopicsDetectionJobPropertiesList'),
} satisfies ServiceAnswers
