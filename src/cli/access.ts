// Decisions about access, as people read them.
import type { Decision } from '../access/aws/index.js'
import { actionFault } from '../access/aws/index.js'
import type { Flags } from '../config/index.js'
import { UsageError, type Gap } from '../core/index.js'
import { indexInventory, withUnasked, type Graph } from '../graph/index.js'
import { installed } from '../installed.js'
import { obtain } from '../scan.js'
import { startSession } from './session.js'

/** The inventory to ask, live or saved. */
export async function accessGraph(flags: Flags): Promise<Graph> {
  const { config, around, progress } = await startSession([], { ...flags, output: ['text'] })
  const { types, access } = await installed()
  const { inventory } = await obtain(config, undefined, around)
  progress.done()
  const needed = new Set(access.flatMap((model) => model.needs))
  return indexInventory(withUnasked(inventory, needed, types), types, config.settings.trust)
}

/** Refuses an action that AWS does not have: "denied" would be true of it, and useless. */
export async function checkAction(action: string): Promise<void> {
  const fault = await actionFault(action)
  if (fault !== null) throw new UsageError(fault.what, fault.hint ?? undefined)
}

export function describeDecision(decision: Decision, graph: Graph): string[] {
  const lines = decision.statements.map((s) => `${s.effect === 'Allow' ? 'allowed' : 'denied'} by ${s.policy}  ${s.path}${s.sid === null ? '' : `  (${s.sid})`}\n      ${JSON.stringify(s.statement)}`)
  if (decision.state === 'denied' && !decision.explicit) lines.push('no statement allows it')
  for (const condition of decision.conditions) lines.push(`if ${condition}`)
  for (const gap of decision.gaps) lines.push(`not read: ${gapLine(graph.gaps.get(gap), gap)}`)
  for (const doubt of decision.doubts) lines.push(`not read, and taken to allow: ${gapLine(graph.gaps.get(doubt), doubt)}`)
  return [...lines, ...decision.notes]
}

function gapLine(gap: Gap | undefined, id: string): string {
  if (gap === undefined) return id
  return `${gap.call} (${gap.reason}${gap.missing === undefined ? '' : `, add ${gap.missing.join(', ')}`})`
}
