// The AI accounts of a subscription (Azure OpenAI, AI Services, Foundry and the other Cognitive Services), listed once for all that lies in them.
import { sharedRead, type Answer, type Calls, type Ctx, type Edge, type UnreadEdges } from '../../kit/collector.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { rows, type Resource } from '../calls.js'
import { seenIn, type Seen } from '../seen.js'
import { to } from '../edges.js'
import type { Account } from './account-answers.js'

export const accountRows = rows<Resource<Account>>('Microsoft.CognitiveServices/accounts')

const calls = { accounts: accountRows }

/** All of them: a gap where not all could be seen. */
export const accounts = sharedRead({
  id: 'azure.ai-accounts',
  per: 'account',
  calls,
  load: (ctx): Promise<Answer<Resource<Account>[]>> => ctx.call.accounts.all({}),
})

export type SeenAccounts = Seen<Resource<Account>>

/** Those that can be seen, where the credentials may read some and not others. */
export const seenAccounts = sharedRead({ id: 'azure.ai-accounts-seen', per: 'account', calls, load: ({ call }) => seenIn(call.accounts) })

/** Runs through the accounts; where they could not all be listed, the collector's own list is not whole. */
export async function eachAccount<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, body: (account: string, row: Resource<Account>) => Promise<void>,
): Promise<void> {
  const listed = await ctx.read(seenAccounts)
  if (!listed.ok) return ctx.unlisted(listed.gap)
  if (listed.value.gap !== null) ctx.unlisted(listed.value.gap)
  await ctx.each(listed.value.rows, (row) => body(row.id ?? '', row))
}

/** `can-invoke` the accounts that these hosts belong to; unread where an account may be among those not seen. */
export function invoked(answer: Answer<SeenAccounts>, hosts: readonly string[], via: string): (Edge | UnreadEdges | null)[] {
  if (!answer.ok) return [{ type: 'can-invoke', unread: answer.gap }]
  const { rows: among, gap } = answer.value
  const found = hosts.map((host) => ({ host, account: accountAt(host, among) }))
  const isHidden = gap !== null && found.some(({ host, account }) => account === null && modelHost.test(host))
  return [...found.map(({ account }) => to('can-invoke', 'azure.ai.account', account?.id, via)), ...(isHidden ? [{ type: 'can-invoke' as const, unread: gap }] : [])]
}

/** Kinds whose deployments are large models: `OpenAI`, and `AIServices`, which is what Foundry stands on. */
export function servesModels(row: Resource<unknown>): boolean {
  const said = row.kind?.toLowerCase()
  return said === 'openai' || said === 'aiservices' || said === 'aihub'
}

const modelHost = /^([a-z0-9-]+)\.(?:openai|cognitiveservices|services\.ai)\.azure\.(?:com|us|cn)$/

/** The account whose own address this is; regional addresses, which accounts share, are nobody's. */
function accountAt(host: string, among: readonly Resource<Account>[]): Resource<Account> | null {
  const [, label] = modelHost.exec(host.toLowerCase()) ?? []
  return label === undefined ? null : among.find(({ properties }) => properties?.customSubDomainName?.toLowerCase() === label) ?? null
}
