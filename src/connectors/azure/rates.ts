// Known rate limits of Azure's read operations, per subscription. One table, easy to change.
import type { Rate } from '../kit/limits.js'

/** First match wins. `assumed` limits have no public figure. */
const limits: readonly { action: RegExp; rate: Rate; source: string }[] = [
  // Resource Graph answers from the session's own table; its quota headers are obeyed where the table is read.
  { action: /^resourcegraph:/, rate: { perSecond: 1000, burst: 1000 }, source: 'no request of its own' },
  { action: /^graph:/, rate: { perSecond: 10, burst: 20 }, source: 'assumed' },
  { action: /^(?:searchdata|foundry|logs|metrics):/, rate: { perSecond: 5, burst: 10 }, source: 'assumed' },
]
/** https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling, per subscription and principal. */
const usual: Rate = { perSecond: 25, burst: 250 }

export function rateOf(action: string): Rate {
  return limits.find((limit) => limit.action.test(action))?.rate ?? usual
}
