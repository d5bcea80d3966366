// ARNs and S3 addresses: the ids of everything in AWS.

export interface Arn {
  partition: string
  service: string
  region: string
  account: string
  /** Everything after the account, such as `role/team/orchard-runtime`. */
  resource: string
}

/** Null when the text is no ARN. */
export function parseArn(text: string): Arn | null {
  const [prefix, partition, service, region, account, ...rest] = text.split(':')
  if (prefix !== 'arn' || partition === undefined || service === undefined || region === undefined || account === undefined || rest.length === 0) return null
  return { partition, service, region, account, resource: rest.join(':') }
}

/** Bucket and key of `s3://bucket/key` or `https://bucket.s3.region.amazonaws.com/key`; null for anything else. */
export function parseS3Uri(uri: string): { bucket: string; key: string } | null {
  const plain = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri)
  if (plain?.[1] !== undefined) return { bucket: plain[1], key: plain[2] ?? '' }
  const virtual = /^https:\/\/([a-z0-9.-]+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?\/(.*)$/.exec(uri)
  if (virtual?.[1] !== undefined) return { bucket: virtual[1], key: virtual[2] ?? '' }
  const path = /^https:\/\/s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?\/([^/]+)\/?(.*)$/.exec(uri)
  if (path?.[1] !== undefined) return { bucket: path[1], key: path[2] ?? '' }
  return null
}

export function bucketArn(partition: string, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`
}

/** Parts of `123456789012.dkr.ecr.us-east-1.amazonaws.com/repo/name:tag@sha256:...`; null when it is not an ECR image. */
export function parseEcrImage(image: string): { account: string; region: string; repository: string; tag: string | null; digest: string | null } | null {
  const m = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image)
  if (m === null || m[1] === undefined || m[2] === undefined || m[3] === undefined) return null
  return { account: m[1], region: m[2], repository: m[3], tag: m[4] ?? null, digest: m[5] ?? null }
}
