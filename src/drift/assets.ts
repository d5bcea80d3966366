// What became of assets between two inventories: property by property, relation by relation.
import { compare, type Asset, type AssetChange, type AssetNote, type Drift, type Json, type Relation } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import type { Absence } from './absence.js'

export function assetDrift(before: Graph, after: Graph, hidden: { before: Absence; after: Absence }): NonNullable<Drift['assets']> {
  const drift: NonNullable<Drift['assets']> = { appeared: [], vanished: [], unreadable: [], changed: [] }
  const relations = { before: relationsOf(before), after: relationsOf(after) }
  for (const asset of after.all) {
    const was = before.asset(asset.id)
    if (was === undefined) drift.appeared.push(noteOf(asset, hidden.before.whyHidden(placed(asset))))
    else {
      const change = changeOf(was, asset, relations.before.get(was.id), relations.after.get(asset.id))
      if (change.props.length + change.unread.length + change.relations.length > 0) drift.changed.push(change)
    }
  }
  for (const asset of before.all) {
    if (after.asset(asset.id) !== undefined) continue
    const why = hidden.after.whyHidden(placed(asset))
    if (why === undefined) drift.vanished.push(noteOf(asset))
    else drift.unreadable.push(noteOf(asset, why))
  }
  for (const list of [drift.appeared, drift.vanished, drift.unreadable, drift.changed]) list.sort((a, b) => compare(a.type, b.type) || compare(a.name, b.name) || compare(a.id, b.id))
  return drift
}

function placed({ id, type, scope, past }: Asset): Parameters<Absence['whyHidden']>[0] {
  return { asset: id, assetType: type, scope, ...(past !== undefined && { lastSeen: past.at }) }
}

function noteOf({ id, type, kind, name, scope }: Asset, why?: string): AssetNote {
  return { id, type, kind, name, scope, ...(why !== undefined && { why }) }
}

function changeOf(before: Asset, after: Asset, had: Relations = nobody, has: Relations = nobody): AssetChange {
  const change: AssetChange = { ...noteOf(after), props: [], unread: [], relations: [] }
  for (const path of [...new Set([...Object.keys(before.props), ...Object.keys(after.props)])].toSorted(compare)) {
    const [a, b] = [own(before.props, path), own(after.props, path)]
    if (a !== undefined && b !== undefined) change.props.push(...leaves(path, a, b))
    // A property that one of the two has never heard of tells of another aispm, not of a change.
    else if (Object.hasOwn(before.gaps, path)) change.unread.push({ path, since: 'before' })
    else if (Object.hasOwn(after.gaps, path)) change.unread.push({ path, since: 'after' })
  }
  for (const [key, relation] of has) if (!had.has(key) && !Object.hasOwn(before.gaps, `->${relation.type}`)) change.relations.push({ change: 'added', ...relation })
  for (const [key, relation] of had) if (!has.has(key) && !Object.hasOwn(after.gaps, `->${relation.type}`)) change.relations.push({ change: 'removed', ...relation })
  change.relations.sort((a, b) => compare(a.type, b.type) || compare(a.to, b.to))
  return change
}

function own(record: Record<string, Json>, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** A file may hold anything: past this, a value is the same or another one. */
const deepest = 16

function leaves(path: string, before: Json, after: Json, depth = 0): AssetChange['props'] {
  if (isSame(before, after)) return []
  if (depth < deepest && isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted(compare)
      .flatMap((key) => leaves(`${path}.${key}`, own(before, key) ?? null, own(after, key) ?? null, depth + 1))
  }
  return [{ path, before, after }]
}

// Step by step on a list of its own: nesting without end must not end the program.
function isSame(before: Json, after: Json): boolean {
  const open: [Json, Json][] = [[before, after]]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair
    if (a === b) continue
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false
      open.push([(a as Record<string, Json>)[key] ?? null, (b as Record<string, Json>)[key] ?? null])
    }
  }
  return true
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Relations = ReadonlyMap<string, { type: Relation['type']; to: string; name: string }>
const nobody: Relations = new Map()

/** By the asset they go out from; targets by their own id, whatever alias a relation names them by. */
function relationsOf(graph: Graph): Map<string, Relations> {
  const found = new Map<string, Map<string, { type: Relation['type']; to: string; name: string }>>()
  for (const { from, type, to, basis } of graph.inventory.relations) {
    const source = graph.asset(from)
    const target = graph.asset(to)
    if (source === undefined || (target === undefined && basis === 'inferred')) continue
    const id = target?.id ?? to
    const of = found.get(source.id) ?? new Map<string, { type: Relation['type']; to: string; name: string }>()
    found.set(source.id, of.set(`${type} ${id}`, { type, to: id, name: target?.name ?? to }))
  }
  return found
}
