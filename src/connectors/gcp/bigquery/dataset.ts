// BigQuery datasets that AI reads from or writes to: who may read them.
import type { bigquery_v2 } from 'googleapis/build/src/apis/bigquery/v2.js'
import { mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { get } from '../calls.js'
import { datasetName, encryptedBy, ownedBy } from '../edges.js'
import { bindingsShape, type Bindings } from '../iam-policies.js'
import { lastOf, placeOf, said } from '../names.js'

type Dataset = bigquery_v2.Schema$Dataset
type Entry = NonNullable<Dataset['access']>[number]

/** The old words for what are roles now (https://cloud.google.com/bigquery/docs/access-control-basic-roles#dataset-basic-roles). */
const roles: Readonly<Record<string, string>> = { READER: 'roles/bigquery.dataViewer', WRITER: 'roles/bigquery.dataEditor', OWNER: 'roles/bigquery.dataOwner' }
const holders: Readonly<Record<string, string>> = { projectReaders: 'projectViewer', projectWriters: 'projectEditor', projectOwners: 'projectOwner' }

export default collector({
  type: 'gcp.bigquery.dataset',
  kind: 'dataset',
  service: 'bigquery',
  per: 'account',
  props: shape({
    location: nullable(string),
    createdAt: nullable(time),
    labels: mapOf(string),
    kmsKey: nullable(string),
    /** `LINKED` for what another project shares. */
    datasetType: nullable(string),
    /** The access list, written as a policy; authorised views and routines are no members and are left out. */
    bindings: bindingsShape,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  calls: {
    get: get<Dataset>('bigquery:datasets.get', 'bigquery/v2/projects/{+projectId}/datasets/{+datasetId}', { gone: ['NOT_FOUND'] }),
  },
  async resolve(ref, { call, emit, ...ctx }) {
    const place = placeOf(ctx)
    const name = lastOf(ref.id)
    // Asked for less than version 3, a conditional entry comes without its condition.
    const dataset = await call.get({ projectId: place.project, datasetId: name, accessPolicyVersion: 3 })
    const key = dataset.ok ? said(dataset.value.defaultEncryptionConfiguration?.kmsKeyName) : null
    emit({
      id: datasetName(place.project, name), name, aliases: [datasetName(place.number, name)],
      props: {
        location: known(dataset, (of) => said(of.location)?.toLowerCase() ?? null),
        createdAt: known(dataset, (of) => (said(of.creationTime) === null ? null : new Date(Number(of.creationTime)).toISOString())),
        labels: known(dataset, (of) => of.labels ?? {}),
        kmsKey: known(dataset, () => key),
        datasetType: known(dataset, (of) => said(of.type)),
        bindings: known(dataset, (of) => accessBindings(of.access ?? [], place.project)),
      },
      edges: [ownedBy(place), ...edgesOf(dataset, 'encrypted-by', () => [encryptedBy(key, 'defaultEncryptionConfiguration.kmsKeyName')])],
    })
  },
})

/** Entries of an access list as bindings. */
export function accessBindings(access: readonly Entry[], project: string): Bindings {
  return access.flatMap((entry) => {
    const member = memberOf(entry, project)
    const role = said(entry.role)
    if (member === null || role === null) return []
    const expression = said(entry.condition?.expression)
    return [{ role: roles[role] ?? role, members: [member], condition: expression === null ? null : { title: entry.condition?.title ?? '', expression } }]
  })
}

function memberOf({ userByEmail, groupByEmail, domain, specialGroup, iamMember }: Entry, project: string): string | null {
  if (said(iamMember) !== null) return iamMember ?? null
  if (userByEmail !== undefined) return `${userByEmail.endsWith('gserviceaccount.com') ? 'serviceAccount' : 'user'}:${userByEmail}`
  if (groupByEmail !== undefined) return `group:${groupByEmail}`
  if (domain !== undefined) return `domain:${domain}`
  if (specialGroup === undefined) return null
  const holder = holders[specialGroup]
  return holder === undefined ? specialGroup : `${holder}:${project}`
}
