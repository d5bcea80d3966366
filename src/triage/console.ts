// Findings lead to the page of their asset in the provider's own console.
import type { Asset, Finding, Inventory } from '../core/index.js'

/** What of a connector leads there. */
interface Console {
  id: string
  console?: (asset: Asset) => string | undefined
}

/** Each asset is looked up once, however many findings it has. */
export function withConsole(findings: readonly Finding[], inventory: Pick<Inventory, 'assets'>, connectors: readonly Console[]): Finding[] {
  const pages = new Map(connectors.map((connector) => [connector.id, connector.console]))
  const wanted = new Set(findings.map(({ asset }) => asset))
  const links = new Map<string, string>()
  for (const asset of inventory.assets) {
    const link = wanted.has(asset.id) ? pages.get(asset.scope.provider)?.(asset) : undefined
    if (link !== undefined) links.set(asset.id, link)
  }
  return findings.map((finding) => {
    const link = links.get(finding.asset)
    return link === undefined ? finding : { ...finding, console: link }
  })
}
