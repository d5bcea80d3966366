// Where a project stands with respect to VPC Service Controls: the organisation whose perimeters may hold it.
import { nullable, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { ownedBy } from '../edges.js'
import { placeOf } from '../names.js'
import { lineage } from '../resourcemanager/lineage.js'

export default collector({
  type: 'gcp.project.perimeter',
  kind: 'network',
  service: 'accesscontextmanager',
  per: 'account',
  props: shape({
    /** The project's number: perimeters name projects by it. */
    number: string,
    /** Such as `organizations/900100200300`; null outside of any, where there are no perimeters. */
    organization: nullable(string),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'guarded-by': ['gcp.accesscontextmanager.policy'] },
  reads: [lineage],
  calls: {},
  async list(ctx) {
    const place = placeOf(ctx)
    const line = await ctx.read(lineage)
    if (!line.ok) return ctx.unlisted(line.gap)
    const { organization } = line.value
    ctx.emit({
      id: `//cloudresourcemanager.googleapis.com/projects/${place.number}/perimeter`, name: place.project,
      props: { number: place.number, organization: known(organization, (name) => name) },
      edges: [
        ownedBy(place),
        ...edgesOf(organization, 'guarded-by', (name) => [name === null ? null : { type: 'guarded-by', target: 'gcp.accesscontextmanager.policy', to: `//accesscontextmanager.googleapis.com/${name}`, via: 'organization' }]),
      ],
    })
  },
})
