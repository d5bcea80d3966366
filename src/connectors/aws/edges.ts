// Relations that many AWS collectors draw alike.
import type { Edge } from '../kit/collector.js'
import { bucketArn, parseArn, parseEcrImage, parseS3Uri } from './arn.js'
import type { Place } from './names.js'

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

/** `can-invoke` the function; an alias or version after its name is left off. */
export function invokes(functionOrAlias: string | null | undefined, via: string): Edge | null {
  return functionOrAlias == null ? null : { type: 'can-invoke', target: 'aws.lambda.function', to: functionArn(functionOrAlias), via }
}

/** A function without the alias or version that may follow its name. */
export function functionArn(arn: string): string {
  return arn.split(':').slice(0, 7).join(':')
}

/** `logged-to` a CloudWatch log group, by name or by ARN. */
export function toLogGroup(group: string | null | undefined, place: Place, via: string): Edge | null {
  if (group == null || group === '') return null
  const arn = parseArn(group) === null ? `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${group}` : group.replace(/:\*$/, '')
  return { type: 'logged-to', target: 'aws.logs.log_group', to: arn, via }
}

/** `placed-in` subnets and security groups, named by id. */
export function placedIn(subnets: readonly string[] | undefined, groups: readonly string[] | undefined, place: Place, via: string): Edge[] {
  return [
    ...(subnets ?? []).map((id): Edge => ({ type: 'placed-in', target: 'aws.ec2.subnet', to: ec2Arn(place, `subnet/${id}`), via })),
    ...(groups ?? []).map((id): Edge => ({ type: 'placed-in', target: 'aws.ec2.security_group', to: ec2Arn(place, `security-group/${id}`), via })),
  ]
}

/** `arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0123` */
export function ec2Arn({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:ec2:${region}:${account}:${resource}`
}
