// Managed networks of Foundry accounts: where agents and evaluations that run in them may connect to.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, notFound, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, lastOf, said, word } from '../names.js'
import { eachAccount, seenAccounts } from './accounts.js'

interface Network {
  provisioningState?: string | null
  managedNetwork?: {
    isolationMode?: string | null
    firewallSku?: string | null
    status?: { status?: string | null } | null
    outboundRules?: Readonly<Record<string, { type?: string | null; destination?: unknown } | null>> | null
  } | null
}

const modes = ['disabled', 'allowinternetoutbound', 'allowonlyapprovedoutbound'] as const

export default collector({
  type: 'azure.ai.managed_network',
  kind: 'network',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    /** Name of the account that it belongs to. */
    account: string,
    isolation: nullable(oneOf(...modes)),
    firewall: nullable(string),
    isActive: nullable(bool),
    state: nullable(string),
    /** Host names that are let out by name. */
    hosts: listOf(string),
  }),
  relates: { 'owned-by': ['azure.ai.account'] },
  reads: [seenAccounts],
  calls: {
    list: list<Resource<Network>>('cognitiveservices:accounts.managedNetworks.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/managedNetworks', { version: '2025-10-01-preview', absent: notFound }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachAccount(ctx, async (account, { properties }) => {
      // Only Foundry has them.
      if (properties?.allowProjectManagement !== true) return
      await each(call.list.rows({ of: account }), ({ id, name, properties: of }) => {
        const own = of?.managedNetwork
        const isolation = word(own?.isolationMode)
        const status = word(own?.status?.status)
        emit({
          id: armId(id ?? ''), name: `${lastOf(account)}/${name ?? ''}`,
          props: {
            account: lastOf(account), isolation: modes.find((mode) => mode === isolation) ?? null, firewall: word(own?.firewallSku),
            isActive: status === null ? null : status === 'active', state: word(of?.provisioningState),
            hosts: Object.values(own?.outboundRules ?? {}).flatMap((rule) => (word(rule?.type) === 'fqdn' && typeof rule?.destination === 'string' ? said(rule.destination) ?? [] : [])),
          },
          edges: [childOf('azure.ai.account', account)],
        })
      })
    })
  },
})
