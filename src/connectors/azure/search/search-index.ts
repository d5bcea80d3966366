// Indexes of AI Search by their definitions: what browsers may ask them, and whether documents say who may see them. No document is read.
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, said, word } from '../names.js'
import { fieldsOf, type IndexDefinition } from './definition.js'
import { dataPlane, eachService, services } from './services.js'

export default collector({
  type: 'azure.search.index',
  kind: 'index',
  service: 'search',
  per: 'account',
  props: shape({
    /** Where the service itself knows it. */
    address: string,
    /** Whether it keeps vectors: a profile of vector search is set. */
    vectors: bool,
    fields: number,
    /** Fields that a query may filter by, `group/id` for one inside another. */
    filterableFields: listOf(string),
    /** Whether the service itself leaves out what the caller may not see. */
    permissionFilter: nullable(oneOf('enabled', 'disabled')),
    /** Fields that it compares with the caller. */
    permissionFields: listOf(string),
    /** Origins whose pages may ask; `*` for any. */
    corsOrigins: listOf(string),
    customerKey: bool,
  }),
  relates: { 'owned-by': ['azure.search.service'] },
  reads: [services],
  // Which documents a caller may see is only told by versions of the preview.
  calls: { list: list<IndexDefinition>('searchdata:indexes.list', '/indexes', { ...dataPlane('indexes'), version: '2025-08-01-preview' }) },
  async list(ctx) {
    await eachService(ctx, (service, host, serviceName) => ctx.each(ctx.call.list.rows({ host }), (row) => {
      const fields = fieldsOf(row)
      const option = word(row.permissionFilterOption)
      ctx.emit({
        id: `${armId(service)}/indexes/${row.name?.toLowerCase() ?? ''}`, name: `${serviceName}/${row.name ?? ''}`,
        props: {
          address: `${host}/indexes/${row.name ?? ''}`, vectors: (row.vectorSearch?.profiles ?? []).length > 0, fields: fields.length,
          filterableFields: fields.filter(({ isFilterable }) => isFilterable).map(({ path }) => path),
          permissionFilter: option === 'enabled' || option === 'disabled' ? option : null,
          permissionFields: fields.filter(({ permission }) => permission !== null).map(({ path }) => path),
          corsOrigins: [...row.corsOptions?.allowedOrigins ?? []], customerKey: said(row.encryptionKey?.keyVaultUri) !== null,
        },
        edges: [childOf('azure.search.service', service)],
      })
    }))
  },
})
