// Document AI processors: they read the invoices, contracts and identity papers that are sent to them.
import type { documentai_v1 } from 'googleapis/build/src/apis/documentai/v1.js'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { fullName, iso, lastOf, parentOf, placeOf, said, withId } from '../names.js'
import { serviceOf } from '../services.js'

type Processor = documentai_v1.Schema$GoogleCloudDocumentaiV1Processor

export default collector({
  type: 'gcp.documentai.processor',
  kind: 'saas-ai',
  service: 'documentai',
  per: 'account',
  props: shape({
    location: string,
    /** Host that answers for it. */
    endpoint: string,
    /** Last part of its name; people see the display name. */
    processorId: string,
    displayName: nullable(string),
    createdAt: nullable(time),
    /** `OCR_PROCESSOR`, `INVOICE_PROCESSOR`, `CUSTOM_EXTRACTION_PROCESSOR` ... */
    processorType: nullable(string),
    /** `ENABLED`, `DISABLED`, `FAILED` ... */
    state: nullable(string),
    kmsKey: nullable(string),
    defaultVersion: nullable(string),
  }),
  relates: { 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    locations: list<documentai_v1.Schema$GoogleCloudLocationListLocationsResponse, documentai_v1.Schema$GoogleCloudLocationLocation>('documentai:projects.locations.list', 'v1/{+name}/locations', {
      items: (page) => page.locations, per: 'account',
    }),
    list: list<documentai_v1.Schema$GoogleCloudDocumentaiV1ListProcessorsResponse, Processor>('documentai:projects.locations.processors.list', 'v1/{+parent}/processors', { items: (page) => page.processors }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.locations.rows({ name: `projects/${place.project}` }), async ({ locationId }) => {
      if (locationId == null) return
      await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, locationId) }, { region: locationId }), (processor) => {
        const id = said(processor.name) === null ? '' : fullName('documentai', processor.name ?? '', place)
        ctx.emit({
          id, name: said(processor.displayName) ?? lastOf(processor.name ?? ''), aliases: withId(id, place),
          props: {
            location: locationId, endpoint: serviceOf('documentai').host(locationId), processorId: lastOf(processor.name ?? ''), displayName: said(processor.displayName), createdAt: iso(processor.createTime), processorType: said(processor.type),
            state: said(processor.state), kmsKey: said(processor.kmsKeyName), defaultVersion: said(processor.defaultProcessorVersion),
          },
          edges: [ownedBy(place), encryptedBy(said(processor.kmsKeyName), 'kmsKeyName')],
        })
      })
    })
  },
})
