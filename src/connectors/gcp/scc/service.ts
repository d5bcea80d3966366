// Services of Security Command Center, and whether they look at the project.
import { nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Page } from '../calls.js'
import { ownedBy } from '../edges.js'
import { fullName, lastOf, parentOf, placeOf, withId } from '../names.js'

// googleapis has no description of this API: named as in gcloud's messages.
interface SecurityCenterService {
  name?: string | null
  effectiveEnablementState?: string | null
}
interface Services extends Page {
  securityCenterServices?: SecurityCenterService[] | null
}

const states = ['ENABLED', 'DISABLED', 'INGEST_ONLY'] as const

export default collector({
  type: 'gcp.scc.service',
  kind: 'governance-record',
  service: 'securitycentermanagement',
  per: 'account',
  props: shape({
    /** Such as `event-threat-detection`. */
    service: string,
    /** As it comes out for the project, what is inherited and what is paid for considered. */
    state: nullable(oneOf(...states)),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    services: list<Services, SecurityCenterService>('securitycentermanagement:projects.locations.securityCenterServices.list', 'v1/{+parent}/securityCenterServices', {
      items: (page) => page.securityCenterServices, per: 'account',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const services = await ctx.call.services.all({ parent: parentOf(ctx, 'global') })
    // That the API is off in the caller's own project says nothing about this one.
    if (!services.ok) return ctx.unlisted(services.gap)
    for (const { name, effectiveEnablementState } of services.value) {
      const id = fullName('securitycentermanagement', name ?? '', place)
      ctx.emit({
        id, name: lastOf(id), aliases: withId(id, place),
        props: { service: lastOf(id), state: states.find((state) => state === effectiveEnablementState) ?? null },
        edges: [ownedBy(place)],
      })
    }
  },
})
