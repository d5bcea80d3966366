// A model, a dataset, a file, an image or a program as a component of the bill.
import type { Asset } from '../../core/index.js'
import type { Census } from './census.js'
import { addressOf, shown, textOf } from './fact.js'
import { licencesOf } from './licence.js'
import { modelCardOf } from './model-card.js'
import type { Part } from './part.js'
import { propertiesOf } from './properties.js'

export type Specification = '1.6' | '1.7'

export function componentOf(asset: Asset, part: Extract<Part, { as: 'component' }>, ref: string, census: Census, specification: Specification): object {
  const isModel = part.type === 'machine-learning-model'
  const card = isModel ? modelCardOf(asset, census) : undefined
  const ancestors = isModel ? ancestorsOf(asset, census) : []
  const links = linksOf(asset)
  const hashes = hashesOf(asset)
  const isHub = asset.type.startsWith('hub.')
  const licences = licencesOf(asset)
  const supplier = textOf(asset, 'provider') ?? (isHub ? textOf(asset, 'owner') : undefined)
  const author = textOf(asset, 'organization', 'publisher', 'author')
  const version = textOf(asset, 'version', 'modelVersion', 'imageDigest', 'digest')
  const description = textOf(asset, 'description')
  return {
    type: part.type,
    'bom-ref': ref,
    ...(supplier === undefined ? {} : { supplier: { name: supplier } }),
    ...(author === undefined ? {} : { publisher: author }),
    name: nameOf(asset),
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(hashes.length === 0 ? {} : { hashes }),
    ...(licences === undefined ? {} : { licenses: licences }),
    ...purlOf(asset),
    // The provider holds it and lets it be called: 1.7 has a word for that.
    ...(asset.type === 'aws.bedrock.foundation_model' && specification === '1.7' ? { isExternal: true } : {}),
    ...(ancestors.length === 0 ? {} : { pedigree: { ancestors } }),
    ...(links.length === 0 ? {} : { externalReferences: links }),
    ...(asset.source === undefined ? {} : { evidence: { occurrences: [occurrenceOf(asset.source)] } }),
    ...(card === undefined ? {} : { modelCard: card }),
    ...(part.type === 'data' ? { data: [{ type: part.data, name: nameOf(asset) }] } : {}),
    properties: propertiesOf(asset, census),
  }
}

export function nameOf(asset: Asset): string {
  return shown(asset.name) || shown(asset.id) || 'unnamed'
}

function hashesOf(asset: Asset): object[] {
  const found = new Map<string, string>()
  const sha256 = textOf(asset, 'sha256') ?? textOf(asset, 'digest', 'imageDigest')
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(sha256 ?? '')?.[1]
  if (digest !== undefined) found.set('SHA-256', digest.toLowerCase())
  const md5 = /^[0-9a-f]{32}$/i.exec(textOf(asset, 'md5') ?? '')?.[0]
  if (md5 !== undefined) found.set('MD5', md5.toLowerCase())
  return [...found].map(([alg, content]) => ({ alg, content }))
}

/** Hugging Face is the only hub that package URLs know (purl-spec, types/huggingface). */
function purlOf(asset: Asset): { purl?: string } {
  const repository = asset.type === 'hub.model' && asset.id.startsWith('https://huggingface.co/') ? textOf(asset, 'repository') : undefined
  if (repository === undefined || !/^[\w.-]+(?:\/[\w.-]+)?$/.test(repository)) return {}
  return { purl: `pkg:huggingface/${repository}` }
}

/** What a model was made of, by name: it may stand in another place than this bill. */
function ancestorsOf(model: Asset, census: Census): object[] {
  return census.targets(model, 'derived-from', 'fine-tuned-from')
    .filter(({ kind }) => ['model', 'model-version', 'adapter', 'checkpoint', 'repo'].includes(kind))
    .map((ancestor) => ({ type: 'machine-learning-model', name: nameOf(ancestor), ...purlOf(ancestor) }))
}

function linksOf(asset: Asset): object[] {
  const page = asset.type.startsWith('hub.') ? addressOf(asset.id) : undefined
  const code = asset.kind === 'repo' ? addressOf(textOf(asset, 'url')) : undefined
  return [
    ...(page === undefined ? [] : [{ type: asset.kind === 'model' ? 'model-card' : 'distribution', url: page }]),
    ...(code === undefined ? [] : [{ type: 'vcs', url: code }]),
  ]
}

export function occurrenceOf({ file, line }: NonNullable<Asset['source']>): object {
  return { location: shown(file), ...(line === undefined ? {} : { line }) }
}
