// Relations to the objects that a model is loaded from: one, or the model files of a folder. Drawn only for `--with artifacts`.
import type { _Object, ListObjectsV2CommandInput } from '@aws-sdk/client-s3'
import type { RelationType } from '../../../core/index.js'
import type { Answer, Edge, UnreadEdges } from '../../kit/collector.js'
import { heldWith } from '../../kit/held-types.js'
import { toFilesBelow, type TowardsObjects } from '../../kit/stored-folders.js'
import { bucketArn, parseArn, parseS3Uri } from '../arn.js'
import { objects } from '../sagemaker/artifacts.js'

export const objectType = 'aws.s3.object'

export function objectId(partition: string, bucket: string, key: string): string {
  return `${bucketArn(partition, bucket)}/${key}`
}

/** Bucket and key of an object's id; null for any other id. */
export function parseObjectId(id: string): { bucket: string; key: string } | null {
  const arn = parseArn(id)
  const slash = arn?.service === 's3' ? arn.resource.indexOf('/') : -1
  return arn === null || slash <= 0 ? null : { bucket: arn.resource.slice(0, slash), key: arn.resource.slice(slash + 1) }
}

export interface Address {
  uri: string
  /** Everything whose key begins so. */
  prefix: boolean
}

export interface Around extends TowardsObjects {
  partition: string
  call: { objects: { all(input: ListObjectsV2CommandInput): Promise<Answer<_Object[]>> } }
}

/** `type` every object behind the addresses. */
export async function toObjects(type: RelationType, addresses: readonly Address[], via: string, around: Around): Promise<(Edge | UnreadEdges)[]> {
  if (!around.with.has(heldWith)) return []
  const edges = addresses.map(async ({ uri, prefix }): Promise<(Edge | UnreadEdges)[]> => {
    const at = parseS3Uri(uri)
    if (at === null) return []
    const idOf = (key: string): string => objectId(around.partition, at.bucket, key)
    if (!prefix && at.key !== '') return [{ type, target: objectType, to: idOf(at.key), via }]
    const listed = await around.call.objects.all({ Bucket: at.bucket, Prefix: at.key })
    const keys = listed.ok ? { ok: true as const, value: listed.value.flatMap(({ Key }) => Key ?? []) } : listed
    return toFilesBelow({ type, via, target: objectType, idOf, uri, listed: keys, call: objects }, around)
  })
  return (await Promise.all(edges)).flat()
}
