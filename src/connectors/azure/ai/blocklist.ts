// Lists of terms that content filters stop. How many there are is counted; which ones, nobody needs to know.
import { number, shape } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId } from '../names.js'
import { eachAccount, seenAccounts, servesModels } from './accounts.js'

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/raiBlocklists'

export default collector({
  type: 'azure.ai.blocklist',
  kind: 'guardrail',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({ items: number }),
  relates: { 'owned-by': ['azure.ai.account'] },
  reads: [seenAccounts],
  calls: {
    list: list<Resource<object>>('cognitiveservices:accounts.raiBlocklists.list', path),
    items: list<object>('cognitiveservices:accounts.raiBlocklists.raiBlocklistItems.list', `${path}/{raiBlocklistName}/raiBlocklistItems`),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachAccount(ctx, async (account, row) => {
      if (!servesModels(row)) return
      await each(call.list.rows({ of: account }), async ({ id, name }) => {
        // The name is the variable: ids of children come in spellings that the path has not.
        const items = await call.items.all({ of: account, raiBlocklistName: name ?? '' })
        emit({
          id: armId(id ?? ''), name: name ?? '', props: { items: known(items, (all) => all.length) },
          edges: [childOf('azure.ai.account', account)],
        })
      })
    })
  },
})
