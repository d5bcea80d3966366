// Which data sources of an index bring along, with each document, the list of who may see it.
import type { DataSourceConfiguration } from '@aws-sdk/client-kendra'
import { jsonRecord } from '../policy-json.js'
import { policyDocument } from '../iam/policy-document.js'

/** Connectors that have nothing of the kind, or only when it is set up: all the others take the lists of the service they read. */
const without: ReadonlySet<string> = new Set(['S3Configuration', 'DatabaseConfiguration', 'WebCrawlerConfiguration', 'TemplateConfiguration'])

export function bringsAccessLists(is: DataSourceConfiguration | undefined): boolean {
  if (is?.TemplateConfiguration !== undefined) return template(is.TemplateConfiguration.Template)
  if (is?.S3Configuration?.AccessControlListConfiguration?.KeyPath !== undefined || is?.DatabaseConfiguration?.AclConfiguration !== undefined) return true
  return Object.entries(is ?? {}).some(([connector, set]) => set !== undefined && !without.has(connector))
}

/** Flags in templates are booleans or texts, by connector. */
function template(document: unknown): boolean {
  const set = jsonRecord(jsonRecord(policyDocument(JSON.stringify(document ?? null)))?.['additionalProperties'])
  const file = set?.['aclConfigurationFilePath']
  return [set?.['isCrawlAcl'], set?.['crawlAcl']].some((flag) => flag === true || flag === 'true') || (typeof file === 'string' && file !== '')
}
