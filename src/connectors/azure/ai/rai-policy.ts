// Content filter policies of AI accounts: what is looked at, what is stopped, and who else is asked.
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, said, word } from '../names.js'
import { eachAccount, seenAccounts, servesModels } from './accounts.js'
import { filtersOf, filtersShape, type Filter } from './filters.js'
import { targetOf } from './targets.js'

interface Policy {
  type?: string | null
  mode?: string | null
  basePolicyName?: string | null
  contentFilters?: readonly Filter[] | null
  customBlocklists?: readonly { blocklistName?: string | null; blocking?: boolean | null }[] | null
  safetyProviders?: readonly { safetyProviderName?: string | null; blocking?: boolean | null }[] | null
}

interface Provider {
  providerName?: string | null
  url?: string | null
}

/** Sources of tool calls, and providers of others, are not in the versions before. */
const version = '2025-10-01-preview'

export default collector({
  type: 'azure.ai.rai_policy',
  kind: 'guardrail',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    /** Microsoft's own, which cannot be changed. */
    managed: bool,
    /** `default`, `blocking`, `asynchronous_filter`, or `deferred` as that was called before. */
    mode: nullable(string),
    basePolicy: nullable(string),
    filters: filtersShape,
    blocklists: listOf(shape({ name: string, blocking: bool })),
    /** Webhooks that see the texts as well; `scheme` and `host` are null where the subscription knows no such provider. */
    safetyProviders: listOf(shape({ name: string, blocking: bool, scheme: nullable(string), host: nullable(string) })),
  }),
  relates: { 'owned-by': ['azure.ai.account'], 'configured-by': ['azure.ai.blocklist'] },
  reads: [seenAccounts],
  calls: {
    list: list<Resource<Policy>>('cognitiveservices:accounts.raiPolicies.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/raiPolicies', { version }),
    providers: list<Resource<Provider>>('cognitiveservices:raiExternalSafetyProviders.list', '/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices/raiExternalSafetyProviders', { version, per: 'account' }),
  },
  async list(ctx) {
    const { call, each, emit, scope } = ctx
    // Asked once, and only where a policy names one.
    let providers: Promise<Answer<Resource<Provider>[]>> | undefined
    await eachAccount(ctx, async (account, row) => {
      if (!servesModels(row)) return
      await each(call.list.rows({ of: account }), async ({ id, name, properties }) => {
        const lists = (properties?.customBlocklists ?? []).flatMap(({ blocklistName, blocking }) => (said(blocklistName) === null ? [] : [{ name: blocklistName ?? '', blocking: blocking === true }]))
        const named = properties?.safetyProviders ?? []
        emit({
          id: armId(id ?? ''), name: name ?? '',
          props: {
            managed: word(properties?.type) === 'systemmanaged' || /^microsoft\./i.test(name ?? ''),
            mode: word(properties?.mode), basePolicy: said(properties?.basePolicyName), filters: filtersOf(properties?.contentFilters), blocklists: lists,
            safetyProviders: named.length === 0 ? [] : known(await (providers ??= call.providers.all({ subscriptionId: scope.account })), (all) => named.map((one) => ({
              name: one.safetyProviderName ?? '', blocking: one.blocking === true, ...addressOf(all, one.safetyProviderName),
            }))),
          },
          edges: [
            childOf('azure.ai.account', account),
            ...lists.map((one) => ({ type: 'configured-by' as const, target: 'azure.ai.blocklist', to: armId(`${account}/raiBlocklists/${one.name}`), via: 'customBlocklists' })),
          ],
        })
      })
    })
  },
})

/** Where a provider listens; no more of its address, which may hold a key. */
function addressOf(all: readonly Resource<Provider>[], name: string | null | undefined): { scheme: string | null; host: string | null } {
  const found = all.find((one) => word(one.name) === word(name) || word(one.properties?.providerName) === word(name))
  const { scheme, host } = targetOf(found?.properties?.url)
  return { scheme, host }
}
