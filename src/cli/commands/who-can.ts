// `aispm who-can`: every principal that may do something.
import { whoCan } from '../../access/aws/index.js'
import type { Flags } from '../../config/index.js'
import { count } from '../../core/index.js'
import { accessGraph, checkAction } from '../access.js'
import { holdersText, what } from '../decision-text.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'

export default async function whoCanCommand(action: string, resource: string, flags: Flags & { color: string }): Promise<void> {
  const format = listFormat(flags.output)
  await checkAction(action)
  const graph = await accessGraph(flags)
  const { holders, gaps } = whoCan(action, resource, graph)
  if (format === 'json') return print(`${JSON.stringify({ action, resource, holders, gaps }, null, 2)}\n`)
  const page = pageOf(flags.color)
  const sure = holders.filter(({ decision }) => decision.state !== 'unknown').length
  const sums = [`${count(sure, 'principal')} of this inventory may ${action} on ${what(resource)}`, ...(sure < holders.length ? [`${holders.length - sure} unknown`] : [])]
  await print([
    holdersText(holders, graph, page),
    `${sums.join(', ')}\n`,
    ...gaps.map((gap) => `${page.blind('unknown')}  there may be more: ${graph.gaps.get(gap)?.call ?? gap} was not read\n`),
  ])
}
