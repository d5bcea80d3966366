// Calls that find out which subscriptions there are, and what the scan may see in them.
import type { Call } from '../kit/collector.js'
import { get, list, rows, type Input, type Rest, type TableName } from './calls.js'

export interface SubscriptionRow {
  id?: string | null
  subscriptionId?: string | null
  displayName?: string | null
  tenantId?: string | null
  state?: string | null
  tags?: Readonly<Record<string, string>> | null
}

/** Permissions of the caller at a scope; `notActions` are taken away from the actions beside them. */
export interface PermissionRow {
  actions?: readonly string[] | null
  notActions?: readonly string[] | null
}

export interface ContainerRow {
  id?: string | null
  name?: string | null
  subscriptionId?: string | null
  tags?: Readonly<Record<string, string>> | null
  properties?: { state?: string | null; tenantId?: string | null; managementGroupAncestorsChain?: readonly { name?: string | null; displayName?: string | null }[] | null } | null
}

export interface GraphPage {
  data?: unknown
  $skipToken?: string | null
  /** `true` with no token to go on: the rest cannot be had. */
  resultTruncated?: string | null
}

const everybody: string[] = []

/** Stands for every AI type of the table. */
export const anyAi = '*'

export const sessionCalls = {
  subscription: get<SubscriptionRow>('resources:subscriptions.get', '/subscriptions/{subscriptionId}', { needs: ['Microsoft.Resources/subscriptions/read'], gone: [] }),
  /** Every subscription that the credentials see. */
  subscriptions: list<SubscriptionRow>('resources:subscriptions.list', '/subscriptions', { needs: everybody, per: 'account' }),
  /** What the caller may do on the subscription. */
  permissions: list<PermissionRow>('authorization:permissions.list', '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/permissions', { per: 'account' }),
  /** Subscriptions with the management groups above them; nearest first. */
  containers: rows<ContainerRow>('microsoft.resources/subscriptions', { table: 'containers', needs: everybody }),
  /** Rows by which a subscription is known to do AI; they are of the one table that collectors read, too. */
  presence: { ...rows<Readonly<Record<string, unknown>>>(anyAi, { needs: everybody }), action: 'resourcegraph:resources' },
  /** Regions of a subscription, to tell a wrong one; only asked with `--region`. */
  locations: list<{ name?: string | null }>('resources:subscriptions.listLocations', '/subscriptions/{subscriptionId}/locations', { needs: ['Microsoft.Resources/subscriptions/locations/read'], per: 'account' }),
} as const

/** A page of Resource Graph. It takes no permission of its own, and shows what may be read. */
export const graphPage: Call<Input, GraphPage> & { rest: Rest } = {
  action: 'resourcegraph:resources', per: 'account', needs: everybody,
  rest: { method: 'POST', path: '/providers/Microsoft.ResourceGraph/resources', plane: 'arm', version: '2024-04-01' },
}

/** Types of the table `resources` that a scan reads, AI first. */
export const aiTypes: readonly string[] = [
  'microsoft.machinelearningservices/workspaces', 'microsoft.machinelearningservices/registries',
  'microsoft.machinelearningservices/workspaces/onlineendpoints', 'microsoft.machinelearningservices/workspaces/onlineendpoints/deployments',
  'microsoft.machinelearningservices/workspaces/batchendpoints', 'microsoft.machinelearningservices/workspaces/batchendpoints/deployments',
  'microsoft.machinelearningservices/workspaces/serverlessendpoints',
  'microsoft.cognitiveservices/accounts', 'microsoft.cognitiveservices/accounts/projects', 'microsoft.search/searchservices', 'microsoft.botservice/botservices', 'microsoft.databricks/workspaces',
]

/** What AI refers to. */
const around: readonly string[] = [
  'microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults', 'microsoft.containerregistry/registries', 'microsoft.documentdb/databaseaccounts', 'microsoft.documentdb/mongoclusters',
  'microsoft.dbforpostgresql/flexibleservers', 'microsoft.cache/redis', 'microsoft.cache/redisenterprise', 'microsoft.cache/redisenterprise/databases',
  'microsoft.apimanagement/service', 'microsoft.managedidentity/userassignedidentities', 'microsoft.insights/components', 'microsoft.operationalinsights/workspaces',
]

const columns = 'id, name, type, kind, location, subscriptionId, sku, identity, tags, properties'
const among = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ')

/** One question for each table, in the query language of Resource Graph; ordered, since pages of what is not may overlap. */
export const tables: Readonly<Record<TableName, { query: string; scopeFilter?: string }>> = {
  resources: { query: `resources | where type in~ (${among([...aiTypes, ...around])}) | project ${columns} | order by id asc` },
  containers: { query: "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, name, type, subscriptionId, tenantId, tags, properties | order by id asc" },
  authorization: {
    query: "authorizationresources | where type in~ ('microsoft.authorization/roleassignments', 'microsoft.authorization/roledefinitions') | project id, name, type, subscriptionId, properties | order by id asc",
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  policy: {
    query: "policyresources | where type in~ ('microsoft.authorization/policyassignments', 'microsoft.authorization/policyexemptions') | project id, name, type, subscriptionId, properties | order by id asc",
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  security: { query: "securityresources | where type =~ 'microsoft.security/pricings' or (type =~ 'microsoft.security/assessments/subassessments' and properties.status.code =~ 'Unhealthy' and properties.status.severity in~ ('High', 'Critical') and properties.additionalData.assessedResourceType in~ ('AzureContainerRegistryVulnerability', 'ContainerRegistryVulnerability') | project id, name, type, subscriptionId, properties | order by id asc" },
}
