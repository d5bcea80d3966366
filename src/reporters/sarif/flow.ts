// An attack path as SARIF tells it: a code flow, which code scanning shows, and a graph for those who read graphs.
import type { Location, Result } from 'sarif'
import type { Finding, Hop } from '../../core/index.js'
import type { Names } from '../kit/names.js'
import { shortened } from '../kit/shortened.js'
import { mostSteps } from './limits.js'
import { locationOf, messageOf } from './place.js'

const longestReason = 1000

/** The first steps of a path, as many as are kept, and how many there are. */
export function flowOf(all: readonly Hop[], finding: Finding, names: Names): Pick<Result, 'codeFlows' | 'graphs' | 'graphTraversals'> {
  const hops = all.slice(0, mostSteps - 1)
  const stops = [hops[0]?.from ?? finding.asset, ...hops.map((hop) => hop.to)]
  const because = ({ relation, because: why }: Hop): string => shortened(`${relation}: ${why}`, longestReason)
  const located = (id: string, text: string): Location => {
    const place = names.asset(id) ?? { scope: finding.scope, type: 'path.outside', name: names.label(id), id }
    return locationOf(place, messageOf(text))
  }
  const nodes = new Map([...new Set(stops)].map((id, i) => [id, `n${i}`]))
  const steps = stops.map((id, i) => {
    const hop = hops[i - 1]
    return { location: located(id, hop === undefined ? `Starts at ${names.label(id)}` : because(hop)), executionOrder: i + 1 }
  })
  return {
    codeFlows: [{ threadFlows: [{ locations: steps }] }],
    graphs: [{
      nodes: [...nodes].map(([id, node]) => ({ id: node, label: messageOf(names.label(id)), location: located(id, names.label(id)) })),
      edges: hops.map((hop, i) => ({
        id: `e${i}`, label: messageOf(shortened(hop.because, longestReason)), sourceNodeId: nodes.get(hop.from) ?? 'n0', targetNodeId: nodes.get(hop.to) ?? 'n0',
        properties: { relation: hop.relation, basis: hop.basis },
      })),
    }],
    graphTraversals: [{ resultGraphIndex: 0, edgeTraversals: hops.map((_, i) => ({ edgeId: `e${i}` })) }],
  }
}

/** What to say of a path that is longer than is kept. */
export function cutWords(hops: readonly Hop[]): string[] {
  return hops.length < mostSteps ? [] : [`The path has ${hops.length} steps, of which the first ${mostSteps - 1} are told here`]
}
