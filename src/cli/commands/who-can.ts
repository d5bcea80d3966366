// `aispm who-can`: every principal that may do something.
import { whoCan } from '../../access/aws/index.js'
import type { Flags } from '../../config/index.js'
import { accessGraph, checkAction, describeDecision } from '../access.js'
import { listFormat } from '../list-format.js'

export default async function whoCanCommand(action: string, resource: string, flags: Flags): Promise<void> {
  const format = listFormat(flags.output)
  await checkAction(action)
  const graph = await accessGraph(flags)
  const answer = whoCan(action, resource, graph)
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ action, resource, ...answer }, null, 2)}\n`)
    return
  }
  for (const { principal, decision } of answer.holders) {
    process.stdout.write(`${decision.state.padEnd(8)} ${principal === '*' ? 'anyone' : principal}\n${describeDecision(decision, graph).map((line) => `    ${line}\n`).join('')}`)
  }
  if (answer.holders.length === 0) process.stdout.write('nobody in this inventory\n')
  for (const gap of answer.gaps) process.stdout.write(`unknown  there may be more: ${graph.gaps.get(gap)?.call ?? gap} was not read\n`)
}
