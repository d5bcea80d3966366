// The api-version with which each service is asked, unless a call names its own. One table, easy to raise.

const versions: Readonly<Record<string, string>> = {
  apimanagement: '2024-05-01',
  authorization: '2022-04-01',
  botservice: '2022-09-15',
  cognitiveservices: '2025-09-01',
  containerregistry: '2023-07-01',
  cosmosdb: '2024-11-15',
  databricks: '2024-05-01',
  foundry: 'v1',
  graph: 'v1.0',
  insights: '2021-05-01-preview',
  keyvault: '2023-07-01',
  logs: 'v1',
  machinelearningservices: '2025-06-01',
  managedidentity: '2023-01-31',
  management: '2021-04-01',
  metrics: '2023-10-01',
  network: '2024-05-01',
  postgresql: '2024-08-01',
  redis: '2024-11-01',
  redisenterprise: '2025-07-01',
  resourcegraph: '2024-04-01',
  resources: '2022-12-01',
  search: '2025-05-01',
  searchdata: '2025-09-01',
  security: '2024-01-01',
  storage: '2024-01-01',
}

/** By the word before the colon of an action, such as `search:services.get`. */
export function versionOf(action: string): string {
  const [service = ''] = action.split(':')
  const version = versions[service]
  if (version === undefined) throw new Error(`${action}: no api-version for ${service}`)
  return version
}
