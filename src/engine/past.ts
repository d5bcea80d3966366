// What is past is not posture: finished jobs are told once per family, unless what they made is live.
import type { Asset } from '../core/index.js'
import type { Graph } from '../graph/index.js'

/**
 * Whether what has ended still matters: a model that derives from it, directly or over others, is served or deployed.
 * Only relations that were seen count: an unread list leaves the job in its family, where it is told all the same.
 */
export function feedsLive(asset: Asset, graph: Graph, seen: ReadonlySet<string> = new Set()): boolean {
  for (const child of graph.usedBy(asset, 'derived-from').assets) {
    if (seen.has(child.id)) continue
    if (child.past === undefined && isDeployed(child, graph)) return true
    if (feedsLive(child, graph, new Set([...seen, child.id]))) return true
  }
  return false
}

function isDeployed(model: Asset, graph: Graph): boolean {
  const users = [...graph.usedBy(model, 'serves').assets, ...graph.related(model, 'deployed-as').assets]
  return users.some((user) => user.past === undefined)
}
