// Q Business plugins: what the assistant may do elsewhere, and as whom.
import type { GetPluginCommandInput, GetPluginCommandOutput, ListPluginsCommandInput, ListPluginsCommandOutput, Plugin, PluginAuthConfiguration } from '@aws-sdk/client-qbusiness'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { runsAs } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { applicationArn, applications } from './applications.js'
import { writesOf } from './schema.js'

export default collector({
  type: 'aws.qbusiness.plugin',
  kind: 'tool',
  service: 'qbusiness',
  per: 'region',
  props: shape({
    applicationId: string,
    pluginId: string,
    pluginType: nullable(string),
    state: nullable(oneOf('ENABLED', 'DISABLED')),
    buildStatus: nullable(string),
    serverUrl: nullable(string),
    createdAt: nullable(time),
    /** `shared`: one stored login for everybody. `user`: everybody logs in himself. */
    authentication: nullable(oneOf('none', 'shared', 'user')),
    /** Operations of an own schema that change something, as `POST /orders`; null where the schema lies in a bucket or there is none. */
    writes: nullable(listOf(string)),
  }),
  relates: { 'runs-as': ['aws.iam.role'] },
  calls: {
    list: listLower<ListPluginsCommandInput, ListPluginsCommandOutput, Plugin>('qbusiness:ListPlugins', { per: 'item', items: (page) => page.plugins, max: 50 }),
    get: read<GetPluginCommandInput, GetPluginCommandOutput>('qbusiness:GetPlugin'),
  },
  reads: [applications],
  async list(ctx) {
    const listed = await ctx.read(applications)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value, async ({ applicationId = '', displayName = '' }) => {
      const plugins = await ctx.call.list.all({ applicationId })
      if (!plugins.ok) return ctx.unlisted(plugins.gap)
      await ctx.each(plugins.value, async ({ pluginId = '', displayName: title }) => {
        const got = await ctx.call.get({ applicationId, pluginId })
        ctx.emit({
          id: pluginId === '' ? '' : `${applicationArn(placeOf(ctx), applicationId)}/plugin/${pluginId}`,
          name: `${displayName === '' ? applicationId : displayName}/${title ?? pluginId}`,
          props: known(got, (plugin) => pluginProps(plugin, applicationId)),
          edges: known(got, pluginEdges),
        })
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function pluginProps(plugin: GetPluginCommandOutput, applicationId: string) {
  return {
    applicationId,
    pluginId: plugin.pluginId ?? '',
    pluginType: plugin.type ?? null,
    state: plugin.state ?? null,
    buildStatus: plugin.buildStatus ?? null,
    serverUrl: said(plugin.serverUrl),
    createdAt: iso(plugin.createdAt),
    authentication: authenticationOf(plugin.authConfiguration),
    writes: writesOf(said(plugin.customPluginConfiguration?.apiSchema?.payload)),
  }
}

/** OAuth sends people to the other side's own login where it has an address for that, and shares one token where it has none. */
export function authenticationOf(auth: PluginAuthConfiguration | undefined): 'none' | 'shared' | 'user' | null {
  if (auth?.noAuthConfiguration !== undefined) return 'none'
  if (auth?.basicAuthConfiguration !== undefined) return 'shared'
  if (auth?.oAuth2ClientCredentialConfiguration !== undefined) return said(auth.oAuth2ClientCredentialConfiguration.authorizationUrl) === null ? 'shared' : 'user'
  return auth?.idcAuthConfiguration === undefined ? null : 'user'
}

export function pluginEdges({ authConfiguration: auth }: Pick<GetPluginCommandOutput, 'authConfiguration'>): (Edge | null)[] {
  const login = auth?.basicAuthConfiguration ?? auth?.oAuth2ClientCredentialConfiguration ?? auth?.idcAuthConfiguration
  return [runsAs(said(login?.roleArn), 'authConfiguration')]
}
