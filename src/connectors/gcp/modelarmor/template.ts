// Model Armor templates: which attacks and leaks are looked for in prompts and answers, and what happens then.
import { bool, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Page } from '../calls.js'
import { ownedBy } from '../edges.js'
import { fullName, iso, lastOf, parentOf, placeOf, withId } from '../names.js'
import { filterFields, filterProps, locations, type FilterConfig } from './parts.js'

interface Template {
  name?: string | null
  createTime?: string | null
  labels?: { [key: string]: string } | null
  filterConfig?: FilterConfig
  templateMetadata?: {
    /** In the REST reference; gcloud's messages do not have it yet. */
    enforcementType?: string | null
    ignorePartialInvocationFailures?: boolean | null
    logTemplateOperations?: boolean | null
    logSanitizeOperations?: boolean | null
    multiLanguageDetection?: { enableMultiLanguageDetection?: boolean | null }
  }
}
interface Templates extends Page {
  templates?: Template[]
}

export default collector({
  type: 'gcp.modelarmor.template',
  kind: 'guardrail',
  service: 'modelarmor',
  per: 'account',
  props: shape({
    location: string,
    createdAt: nullable(time),
    labels: mapOf(string),
    ...filterFields,
    /** What the services that call it do with a match. Where nothing is said they block. */
    enforcement: oneOf('INSPECT_AND_BLOCK', 'INSPECT_ONLY'),
    /** A filter that could not run counts as one that found nothing. */
    ignoresFailures: bool,
    logsScreenings: bool,
    logsChanges: bool,
    multiLanguage: bool,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    locations,
    list: list<Templates, Template>('modelarmor:projects.locations.templates.list', 'v1/{+parent}/templates', { items: (page) => page.templates }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.locations.rows({ name: `projects/${place.project}` }), async ({ locationId }) => {
      // Floor settings are global, templates are not: the global endpoint refuses to list them.
      if (locationId == null || locationId === 'global') return
      await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, locationId) }, { region: locationId }), (template) => {
        const id = template.name == null ? '' : fullName('modelarmor', template.name, place)
        const of = template.templateMetadata ?? {}
        ctx.emit({
          id, name: lastOf(template.name ?? ''), aliases: withId(id, place),
          props: {
            location: locationId, createdAt: iso(template.createTime), labels: template.labels ?? {},
            ...filterProps(template.filterConfig),
            enforcement: of.enforcementType === 'INSPECT_ONLY' ? 'INSPECT_ONLY' : 'INSPECT_AND_BLOCK',
            ignoresFailures: of.ignorePartialInvocationFailures === true, logsScreenings: of.logSanitizeOperations === true, logsChanges: of.logTemplateOperations === true,
            multiLanguage: of.multiLanguageDetection?.enableMultiLanguageDetection === true,
          },
          edges: [ownedBy(place)],
        })
      })
    })
  },
})
