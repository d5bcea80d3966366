// Container images as SageMaker names them: whose registry, and whether pinned by digest.
import { nullable, oneOf, string } from '../../../core/shape.js'
import { parseEcrImage } from '../arn.js'
import { awsImageAccounts } from './aws-image-accounts.js'
import { said } from '../names.js'

/** Properties of everything that is started from an image. */
export const imageFields = {
  image: nullable(string),
  /** Account of the registry; null when the reference is not an ECR one. */
  imageAccount: nullable(string),
  /** The digest that the reference itself pins. */
  imageDigest: nullable(string),
  imageOwner: oneOf('own', 'aws', 'other', 'unknown'),
}

export interface ImageFacts {
  [field: string]: string | null
  image: string | null
  imageAccount: string | null
  imageDigest: string | null
  imageOwner: string
}

export function imageFacts(reference: string | undefined, account: string): ImageFacts {
  const image = said(reference)
  const at = image === null ? null : parseEcrImage(image)
  return { image, imageAccount: at?.account ?? null, imageDigest: at?.digest ?? null, imageOwner: ownerOf(at?.account, account) }
}

function ownerOf(registry: string | undefined, account: string): string {
  if (registry === undefined) return 'unknown'
  if (registry === account) return 'own'
  return awsImageAccounts.has(registry) ? 'aws' : 'other'
}

/** The reference without tag and digest: what stays the same from one build to the next. */
export function imageRepository(reference: string | undefined): string | null {
  const image = said(reference)
  if (image === null) return null
  const at = parseEcrImage(image)
  return at === null ? image.replace(/@.*$/, '').replace(/:[^:/]*$/, '') : `${at.account}/${at.region}/${at.repository}`
}
