// Versions of custom Studio images: the latest of each image, and whatever else a domain, a profile or an app asks for.
import type { DescribeImageVersionCommandInput, DescribeImageVersionCommandOutput, Image, ListImagesCommandInput, ListImagesCommandOutput } from '@aws-sdk/client-sagemaker'
import { bool, nullable, number, oneOf, shape, time } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer, type Edge, type Emission, type GapMark } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { list, readOrNull } from '../calls.js'
import { runsImage } from '../edges.js'
import { imageFacts, imageFields } from './images.js'
import { iso, placeOf, said, spellings, type Place } from '../names.js'

const props = shape({
  version: nullable(number),
  /** What an app gets that asks for no version in particular. */
  latest: bool,
  status: nullable(oneOf('CREATING', 'CREATED', 'CREATE_FAILED', 'DELETING', 'DELETE_FAILED')),
  /** What it was built on. */
  ...imageFields,
  vendorGuidance: nullable(oneOf('NOT_PROVIDED', 'STABLE', 'TO_BE_ARCHIVED', 'ARCHIVED')),
  createdAt: nullable(time),
})

/** Shared by the list and by what is looked up by reference: without it nobody knows which version is the latest. */
const images = sharedRead({
  id: 'sagemaker.images',
  per: 'region',
  calls: { list: list<ListImagesCommandInput, ListImagesCommandOutput, Image>('sagemaker:ListImages', { items: (page) => page.Images }) },
  load: ({ call }): Promise<Answer<Image[]>> => call.list.all({}),
})

export default collector({
  type: 'aws.sagemaker.image_version',
  kind: 'image',
  service: 'sagemaker',
  per: 'region',
  props,
  relates: { 'runs-image': ['aws.ecr.image'] },
  calls: {
    // An image may have no version yet, or none any more.
    describe: readOrNull<DescribeImageVersionCommandInput, DescribeImageVersionCommandOutput>('sagemaker:DescribeImageVersion', ['ResourceNotFound']),
  },
  reads: [images],
  async list(ctx) {
    const { call, each, emit } = ctx
    const listed = await ctx.read(images)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await each(listed.value, async ({ ImageArn = '', ImageName = '' }) => {
      const found = emission({ id: ImageArn, name: ImageName, latest: true }, await call.describe({ ImageName }), placeOf(ctx))
      if (found !== null) emit(found)
    })
  },
  async resolve(ref, ctx) {
    const [kind, ImageName, number] = (parseArn(ref.id)?.resource ?? '').split('/')
    if (ImageName === undefined || (kind !== 'image' && kind !== 'image-version')) return
    const isImage = kind === 'image'
    const answer = await ctx.call.describe({ ImageName, ...(!isImage && number !== undefined && { Version: Number(number) }) })
    // The latest of each image is listed, so a version that is looked up is none, if there was a list.
    const latest = isImage || known(await ctx.read(images), () => false)
    const found = emission({ id: ref.id, name: ImageName, latest }, answer, placeOf(ctx))
    if (found !== null) ctx.emit(found)
  },
})

interface Asked {
  /** Of the image, or of the version. */
  id: string
  name: string
  latest: boolean | GapMark
}

/** Null when there is no such version. */
function emission({ id, name, latest }: Asked, answer: Answer<DescribeImageVersionCommandOutput | null>, place: Place): Emission<typeof props> | null {
  if (!answer.ok) return { id, name, aliases: spellings(id), props: answer.gap, edges: answer.gap }
  const version = answer.value
  if (version === null) return null
  const own = version.ImageVersionArn ?? id
  return {
    id: own, name: `${name}/${version.Version ?? 0}`, aliases: spellings(own, ...(latest === true ? [id, id.toLowerCase()] : [id])),
    props: imageVersionProps(version, latest, place), edges: imageVersionEdges(version, place),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function imageVersionProps<L extends boolean | GapMark>(version: DescribeImageVersionCommandOutput, latest: L, place: Place) {
  return {
    version: version.Version ?? null,
    latest,
    status: version.ImageVersionStatus ?? null,
    ...imageFacts(said(version.BaseImage) ?? version.ContainerImage, place.account),
    vendorGuidance: version.VendorGuidance ?? null,
    createdAt: iso(version.CreationTime),
  }
}

export function imageVersionEdges(version: DescribeImageVersionCommandOutput, { account, partition }: Place): (Edge | null)[] {
  return [runsImage(said(version.BaseImage) ?? version.ContainerImage, account, partition, 'BaseImage')]
}
