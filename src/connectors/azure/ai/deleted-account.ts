// AI accounts that were deleted and can still be brought back, with what is in them.
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { armId, iso, said, subscriptionOf, word } from '../names.js'
import type { Account } from './account-answers.js'

export default collector({
  type: 'azure.ai.deleted_account',
  kind: 'inference-server',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    accountKind: nullable(string),
    location: nullable(string),
    deletedAt: nullable(time),
    /** When Azure lets go of it. */
    purgeAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'] },
  calls: {
    list: list<Resource<Account>>('cognitiveservices:deletedAccounts.list', '/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices/deletedAccounts', { per: 'account' }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows({ of: subscriptionOf(ctx) }), ({ id, name, kind, location, properties }) => {
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: { accountKind: word(kind), location: said(location), deletedAt: iso(properties?.deletionDate), purgeAt: iso(properties?.scheduledPurgeDate) },
        edges: [ownedBy(id ?? '')],
      })
    })
  },
})
