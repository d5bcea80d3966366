// Public API: scan, and the types of what it gives.
export * from './core/index.js'
export { inventoryLines, readInventory, type SavedInventory } from './core/inventory-file.js'
export { resolveConfig, type Config, type Flags } from './config/index.js'
export { scan, takeInventory, type Scan, type Surroundings } from './scan.js'
