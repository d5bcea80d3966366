// Bots of Azure Bot Service: where messages go, as whom the bot speaks, and through which open doors anybody may talk to it.
import { bool, listOf, mapOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { list, rows, type Resource } from '../calls.js'
import { ownedBy, to } from '../edges.js'
import { armId, idOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'

interface Bot {
  displayName?: string | null
  endpoint?: string | null
  msaAppType?: string | null
  msaAppId?: string | null
  msaAppMSIResourceId?: string | null
  disableLocalAuth?: boolean | null
  isCmekEnabled?: boolean | null
  publicNetworkAccess?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  enabledChannels?: readonly string[] | null
}

interface Channel {
  channelName?: string | null
  properties?: {
    isEnabled?: boolean | null
    /** Their keys are in other answers, which are not asked for. */
    sites?: readonly Site[] | null
  } | null
}

interface Site {
  siteName?: string | null
  isEnabled?: boolean | null
  isSecureSiteEnabled?: boolean | null
  trustedOrigins?: readonly string[] | null
}

export default collector({
  type: 'azure.bot.service',
  kind: 'agent',
  service: 'botservice',
  per: 'account',
  props: shape({
    botKind: nullable(string),
    endpoint: nullable(string),
    /** `userassignedmsi`, `singletenant` or `multitenant`; null on old bots, which are for any tenant. */
    appType: nullable(string),
    appId: nullable(string),
    identity: nullable(string),
    /** Secrets of channels let people in. Null: not said, and they do. */
    localAuth: nullable(bool),
    customerKey: nullable(bool),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    channels: listOf(string),
    /** Sites of web chat and Direct Line that are switched on. */
    sites: listOf(shape({
      channel: string,
      name: string,
      /** Only pages of trusted origins may start a conversation, under a name that they did not choose themselves. */
      secure: bool,
      trustedOrigins: listOf(string),
    })),
    tags: mapOf(string),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': ['azure.identity.user_assigned'] },
  calls: {
    bots: rows<Resource<Bot>>('Microsoft.BotService/botServices'),
    channels: list<Resource<Channel>>('botservice:channels.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.BotService/botServices/{resourceName}/channels'),
  },
  async list({ call, emit, each }) {
    await each(call.bots.rows(), async ({ id, name, kind, tags, properties }) => {
      const channels = await call.channels.all({ of: id ?? '' })
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          botKind: word(kind), endpoint: said(properties?.endpoint), appType: word(properties?.msaAppType), appId: said(properties?.msaAppId)?.toLowerCase() ?? null,
          identity: idOf(properties?.msaAppMSIResourceId), localAuth: properties?.disableLocalAuth == null ? null : !properties.disableLocalAuth,
          customerKey: properties?.isCmekEnabled ?? null, network: networkOf(properties?.publicNetworkAccess, null),
          privateEndpoints: privateEndpointsOf(properties?.privateEndpointConnections),
          channels: (properties?.enabledChannels ?? []).map((channel) => channel.toLowerCase()).toSorted(),
          sites: known(channels, (all) => all.flatMap((one) => sitesOf(one.properties))), tags: { ...tags },
        },
        edges: [ownedBy(id ?? ''), to('runs-as', 'azure.identity.user_assigned', properties?.msaAppMSIResourceId, 'msaAppMSIResourceId')],
      })
    })
  },
})

function sitesOf(channel: Channel | null | undefined): { channel: string; name: string; secure: boolean; trustedOrigins: string[] }[] {
  const name = word(channel?.channelName)
  if (name !== 'webchatchannel' && name !== 'directlinechannel') return []
  return (channel?.properties?.sites ?? []).filter((site) => site.isEnabled !== false).map((site) => ({
    channel: name === 'webchatchannel' ? 'webchat' : 'directline', name: site.siteName ?? '',
    secure: site.isSecureSiteEnabled === true, trustedOrigins: [...(site.trustedOrigins ?? [])].toSorted(),
  }))
}
