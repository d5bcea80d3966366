// What the access commands share: the inventory they ask, and the action they are asked about.
import { actionFault } from '../access/aws/index.js'
import type { Flags } from '../config/index.js'
import { UsageError } from '../core/index.js'
import { indexInventory, withUnasked, type Graph } from '../graph/index.js'
import { installed } from '../installed.js'
import { obtain } from '../scan.js'
import { startSession } from './session.js'

/** The inventory to ask, live or saved. */
export async function accessGraph(flags: Flags): Promise<Graph> {
  const { config, around, progress, interrupted } = await startSession([], { ...flags, output: ['text'] })
  const { types, access } = await installed()
  const { inventory } = await obtain(config, undefined, around).finally(() => progress.end())
  progress.sum()
  process.exitCode = interrupted()
  const needed = new Set(access.flatMap((model) => model.needs))
  return indexInventory(withUnasked(inventory, needed, types), types, config.settings.trust)
}

/** Refuses an action that AWS does not have: "denied" would be true of it, and useless. */
export async function checkAction(action: string): Promise<void> {
  const fault = await actionFault(action)
  if (fault !== null) throw new UsageError(fault.what, fault.hint ?? undefined)
}
