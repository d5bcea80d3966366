// The index of a sharded model: which tensor is in which shard, held against what the shards themselves say.
import { lfsPointer } from '../file-facts/lfs.js'
import type { Opened } from '../format.js'
import { Signs } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'
import { readHeader, type Tensor } from './header.js'
import { JsonMap, parseJson, repeatedKeys } from './json.js'

export interface Index {
  /** Shard by tensor, as written. */
  map: Map<string, string>
  shards: string[]
  totalSize: number | null
}

const mostShards = 2000

export async function readIndex({ content, size, budget }: Opened, mismatches: Signs): Promise<Index> {
  if (size > budget.limits.document) throw new Stopped('limit', `is an index of more than ${budget.limits.document} bytes`)
  const tree = parseJson(await content.read(0, size), { python: true, tick: () => budget.tick() })
  const weights = tree instanceof JsonMap ? tree.get('weight_map') : undefined
  if (!(tree instanceof JsonMap) || !(weights instanceof JsonMap)) throw new Stopped('malformed', 'has no weight_map')
  for (const { key, offset } of repeatedKeys(tree)) mismatches.add(key, {
    offset, detail: 'is there twice: which of the two counts depends on the reader',
  })
  const map = new Map<string, string>()
  for (const { key, value, offset } of weights.entries) {
    if (typeof value === 'string') map.set(key, value)
    else mismatches.add(key, { offset, detail: 'names no shard' })
  }
  const metadata = tree.get('metadata')
  const total = metadata instanceof JsonMap ? metadata.get('total_size') : undefined
  return { map, shards: [...new Set(map.values())].toSorted(), totalSize: typeof total === 'number' && Number.isSafeInteger(total) ? total : null }
}

/** Opens every shard that the index names, as far as its header, and tells where the two disagree. */
export async function compareShards(file: Opened, index: Index, mismatches: Signs): Promise<void> {
  const { map, shards, totalSize } = index
  const wanted = byShard(map)
  let bytes = 0
  let complete = true
  for (const shard of shards.slice(0, mostShards)) {
    file.budget.tick()
    const escape = escapes(shard)
    if (escape !== null) {
      mismatches.add(shard, { detail: escape })
      complete = false
      continue
    }
    const tensors = await orUnread(file.unread, shard, () => shardTensors(file, shard, mismatches))
    if (tensors === undefined || tensors === null) {
      complete = false
      continue
    }
    const held = new Set(tensors.map(({ name }) => name))
    for (const tensor of wanted.get(shard) ?? []) {
      if (!held.has(tensor)) mismatches.add(tensor, { member: shard, detail: 'is not in the shard that the index names for it' })
    }
    for (const { name, offset } of tensors) if (map.get(name) !== shard) mismatches.add(name, {
      member: shard, offset, detail: map.has(name) ? `stands in the index for ${map.get(name) ?? ''}` : 'is not in the index',
    })
    for (const { begin, end } of tensors) bytes += end - begin
  }
  if (shards.length > mostShards) file.unread.push(new Stopped('limit', `names more than ${mostShards} shards`).at(''))
  await numbering(file, shards, mismatches)
  if (complete && totalSize !== null && totalSize !== bytes) {
    mismatches.add('total_size', { detail: `says ${totalSize} bytes, the shards hold ${bytes}` })
  }
}

function escapes(shard: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(shard)) return 'is an address, not a file of the folder'
  if (/^(?:[/\\]|[a-z]:)/i.test(shard)) return 'is an absolute path'
  if (shard.split(/[/\\]/).includes('..')) return 'leads out of the folder'
  return /\p{Cc}/u.test(shard) ? 'holds control characters' : null
}

function byShard(map: ReadonlyMap<string, string>): Map<string, string[]> {
  const tensors = new Map<string, string[]>()
  for (const [tensor, shard] of map) {
    const list = tensors.get(shard)
    if (list === undefined) tensors.set(shard, [tensor])
    else list.push(tensor)
  }
  return tensors
}

async function shardTensors(file: Opened, shard: string, mismatches: Signs): Promise<Tensor[] | null> {
  const beside = await file.beside(shard)
  if (beside === 'outside') mismatches.add(shard, { detail: 'is a link that leads out of the folder' })
  else if (beside === null) mismatches.add(shard, { detail: 'is not there' })
  if (beside === 'outside' || beside === null) return null
  const { bytes } = beside
  const head = await bytes.read(0, Math.min(bytes.size, 1024))
  if (lfsPointer(head, bytes.size) !== null) throw new Stopped('unreadable', 'is a Git LFS pointer; the file itself was not fetched')
  if (!shard.endsWith('.safetensors')) {
    mismatches.add(shard, { detail: 'is no safetensors file by its name' })
    return null
  }
  const header = await readHeader(bytes, file.budget)
  if (header.stopped !== null) throw header.stopped
  return header.tensors
}

/** `model-00002-of-00005.safetensors`: every number up to the last is there and listed. */
async function numbering(file: Opened, shards: readonly string[], mismatches: Signs): Promise<void> {
  const numbered = /^(.*-)(\d{5})(-of-(\d{5})\.safetensors)$/.exec(shards.find((shard) => escapes(shard) === null) ?? '')
  if (numbered === null) return
  const [, before = '', , after = '', last = ''] = numbered
  const named = new Set(shards)
  for (let i = 1; i <= Math.min(Number(last), mostShards); i++) {
    const shard = `${before}${String(i).padStart(5, '0')}${after}`
    if (named.has(shard)) continue
    const beside = await file.beside(shard)
    mismatches.add(shard, {
      detail: beside === null ? `is one of ${Number(last)} by the numbers, but neither there nor in the index` : 'lies in the folder, but is not in the index',
    })
  }
}
