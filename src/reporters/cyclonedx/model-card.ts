// The card of a model: how it was made and of what, as far as the inventory knows; nothing is made up for the rest.
import type { Asset, Json } from '../../core/index.js'
import type { Census } from './census.js'
import { listOf, shown, textOf, valueOf } from './fact.js'

export function modelCardOf(model: Asset, census: Census): object | undefined {
  // Weights by their hash know little: the folder they came in has the configuration and the card.
  const folders = census.targets(model, 'published-to').filter(({ type }) => type === 'artifact.repo')
  const all = [model, ...folders]
  const first = <T>(read: (asset: Asset) => T | undefined): T | undefined => all.map(read).find((value) => value !== undefined)
  const approach = approachOf(model)
  const task = first((asset) => textOf(asset, 'task'))
  // Elsewhere a model's type is the way it is stored.
  const family = first((asset) => textOf(asset, 'architecture') ?? (asset.type === 'artifact.repo' ? textOf(asset, 'modelType') : undefined))
  const architecture = first((asset) => words(listOf(asset, 'architectures'))[0])
  const refs = datasetsOf(all, census).flatMap((dataset) => census.listed.get(dataset) ?? [])
  const [inputs, outputs] = [formats(listOf(model, 'inputModalities')), formats(listOf(model, 'outputModalities'))]
  const parameters = {
    ...(approach === undefined ? {} : { approach: { type: approach } }),
    ...(task === undefined ? {} : { task }),
    ...(family === undefined ? {} : { architectureFamily: family }),
    ...(architecture === undefined ? {} : { modelArchitecture: architecture }),
    ...(refs.length === 0 ? {} : { datasets: refs.map((ref) => ({ ref })) }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
  }
  return Object.keys(parameters).length === 0 ? undefined : { modelParameters: parameters }
}

/** What the model was trained on, itself or by the jobs and versions that it comes from. */
function datasetsOf(models: readonly Asset[], census: Census): Asset[] {
  const datasets = new Set<Asset>()
  const seen = new Set(models)
  for (const asset of seen) {
    for (const dataset of census.targets(asset, 'trained-on')) datasets.add(dataset)
    for (const origin of census.targets(asset, 'derived-from', 'built-by', 'fine-tuned-from')) seen.add(origin)
  }
  return [...datasets]
}

/** Bedrock tunes on labelled records, trains on with unlabelled text, or rewards: aws.amazon.com/blogs/aws/improve-model-accuracy-with-reinforcement-fine-tuning-in-amazon-bedrock */
const approaches = new Map<Json | undefined, string>([
  ['FINE_TUNING', 'supervised'], ['CONTINUED_PRE_TRAINING', 'self-supervised'], ['REINFORCEMENT_FINE_TUNING', 'reinforcement-learning'],
])

function approachOf(model: Asset): string | undefined {
  return approaches.get(valueOf(model, 'customizationType'))
}

function formats(modalities: readonly Json[] | undefined): object[] {
  return words(modalities).map((word) => ({ format: word.toLowerCase() }))
}

function words(list: readonly Json[] | undefined): string[] {
  return (list ?? []).flatMap((item) => (typeof item === 'string' && item.trim() !== '' ? [shown(item)] : []))
}
