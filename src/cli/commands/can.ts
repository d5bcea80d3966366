// `aispm can`: whether a principal may do something, and which statements decide.
import { can } from '../../access/aws/index.js'
import type { Flags } from '../../config/index.js'
import { accessGraph, checkAction, describeDecision } from '../access.js'
import { listFormat } from '../list-format.js'

export default async function canCommand(principal: string, action: string, resource: string, flags: Flags): Promise<void> {
  const format = listFormat(flags.output)
  await checkAction(action)
  const graph = await accessGraph(flags)
  const decision = can(principal, action, resource, graph)
  if (format === 'json') process.stdout.write(`${JSON.stringify({ principal, action, resource, ...decision }, null, 2)}\n`)
  else process.stdout.write(`${decision.state}\n${describeDecision(decision, graph).map((line) => `  ${line}\n`).join('')}`)
}
