// Known rate limits of Google's read methods, per project and location. One table, easy to change.
import type { Rate } from '../kit/limits.js'

/** First match wins. `assumed` limits have no public figure. */
const limits: readonly { action: RegExp; rate: Rate; source: string }[] = [
  { action: /^aiplatform:projects\.locations\.rag/, rate: { perSecond: 1, burst: 10 }, source: '60 RAG data management requests a minute and region: https://cloud.google.com/vertex-ai/generative-ai/docs/quotas' },
  { action: /^aiplatform:/, rate: { perSecond: 10, burst: 20 }, source: '600 resource management requests a minute and region: https://cloud.google.com/vertex-ai/docs/quotas' },
  { action: /^cloudasset:searchAll/, rate: { perSecond: 6.67, burst: 20 }, source: '400 a minute and project: https://cloud.google.com/asset-inventory/docs/quota' },
  { action: /^accesscontextmanager:/, rate: { perSecond: 8, burst: 8 }, source: '500 a minute and organisation: https://cloud.google.com/access-context-manager/docs/quotas' },
  { action: /^cloudresourcemanager:/, rate: { perSecond: 10, burst: 10 }, source: '600 a minute: https://cloud.google.com/resource-manager/quotas' },
  { action: /^iam:/, rate: { perSecond: 100, burst: 100 }, source: '6000 reads a minute and project: https://cloud.google.com/iam/quotas' },
  { action: /^serviceusage:/, rate: { perSecond: 10, burst: 10 }, source: 'assumed' },
  { action: /^storage:/, rate: { perSecond: 100, burst: 100 }, source: 'assumed' },
]
const assumed: Rate = { perSecond: 10, burst: 10 }

export function rateOf(action: string): Rate {
  return limits.find((limit) => limit.action.test(action))?.rate ?? assumed
}
