// Model packages: versions in the registry, who approved them, and where their weights and images come from.
import type {
  DescribeModelPackageCommandInput, DescribeModelPackageCommandOutput, ListModelPackagesCommandInput, ListModelPackagesCommandOutput,
  ModelPackage, ModelPackageContainerDefinition, ModelPackageSummary, UserContext,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsImage, toBucket } from '../edges.js'
import { objects, readObjects, type ArtifactAddress, type StoredObject } from './artifacts.js'
import { fromHub } from './hub-content.js'
import { imageFacts, imageFields } from './images.js'
import { packageCardFacts, riskRatings } from './model-card-content.js'
import { iso, placeOf, said, spellings, type Place } from '../names.js'
import { objectType, toObjects, type Around } from '../s3/stored.js'
import { arnOf } from './names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.model_package',
  kind: 'model-version',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    group: nullable(string),
    version: nullable(number),
    approvalStatus: nullable(oneOf('Approved', 'Rejected', 'PendingManualApproval')),
    approvalDescription: nullable(string),
    status: nullable(oneOf('Pending', 'InProgress', 'Completed', 'Failed', 'Deleting')),
    createdAt: nullable(time),
    createdBy: nullable(string),
    lastModifiedBy: nullable(string),
    lastModifiedAt: nullable(time),
    containers: listOf(shape({
      ...imageFields,
      modelDataUrl: nullable(string),
      modelDataEtag: nullable(string),
      /** The hub model it was made from. */
      baseModel: nullable(string),
      hubContentArn: nullable(string),
      /** Set on what was bought on AWS Marketplace. */
      productId: nullable(string),
    })),
    sourceUri: nullable(string),
    commitId: nullable(string),
    repository: nullable(string),
    generatedBy: nullable(string),
    kmsKeyId: nullable(string),
    validationSkipped: bool,
    /** Reports of evaluation that were registered with it. */
    metrics: listOf(oneOf('ModelQuality', 'ModelDataQuality', 'Bias', 'Explainability')),
    /** Of the model card that it carries itself. */
    cardStatus: nullable(oneOf('Draft', 'PendingReview', 'Approved', 'Archived')),
    riskRating: nullable(oneOf(...riskRatings)),
    /** The highest approved version of its group. */
    latestApproved: bool,
    artifacts: listOf(shape({ uri: string, etag: nullable(string), lastModified: nullable(time) })),
  }),
  relates: {
    'published-to': ['aws.sagemaker.model_package_group'], 'stored-in': ['aws.s3.bucket', objectType], 'runs-image': ['aws.ecr.image'],
    'derived-from': ['aws.sagemaker.hub_content'], 'encrypted-by': ['aws.kms.key'],
  },
  calls: {
    // Both: left to itself the list leaves out every version in a group.
    list: list<ListModelPackagesCommandInput, ListModelPackagesCommandOutput, ModelPackageSummary>(
      'sagemaker:ListModelPackages', { items: (page) => page.ModelPackageSummaryList },
    ),
    search,
    // Not BatchDescribeModelPackage: its summaries lack who approved what and where it comes from.
    describe: read<DescribeModelPackageCommandInput, DescribeModelPackageCommandOutput>('sagemaker:DescribeModelPackage'),
    objects,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    // Which version of a group is the latest approved is known only when all have been seen.
    const versions: Draft[] = []
    const latest = new Map<string, number>()
    const keep = (version: ModelPackageRecord): void => {
      noteApproved(latest, version)
      versions.push(draft(version, place))
    }
    await sweep<ModelPackageSummary, ModelPackage>(ctx, {
      rows: call.list.rows({ ModelPackageType: 'Both', SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'ModelPackage',
      record: (found) => found.ModelPackage,
      id: (of) => of.ModelPackageArn,
      createdAt: (of) => of.CreationTime,
      found: keep,
      describe: async (row) => {
        const detail = await call.describe({ ModelPackageName: row.ModelPackageArn })
        if (detail.ok) return keep(detail.value)
        noteApproved(latest, row)
        const id = row.ModelPackageArn ?? ''
        emit({ id, name: displayName(row), aliases: spellings(id), props: detail.gap, edges: detail.gap })
      },
    })
    await each(versions, async (version) => {
      const latestApproved = isLatest(latest, version)
      const [stored, objectEdges] = await Promise.all([readObjects(call.objects, version.addresses), objectsOf(version, latestApproved, ctx)])
      emit(emission(version, latestApproved, stored, objectEdges))
    })
  },
  /** A version that a model is made from and no list gave. */
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const detail = await call.describe({ ModelPackageName: ref.id })
    if (!detail.ok) return emit({ id: ref.id, name: displayName({ ModelPackageArn: ref.id }), props: detail.gap, edges: detail.gap })
    const version = draft(detail.value, placeOf(ctx))
    const [stored, objectEdges] = await Promise.all([readObjects(call.objects, version.addresses), objectsOf(version, true, ctx)])
    emit(emission(version, false, stored, objectEdges))
  },
})

/** Of a group with a hundred versions, those that may be deployed as they are: the approved ones. */
async function objectsOf({ props, addresses }: Draft, isUsed: boolean, ctx: Around): Promise<(Edge | UnreadEdges)[]> {
  return isUsed || props.group === null || props.approvalStatus === 'Approved' ? toObjects('stored-in', addresses, 'ModelDataUrl', ctx) : []
}

/** What Search records and DescribeModelPackage answers have in common. */
export type ModelPackageRecord = Pick<ModelPackage,
  | 'ModelPackageName' | 'ModelPackageArn' | 'ModelPackageGroupName' | 'ModelPackageVersion' | 'ModelApprovalStatus' | 'ApprovalDescription'
  | 'ModelPackageStatus' | 'CreationTime' | 'CreatedBy' | 'LastModifiedBy' | 'LastModifiedTime' | 'InferenceSpecification' | 'SourceUri'
  | 'MetadataProperties' | 'SecurityConfig' | 'SkipModelValidation' | 'ModelMetrics' | 'ModelCard'>
type VersionName = Pick<ModelPackage, 'ModelPackageName' | 'ModelPackageArn' | 'ModelPackageGroupName' | 'ModelPackageVersion'>

/** A version as far as it can be told by itself. */
interface Draft {
  id: string
  name: string
  props: ReturnType<typeof modelPackageProps>
  edges: (Edge | null)[]
  addresses: ArtifactAddress[]
}

function draft(version: ModelPackageRecord, place: Place): Draft {
  return {
    id: version.ModelPackageArn ?? '',
    name: displayName(version),
    props: modelPackageProps(version, place),
    edges: modelPackageEdges(version, place),
    addresses: artifactAddresses(version),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function emission({ id, name, props, edges }: Draft, latestApproved: boolean, stored: Answer<StoredObject[]>, objectEdges: readonly (Edge | UnreadEdges)[]) {
  const artifacts = known(stored, (found) => found.map(({ uri, etag, lastModified }) => ({ uri, etag, lastModified })))
  return {
    id, name, aliases: spellings(id), props: { ...props, latestApproved, artifacts }, edges: [...edges, ...objectEdges], past: modelPackagePast(props, latestApproved),
  }
}

function noteApproved(
  latest: Map<string, number>, row: Pick<ModelPackage, 'ModelPackageGroupName' | 'ModelPackageVersion' | 'ModelApprovalStatus'>,
): void {
  const { ModelPackageGroupName: group, ModelPackageVersion: version } = row
  if (row.ModelApprovalStatus !== 'Approved' || group === undefined || version === undefined) return
  latest.set(group, Math.max(version, latest.get(group) ?? 0))
}

function isLatest(latest: ReadonlyMap<string, number>, { props }: Draft): boolean {
  return props.group !== null && props.version !== null && latest.get(props.group) === props.version
}

/** Versions of a group are called by group and number. */
function displayName(version: VersionName): string {
  const { ModelPackageGroupName: group, ModelPackageVersion: number } = version
  if (group !== undefined && number !== undefined) return `${group}/${number}`
  return said(version.ModelPackageName) ?? (version.ModelPackageArn ?? '').replace(/^.*:model-package\//, '')
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelPackageProps(version: ModelPackageRecord, place: Place) {
  return {
    group: said(version.ModelPackageGroupName),
    version: version.ModelPackageVersion ?? null,
    approvalStatus: version.ModelApprovalStatus ?? null,
    approvalDescription: said(version.ApprovalDescription),
    status: version.ModelPackageStatus ?? null,
    createdAt: iso(version.CreationTime),
    createdBy: person(version.CreatedBy),
    lastModifiedBy: person(version.LastModifiedBy),
    lastModifiedAt: iso(version.LastModifiedTime),
    containers: containersOf(version).map((container) => ({
      ...imageFacts(container.Image, place.account),
      modelDataUrl: artifactUri(container),
      modelDataEtag: said(container.ModelDataETag ?? container.ModelDataSource?.S3DataSource?.ETag)?.replaceAll('"', '') ?? null,
      baseModel: said(container.BaseModel?.HubContentName),
      hubContentArn: said(container.ModelDataSource?.S3DataSource?.HubAccessConfig?.HubContentArn),
      productId: said(container.ProductId),
    })),
    sourceUri: said(version.SourceUri),
    commitId: said(version.MetadataProperties?.CommitId),
    repository: said(version.MetadataProperties?.Repository),
    generatedBy: said(version.MetadataProperties?.GeneratedBy),
    kmsKeyId: said(version.SecurityConfig?.KmsKeyId),
    validationSkipped: version.SkipModelValidation === 'All',
    metrics: metricsOf(version),
    ...packageCardFacts(version.ModelCard),
  }
}

/** An empty object says no more than none. */
function metricsOf({ ModelMetrics }: ModelPackageRecord): string[] {
  const reports = Object.entries(ModelMetrics ?? {}).filter(([, report]) => Object.values(report ?? {}).some((part) => part != null))
  return reports.map(([name]) => name).toSorted()
}

/** Studio names the person; elsewhere the IAM identity is all there is. */
function person(user: UserContext | undefined): string | null {
  return said(user?.UserProfileArn) ?? said(user?.IamIdentity?.Arn) ?? said(user?.UserProfileName)
}

function containersOf(version: ModelPackageRecord): ModelPackageContainerDefinition[] {
  return version.InferenceSpecification?.Containers ?? []
}

function artifactUri(container: ModelPackageContainerDefinition): string | null {
  return said(container.ModelDataUrl) ?? said(container.ModelDataSource?.S3DataSource?.S3Uri)
}

export function modelPackageEdges(version: ModelPackageRecord, place: Place): (Edge | null)[] {
  const group = said(version.ModelPackageGroupName)
  return [
    group === null ? null : {
      type: 'published-to', target: 'aws.sagemaker.model_package_group', via: 'ModelPackageGroupName',
      to: arnOf(place, 'model-package-group', group),
    },
    toBucket('stored-in', version.SourceUri, place.partition, 'SourceUri'),
    ...containersOf(version).flatMap((container) => [
      toBucket('stored-in', artifactUri(container), place.partition, 'ModelDataUrl'),
      ...(container.AdditionalModelDataSources ?? []).map(({ S3DataSource }) =>
        toBucket('stored-in', S3DataSource?.S3Uri, place.partition, 'AdditionalModelDataSources')),
      runsImage(container.Image, place.account, place.partition, 'Image'),
      fromHub(container.ModelDataSource?.S3DataSource?.HubAccessConfig?.HubContentArn, place, 'HubAccessConfig.HubContentArn'),
    ]),
    encryptedBy(version.SecurityConfig?.KmsKeyId, 'SecurityConfig.KmsKeyId'),
  ]
}

/** Of a group, only the latest approved version is what people get; the others are told of once. */
export function modelPackagePast(
  { group, createdAt }: { group: string | null; createdAt: string | null }, latestApproved: boolean,
): { family: string; at: string } | null {
  return latestApproved || group === null || createdAt === null ? null : { family: group, at: createdAt }
}

function artifactAddresses(version: ModelPackageRecord): ArtifactAddress[] {
  return containersOf(version).flatMap((container) => {
    const uri = artifactUri(container)
    return uri === null ? [] : [{ uri, prefix: container.ModelDataSource?.S3DataSource?.S3DataType === 'S3Prefix' || uri.endsWith('/') }]
  })
}
