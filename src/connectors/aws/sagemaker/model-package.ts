// Model packages: versions in the registry, who approved them, and where their weights and images come from.
import type {
  DescribeModelPackageCommandInput, DescribeModelPackageCommandOutput, ListModelPackagesCommandInput, ListModelPackagesCommandOutput,
  ModelPackage, ModelPackageContainerDefinition, ModelPackageSummary, UserContext,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { runsImage, toBucket } from '../edges.js'
import { objects, readObjects, type ArtifactAddress } from './artifacts.js'
import { imageFacts, imageFields } from './images.js'
import { arnOf, iso, nameOf, placeOf, said, spellings, type Place } from './names.js'
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
    /** The highest approved version of its group. */
    latestApproved: bool,
    artifacts: listOf(shape({ uri: string, etag: nullable(string), lastModified: nullable(time) })),
  }),
  relates: { 'published-to': ['aws.sagemaker.model_package_group'], 'stored-in': ['aws.s3.bucket'], 'runs-image': ['aws.ecr.image'] },
  calls: {
    // Both: left to itself the list leaves out every version in a group.
    list: list<ListModelPackagesCommandInput, ListModelPackagesCommandOutput, ModelPackageSummary>('sagemaker:ListModelPackages', { items: (page) => page.ModelPackageSummaryList }),
    search,
    // Not BatchDescribeModelPackage: its summaries lack who approved what and where it comes from.
    describe: read<DescribeModelPackageCommandInput, DescribeModelPackageCommandOutput>('sagemaker:DescribeModelPackage', {
      gone: ['ValidationException: does not exist', 'ValidationException: Model package'],
    }),
    objects,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    // Which version is the latest approved is known only when all have been read.
    const packages: ModelPackageRecord[] = []
    const unread: (() => void)[] = []
    const latest = new Map<string, number>()
    const approved = (row: ModelPackageSummary | ModelPackageRecord): void => {
      const { ModelPackageGroupName: group, ModelPackageVersion: version } = row
      if (row.ModelApprovalStatus !== 'Approved' || group === undefined || version === undefined) return
      latest.set(group, Math.max(version, latest.get(group) ?? 0))
    }
    await sweep<ModelPackageSummary, ModelPackage>(ctx, {
      rows: call.list.rows({ ModelPackageType: 'Both', SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'ModelPackage',
      record: (found) => found.ModelPackage,
      id: (of) => of.ModelPackageArn,
      createdAt: (of) => of.CreationTime,
      found: (version) => {
        approved(version)
        packages.push(trimmed(version))
      },
      describe: async (row) => {
        const id = row.ModelPackageArn ?? ''
        const detail = await call.describe({ ModelPackageName: id })
        approved(detail.ok ? detail.value : row)
        if (detail.ok) packages.push(trimmed(detail.value))
        else unread.push(() => emit({ id, name: displayName(row), aliases: spellings(id), props: detail.gap, edges: detail.gap }))
      },
    })
    for (const tell of unread) tell()
    await each(packages, async (version) => {
      const id = version.ModelPackageArn ?? ''
      const isLatest = version.ModelPackageVersion !== undefined && latest.get(version.ModelPackageGroupName ?? '') === version.ModelPackageVersion
      const stored = await readObjects(call.objects, artifactAddresses(version))
      emit({
        id, name: displayName(version), aliases: spellings(id),
        props: {
          ...modelPackageProps(version, isLatest, place),
          artifacts: known(stored, (found) => found.map(({ uri, etag, lastModified }) => ({ uri, etag, lastModified }))),
        },
        edges: modelPackageEdges(version, place),
        past: modelPackagePast(version, isLatest),
      })
    })
  },
  /** A package of another account or of the marketplace that a model is made from. */
  async resolve(ref, ctx) {
    const detail = await ctx.call.describe({ ModelPackageName: ref.id })
    const stored = detail.ok ? await readObjects(ctx.call.objects, artifactAddresses(detail.value)) : detail
    const id = detail.ok ? detail.value.ModelPackageArn ?? ref.id : ref.id
    ctx.emit({
      id, name: detail.ok ? displayName(detail.value) : nameOf(ref.id), aliases: spellings(id, ref.id),
      props: known(detail, (version) => ({
        ...modelPackageProps(version, false, placeOf(ctx)),
        artifacts: known(stored, (found) => ('length' in found ? found : []).map(({ uri, etag, lastModified }) => ({ uri, etag, lastModified }))),
      })),
      edges: known(detail, (version) => modelPackageEdges(version, placeOf(ctx))),
    })
  },
})

const read_ = [
  'ModelPackageName', 'ModelPackageArn', 'ModelPackageGroupName', 'ModelPackageVersion', 'ModelApprovalStatus', 'ApprovalDescription',
  'ModelPackageStatus', 'CreationTime', 'CreatedBy', 'LastModifiedBy', 'LastModifiedTime', 'InferenceSpecification', 'SourceUri', 'MetadataProperties',
] as const
