// Context caches: prompts, documents and system instructions that Gemini keeps between calls. What they say is never read.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { ownedBy } from '../edges.js'
import { iso, lastOf, parentOf, placeOf, said } from '../names.js'
import { identified } from './parts.js'

type Cache = aiplatform_v1.Schema$GoogleCloudAiplatformV1CachedContent

export default collector({
  type: 'gcp.vertex.cached_content',
  kind: 'prompt',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    displayName: nullable(string),
    /** As commands take it, such as `projects/111122223333/locations/us-central1/cachedContents/42`. */
    resource: string,
    /** `gemini-2.5-pro`. */
    model: nullable(string),
    createdAt: nullable(time),
    expiresAt: nullable(time),
    /** Hours from creation to expiry, as it is set now. */
    lifetimeHours: nullable(number),
    tokens: nullable(number),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    // Answers leave out contents, instructions and tools, and the key they are encrypted with: all are input only.
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListCachedContentsResponse, Cache>('aiplatform:projects.locations.cachedContents.list', {
      client: 'gen_ai_cache', method: 'listCachedContents', items: (page) => page.cachedContents, max: 1000,
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (cache) => {
      const [createdAt, expiresAt] = [iso(cache.createTime), iso(cache.expireTime)]
      ctx.emit({
        ...identified(cache, place),
        props: {
          displayName: said(cache.displayName), resource: cache.name ?? '', model: said(cache.model) === null ? null : lastOf(cache.model ?? ''), createdAt, expiresAt,
          lifetimeHours: createdAt === null || expiresAt === null ? null : hours(createdAt, expiresAt),
          tokens: cache.usageMetadata?.totalTokenCount ?? null,
        },
        edges: [ownedBy(place)],
      })
    })
  },
})

/** To a hundredth: creation and expiry are written milliseconds apart from what was asked for. */
function hours(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 36_000) / 100
}
