// What needs what: relations of the inventory as dependencies of the bill, each reference once.
import type { RelationType } from '../../core/index.js'
import type { Census } from './census.js'

/** The start needs the end. What may be read or called is a right, not a need, and is left to the findings. */
const needs: RelationType[] = [
  'trained-on', 'derived-from', 'fine-tuned-from', 'evaluated-by', 'rewarded-by', 'stored-in', 'serves', 'retrieves-from', 'embedded-from', 'guarded-by',
  'logged-to', 'encrypted-by', 'runs-as', 'calls-tool', 'delegates-to', 'built-by', 'runs-image', 'configured-by', 'placed-in',
]
/** The end needs the start: an endpoint the model that is deployed as it, a registry what is published to it. */
const neededBy: RelationType[] = ['deployed-as', 'published-to']

export interface Dependency {
  ref: string
  dependsOn: string[]
}

export function* dependenciesOf(census: Census): Generator<Dependency> {
  const needed = new Set<string>()
  const own: Dependency[] = []
  for (const [asset, ref] of census.listed) {
    const refs = [...census.targets(asset, ...needs), ...census.sources(asset, ...neededBy), ...census.filesIn(asset)].flatMap((other) => census.listed.get(other) ?? [])
    const dependsOn = [...new Set(refs)].filter((other) => other !== ref)
    for (const other of dependsOn) needed.add(other)
    own.push({ ref, dependsOn })
  }
  // The whole needs what nothing in it needs: so everything can be reached from the top.
  yield { ref: census.root, dependsOn: own.map(({ ref }) => ref).filter((ref) => !needed.has(ref)) }
  yield* own
}
