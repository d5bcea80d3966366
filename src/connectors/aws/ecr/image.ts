// Container images that AI workloads are started from, by digest.
import type {
  DescribeImageScanFindingsCommandInput, DescribeImageScanFindingsCommandOutput, DescribeImageSigningStatusCommandInput,
  DescribeImageSigningStatusCommandOutput, DescribeImagesCommandInput, DescribeImagesCommandOutput, ImageDetail,
} from '@aws-sdk/client-ecr'
import { listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, GapMark, known } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read, readOrNull } from '../calls.js'

const gone = ['ImageNotFoundException', 'RepositoryNotFoundException']

/** Parts of `<repository ARN>@sha256:…` and `<repository ARN>:tag`; null for anything else. */
export function parseImageId(id: string) {
  const m = /^(arn:[^@]+:repository\/([^:@]+))(?::([^:@]+)|@(sha256:[0-9a-f]{64}))$/.exec(id)
  const account = parseArn(id)?.account
  if (m?.[1] === undefined || m[2] === undefined || account === undefined) return null
  return { repositoryArn: m[1], repository: m[2], account, imageId: m[4] === undefined ? { imageTag: m[3] } : { imageDigest: m[4] } }
}

export function imageProps(image: ImageDetail) {
  return { digest: image.imageDigest ?? null, tags: (image.imageTags ?? []).toSorted(), pushedAt: image.imagePushedAt?.toISOString() ?? null }
}

/** Open findings of a severity. Null when no scan has come to an end: then nobody knows of any. */
export function findings(answer: DescribeImageScanFindingsCommandOutput | null, severity: 'CRITICAL' | 'HIGH'): number | null {
  const counts = answer?.imageScanFindings?.findingSeverityCounts
  if (counts !== undefined) return counts[severity] ?? 0
  const status = answer?.imageScanStatus?.status
  return status === 'COMPLETE' || status === 'ACTIVE' ? 0 : null
}

/** One complete signature is enough; null when no signing rule was there when the image was pushed. */
export function signingStatus(answer: DescribeImageSigningStatusCommandOutput): string | null {
  const seen = (answer.signingStatuses ?? []).map((s) => s.status)
  return ['COMPLETE', 'IN_PROGRESS', 'FAILED'].find((word) => seen.some((status) => status === word)) ?? null
}

export default collector({
  type: 'aws.ecr.image',
  kind: 'image',
  service: 'ecr',
  per: 'region',
  props: shape({
    digest: nullable(string),
    tags: listOf(string),
    pushedAt: nullable(time),
    criticalFindings: nullable(number),
    highFindings: nullable(number),
    signingStatus: nullable(oneOf('COMPLETE', 'IN_PROGRESS', 'FAILED')),
  }),
  relates: { 'published-to': ['aws.ecr.repository'] },
  calls: {
    describe: read<DescribeImagesCommandInput, DescribeImagesCommandOutput>('ecr:DescribeImages', { gone }),
    scan: readOrNull<DescribeImageScanFindingsCommandInput, DescribeImageScanFindingsCommandOutput>(
      'ecr:DescribeImageScanFindings', ['ScanNotFoundException'], { gone },
    ),
    signing: read<DescribeImageSigningStatusCommandInput, DescribeImageSigningStatusCommandOutput>('ecr:DescribeImageSigningStatus', { gone }),
  },
  async resolve(ref, { call, emit }) {
    const at = parseImageId(ref.id)
    if (at === null) return
    const where = { registryId: at.account, repositoryName: at.repository }
    const found = await call.describe({ ...where, imageIds: [at.imageId] })
    const image = known(found, (answer) => (answer.imageDetails?.[0] === undefined ? null : imageProps(answer.imageDetails[0])))
    if (image === null) return
    const unread = image instanceof GapMark
    const digest = at.imageId.imageDigest ?? (unread ? null : image.digest)
    const imageId = digest === null ? at.imageId : { imageDigest: digest }
    // The counts stand in the first page, whatever its size.
    const [scan, signing] = await Promise.all([call.scan({ ...where, imageId, maxResults: 1 }), call.signing({ ...where, imageId })])
    const id = digest === null ? ref.id : `${at.repositoryArn}@${digest}`
    const tags = unread ? [] : image.tags
    emit({
      id,
      name: `${at.repository}${tags[0] === undefined ? id.slice(at.repositoryArn.length) : `:${tags[0]}`}`,
      aliases: [...new Set([...tags.map((tag) => `${at.repositoryArn}:${tag}`), ref.id])].filter((alias) => alias !== id),
      props: {
        digest: digest ?? (unread ? image : null),
        tags: unread ? image : image.tags,
        pushedAt: unread ? image : image.pushedAt,
        criticalFindings: known(scan, (answer) => findings(answer, 'CRITICAL')),
        highFindings: known(scan, (answer) => findings(answer, 'HIGH')),
        signingStatus: known(signing, signingStatus),
      },
      edges: [{ type: 'published-to', target: 'aws.ecr.repository', to: at.repositoryArn, via: 'repositoryName' }],
    })
  },
})
