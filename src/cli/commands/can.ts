// `aispm can`: whether a principal may do something, and which statements decide.
import { can } from '../../access/aws/index.js'
import type { Flags } from '../../config/index.js'
import { accessGraph, checkAction } from '../access.js'
import { decisionText } from '../decision-text.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'

export default async function canCommand(principal: string, action: string, resource: string, flags: Flags & { color: string }): Promise<void> {
  const format = listFormat(flags.output)
  await checkAction(action)
  const graph = await accessGraph(flags)
  const decision = can(principal, action, resource, graph)
  await print(format === 'json'
    ? `${JSON.stringify({ principal, action, resource, ...decision }, null, 2)}\n`
    : decisionText({ principal, action, resource }, decision, graph, pageOf(flags.color)))
}
