// Whose a bucket is: the account's own list first, then what S3 says to a stranger who asks for the name.
import type {
  Bucket, HeadBucketCommandInput, HeadBucketCommandOutput, ListBucketsCommandInput, ListBucketsCommandOutput,
} from '@aws-sdk/client-s3'
import { sharedRead, type Call, type ListCall, type Refusal } from '../../kit/collector.js'
import { readOrNull } from '../calls.js'

const listBuckets: ListCall<ListBucketsCommandInput, ListBucketsCommandOutput, Bucket> = {
  action: 's3:ListBuckets',
  needs: ['s3:ListAllMyBuckets'],
  per: 'account',
  items: (page) => page.Buckets,
  // Paged on purpose: accounts with a raised quota refuse the unpaged request, and only a paged answer names the regions.
  paging: { token: 'ContinuationToken', next: (page) => page.ContinuationToken, size: { field: 'MaxBuckets', max: 10_000 } },
}

/** Names of the account's own buckets, each with its region; null where the endpoint does not tell it. */
export const ownBuckets = sharedRead({
  id: 's3.ownBuckets',
  per: 'account',
  calls: { buckets: listBuckets },
  async load({ call }) {
    const rows = await call.buckets.all({})
    return rows.ok ? { ok: true, value: bucketRegions(rows.value) } : rows
  },
})

export function bucketRegions(rows: readonly Bucket[]): ReadonlyMap<string, string | null> {
  return new Map(rows.map((row) => [row.Name ?? '', row.BucketRegion ?? null]))
}

/** A bucket that exists, wherever it is; null when the name is free. */
export type Head = Pick<HeadBucketCommandOutput, 'BucketRegion' | 'AccessPointAlias'> | null

/**
 * S3 names a bucket's region to anyone, also beside a 301, 400 or 403: that header is the proof that the bucket exists.
 * A bare 403 proves nothing, since a policy may forbid the question itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export function existsElsewhere({ status = 0, headers }: Refusal): Head | undefined {
  const region = headers['x-amz-bucket-region']
  if (status === 301 || status === 307) return { BucketRegion: region }
  return region !== undefined && (status === 400 || status === 403) ? { BucketRegion: region } : undefined
}

/** Asked without any permission: a refusal answers as well, and `s3:ListBucket` would open the keys of every bucket. */
export const headBucket: Call<HeadBucketCommandInput, Head> = {
  ...readOrNull<HeadBucketCommandInput, Head>('s3:HeadBucket', ['NotFound', 'NoSuchBucket', 'http:404'], { needs: [] }),
  says: existsElsewhere,
}
