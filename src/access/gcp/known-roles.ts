// What a few roles are publicly known to hold, so that a public bucket is not unknown only because nobody may read roles.
// https://cloud.google.com/iam/docs/roles-permissions
import { isPattern, matches } from './permission.js'

const objectRead = ['storage.objects.get', 'storage.objects.list', 'storage.folders.get', 'storage.folders.list', 'storage.managedFolders.get', 'storage.managedFolders.list']
const objectCreate = ['storage.objects.create', 'storage.objects.createContext', 'storage.folders.create', 'storage.managedFolders.create', 'storage.multipartUploads.abort', 'storage.multipartUploads.create', 'storage.multipartUploads.listParts']
const objectUse = [...objectRead, ...objectCreate, 'storage.multipartUploads.list', 'storage.objects.delete', 'storage.objects.deleteContext', 'storage.objects.update', 'storage.objects.updateContext', 'storage.objects.move', 'storage.objects.restore', 'storage.folders.delete', 'storage.folders.rename', 'storage.managedFolders.delete']
const objectAdmin = [...objectUse, 'storage.objects.getIamPolicy', 'storage.objects.setIamPolicy', 'storage.objects.setRetention', 'storage.objects.overrideUnlockedRetention']
const bucketRead = ['storage.buckets.get', 'storage.objects.list', 'storage.folders.get', 'storage.folders.list', 'storage.managedFolders.get', 'storage.managedFolders.list', 'storage.multipartUploads.list']
const bucketWrite = [...bucketRead, ...objectCreate, 'storage.objects.delete', 'storage.objects.restore', 'storage.objects.setRetention', 'storage.folders.delete', 'storage.folders.rename', 'storage.managedFolders.delete']
const bucketOwn = [...bucketWrite, 'storage.objects.deleteContext', 'storage.objects.updateContext', 'storage.buckets.getIamPolicy', 'storage.buckets.setIamPolicy', 'storage.buckets.update', 'storage.managedFolders.getIamPolicy', 'storage.managedFolders.setIamPolicy']
const objectOwn = ['storage.objects.get', 'storage.objects.createContext', 'storage.objects.deleteContext', 'storage.objects.updateContext', 'storage.objects.update', 'storage.objects.getIamPolicy', 'storage.objects.setIamPolicy', 'storage.objects.setRetention', 'storage.objects.overrideUnlockedRetention']

const repositoryRead = [
  'repositories.downloadArtifacts', 'repositories.exportArtifacts', 'repositories.get', 'repositories.list', 'repositories.listEffectiveTags', 'repositories.listTagBindings', 'repositories.readViaVirtualRepository', 'dockerimages.get', 'dockerimages.list',
  'files.download', 'files.get', 'files.list', 'packages.get', 'packages.list', 'tags.get', 'tags.list', 'versions.get', 'versions.list',
].map((p) => `artifactregistry.${p}`)
const repositoryWrite = [...repositoryRead, 'artifactregistry.repositories.uploadArtifacts', 'artifactregistry.files.upload', 'artifactregistry.files.update', 'artifactregistry.packages.update', 'artifactregistry.tags.create', 'artifactregistry.tags.update']
const repositoryAdmin = [...repositoryWrite, 'artifactregistry.repositories.deleteArtifacts', 'artifactregistry.files.delete', 'artifactregistry.packages.delete', 'artifactregistry.tags.delete', 'artifactregistry.versions.delete', 'artifactregistry.versions.update']

const dataRead = ['datasets.get', 'datasets.getIamPolicy', 'models.export', 'models.getData', 'models.getMetadata', 'models.list', 'routines.get', 'routines.list', 'tables.createSnapshot', 'tables.export', 'tables.get', 'tables.getData', 'tables.getIamPolicy', 'tables.list', 'tables.replicateData'].map((p) => `bigquery.${p}`)
const dataEdit = [...dataRead, ...['datasets.create', 'models.create', 'models.delete', 'models.updateData', 'models.updateMetadata', 'routines.create', 'routines.delete', 'routines.update', 'tables.create', 'tables.delete', 'tables.update', 'tables.updateData'].map((p) => `bigquery.${p}`)]
const dataOwn = [...dataEdit, ...['datasets.delete', 'datasets.setIamPolicy', 'datasets.update', 'tables.setIamPolicy'].map((p) => `bigquery.${p}`)]
const metadataRead = ['datasets.get', 'datasets.getIamPolicy', 'models.getMetadata', 'models.list', 'routines.get', 'routines.list', 'tables.get', 'tables.getIamPolicy', 'tables.list'].map((p) => `bigquery.${p}`)

const keyRead = ['cryptoKeys.get', 'cryptoKeys.list', 'cryptoKeyVersions.get', 'cryptoKeyVersions.list', 'keyRings.get', 'keyRings.list'].map((p) => `cloudkms.${p}`)
const keyAdmin = [...keyRead, ...['cryptoKeys.create', 'cryptoKeys.getIamPolicy', 'cryptoKeys.setIamPolicy', 'cryptoKeys.update', 'cryptoKeyVersions.create', 'cryptoKeyVersions.destroy', 'cryptoKeyVersions.restore', 'cryptoKeyVersions.update', 'keyRings.create', 'keyRings.getIamPolicy', 'keyRings.setIamPolicy'].map((p) => `cloudkms.${p}`)]
const decrypt = 'cloudkms.cryptoKeyVersions.useToDecrypt'
const encrypt = 'cloudkms.cryptoKeyVersions.useToEncrypt'

interface KnownRole {
  holds: readonly string[]
  /** Permissions beginning with one of these and not among `holds` it lacks; of all others nothing is said. */
  all: readonly string[]
}

const objects = ['storage.objects.', 'storage.buckets.']
const repositories = ['artifactregistry.repositories.', 'artifactregistry.files.', 'artifactregistry.packages.', 'artifactregistry.tags.']
const tables = ['bigquery.tables.getData', 'bigquery.tables.updateData', 'bigquery.tables.export', 'bigquery.tables.delete', 'bigquery.tables.update', 'bigquery.tables.setIamPolicy', 'bigquery.datasets.']
const keys = ['cloudkms.cryptoKeyVersions.useTo', 'cloudkms.cryptoKeys.']

const known: ReadonlyMap<string, KnownRole> = new Map<string, KnownRole>([
  ['roles/storage.objectViewer', { holds: objectRead, all: objects }],
  ['roles/storage.objectCreator', { holds: objectCreate, all: objects }],
  ['roles/storage.objectUser', { holds: objectUse, all: objects }],
  ['roles/storage.objectAdmin', { holds: objectAdmin, all: objects }],
  ['roles/storage.admin', { holds: [...objectAdmin, ...bucketOwn, 'storage.buckets.create', 'storage.buckets.delete', 'storage.buckets.list'], all: [] }],
  ['roles/storage.bucketViewer', { holds: ['storage.buckets.get', 'storage.buckets.list'], all: objects }],
  ['roles/storage.legacyObjectReader', { holds: ['storage.objects.get'], all: objects }],
  ['roles/storage.legacyObjectOwner', { holds: objectOwn, all: objects }],
  ['roles/storage.legacyBucketReader', { holds: bucketRead, all: objects }],
  ['roles/storage.legacyBucketWriter', { holds: bucketWrite, all: objects }],
  ['roles/storage.legacyBucketOwner', { holds: bucketOwn, all: ['storage.objects.get', 'storage.objects.update', 'storage.objects.setIamPolicy'] }],
  // Access control lists, read as roles: what a bucket's and its objects' READER, WRITER and OWNER may do.
  ['acl:READER', { holds: [...bucketRead, 'storage.objects.get'], all: [''] }],
  ['acl:WRITER', { holds: bucketWrite, all: [''] }],
  ['acl:OWNER', { holds: [...bucketOwn, ...objectOwn], all: [''] }],
  ['roles/artifactregistry.reader', { holds: repositoryRead, all: repositories }],
  ['roles/artifactregistry.writer', { holds: repositoryWrite, all: repositories }],
  ['roles/artifactregistry.repoAdmin', { holds: repositoryAdmin, all: repositories }],
  ['roles/artifactregistry.admin', { holds: [...repositoryAdmin, ...['create', 'delete', 'getIamPolicy', 'setIamPolicy', 'update'].map((verb) => `artifactregistry.repositories.${verb}`)], all: [] }],
  ['roles/bigquery.metadataViewer', { holds: metadataRead, all: tables }],
  ['roles/bigquery.dataViewer', { holds: dataRead, all: tables }],
  ['roles/bigquery.dataEditor', { holds: dataEdit, all: ['bigquery.tables.setIamPolicy', 'bigquery.datasets.setIamPolicy', 'bigquery.datasets.delete'] }],
  ['roles/bigquery.dataOwner', { holds: dataOwn, all: [] }],
  ['roles/bigquery.user', { holds: ['bigquery.jobs.create', 'bigquery.datasets.create', 'bigquery.datasets.get', 'bigquery.datasets.getIamPolicy', 'bigquery.tables.list'], all: tables }],
  ['roles/bigquery.jobUser', { holds: ['bigquery.jobs.create'], all: tables }],
  ['roles/cloudkms.viewer', { holds: keyRead, all: keys }],
  ['roles/cloudkms.admin', { holds: keyAdmin, all: [] }],
  ['roles/cloudkms.cryptoKeyDecrypter', { holds: [decrypt], all: keys }],
  ['roles/cloudkms.cryptoKeyEncrypter', { holds: [encrypt], all: keys }],
  ['roles/cloudkms.cryptoKeyEncrypterDecrypter', { holds: [decrypt, encrypt], all: keys }],
  ['roles/iam.serviceAccountUser', { holds: ['iam.serviceAccounts.actAs', 'iam.serviceAccounts.get', 'iam.serviceAccounts.list'], all: ['iam.serviceAccounts.', 'iam.serviceAccountKeys.'] }],
  ['roles/iam.serviceAccountTokenCreator', { holds: ['get', 'getAccessToken', 'getOpenIdToken', 'implicitDelegation', 'list', 'signBlob', 'signJwt'].map((p) => `iam.serviceAccounts.${p}`), all: ['iam.serviceAccounts.', 'iam.serviceAccountKeys.'] }],
  ['roles/iam.serviceAccountOpenIdTokenCreator', { holds: ['iam.serviceAccounts.getOpenIdToken'], all: ['iam.serviceAccounts.', 'iam.serviceAccountKeys.'] }],
  ['roles/iam.serviceAccountKeyAdmin', { holds: ['iam.serviceAccountKeys.create', 'iam.serviceAccounts.get', 'iam.serviceAccounts.list'], all: ['iam.serviceAccounts.'] }],
  ['roles/iam.serviceAccountAdmin', { holds: ['iam.serviceAccounts.setIamPolicy', 'iam.serviceAccounts.getIamPolicy', 'iam.serviceAccounts.create', 'iam.serviceAccounts.update'], all: ['iam.serviceAccounts.actAs', 'iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken', 'iam.serviceAccounts.sign', 'iam.serviceAccounts.implicit', 'iam.serviceAccountKeys.'] }],
  ['roles/iam.workloadIdentityUser', { holds: ['get', 'getAccessToken', 'getOpenIdToken', 'list'].map((p) => `iam.serviceAccounts.${p}`), all: ['iam.serviceAccounts.', 'iam.serviceAccountKeys.'] }],
])

// The data of storage and BigQuery, tokens of service accounts and everything above the project are not in the basic
// roles as such; an owner can hand them to himself, and storage hands them out by its convenience members.
const notInOwner = [
  'storage.objects.', 'storage.buckets.get', 'storage.buckets.setIamPolicy', 'storage.buckets.update', 'storage.managedFolders.', 'storage.multipartUploads.', 'storage.anywhereCaches.', 'storage.bucketOperations.', 'bigquery.tables.',
  'iam.serviceAccounts.get', 'iam.serviceAccounts.sign', 'iam.serviceAccounts.implicit', 'iam.denypolicies.', 'iam.principalaccessboundarypolicies.',
  'bigquery.dataPolicies.', 'bigquery.rowAccessPolicies.', 'resourcemanager.folders.', 'resourcemanager.organizations.', 'resourcemanager.projects.create', 'orgpolicy.', 'compute.organizations.',
  'billing.', 'iap.', 'privilegedaccessmanager.', 'storage.buckets.relocate', 'storage.buckets.setIpFilter', 'workstations.workstations.use', 'datacatalog.categories.', 'logging.buckets.write',
]
const wholeInEditor = ['aiplatform.', 'notebooks.', 'dialogflow.', 'documentai.', 'ml.', 'iam.serviceAccounts.actAs', 'iam.serviceAccountKeys.create']

/** Whether a role that was not read holds the permission, as far as that is certain; null when it is not. */
export function publiclyKnown(role: string, permission: string): boolean | null {
  if (isPattern(permission)) return someKnown(role, permission) ? true : null
  if (role === 'roles/owner') return notInOwner.some((p) => permission.startsWith(p)) ? null : true
  if (role === 'roles/editor' || role === 'roles/viewer') {
    if (permission.endsWith('.setIamPolicy')) return false
    return role === 'roles/editor' && permission !== 'aiplatform.tensorboards.recordAccess' && wholeInEditor.some((p) => permission.startsWith(p)) ? true : null
  }
  const content = known.get(role)
  if (content === undefined) return null
  if (content.holds.includes(permission)) return true
  return content.all.some((p) => permission.startsWith(p)) ? false : null
}

/** Whether the role certainly holds some permission of the pattern. */
function someKnown(role: string, pattern: string): boolean {
  const prefix = pattern.slice(0, pattern.indexOf('*'))
  if (pattern === `${prefix}*` && wholeInEditor.some((p) => p.endsWith('.') && prefix.startsWith(p)) && (role === 'roles/owner' || role === 'roles/editor')) return true
  return known.get(role)?.holds.some((p) => matches(pattern, p)) === true
}
