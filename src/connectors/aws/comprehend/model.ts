// Comprehend custom models: document classifiers and entity recognizers, in all their versions, and who may copy them.
import type {
  DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput, DocumentClassifierProperties, EntityRecognizerProperties,
  ListDocumentClassifiersCommandInput, ListDocumentClassifiersCommandOutput, ListEntityRecognizersCommandInput, ListEntityRecognizersCommandOutput,
} from '@aws-sdk/client-comprehend'
import { any, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { list, readOrNull } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.comprehend.model',
  kind: 'model',
  service: 'comprehend',
  per: 'region',
  props: shape({
    kind: oneOf('document-classifier', 'entity-recognizer'),
    status: nullable(oneOf('SUBMITTED', 'TRAINING', 'DELETING', 'STOP_REQUESTED', 'STOPPED', 'IN_ERROR', 'TRAINED', 'TRAINED_WITH_WARNING')),
    createdAt: nullable(time),
    /** Whose settings it was trained with: its own, a flywheel's, or those of the model that it is a copy of. */
    settings: oneOf('own', 'flywheel', 'imported'),
    importedFrom: nullable(string),
    roleArn: nullable(string),
    subnetIds: listOf(string),
    modelKmsKeyId: nullable(string),
    volumeKmsKeyId: nullable(string),
    /** Who may import the model into an account of theirs. */
    policy: nullable(any),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'trained-on': ['aws.s3.bucket'], 'built-by': ['aws.comprehend.flywheel'], 'encrypted-by': ['aws.kms.key'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    // Their rows are whole: nothing is described.
    classifiers: list<ListDocumentClassifiersCommandInput, ListDocumentClassifiersCommandOutput, DocumentClassifierProperties>(
      'comprehend:ListDocumentClassifiers', { items: (page) => page.DocumentClassifierPropertiesList, max: 500 },
    ),
    recognizers: list<ListEntityRecognizersCommandInput, ListEntityRecognizersCommandOutput, EntityRecognizerProperties>(
      'comprehend:ListEntityRecognizers', { items: (page) => page.EntityRecognizerPropertiesList, max: 500 },
    ),
    policy: readOrNull<DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput>('comprehend:DescribeResourcePolicy', ['ResourceNotFoundException']),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const models: ModelRecord[] = []
    const gather = (rows: AsyncIterable<ModelRecord>): Promise<void> => each(rows, (row) => { models.push(row) })
    await Promise.all([gather(map(call.classifiers.rows(), classifierRecord)), gather(map(call.recognizers.rows(), recognizerRecord))])
    const newest = newestOf(models)
    await each(models, async (model) => {
      const policy = await call.policy({ ResourceArn: model.arn })
      emit({
        id: model.arn,
        name: modelName(model.arn),
        props: { ...modelProps(model), policy: known(policy, (answer) => policyDocument(answer?.ResourcePolicy)) },
        edges: modelEdges(model, placeOf(ctx)),
        past: newest.has(model.arn) ? null : { family: familyOf(model.arn), at: (model.EndTime ?? model.SubmitTime ?? ctx.takenAt).toISOString() },
      })
    })
  },
})

/** What classifiers and recognizers have in common. */
export type ModelRecord = Pick<DocumentClassifierProperties & EntityRecognizerProperties,
  'Status' | 'SubmitTime' | 'EndTime' | 'DataAccessRoleArn' | 'VolumeKmsKeyId' | 'ModelKmsKeyId' | 'VpcConfig' | 'SourceModelArn' | 'FlywheelArn'>
  & { arn: string; kind: string; inputs: string[] }

export function classifierRecord(row: DocumentClassifierProperties): ModelRecord {
  const input = row.InputDataConfig
  return { ...row, arn: row.DocumentClassifierArn ?? '', kind: 'document-classifier', inputs: texts(input?.S3Uri, input?.TestS3Uri, ...(input?.AugmentedManifests ?? []).map((one) => one.S3Uri)) }
}

export function recognizerRecord(row: EntityRecognizerProperties): ModelRecord {
  const input = row.InputDataConfig
  return {
    ...row, arn: row.EntityRecognizerArn ?? '', kind: 'entity-recognizer',
    inputs: texts(input?.Documents?.S3Uri, input?.Annotations?.S3Uri, input?.EntityList?.S3Uri, ...(input?.AugmentedManifests ?? []).map((one) => one.S3Uri)),
  }
}

function texts(...uris: (string | undefined)[]): string[] {
  return uris.flatMap((uri) => said(uri) ?? [])
}

async function* map<T, U>(rows: AsyncIterable<T>, take: (row: T) => U): AsyncIterable<U> {
  for await (const row of rows) yield take(row)
}

const trained: ReadonlySet<string> = new Set(['TRAINED', 'TRAINED_WITH_WARNING'])
const failed: ReadonlySet<string> = new Set(['IN_ERROR', 'STOPPED', 'DELETING'])

/** Of every model the newest version that was trained; and whatever is still being made. */
export function newestOf(models: readonly ModelRecord[]): ReadonlySet<string> {
  const newest = new Map<string, ModelRecord>()
  for (const model of models) {
    const known = newest.get(familyOf(model.arn))
    if (trained.has(model.Status ?? '') && (known === undefined || (model.SubmitTime ?? 0) > (known.SubmitTime ?? 0))) newest.set(familyOf(model.arn), model)
  }
  const underWay = models.filter(({ Status = '' }) => !trained.has(Status) && !failed.has(Status))
  return new Set([...newest.values(), ...underWay].map(({ arn }) => arn))
}

/** `arn:…:document-classifier/orchard-topics/version/3` without the version. */
function familyOf(arn: string): string {
  return arn.split('/version/', 1)[0] ?? arn
}

/** `orchard-topics/3` */
function modelName(arn: string): string {
  const [, name = '', , version] = (parseArn(arn)?.resource ?? '').split('/')
  return version === undefined ? name : `${name}/${version}`
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelProps(model: ModelRecord) {
  return {
    kind: model.kind,
    status: model.Status ?? null,
    createdAt: iso(model.SubmitTime),
    settings: said(model.SourceModelArn) !== null ? 'imported' : said(model.FlywheelArn) !== null ? 'flywheel' : 'own',
    importedFrom: said(model.SourceModelArn),
    roleArn: said(model.DataAccessRoleArn),
    subnetIds: model.VpcConfig?.Subnets ?? [],
    modelKmsKeyId: said(model.ModelKmsKeyId),
    volumeKmsKeyId: said(model.VolumeKmsKeyId),
  }
}

export function modelEdges(model: ModelRecord, place: Place): (Edge | null)[] {
  const flywheel = said(model.FlywheelArn)
  return [
    runsAs(said(model.DataAccessRoleArn), 'DataAccessRoleArn'),
    ...model.inputs.map((uri) => toBucket('trained-on', uri, place.partition, 'InputDataConfig')),
    flywheel === null ? null : { type: 'built-by', target: 'aws.comprehend.flywheel', to: flywheel, via: 'FlywheelArn' },
    encryptedBy(model.ModelKmsKeyId, 'ModelKmsKeyId'),
    encryptedBy(model.VolumeKmsKeyId, 'VolumeKmsKeyId'),
    ...placedIn(model.VpcConfig?.Subnets, model.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}
