// `aispm inventory`: everything there is, by kind and type.
import type { Flags } from '../../config/index.js'
import { inventoryLines } from '../../core/inventory-file.js'
import type { Inventory } from '../../core/index.js'
import { pour } from '../../reporters/kit/pour.js'
import { takeInventory } from '../../scan.js'
import { exitCodes } from '../exit.js'
import { tell } from '../inert.js'
import { inventoryText } from '../inventory-text.js'
import { openSinks, writeAll } from '../outputs.js'
import { pageOf } from '../page.js'
import { startSession } from '../session.js'
import { version } from '../version.js'

const formats = ['text', 'json', 'inventory']

export default async function inventoryCommand(targets: string[], flags: Flags & { color: string }): Promise<void> {
  const { config, around, progress, interrupted } = await startSession(targets, flags, formats)
  const sinks = await openSinks(config.outputs)
  const { inventory, bugs, empty } = await takeInventory(config, around).finally(() => progress.end())
  progress.sum()
  process.exitCode = interrupted() ?? (bugs > 0 ? exitCodes.bug : empty !== undefined ? exitCodes.incomplete : exitCodes.done)
  await writeAll(sinks, ({ format, file }, out) => pour(pieces(inventory, format, file === undefined ? flags.color : 'never'), out))
  if (empty !== undefined) tell(`aispm: ${empty}`)
}

function pieces(inventory: Inventory, format: string, color: string): Iterable<string> {
  if (format === 'inventory') return inventoryLines(inventory, { name: 'aispm', version })
  return [format === 'json' ? `${JSON.stringify(inventory, null, 2)}\n` : inventoryText(inventory, pageOf(color))]
}
