// `aispm inventory`: everything there is, by kind and type.
import type { Flags } from '../../config/index.js'
import { inventoryLines } from '../../core/inventory-file.js'
import { aiKinds, scopeId, type Inventory, type Kind } from '../../core/index.js'
import { takeInventory } from '../../scan.js'
import { exitCodes } from '../exit.js'
import { writeWhole } from '../outputs.js'
import { startSession } from '../session.js'
import { version } from '../version.js'

export default async function inventoryCommand(targets: string[], flags: Flags): Promise<void> {
  const { config, around, progress, interrupted } = await startSession(targets, flags)
  const { inventory, bugs } = await takeInventory(config, around)
  progress.done()
  for (const { format, file } of config.outputs) {
    const lines = format === 'inventory' ? inventoryLines(inventory, { name: 'aispm', version }) : [format === 'json' ? json(inventory) : text(inventory)]
    if (file === undefined) for (const line of lines) process.stdout.write(line)
    else await writeWhole(file, async (out) => { for (const line of lines) if (!out.write(line)) await new Promise((resolve) => out.once('drain', resolve)) })
  }
  process.exitCode = interrupted() ?? (bugs > 0 ? exitCodes.bug : exitCodes.done)
}

function json(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`
}

function text(inventory: Inventory): string {
  const byKind = new Map<Kind, Map<string, string[]>>()
  for (const asset of inventory.assets) {
    const types = byKind.get(asset.kind) ?? new Map<string, string[]>()
    byKind.set(asset.kind, types)
    types.set(asset.type, [...(types.get(asset.type) ?? []), asset.name])
  }
  const kinds = [...byKind].toSorted(([a], [b]) => Number(aiKinds.has(b)) - Number(aiKinds.has(a)) || (a < b ? -1 : 1))
  const rows = kinds.flatMap(([kind, types]) => [...types].map(([type, names]) => ({ kind, type, names })))
  const width = Math.max(0, ...rows.map((row) => row.type.length))
  const lines = rows.map(({ kind, type, names }) => `${String(names.length).padStart(6)}  ${kind.padEnd(14)}  ${type.padEnd(width)}  ${sample(names)}`)
  const read = inventory.scopes.filter((scope) => scope.state === 'read').map((scope) => scopeId(scope.scope))
  const unread = inventory.gaps.filter((gap) => gap.reason !== 'not-requested').map((gap) => `  ${gap.reason}  ${gap.call}  ${scopeId(gap.scope)}${gap.missing === undefined ? '' : `  add ${gap.missing.join(', ')}`}`)
  const tail = unread.length === 0 ? ['every read was answered'] : [`could not read, so there may be more:`, ...unread]
  return `${[...lines, '', `${inventory.assets.length} assets, ${inventory.relations.length} relations in ${read.join(', ')}`, ...tail].join('\n')}\n`
}

function sample(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown}, ...` : shown
}
