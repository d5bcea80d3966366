// The search services of a subscription, listed once for all that lies in them.
import type { RecordShape, Shape } from '../../../core/shape.js'
import { sharedRead, type Answer, type Calls, type Ctx } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { said } from '../names.js'
import type { NetworkAcls, privateEndpointsOf } from '../network.js'

export interface SearchService {
  endpoint?: string | null
  replicaCount?: number | null
  partitionCount?: number | null
  status?: string | null
  publicNetworkAccess?: string | null
  networkRuleSet?: NetworkAcls | null
  disableLocalAuth?: boolean | null
  authOptions?: { apiKeyOnly?: object | null; aadOrApiKey?: object | null } | null
  encryptionWithCmk?: { enforcement?: string | null; encryptionComplianceStatus?: string | null } | null
  dataExfiltrationProtections?: readonly string[] | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  sharedPrivateLinkResources?: readonly { name?: string | null; properties?: { privateLinkResourceId?: string | null; groupId?: string | null; status?: string | null } | null }[] | null
}
export type ServiceRow = Resource<SearchService>

export const serviceRows = rows<ServiceRow>('Microsoft.Search/searchServices')

export const services = sharedRead({
  id: 'azure.search-services',
  per: 'account',
  calls: { services: serviceRows },
  load: (ctx): Promise<Answer<ServiceRow[]>> => ctx.call.services.all({}),
})

/** Where a service answers; what is old does not say it. */
export function endpointOf({ name, properties }: ServiceRow): string {
  return (said(properties?.endpoint) ?? `https://${name ?? ''}.search.windows.net`).replace(/\/+$/, '').toLowerCase()
}

/** Runs through the services, with the address of each; where they could not be listed, the collector's own list is unread. */
export async function eachService<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, body: (service: string, host: string, name: string) => Promise<void>,
): Promise<void> {
  const listed = await ctx.read(services)
  if (!listed.ok) return ctx.unlisted(listed.gap)
  await ctx.each(listed.value, (row) => body(row.id ?? '', endpointOf(row), row.name ?? ''))
}

/** What its own plane asks for. It knows Azure's roles only where the service accepts them, else it refuses. */
export function dataPlane(kind: 'indexes' | 'dataSources' | 'skillsets'): { plane: 'search'; with: string; per: 'account'; needs: string[] } {
  return { plane: 'search', with: 'data-plane', per: 'account', needs: [`Microsoft.Search/searchServices/${kind}/read`] }
}
