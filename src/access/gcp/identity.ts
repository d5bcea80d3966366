// Whom an asset stands for in policies.
import { type Asset, readProp } from '../../core/index.js'
import { type Member, parseMember } from './member.js'

/** Who an identity is; the gap when its name could not be read. */
export function whoIs(asset: Asset): { value: Member } | { gap: string } {
  const prop = asset.type === 'gcp.iam.service_account' ? 'email' : ['member', 'email'].find((p) => asset.props[p] !== undefined || asset.gaps[p] !== undefined)
  if (prop === undefined) throw new Error(`${asset.type} ${asset.id} is no identity: access can be asked of service accounts and principals`)
  const read = readProp(asset, prop)
  if ('gap' in read) return read
  const name = typeof read.value === 'string' ? read.value : ''
  return { value: parseMember(prop === 'email' ? emailMember(name) : name) }
}

export function emailMember(email: string): string {
  return `${email.toLowerCase().endsWith('gserviceaccount.com') ? 'serviceAccount' : 'user'}:${email}`
}

// Hosts of addresses that only Google hands out; a customer's project cannot be called so.
const agentHosts = new Set([
  'cloudservices.gserviceaccount.com', 'cloudbuild.gserviceaccount.com', 'system.gserviceaccount.com',
  ...[
    'compute-system', 'container-engine-robot', 'containerregistry', 'dataflow-service-producer-prod', 'dataproc-accounts',
    'gs-project-accounts', 'serverless-robot-prod',
    'storage-transfer-service', 'service-networking', 'cloud-cdn-fill', 'cloud-redis', 'cloud-filer', 'cloud-tpu', 'dlp-api',
    'gcf-admin-robot', 'bigquery-encryption', 'bigquery-data-connectors',
    'firebase-rules', 'sourcerepo-service-accounts', 'endpoints-portal', 'remotebuildexecution', 'container-analysis', 'cloud-memcache-sa',
  ].map((project) => `${project}.iam.gserviceaccount.com`),
])

/** Whether the address is an account that Google runs for its own services. */
export function isAgent(email: string): boolean {
  const host = email.slice(email.lastIndexOf('@') + 1)
  return agentHosts.has(host) || /^(?:gcp-sa-[^.]+|[^.]+\.google\.com)\.iam\.gserviceaccount\.com$/.test(host)
}

/** The project, folder or organisation a Google-run account works for, such as `projects/111122223333`. */
export function servedBy(email: string): string | null {
  const name = email.slice(0, email.lastIndexOf('@'))
  const above = /^service-(folder|org)-(\d+)$/.exec(name)
  if (above !== null) return `${above[1] === 'org' ? 'organizations' : 'folders'}/${above[2]}`
  const number = /(?:^|[^\d])(\d{6,})(?:[^\d]|$)/.exec(name)?.[1]
  return number === undefined ? null : `projects/${number}`
}
