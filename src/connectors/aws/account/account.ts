// The account itself: its organisation, its regions, its block on public buckets, and who holds its predictable bucket names.
import type { GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput } from '@aws-sdk/client-s3-control'
import { any, bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { readOrNull } from '../calls.js'
import { headBucket, ownBuckets, type Head } from '../s3/ownership.js'
import { publicAccessBlock, publicAccessBlockShape } from '../s3/settings.js'
import { governance } from '../organizations/governance.js'
import { organization } from './organization.js'
import { regions } from './regions.js'

const levels = listOf(shape({ target: string, policies: listOf(shape({ name: string, document: any })) }))

/** The bucket SageMaker's tools make on first use, under a name that anybody can foretell. */
export function defaultBucketName(region: string, account: string): string {
  return `sagemaker-${region}-${account}`
}

export interface DefaultBucket {
  name: string
  region: string
  owner: string
  [key: string]: string
}

export function defaultBucket(name: string, region: string, head: Head | 'self'): DefaultBucket {
  return { name, region, owner: head === 'self' ? 'self' : head === null ? 'free' : 'other' }
}

export default collector({
  type: 'aws.account.account',
  kind: 'account',
  service: 'iam',
  per: 'account',
  props: shape({
    s3PublicAccessBlock: nullable(publicAccessBlockShape),
    organization: nullable(shape({ id: string, managementAccount: string, isManagement: bool })),
    organizationAccounts: nullable(listOf(string)),
    scpLevels: levels,
    rcpLevels: levels,
    regions: listOf(string),
    defaultBuckets: listOf(shape({ name: string, region: string, owner: oneOf('self', 'other', 'free') })),
  }),
  relates: {},
  calls: {
    head: headBucket,
    publicAccessBlock: readOrNull<GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput>(
      's3-control:GetPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration'], { needs: ['s3:GetAccountPublicAccessBlock'], per: 'account' },
    ),
  },
  reads: [ownBuckets, regions, governance],
  async list({ call, emit, partition, read, scope: { account } }) {
    const defaultBuckets = async (): Promise<Answer<DefaultBucket[]>> => {
      const [names, own] = await Promise.all([read(regions), read(ownBuckets)])
      if (!names.ok) return names
      if (!own.ok) return own
      const buckets: DefaultBucket[] = []
      const heads = await Promise.all(names.value.map(async (region) => {
        const name = defaultBucketName(region, account)
        if (own.value.has(name)) return { region, name, head: { ok: true, value: 'self' } as const }
        // Asked in the scope's own region: S3 answers for the whole partition there, and a region's own endpoint may be shut to us.
        return { region, name, head: await call.head({ Bucket: name }) }
      }))
      for (const { region, name, head } of heads) {
        if (!head.ok) return head
        buckets.push(defaultBucket(name, region, head.value))
      }
      return { ok: true, value: buckets }
    }

    const [block, governed, enabled, buckets] = await Promise.all([
      call.publicAccessBlock({ AccountId: account }), read(governance), read(regions), defaultBuckets(),
    ])
    emit({
      id: `arn:${partition}:iam::${account}:root`,
      name: account,
      props: {
        s3PublicAccessBlock: known(block, (answer) => publicAccessBlock(answer?.PublicAccessBlockConfiguration)),
        organization: governed.ok ? known(governed.value.organization, (answer) => organization(answer, account)) : governed.gap,
        organizationAccounts: governed.ok ? known<string[] | null, string[] | null>(governed.value.accounts, (accounts) => accounts) : governed.gap,
        scpLevels: governed.ok ? known(governed.value.scps, (value) => value) : governed.gap,
        rcpLevels: governed.ok ? known(governed.value.rcps, (value) => value) : governed.gap,
        regions: known(enabled, (value) => value),
        defaultBuckets: known(buckets, (value) => value),
      },
    })
  },
})
