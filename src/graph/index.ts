// The inventory as a graph: assets by id and type, relations both ways, and which reads could hide more.
export { Graph, indexInventory } from './graph.js'
export type { AssetList } from './graph.js'
export { withUnasked } from './unasked.js'
