// The Azure clouds: where each signs in and listens. Endpoints of https://learn.microsoft.com/azure/azure-government and /azure/china.

/** What a token is for, and where the service listens. */
export interface Plane {
  /** What `getToken` is asked for. */
  audience: string
  /** The one host of the service; absent where every resource has its own. */
  host?: string
  /** How the hosts of its resources end: no token is sent to any other. */
  hosts?: readonly string[]
}

export const planes = ['arm', 'graph', 'search', 'foundry', 'logs'] as const
export type PlaneName = (typeof planes)[number]

export interface Cloud {
  name: string
  login: string
  planes: Readonly<Record<PlaneName, Plane>>
}

const publicCloud: Cloud = {
  name: 'AzureCloud',
  login: 'https://login.microsoftonline.com',
  planes: {
    arm: { audience: 'https://management.azure.com/.default', host: 'https://management.azure.com' },
    graph: { audience: 'https://graph.microsoft.com/.default', host: 'https://graph.microsoft.com' },
    search: { audience: 'https://search.azure.com/.default', hosts: ['.search.windows.net'] },
    foundry: { audience: 'https://ai.azure.com/.default', hosts: ['.services.ai.azure.com'] },
    logs: { audience: 'https://api.loganalytics.io/.default', host: 'https://api.loganalytics.io' },
  },
}

const government: Cloud = {
  name: 'AzureUSGovernment',
  login: 'https://login.microsoftonline.us',
  planes: {
    arm: { audience: 'https://management.usgovcloudapi.net/.default', host: 'https://management.usgovcloudapi.net' },
    graph: { audience: 'https://graph.microsoft.us/.default', host: 'https://graph.microsoft.us' },
    search: { audience: 'https://search.azure.us/.default', hosts: ['.search.azure.us'] },
    foundry: { audience: 'https://ai.azure.us/.default', hosts: ['.services.ai.azure.us'] },
    logs: { audience: 'https://api.loganalytics.us/.default', host: 'https://api.loganalytics.us' },
  },
}

const china: Cloud = {
  name: 'AzureChinaCloud',
  login: 'https://login.chinacloudapi.cn',
  planes: {
    arm: { audience: 'https://management.chinacloudapi.cn/.default', host: 'https://management.chinacloudapi.cn' },
    graph: { audience: 'https://microsoftgraph.chinacloudapi.cn/.default', host: 'https://microsoftgraph.chinacloudapi.cn' },
    search: { audience: 'https://search.azure.cn/.default', hosts: ['.search.azure.cn'] },
    foundry: { audience: 'https://ai.azure.cn/.default', hosts: ['.services.ai.azure.cn'] },
    logs: { audience: 'https://api.loganalytics.azure.cn/.default', host: 'https://api.loganalytics.azure.cn' },
  },
}

const clouds: readonly Cloud[] = [publicCloud, government, china]

/** The cloud by its name in the Azure CLI, or by the sign-in host that `AZURE_AUTHORITY_HOST` names; null for one that is not known. */
export function cloudOf(env: NodeJS.ProcessEnv): Cloud | null {
  const name = env['AZURE_CLOUD'] ?? ''
  if (name !== '') return clouds.find((cloud) => cloud.name.toLowerCase() === name.toLowerCase()) ?? null
  const host = hostOf(env['AZURE_AUTHORITY_HOST'] ?? '')
  if (host === 'login.partner.microsoftonline.cn') return china
  return clouds.find((cloud) => hostOf(cloud.login) === host) ?? publicCloud
}

export const cloudNames: readonly string[] = clouds.map((cloud) => cloud.name)

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/[/:].*$/, '').toLowerCase()
}
