// Comprehend analysis jobs: documents in S3 read for topics, sentiment, names or personal data, the findings written to S3.
import type {
  DocumentClassificationJobProperties, DominantLanguageDetectionJobProperties, EntitiesDetectionJobProperties, EventsDetectionJobProperties,
  KeyPhrasesDetectionJobProperties, ListDocumentClassificationJobsCommandInput, ListDocumentClassificationJobsCommandOutput,
  ListDominantLanguageDetectionJobsCommandInput, ListDominantLanguageDetectionJobsCommandOutput, ListEntitiesDetectionJobsCommandInput,
  ListEntitiesDetectionJobsCommandOutput, ListEventsDetectionJobsCommandInput, ListEventsDetectionJobsCommandOutput,
  ListKeyPhrasesDetectionJobsCommandInput, ListKeyPhrasesDetectionJobsCommandOutput, ListPiiEntitiesDetectionJobsCommandInput,
  ListPiiEntitiesDetectionJobsCommandOutput, ListSentimentDetectionJobsCommandInput, ListSentimentDetectionJobsCommandOutput,
  ListTargetedSentimentDetectionJobsCommandInput, ListTargetedSentimentDetectionJobsCommandOutput, ListTopicsDetectionJobsCommandInput,
  ListTopicsDetectionJobsCommandOutput, PiiEntitiesDetectionJobProperties, SentimentDetectionJobProperties, TargetedSentimentDetectionJobProperties,
  TopicsDetectionJobProperties,
} from '@aws-sdk/client-comprehend'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { parseArn, parseS3Uri } from '../arn.js'
import { list } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

const max = 500

export default collector({
  type: 'aws.comprehend.job',
  kind: 'batch-job',
  service: 'comprehend',
  per: 'region',
  props: shape({
    /** As in its ARN, such as `pii-entities-detection-job`. */
    kind: string,
    status: nullable(oneOf('SUBMITTED', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'STOP_REQUESTED', 'STOPPED')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    roleArn: nullable(string),
    inputUri: nullable(string),
    outputUri: nullable(string),
    outputKmsKeyId: nullable(string),
    volumeKmsKeyId: nullable(string),
    subnetIds: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  // One list for each kind of analysis; their rows are whole.
  calls: {
    classification: list<ListDocumentClassificationJobsCommandInput, ListDocumentClassificationJobsCommandOutput, DocumentClassificationJobProperties>(
      'comprehend:ListDocumentClassificationJobs', { items: (page) => page.DocumentClassificationJobPropertiesList, max },
    ),
    language: list<ListDominantLanguageDetectionJobsCommandInput, ListDominantLanguageDetectionJobsCommandOutput, DominantLanguageDetectionJobProperties>(
      'comprehend:ListDominantLanguageDetectionJobs', { items: (page) => page.DominantLanguageDetectionJobPropertiesList, max },
    ),
    entities: list<ListEntitiesDetectionJobsCommandInput, ListEntitiesDetectionJobsCommandOutput, EntitiesDetectionJobProperties>(
      'comprehend:ListEntitiesDetectionJobs', { items: (page) => page.EntitiesDetectionJobPropertiesList, max },
    ),
    events: list<ListEventsDetectionJobsCommandInput, ListEventsDetectionJobsCommandOutput, EventsDetectionJobProperties>(
      'comprehend:ListEventsDetectionJobs', { items: (page) => page.EventsDetectionJobPropertiesList, max },
    ),
    keyPhrases: list<ListKeyPhrasesDetectionJobsCommandInput, ListKeyPhrasesDetectionJobsCommandOutput, KeyPhrasesDetectionJobProperties>(
      'comprehend:ListKeyPhrasesDetectionJobs', { items: (page) => page.KeyPhrasesDetectionJobPropertiesList, max },
    ),
    pii: list<ListPiiEntitiesDetectionJobsCommandInput, ListPiiEntitiesDetectionJobsCommandOutput, PiiEntitiesDetectionJobProperties>(
      'comprehend:ListPiiEntitiesDetectionJobs', { items: (page) => page.PiiEntitiesDetectionJobPropertiesList, max },
    ),
    sentiment: list<ListSentimentDetectionJobsCommandInput, ListSentimentDetectionJobsCommandOutput, SentimentDetectionJobProperties>(
      'comprehend:ListSentimentDetectionJobs', { items: (page) => page.SentimentDetectionJobPropertiesList, max },
    ),
    targetedSentiment: list<ListTargetedSentimentDetectionJobsCommandInput, ListTargetedSentimentDetectionJobsCommandOutput, TargetedSentimentDetectionJobProperties>(
      'comprehend:ListTargetedSentimentDetectionJobs', { items: (page) => page.TargetedSentimentDetectionJobPropertiesList, max },
    ),
    topics: list<ListTopicsDetectionJobsCommandInput, ListTopicsDetectionJobsCommandOutput, TopicsDetectionJobProperties>(
      'comprehend:ListTopicsDetectionJobs', { items: (page) => page.TopicsDetectionJobPropertiesList, max },
    ),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    // The service leaves out what is older, so that there is nothing to sort and to stop at.
    const since = { Filter: { SubmitTimeAfter: ctx.historySince } }
    const walk = (rows: AsyncIterable<JobRecord>): Promise<void> => each(rows, (job) => emit({
      id: job.JobArn ?? '',
      name: said(job.JobName) ?? job.JobId ?? '',
      props: jobProps(job),
      edges: jobEdges(job, placeOf(ctx)),
      past: jobPast(job),
    }))
    await Promise.all(Object.values(call).map((one) => walk(one.rows(since))))
  },
})

/** What the jobs of all kinds have in common; events and personal data are found without a volume and a network of the owner's. */
export type JobRecord = Pick<EventsDetectionJobProperties,
  'JobArn' | 'JobId' | 'JobName' | 'JobStatus' | 'SubmitTime' | 'EndTime' | 'InputDataConfig' | 'OutputDataConfig' | 'DataAccessRoleArn'>
  & Pick<TopicsDetectionJobProperties, 'VolumeKmsKeyId' | 'VpcConfig'>

function kindOf(job: JobRecord): string {
  return parseArn(job.JobArn ?? '')?.resource.split('/', 1)[0] ?? ''
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function jobProps(job: JobRecord) {
  return {
    kind: kindOf(job),
    status: job.JobStatus ?? null,
    createdAt: iso(job.SubmitTime),
    endedAt: iso(job.EndTime),
    roleArn: said(job.DataAccessRoleArn),
    inputUri: said(job.InputDataConfig?.S3Uri),
    outputUri: said(job.OutputDataConfig?.S3Uri),
    outputKmsKeyId: said(job.OutputDataConfig?.KmsKeyId),
    volumeKmsKeyId: said(job.VolumeKmsKeyId),
    subnetIds: job.VpcConfig?.Subnets ?? [],
  }
}

export function jobEdges(job: JobRecord, place: Place): (Edge | null)[] {
  return [
    runsAs(said(job.DataAccessRoleArn), 'DataAccessRoleArn'),
    toBucket('retrieves-from', job.InputDataConfig?.S3Uri, place.partition, 'InputDataConfig.S3Uri'),
    toBucket('stored-in', job.OutputDataConfig?.S3Uri, place.partition, 'OutputDataConfig.S3Uri'),
    encryptedBy(job.OutputDataConfig?.KmsKeyId, 'OutputDataConfig.KmsKeyId'),
    encryptedBy(job.VolumeKmsKeyId, 'VolumeKmsKeyId'),
    ...placedIn(job.VpcConfig?.Subnets, job.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}

const ended: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'STOPPED'])

export function jobPast(job: JobRecord): { family: string; at: string } | null {
  const at = job.EndTime ?? job.SubmitTime
  if (!ended.has(job.JobStatus ?? '') || at === undefined) return null
  const buckets = [job.InputDataConfig?.S3Uri, job.OutputDataConfig?.S3Uri].map((uri) => parseS3Uri(uri ?? '')?.bucket ?? '-')
  return { family: [kindOf(job), job.DataAccessRoleArn ?? '-', ...buckets].join('|'), at: at.toISOString() }
}
