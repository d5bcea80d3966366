// What CycloneDX has no field for: facts of an asset, its signature, and what could not be read or judged of it.
import { scopeId, type Asset, type Json } from '../../core/index.js'
import type { Census } from './census.js'
import { listOf, property, valueOf, type Property } from './fact.js'
import { signatureOf } from './signature.js'

/** Single values that tell something of a model, whatever type declares them; the property of ours has the same name. */
const facts = [
  'format', 'formatVersion', 'size', 'parameters', 'tensors', 'quantisation', 'contextLength', 'library', 'customizationType', 'approvalStatus',
  'status', 'publicModel', 'fineTuned', 'verdict', 'irVersion', 'kerasVersion', 'torchVersion', 'mlflowVersion', 'framework', 'method', 'base', 'revision',
]

export function propertiesOf(asset: Asset, census: Census): Property[] {
  const signature = signatureOf(asset, census)
  const unknowns = census.unknownsOf(asset)
  return [
    property('type', asset.type),
    property('kind', asset.kind),
    property('scope', scopeId(asset.scope)),
    ...facts.flatMap((name) => single(name, valueOf(asset, name))),
    ...templatesOf(asset),
    ...(signature === undefined ? [] : [property('signature.state', signature)]),
    ...(asset.past === undefined ? [] : [property('ended', asset.past.at)]),
    ...unreadOf(asset),
    ...(unknowns === 0 ? [] : [property('rules.unknown', unknowns)]),
  ]
}

function single(name: string, value: Json | undefined): Property[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [property(name, value)] : []
}

/** A chat template is code and instructions that travel with the weights: its hash tells whether it was changed. */
function templatesOf(asset: Asset): Property[] {
  const templates = listOf(asset, 'chatTemplates') ?? listOf(asset, 'templates') ?? []
  return templates.flatMap((template) => {
    if (typeof template !== 'object' || template === null || Array.isArray(template)) return []
    const { hash, name } = template
    return typeof hash === 'string' ? [property('chatTemplate.sha256', typeof name === 'string' && name !== 'default' ? `${name}: ${hash}` : hash)] : []
  })
}

/** One property a gap, with the paths that it hides. */
function unreadOf(asset: Asset): Property[] {
  const paths = new Map<string, string[]>()
  for (const [path, gap] of Object.entries(asset.gaps)) paths.set(gap, [...(paths.get(gap) ?? []), path === '' ? 'everything' : path])
  return [...paths].map(([gap, hidden]) => property('unread', `${hidden.join(', ')} (${gap})`))
}
