// Which rows are shown: every filter that is said must hold.
import { headingOf, idOf, placeOf, type Item } from './items.js'
import type { State } from './state.js'

/** Filters with a list to choose from: their word in the address, their label, and what a row is under. */
export const choices: readonly { word: 'place' | 'kind' | 'type' | 'phase' | 'rule' | 'framework' | 'owner' | 'baseline'; label: string; of: (item: Item) => readonly string[] }[] = [
  { word: 'place', label: 'Account', of: (item) => [`${item.provider} ${item.account}`] },
  { word: 'kind', label: 'Kind', of: (item) => [item.kind] },
  { word: 'type', label: 'Type', of: (item) => [item.type] },
  { word: 'phase', label: 'Phase', of: (item) => [item.rule.phase] },
  { word: 'rule', label: 'Rule', of: (item) => [item.rule.id] },
  { word: 'framework', label: 'Framework', of: (item) => Object.keys(item.rule.frameworks) },
  { word: 'owner', label: 'Owner', of: (item) => item.owners },
  { word: 'baseline', label: 'Since baseline', of: (item) => [item.baseline] },
]

export function filtered(items: readonly Item[], state: State): Item[] {
  const tests: ((item: Item) => boolean)[] = []
  const show = state.show ?? 'findings'
  if (show !== 'all') tests.push((item) => item.state === show)
  for (const { word, of } of choices) {
    const wanted = state[word]
    if (wanted !== undefined) tests.push((item) => of(item).includes(wanted))
  }
  const severities = state.severity?.split(',')
  if (severities !== undefined) tests.push((item) => severities.includes(item.severity))
  const sought = (state.q ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (sought.length > 0) {
    tests.push((item) => {
      const text = `${headingOf(item)}\n${item.rule.title}\n${item.rule.id}\n${idOf(item)}\n${item.name}\n${item.type}\n${placeOf(item)}\n${item.fingerprint}`.toLowerCase()
      return sought.every((word) => text.includes(word))
    })
  }
  return items.filter((item) => tests.every((test) => test(item)))
}
