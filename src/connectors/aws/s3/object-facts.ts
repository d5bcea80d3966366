// What S3 tells of an object without its content.
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function objectFacts(head: HeadObjectCommandOutput) {
  return {
    size: head.ContentLength ?? 0,
    etag: unquoted(head.ETag),
    // An object that was there before versions were kept has the word for none.
    versionId: head.VersionId === undefined || head.VersionId === 'null' ? null : head.VersionId,
    lastModified: head.LastModified?.toISOString() ?? null,
    sha256: sha256Of(head),
    checksumType: checksumType(head),
    storageClass: head.StorageClass ?? 'STANDARD',
  }
}

export function unquoted(etag: string | null | undefined): string | null {
  return etag == null ? null : etag.replaceAll('"', '')
}

/** Of a multipart upload S3 keeps the digest of the parts' digests, `…-7`: of no use to whoever has the file. */
function sha256Of(head: HeadObjectCommandOutput): string | null {
  const { ChecksumSHA256: sum } = head
  if (sum === undefined || sum.includes('-') || head.ChecksumType === 'COMPOSITE') return null
  const bytes = Buffer.from(sum, 'base64')
  return bytes.length === 32 ? bytes.toString('hex') : null
}

function checksumType(head: HeadObjectCommandOutput): string | null {
  if (head.ChecksumType !== undefined) return head.ChecksumType
  const kept = [head.ChecksumSHA256, head.ChecksumSHA1, head.ChecksumCRC64NVME, head.ChecksumCRC32C, head.ChecksumCRC32].find((sum) => sum !== undefined)
  return kept === undefined ? null : kept.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT'
}

/** In a class whose objects have to be restored first, and not restored. */
export function isArchived(head: HeadObjectCommandOutput): boolean {
  if (head.Restore?.includes('ongoing-request="false"') === true) return false
  return head.StorageClass === 'GLACIER' || head.StorageClass === 'DEEP_ARCHIVE' || head.ArchiveStatus !== undefined
}
