// Relations that many AWS collectors draw alike.
import type { Edge } from '../kit/collector.js'
import { bucketArn, parseArn, parseEcrImage, parseS3Uri } from './arn.js'

/** `runs-as` the role, if the provider named one. */
export function runsAs(roleArn: string | null | undefined, via: string): Edge | null {
  return roleArn == null ? null : { type: 'runs-as', target: 'aws.iam.role', to: roleArn, via }
}

/** A relation to the bucket behind an S3 address. */
export function toBucket(type: Edge['type'], uri: string | null | undefined, partition: string, via: string): Edge | null {
  const at = uri == null ? null : parseS3Uri(uri)
  return at === null ? null : { type, target: 'aws.s3.bucket', to: bucketArn(partition, at.bucket), via }
}

/**
 * `runs-image` of an image in the account's own registry. Images of other accounts (AWS's own among them) get no
 * relation: nothing of theirs can be read, and rules judge them by the registry account in the reference.
 */
export function runsImage(image: string | null | undefined, account: string, partition: string, via: string): Edge | null {
  const at = image == null ? null : parseEcrImage(image)
  if (at === null || at.account !== account) return null
  const repository = `arn:${partition}:ecr:${at.region}:${at.account}:repository/${at.repository}`
  return { type: 'runs-image', target: 'aws.ecr.image', to: `${repository}${at.digest === null ? `:${at.tag ?? 'latest'}` : `@${at.digest}`}`, via }
}

/** `encrypted-by` a KMS key given as ARN; ids and aliases alone do not name an account and are left out. */
export function encryptedBy(key: string | null | undefined, via: string): Edge | null {
  return key == null || parseArn(key) === null ? null : { type: 'encrypted-by', target: 'aws.kms.key', to: key, via }
}
