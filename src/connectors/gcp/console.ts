// Where an asset stands in the Google Cloud console, in forms that Google documents or that its SDKs print.
import type { Asset } from '../../core/index.js'
import { addressPart } from '../kit/address-part.js'

/** What an address is made of; all of it may stand in one as it is. */
interface Parts {
  project: string
  /** The id by the words in it: `locations`, `endpoints`. */
  of: (word: string) => string
  /** The last part of the id. */
  last: string
}

type Page = (parts: Parts) => string

const vertex = (path: (last: string) => string): Page => ({ project, of, last }) => `/vertex-ai/locations/${of('locations')}/${path(last)}?project=${project}`
const training = vertex((last) => `training/${last}`)

/** A type that is not here has no page that is certain. */
const pages: Readonly<Record<string, Page>> = {
  'gcp.accesscontextmanager.policy': ({ of }) => `/security/service-perimeter?organizationId=${of('organizations')}`,
  'gcp.apikeys.key': ({ project, last }) => `/apis/credentials/key/${last}?project=${project}`,
  'gcp.bigquery.dataset': ({ project, last }) => `/bigquery?project=${project}&p=${project}&d=${last}&page=dataset`,
  'gcp.iam.principal': ({ project }) => `/iam-admin/iam?project=${project}`,
  'gcp.iam.service_account': ({ of }) => `/iam-admin/serviceaccounts?project=${of('projects')}`,
  'gcp.kms.key': ({ of, last }) => `/security/kms/key/manage/${of('locations')}/${of('keyRings')}/${last}?project=${of('projects')}`,
  // An instance of Workbench is a machine of the same name.
  'gcp.notebook.instance': ({ project, of, last }) => `/compute/instancesDetail/zones/${of('locations')}/instances/${last}?project=${project}`,
  'gcp.orgpolicy.policy': ({ project }) => `/iam-admin/orgpolicies/list?project=${project}`,
  'gcp.project.audit_config': ({ project }) => `/iam-admin/audit?project=${project}`,
  'gcp.resourcemanager.folder': ({ last }) => `/iam-admin/iam?folder=${last}`,
  'gcp.resourcemanager.organization': ({ last }) => `/iam-admin/iam?organizationId=${last}`,
  'gcp.resourcemanager.project': ({ project }) => `/home/dashboard?project=${project}`,
  'gcp.sql.instance': ({ of, last }) => `/sql/instances/${last}/overview?project=${of('projects')}`,
  'gcp.storage.bucket': ({ project, last }) => `/storage/browser/${last}?project=${project}`,
  'gcp.vertex.batch_prediction': vertex((last) => `batch-predictions/${last}`),
  'gcp.vertex.custom_job': training,
  'gcp.vertex.endpoint': vertex((last) => `endpoints/${last}`),
  'gcp.vertex.hyperparameter_tuning_job': training,
  'gcp.vertex.model': vertex((last) => `models/${last}`),
  'gcp.vertex.pipeline_job': vertex((last) => `pipelines/runs/${last}`),
  'gcp.vertex.training_pipeline': training,
}

export function consolePage({ id, type, scope }: Asset): string | undefined {
  const page = pages[type]
  if (page === undefined || !id.startsWith('//')) return undefined
  const parts = id.slice(2).split('/')
  let lacks = false
  const of = (word: string): string => {
    const part = parts[parts.indexOf(word, 1) + 1]
    // A word that is not there has the host's place before it.
    if (!parts.includes(word, 1) || part === undefined || part === '') lacks = true
    return addressPart(part ?? '')
  }
  const path = page({ project: addressPart(scope.account), of, last: addressPart(parts.at(-1) ?? '') })
  return lacks ? undefined : `https://console.cloud.google.com${path}`
}
