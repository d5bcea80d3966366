// Which reads and writes of data Cloud Audit Logs keeps for a project: by its own policy, and by those above it.
import { listOf, shape, string, type Infer } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { ownedBy } from '../edges.js'
import { placeOf } from '../names.js'
import { lineage, unreadAbove, type AncestorPolicy } from '../resourcemanager/lineage.js'

const kept = listOf(shape({ service: string, type: string, exemptedMembers: listOf(string) }))

export default collector({
  type: 'gcp.project.audit_config',
  kind: 'governance-record',
  service: 'cloudresourcemanager',
  per: 'account',
  props: shape({
    /** By service (`allServices` for every one) and type (`DATA_READ`), as the project says. */
    own: kept,
    /** As the folders and the organisation above say: it is kept if any of them wants it. */
    above: kept,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  reads: [lineage],
  calls: {},
  async list(ctx) {
    const place = placeOf(ctx)
    const line = await ctx.read(lineage)
    if (!line.ok) return ctx.unlisted(line.gap)
    ctx.emit({
      id: `//cloudresourcemanager.googleapis.com/projects/${place.number}/auditConfig`, name: place.project,
      props: {
        own: known(line.value.own, auditOf),
        above: unreadAbove(line.value) ?? line.value.above.flatMap(({ policy }) => (policy.ok ? auditOf(policy.value) : [])),
      },
      edges: [ownedBy(place)],
    })
  },
})

export function auditOf({ auditConfigs }: AncestorPolicy): Infer<typeof kept> {
  return (auditConfigs ?? []).flatMap(({ service, auditLogConfigs }) => (auditLogConfigs ?? []).map(({ logType, exemptedMembers }) => (
    { service: service ?? '', type: logType ?? '', exemptedMembers: exemptedMembers ?? [] }
  )))
}
