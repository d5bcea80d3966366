// Connections of Foundry: what its agents and projects reach, and with what they sign in there. The secrets themselves are never asked for.
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { secretHits, secretsAt, secretsIn } from '../../../artifacts/text/secrets.js'
import { childOf } from '../edges.js'
import { iso, word } from '../names.js'
import { seenAccounts } from './accounts.js'
import { connectionId, connections, isOwn } from './connections.js'
import { projects } from './projects.js'
import { storeOf, storeTargets, targetOf } from './targets.js'

/** Ways to sign in that keep a secret in the connection. */
const withSecret: readonly string[] = ['apikey', 'accountkey', 'accesskey', 'sas', 'pat', 'usernamepassword', 'customkeys', 'serviceprincipal', 'oauth2']

export default collector({
  type: 'azure.ai.connection',
  kind: 'secret',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    /** Whose it is: a project's is its own, an account's may be lent to its projects. */
    level: oneOf('account', 'project'),
    /** In lower case: `azureopenai`, `cognitivesearch`, `remotetool` ... */
    category: nullable(string),
    authType: nullable(string),
    holdsSecret: bool,
    sharedToAll: nullable(bool),
    scheme: nullable(string),
    host: nullable(string),
    /** Microsoft answers for the host; null where it has none. */
    microsoft: nullable(bool),
    /** Whether a private endpoint is `required`, and whether it is `active`. */
    privateEndpointRequirement: nullable(string),
    privateEndpointStatus: nullable(string),
    /** In what everybody may read: address and metadata. */
    secrets: secretHits,
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ai.account', 'azure.ai.project'], ...storeTargets },
  reads: [seenAccounts, projects, connections],
  calls: {},
  async list(ctx) {
    const all = await ctx.read(connections)
    if (!all.ok) return ctx.unlisted(all.gap)
    for (const gap of all.value.unread) ctx.unlisted(gap)
    for (const held of all.value.held) {
      if (!held.found.ok) ctx.unlisted(held.found.gap)
      for (const row of held.found.ok ? held.found.value : []) {
        if (!isOwn(held, row)) continue
        const { name, systemData, properties } = row
        const authType = word(properties?.authType)
        const { scheme, host, microsoft } = targetOf(properties?.target)
        const metadata = Object.fromEntries(Object.entries(properties?.metadata ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])))
        ctx.emit({
          id: connectionId(held.parent, name ?? ''), name: name ?? '',
          props: {
            level: held.isProject ? 'project' : 'account', category: word(properties?.category), authType, holdsSecret: authType !== null && withSecret.includes(authType),
            sharedToAll: properties?.isSharedToAll ?? null, scheme, host, microsoft,
            privateEndpointRequirement: word(properties?.peRequirement), privateEndpointStatus: word(properties?.peStatus),
            secrets: [...secretsAt('target', properties?.target ?? undefined), ...secretsIn('metadata', metadata)], createdAt: iso(systemData?.createdAt),
          },
          edges: [childOf(held.isProject ? 'azure.ai.project' : 'azure.ai.account', held.parent), storeOf(metadata)],
        })
      }
    }
  },
})
