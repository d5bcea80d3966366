// What the bill lists and under which reference: decided before anything is written, by one look at both long lists.
import { createHash } from 'node:crypto'
import type { Asset, Relation, RelationType, ReportSource } from '../../core/index.js'
import { namesOf, type Names } from '../kit/names.js'
import { shown } from './fact.js'
import { around, partOf } from './part.js'

export interface Census {
  names: Names
  /** The reference of the whole. */
  root: string
  /** What is listed, in the order of the inventory. */
  listed: ReadonlyMap<Asset, string>
  /** The reference of an asset by its id or an alias; undefined where it is not listed. */
  refOf(id: string): string | undefined
  /** How many rules could not be judged on it. */
  unknownsOf(asset: Asset): number
  /** Relations of these types that start at the asset, both ends known. */
  targets(asset: Asset, ...types: RelationType[]): Asset[]
  /** Relations of these types that end at the asset. */
  sources(asset: Asset, ...types: RelationType[]): Asset[]
  /** The folder of a model that a file lies in, and the file's path below it. */
  folderOf(asset: Asset): { folder: Asset; path: string } | undefined
  /** The files that lie in the folder of a model. */
  filesIn(folder: Asset): readonly Asset[]
  serialNumber: string
}

/** Such a relation makes a finished job part of what is here now. */
const origins: ReadonlySet<RelationType> = new Set(['derived-from', 'built-by', 'fine-tuned-from', 'trained-on'])

export async function takeCensus(source: ReportSource, specification: string): Promise<Census> {
  const inventory = source.inventoryOf()
  const names = namesOf(source)
  const identity = createHash('sha1').update(namespace)
  const note = (...parts: (string | undefined)[]): void => { identity.update(`${JSON.stringify(parts)}\n`) }
  note(specification, source.tool.version, source.finishedAt, source.interrupted, ...source.gaps.map(({ id }) => id))

  const spokenOf = new Set<Asset>()
  for await (const finding of source.findings) {
    note('finding', finding.fingerprint, finding.severity, finding.message, finding.suppressed?.reason)
    for (const id of affectedBy(finding)) {
      const asset = names.asset(id)
      if (asset !== undefined) spokenOf.add(asset)
    }
  }
  const unknowns = new Map<Asset, number>()
  for await (const unknown of source.unknowns) {
    note('unknown', unknown.rule, unknown.asset ?? undefined, ...unknown.gaps)
    const asset = unknown.asset === null ? undefined : names.asset(unknown.asset)
    if (asset !== undefined) unknowns.set(asset, (unknowns.get(asset) ?? 0) + 1)
  }
  for (const asset of inventory.assets) note('asset', asset.id, asset.type, JSON.stringify(asset.props))
  for (const { from, type, to } of inventory.relations) note('relation', from, type, to)

  const links = indexLinks(inventory.relations, names)
  const wanted = inventory.assets.filter((asset) => {
    if (spokenOf.has(asset) || unknowns.has(asset)) return true
    if (partOf(asset) === around) return false
    return asset.past === undefined || (links.to.get(asset) ?? []).some(({ type }) => origins.has(type))
  })
  const listed = references(wanted)
  const files = new Map<Asset, Asset[]>()
  for (const asset of wanted) {
    const place = folderOf(asset, names)
    if (place === undefined) continue
    const inside = files.get(place.folder) ?? []
    inside.push(asset)
    files.set(place.folder, inside)
  }
  const found = (of: Map<Asset, Link[]>) => (asset: Asset, ...types: RelationType[]): Asset[] =>
    [...new Set((of.get(asset) ?? []).filter(({ type }) => types.includes(type)).map(({ asset: other }) => other))]
  return {
    names, root, listed,
    refOf: (id) => {
      const asset = names.asset(id)
      return asset === undefined ? undefined : listed.get(asset)
    },
    unknownsOf: (asset) => unknowns.get(asset) ?? 0,
    targets: found(links.from), sources: found(links.to),
    folderOf: (asset) => folderOf(asset, names), filesIn: (folder) => files.get(folder) ?? [],
    serialNumber: `urn:uuid:${nameBased(identity.digest())}`,
  }
}

const root = 'aispm:scanned'

/** What a finding is about: its asset, and what a path from there ends at. */
export function affectedBy({ asset, hops }: { asset: string; hops?: readonly { to: string }[] }): string[] {
  const end = hops?.at(-1)?.to
  return end === undefined || end === asset ? [asset] : [asset, end]
}

/** The id of a file begins with the id of its folder. */
function folderOf(asset: Asset, names: Names): { folder: Asset; path: string } | undefined {
  if (asset.kind !== 'artifact') return undefined
  for (let end = asset.id.lastIndexOf('/'); end > 0; end = asset.id.lastIndexOf('/', end - 1)) {
    const folder = names.asset(asset.id.slice(0, end))
    if (folder?.type === 'artifact.repo') return { folder, path: asset.id.slice(end + 1) }
  }
  return undefined
}

interface Link {
  type: RelationType
  asset: Asset
}

function indexLinks(relations: readonly Relation[], names: Names): { from: Map<Asset, Link[]>; to: Map<Asset, Link[]> } {
  const index = { from: new Map<Asset, Link[]>(), to: new Map<Asset, Link[]>() }
  const add = (map: Map<Asset, Link[]>, key: Asset, link: Link): void => {
    const links = map.get(key)
    if (links === undefined) map.set(key, [link])
    else links.push(link)
  }
  for (const { from, type, to } of relations) {
    const [start, end] = [names.asset(from), names.asset(to)]
    if (start === undefined || end === undefined || start === end) continue
    add(index.from, start, { type, asset: end })
    add(index.to, end, { type, asset: start })
  }
  return index
}

/** References are the ids, made printable; two that look the same then are told apart by a number. */
function references(assets: readonly Asset[]): Map<Asset, string> {
  const taken = new Set([root])
  const listed = new Map<Asset, string>()
  for (const asset of assets) {
    const wanted = shown(asset.id).replace(/^urn:cdx:/i, 'urn-cdx:')
    let ref = wanted === '' ? 'unnamed' : wanted
    for (let i = 2; taken.has(ref); i++) ref = `${wanted}~${i}`
    taken.add(ref)
    listed.set(asset, ref)
  }
  return listed
}

/** The namespace of our names, itself made at random once. */
const namespace = Buffer.from('2f1d6c1be0a44f7d9a3c5b7e8d904612', 'hex')

/** A UUID of version 5 (RFC 9562) from its digest: the same content has the same number. */
function nameBased(digest: Buffer): string {
  const bytes = digest.subarray(0, 16)
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x50
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
