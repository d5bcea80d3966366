// Policies as layers, read from the properties of assets.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import { isRecord, parsePolicy } from './document.js'
import type { Layer, LayerName, Source } from './evaluate.js'
import type { Open } from '../truth.js'

export const emptyLayer: Layer = { sources: [], unread: [] }

export function gapped(gap: GapId): Layer {
  return { sources: [], unread: [{ why: 'gap', gap }] }
}

export function merged(layers: readonly Layer[]): Layer {
  return { sources: layers.flatMap((l) => l.sources), unread: layers.flatMap((l) => l.unread) }
}

/** One document as a layer. A document that cannot be understood may say anything: that is a gap, never "allows nothing". */
export function documentLayer(layer: LayerName, asset: string, path: string, name: string, document: Json): Layer {
  const policy = parsePolicy(document)
  const source: Source = { layer, asset, path, name, policy }
  return { sources: [source], unread: policy.faults.map((f) => unreadable(asset, [path, f.path].filter((p) => p !== '').join('.'), f.why)) }
}

function unreadable(asset: string, path: string, why: string): Open {
  return { why: 'gap', gap: `policy:invalid-answer:${asset}#${path} ${why}` }
}

/** The policy in a property: null when there is none. */
export function policyProp(layer: LayerName, asset: Asset, prop: string): Layer | null {
  const read = readProp(asset, prop)
  if ('gap' in read) return gapped(read.gap)
  return read.value === null ? null : documentLayer(layer, asset.id, prop, `${prop} of ${asset.name}`, read.value)
}

/** A property that lists `{ name, document }`. */
export function inlineLayer(layer: LayerName, asset: Asset, prop: string): Layer {
  const read = readProp(asset, prop)
  if ('gap' in read) return gapped(read.gap)
  return merged(documents(layer, asset.id, prop, read.value))
}

/** Each `{ name, document }` of a list as a layer of its own. */
export function documents(layer: LayerName, asset: string, path: string, list: Json): Layer[] {
  if (!Array.isArray(list)) return []
  return list.map((item, i) => {
    const at = `${path}[${i}].document`
    const document = isRecord(item) ? item['document'] : undefined
    const name = isRecord(item) && typeof item['name'] === 'string' ? item['name'] : at
    return documentLayer(layer, asset, at, name, document ?? null)
  })
}

/** A property that lists texts. */
export function textsProp(asset: Asset, prop: string): { value: string[] } | { gap: GapId } {
  const read = readProp(asset, prop)
  if ('gap' in read) return read
  return { value: Array.isArray(read.value) ? read.value.filter((v) => typeof v === 'string') : [] }
}

/** A property that is a text or null. */
export function textProp(asset: Asset, prop: string): { value: string | null } | { gap: GapId } {
  const read = readProp(asset, prop)
  if ('gap' in read) return read
  return { value: typeof read.value === 'string' ? read.value : null }
}
