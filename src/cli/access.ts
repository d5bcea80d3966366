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
  // A saved inventory is taken as it is; of live clouds only the one is read that questions can be asked about so far.
  const targets = flags.inventory === undefined && flags.scope === undefined ? ['aws'] : []
  const { config, around, progress, interrupted } = await startSession(targets, { ...flags, output: ['text'] })
  const { types, access } = await installed()
  const { inventory } = await obtain(config, undefined, around).finally(() => progress.end())
  progress.sum()
  process.exitCode = interrupted()
  const needed = new Set(access.flatMap((model) => model.needs))
  return indexInventory(withUnasked(inventory, needed, types), types, config.settings.trust)
}

/** Refuses an action that AWS does not have: "denied" would be true of it, and useless. */
export async function checkAction(action: string): Promise<void> {
  if (/^[a-z]+(?:\.[A-Za-z]+)+$/.test(action)) {
    throw new UsageError(`${action} is a permission of Google Cloud, and this version answers for AWS only; nothing was asked`, 'rules about who may do what in Google Cloud: aispm scan gcp --rules "gcp-iam-*"')
  }
  if (/^[A-Za-z]+\.[A-Za-z.]+\/.+/.test(action)) {
    throw new UsageError(`${action} is an action of Azure, and this version answers for AWS only; nothing was asked`, 'rules about who may do what in Azure: aispm scan azure --rules "azure-rbac-*"')
  }
  const fault = await actionFault(action)
  if (fault !== null) throw new UsageError(fault.what, fault.hint ?? undefined)
}
