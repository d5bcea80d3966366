// Versions of Rekognition's custom models: what they were trained on, and under which key they lie.
import type { Asset, DescribeProjectVersionsCommandInput, DescribeProjectVersionsCommandOutput, ProjectVersionDescription } from '@aws-sdk/client-rekognition'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { bucketArn } from '../arn.js'
import { list } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { projectName, projects } from './projects.js'

export default collector({
  type: 'aws.rekognition.project_version',
  kind: 'model-version',
  service: 'rekognition',
  per: 'region',
  props: shape({
    status: nullable(oneOf(
      'TRAINING_IN_PROGRESS', 'TRAINING_COMPLETED', 'TRAINING_FAILED', 'STARTING', 'RUNNING', 'FAILED', 'STOPPING', 'STOPPED', 'DELETING',
      'COPYING_IN_PROGRESS', 'COPYING_COMPLETED', 'COPYING_FAILED', 'DEPRECATED', 'EXPIRED',
    )),
    createdAt: nullable(time),
    kmsKeyId: nullable(string),
    /** The version that this one is a copy of. */
    copiedFrom: nullable(string),
  }),
  relates: { 'published-to': ['aws.rekognition.project'], 'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    versions: list<DescribeProjectVersionsCommandInput, DescribeProjectVersionsCommandOutput, ProjectVersionDescription>(
      'rekognition:DescribeProjectVersions', { items: (page) => page.ProjectVersionDescriptions },
    ),
  },
  reads: [projects],
  async list(ctx) {
    const listed = await ctx.read(projects)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value, async ({ ProjectArn = '' }) => {
      const versions: ProjectVersionDescription[] = []
      for await (const version of ctx.call.versions.rows({ ProjectArn })) versions.push(version)
      const live = liveOf(versions)
      for (const version of versions) {
        const id = version.ProjectVersionArn ?? ''
        ctx.emit({
          id,
          name: versionName(id),
          props: versionProps(version),
          edges: versionEdges(version, ProjectArn, placeOf(ctx)),
          past: live.has(version) ? null : { family: ProjectArn, at: (version.TrainingEndTimestamp ?? version.CreationTimestamp ?? ctx.takenAt).toISOString() },
        })
      }
    })
  },
})

const usable: ReadonlySet<string> = new Set(['TRAINING_COMPLETED', 'COPYING_COMPLETED', 'STOPPED', 'STARTING', 'RUNNING', 'STOPPING'])
const busy: ReadonlySet<string> = new Set(['STARTING', 'RUNNING', 'STOPPING', 'TRAINING_IN_PROGRESS', 'COPYING_IN_PROGRESS'])

/** What runs or is being made, and the newest that could be run. */
export function liveOf(versions: readonly ProjectVersionDescription[]): ReadonlySet<ProjectVersionDescription> {
  const ready = versions.filter((version) => usable.has(version.Status ?? ''))
  const newest = ready.toSorted((a, b) => Number(b.CreationTimestamp ?? 0) - Number(a.CreationTimestamp ?? 0))[0]
  return new Set([...versions.filter((version) => busy.has(version.Status ?? '')), ...(newest === undefined ? [] : [newest])])
}

/** `orchard-fruit/v2` of `arn:…:project/orchard-fruit/version/v2/1717000000000` */
function versionName(arn: string): string {
  return `${projectName(arn)}/${arn.split('/')[3] ?? ''}`
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function versionProps(version: ProjectVersionDescription) {
  return { status: version.Status ?? null, createdAt: iso(version.CreationTimestamp), kmsKeyId: said(version.KmsKeyId), copiedFrom: said(version.SourceProjectVersionArn) }
}

export function versionEdges(version: ProjectVersionDescription, project: string, { partition }: Place): (Edge | null)[] {
  const manifests = (version.TrainingDataResult?.Input?.Assets ?? []).flatMap((asset: Asset) => said(asset.GroundTruthManifest?.S3Object?.Bucket) ?? [])
  const output = said(version.OutputConfig?.S3Bucket)
  return [
    { type: 'published-to', target: 'aws.rekognition.project', to: project, via: 'ProjectArn' },
    ...manifests.map((bucket): Edge => ({ type: 'trained-on', target: 'aws.s3.bucket', to: bucketArn(partition, bucket), via: 'TrainingDataResult.Input' })),
    output === null ? null : { type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(partition, output), via: 'OutputConfig.S3Bucket' },
    encryptedBy(version.KmsKeyId, 'KmsKeyId'),
  ]
}
