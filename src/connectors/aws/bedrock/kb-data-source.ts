// Data sources of knowledge bases: where the knowledge comes from, what touches it on the way, and when it last came.
import type {
  DataSource, DataSourceConfiguration, GetDataSourceCommandInput, GetDataSourceCommandOutput, ListIngestionJobsCommandInput, ListIngestionJobsCommandOutput,
} from '@aws-sdk/client-bedrock-agent'
import type { RelationType } from '../../../core/index.js'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read } from '../calls.js'
import { encryptedBy, invokes, toBucket } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { hostOf } from './kb-storage.js'
import { dataSourceId, knowledgeBases } from './knowledge-bases.js'

export default collector({
  type: 'aws.bedrock.kb_data_source',
  kind: 'retrieval-source',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    knowledgeBaseId: string,
    /** Its own, as commands want it. */
    dataSourceId: string,
    status: nullable(oneOf('AVAILABLE', 'CREATING', 'DELETING', 'UPDATING', 'FAILED', 'DELETE_UNSUCCESSFUL')),
    createdAt: nullable(time),
    sourceType: nullable(oneOf('S3', 'WEB', 'CONFLUENCE', 'SALESFORCE', 'SHAREPOINT', 'CUSTOM', 'REDSHIFT_METADATA', 'MANAGED_KNOWLEDGE_BASE_CONNECTOR')),
    /** What it takes from a bucket, such as `s3://orchard-manuals/public/`. */
    uris: listOf(string),
    /** The account that must own the bucket for a read to succeed. */
    bucketOwnerAccountId: nullable(string),
    /** Of the pages where a crawl starts, or of the site that is read. */
    hosts: listOf(string),
    crawlScope: nullable(oneOf('HOST_ONLY', 'SUBDOMAINS')),
    /** Encrypts what is kept for a moment while it is taken in. */
    kmsKeyArn: nullable(string),
    credentialsSecretArn: nullable(string),
    /** Functions that may rewrite every document before it is stored. */
    transformationLambdas: listOf(string),
    /** Where documents wait between those functions. */
    stagingUri: nullable(string),
    lastIngestionStatus: nullable(oneOf('STARTING', 'IN_PROGRESS', 'COMPLETE', 'FAILED', 'STOPPING', 'STOPPED')),
    lastIngestionAt: nullable(time),
  }),
  relates: {
    'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'can-invoke': ['aws.lambda.function'], 'encrypted-by': ['aws.kms.key'],
    'can-read': ['aws.secretsmanager.secret'],
  },
  calls: {
    get: read<GetDataSourceCommandInput, GetDataSourceCommandOutput>('bedrock-agent:GetDataSource'),
    // Only the last one is asked for: a page of one, sorted, and no other.
    lastIngestion: read<ListIngestionJobsCommandInput, ListIngestionJobsCommandOutput>('bedrock-agent:ListIngestionJobs'),
  },
  reads: [knowledgeBases],
  async list(ctx) {
    const listed = await ctx.read(knowledgeBases)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    for (const { id: knowledgeBaseId, name: base, sources } of listed.value) {
      if (!sources.ok) {
        ctx.unlisted(sources.gap)
        continue
      }
      await ctx.each(sources.value, async ({ dataSourceId: source = '', name = source }) => {
        const of = { knowledgeBaseId, dataSourceId: source }
        const [got, last] = await Promise.all([
          ctx.call.get(of), ctx.call.lastIngestion({ ...of, maxResults: 1, sortBy: { attribute: 'STARTED_AT', order: 'DESCENDING' } }),
        ])
        const detail: Answer<Partial<DataSource>> = got.ok ? { ok: true, value: got.value.dataSource ?? {} } : got
        ctx.emit({
          id: dataSourceId(place, knowledgeBaseId, source),
          name: `${base}/${name}`,
          props: {
            ...of,
            ...dataSourceProps(detail, place.partition),
            lastIngestionStatus: known(last, (answer) => answer.ingestionJobSummaries?.[0]?.status ?? null),
            lastIngestionAt: known(last, (answer) => iso(answer.ingestionJobSummaries?.[0]?.startedAt)),
          },
          edges: dataSourceEdges(detail, place.partition),
        })
      })
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function dataSourceProps(detail: Answer<Partial<DataSource>>, partition: string) {
  const of = <T>(take: (source: Partial<DataSource>) => T) => known(detail, take)
  return {
    status: of((source) => source.status ?? null),
    createdAt: of((source) => iso(source.createdAt)),
    sourceType: of((source) => source.dataSourceConfiguration?.type ?? null),
    uris: of((source) => uris(source.dataSourceConfiguration, partition)),
    bucketOwnerAccountId: of((source) => said(source.dataSourceConfiguration?.s3Configuration?.bucketOwnerAccountId)),
    hosts: of((source) => hosts(source.dataSourceConfiguration)),
    crawlScope: of((source) => source.dataSourceConfiguration?.webConfiguration?.crawlerConfiguration?.scope ?? null),
    kmsKeyArn: of((source) => said(source.serverSideEncryptionConfiguration?.kmsKeyArn)),
    credentialsSecretArn: of((source) => secretOf(source.dataSourceConfiguration)),
    transformationLambdas: of(transformationLambdas),
    stagingUri: of(stagingUri),
  }
}

function uris(is: DataSourceConfiguration | undefined, partition: string): string[] {
  const { bucketArn, inclusionPrefixes = [] } = is?.s3Configuration ?? {}
  const bucket = bucketArn?.replace(`arn:${partition}:s3:::`, '')
  if (bucket === undefined || bucket === '') return []
  return (inclusionPrefixes.length === 0 ? [''] : inclusionPrefixes).map((prefix) => `s3://${bucket}/${prefix}`)
}

function hosts(is: DataSourceConfiguration | undefined): string[] {
  const addresses = [
    ...(is?.webConfiguration?.sourceConfiguration?.urlConfiguration?.seedUrls ?? []).map((seed) => seed.url),
    is?.confluenceConfiguration?.sourceConfiguration?.hostUrl,
    is?.salesforceConfiguration?.sourceConfiguration?.hostUrl,
    ...(is?.sharePointConfiguration?.sourceConfiguration?.siteUrls ?? []),
  ]
  return [...new Set(addresses.flatMap((address) => hostOf(address) ?? []))].toSorted()
}

function secretOf(is: DataSourceConfiguration | undefined): string | null {
  const connector = is?.confluenceConfiguration ?? is?.salesforceConfiguration ?? is?.sharePointConfiguration
  return said(connector?.sourceConfiguration?.credentialsSecretArn)
}

function transformationLambdas({ vectorIngestionConfiguration: ingestion }: Partial<DataSource>): string[] {
  return (ingestion?.customTransformationConfiguration?.transformations ?? [])
    .flatMap((one) => one.transformationFunction?.transformationLambdaConfiguration?.lambdaArn ?? [])
}

function stagingUri({ vectorIngestionConfiguration: ingestion }: Partial<DataSource>): string | null {
  return said(ingestion?.customTransformationConfiguration?.intermediateStorage?.s3Location?.uri)
}

const fromDetail: readonly RelationType[] = ['retrieves-from', 'stored-in', 'can-invoke', 'encrypted-by', 'can-read']

export function dataSourceEdges(detail: Answer<Partial<DataSource>>, partition: string): (Edge | UnreadEdges | null)[] {
  if (!detail.ok) return fromDetail.map((type) => ({ type, unread: detail.gap }))
  const source = detail.value
  const bucket = said(source.dataSourceConfiguration?.s3Configuration?.bucketArn)
  const secret = secretOf(source.dataSourceConfiguration)
  return [
    bucket === null || parseArn(bucket) === null ? null : { type: 'retrieves-from', target: 'aws.s3.bucket', to: bucket, via: 's3Configuration' },
    toBucket('stored-in', stagingUri(source), partition, 'intermediateStorage'),
    ...transformationLambdas(source).map((lambda) => invokes(lambda, 'transformationFunction')),
    encryptedBy(said(source.serverSideEncryptionConfiguration?.kmsKeyArn), 'serverSideEncryptionConfiguration'),
    secret === null ? null : { type: 'can-read', target: 'aws.secretsmanager.secret', to: secret, via: 'credentialsSecretArn' },
  ]
}
