// Where a resource stands in the Azure portal, or in the studio that has a page for it.
import type { Asset } from '../../core/index.js'
import { addressPart, addressPath } from '../kit/address-part.js'

/** By the names that clouds have in the Azure CLI. https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure */
const portals: Readonly<Record<string, string>> = {
  AzureCloud: 'portal.azure.com',
  AzureUSGovernment: 'portal.azure.us',
  AzureChinaCloud: 'portal.azure.cn',
}

const group = /^\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+)?/

/** `cloud`: where the credentials belong to, for what has no location of its own. */
export function consolePage(asset: Asset, cloud: string | undefined): string | undefined {
  const { id, type } = asset
  const own = cloudIn(asset.props['location']) ?? cloud
  const host = own === undefined ? undefined : portals[own]
  const above = group.exec(id)?.[0]
  if (host === undefined || above === undefined) return undefined
  if (own === 'AzureCloud') {
    const page = studioPage(asset)
    if (page !== undefined) return page
  }
  const at = (path: string): string => `https://${host}/#@/resource${addressPath(path)}`
  if (type === 'azure.resources.subscription') return at(id)
  // Who may do what is a page of what it is granted on; grants deeper down are told there as well.
  if (type === 'azure.rbac.role_assignment' || type === 'azure.rbac.deny_assignment') return at(`${above}/users`)
  // Parts of a resource, such as deployments, have no page that is certain: that of the whole has them in its menu.
  const whole = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/.exec(id)?.[0]
  return whole === undefined ? undefined : at(whole)
}

/** What Azure Machine Learning has pages for, in the public cloud. */
function studioPage({ id, type }: Asset): string | undefined {
  const [, workspace, name] = /^(.+\/providers\/microsoft\.machinelearningservices\/workspaces\/[^/]+)\/(?:jobs|onlineendpoints)\/([^/]+)$/.exec(id) ?? []
  if (workspace === undefined || name === undefined) return undefined
  if (type === 'azure.ml.job') return `https://ml.azure.com/runs/${addressPart(name)}?wsid=${addressPath(workspace)}`
  if (type === 'azure.ml.online_endpoint') return `https://ml.azure.com/endpoints/realtime/${addressPart(name)}/detail?wsid=${addressPath(workspace)}`
  return undefined
}

/** Regions of the sovereign clouds tell by their names; what is global or says nothing may be of any. */
function cloudIn(location: unknown): string | undefined {
  if (typeof location !== 'string' || !/^[a-z]{6,}\d?$/.test(location) || location === 'global') return undefined
  return /^us(?:gov|dod)/.test(location) ? 'AzureUSGovernment' : location.startsWith('china') ? 'AzureChinaCloud' : 'AzureCloud'
}
