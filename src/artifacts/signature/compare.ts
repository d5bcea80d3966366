// Holds the files of a model against what was signed: which are as they were, which changed, are missing, or were never signed.
import { Stopped } from '../unread.js'
import { shardsOf, type Asked, type Digests } from './digests.js'
import { isBelow, isNeverSigned, loadedAs } from './names.js'
import type { Resource, Statement } from './statement.js'
import { signOf, type SignedFile, type Verification } from './verification.js'

export interface Compared {
  files: Verification['files']
  weak: Verification['weak']
}

interface Task {
  files: readonly SignedFile[]
  statement: Statement
  /** Path of the signature itself, which no signature can cover. */
  bundle: string
  digests: Digests
  tick: (() => void) | undefined
  unseen: ((path: string) => boolean) | undefined
}

export async function compareFiles({ files, statement, bundle, digests, tick, unseen }: Task): Promise<Compared> {
  const { scope } = statement
  const found: Verification['files'] = { checked: 0, changed: [], missing: [...statement.refused], extra: [], unread: [] }
  const weak = [...statement.weak]
  const byPath = new Map(files.map((file) => [file.path, file]))
  const signed = byFile(statement, files, bundle)
  for (const [path, resources] of signed) {
    const file = byPath.get(path)
    if (file === undefined && unseen?.(path) === true) found.unread.push({ reason: 'unreadable', what: 'is signed, and was not looked at', member: path })
    else if (file === undefined) found.missing.push(signOf(path, 'signed, and not there'))
    else if (file.linked && !scope.allowSymlinks) found.changed.push(signOf(path, 'is a symbolic link, which the signature rules out'))
    else await compareOne(file, resources, { statement, digests, tick, found })
  }
  for (const file of files) {
    if (signed.has(file.path) || file.path === bundle || isNeverSigned(file.path)) continue
    const ignored = isBelow(file.path, scope.ignoredPaths)
    // A file of no bytes has no shards, and is in no list of them.
    if (!ignored && !(scope.method === 'shards' && file.size === 0 && !file.linked)) found.extra.push(signOf(file.path, extraWords(file)))
    const loaded = ignored ? loadedAs(file.path) : null
    if (loaded !== null) weak.push(signOf(file.path, `left out of the signature on purpose, and loaded as ${loaded}`))
  }
  const linked = files.find((file) => file.linked && signed.has(file.path))
  if (scope.allowSymlinks && linked !== undefined) weak.push(signOf(linked.path, 'symbolic links count as the files they point to: whoever can change those changes the model'))
  return { files: found, weak }
}

function extraWords({ path, linked }: SignedFile): string {
  const loaded = loadedAs(path)
  return `not covered by the signature${loaded === null ? '' : `, and loaded as ${loaded}`}${linked ? ' (a symbolic link)' : ''}`
}

/** What was signed, file by file. A model that is a single file is signed as `.`: the file that the statement is named after. */
function byFile({ resources, name }: Statement, files: readonly SignedFile[], bundle: string): Map<string, Resource[]> {
  const grouped = new Map<string, Resource[]>()
  for (const resource of resources) {
    const path = resource.path === '.' ? onlyFile(files, name, bundle) : resource.path
    const group = grouped.get(path)
    if (group === undefined) grouped.set(path, [resource])
    else group.push(resource)
  }
  return grouped
}

function onlyFile(files: readonly SignedFile[], name: string, bundle: string): string {
  const others = files.filter(({ path }) => path !== bundle)
  if (others.some(({ path }) => path === name)) return name
  return others.length === 1 ? others[0]?.path ?? name : name
}

interface Ground extends Pick<Task, 'statement' | 'digests' | 'tick'> {
  found: Verification['files']
}

async function compareOne(file: SignedFile, resources: readonly Resource[], { statement, digests, tick, found }: Ground): Promise<void> {
  const shard = statement.scope.shardSize
  const wrongShards = shard === null ? null : shardTrouble(file, resources, shard)
  if (wrongShards !== null) return void found.changed.push(signOf(file.path, wrongShards))
  const asked: Asked[] = [...new Set(resources.map(({ algorithm }) => algorithm))].map((algorithm) => ({ algorithm, ...(shard !== null && { shard }) }))
  try {
    const sums = await digests.read(file.path, file.bytes, asked, tick)
    const wrong = resources.find(({ algorithm, digest, shard: place }) => digest !== (shard === null || place === null ? sums.whole.get(algorithm) : shardsOf(sums, algorithm, shard)[place.start / shard]))
    if (wrong === undefined) found.checked++
    else if (wrong.shard === null) found.changed.push(signOf(file.path, `${wrong.algorithm} ${sums.whole.get(wrong.algorithm) ?? ''}, signed ${wrong.digest}`))
    else found.changed.push(signOf(file.path, `bytes ${wrong.shard.start} to ${wrong.shard.end} differ from what was signed`))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    found.unread.push(error.at(file.path))
  }
}

/** The shards that were signed must be those that the file has: no fewer, or some of its bytes are nobody's. */
function shardTrouble({ size }: SignedFile, resources: readonly Resource[], shard: number): string | null {
  const places = new Set(resources.flatMap((one) => (one.shard === null ? [] : [`${one.shard.start}:${one.shard.end}`])))
  if (places.size !== Math.ceil(size / shard)) return `has ${size} bytes, which are not those of the ${places.size} shards that were signed`
  for (let start = 0; start < size; start += shard) {
    if (!places.has(`${start}:${Math.min(size, start + shard)}`)) return `bytes ${start} to ${Math.min(size, start + shard)} are in no shard that was signed`
  }
  return null
}
