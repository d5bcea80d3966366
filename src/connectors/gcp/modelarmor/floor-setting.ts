// Model Armor's floor of a project: the least that templates must screen for, and whether Vertex AI traffic is screened at all.
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Callables, type GapMark } from '../../kit/collector.js'
import { get, list, type Page } from '../calls.js'
import { ownedBy } from '../edges.js'
import { fullName, iso, placeOf, said, withId } from '../names.js'
import { getProject } from '../session-calls.js'
import { filterFields, filterProps, type FilterConfig } from './parts.js'

interface FloorSetting extends Page {
  name?: string | null
  updateTime?: string | null
  filterConfig?: FilterConfig
  enableFloorSettingEnforcement?: boolean | null
  // What follows is in the REST reference (FloorSetting, v1); gcloud's messages do not have it yet.
  integratedServices?: string[] | null
  aiPlatformFloorSetting?: { inspectOnly?: boolean | null; inspectAndBlock?: boolean | null; enableCloudLogging?: boolean | null }
}

const needs = ['modelarmor.floorSettings.get']
const calls = {
  // A list of one: where Model Armor is not enabled there is none, and that is no gap.
  own: list<FloorSetting, FloorSetting>('modelarmor:projects.locations.getFloorSetting', 'v1/{+name}', { needs, items: (floor) => [floor], max: null, per: 'account' }),
  project: getProject,
  folder: get<cloudresourcemanager_v3.Schema$Folder>('cloudresourcemanager:folders.get', 'v3/{+name}', { needs: ['resourcemanager.folders.get'] }),
  ofFolder: get<FloorSetting>('modelarmor:folders.locations.getFloorSetting', 'v1/{+name}', { needs }),
  ofOrganization: get<FloorSetting>('modelarmor:organizations.locations.getFloorSetting', 'v1/{+name}', { needs }),
}

export default collector({
  type: 'gcp.modelarmor.floor_setting',
  kind: 'guardrail',
  service: 'modelarmor',
  per: 'account',
  props: shape({
    updatedAt: nullable(time),
    enforced: bool,
    /** The nearest folder or organisation above whose floor is enforced; looked for only where the project's own is not. */
    enforcedAbove: nullable(string),
    /** `AI_PLATFORM`, `GOOGLE_MCP_SERVER`: services whose traffic is screened without their callers asking for it. */
    services: listOf(string),
    /** What happens to Vertex AI traffic that matches. */
    vertexMode: nullable(oneOf('INSPECT_ONLY', 'INSPECT_AND_BLOCK')),
    vertexLogging: bool,
    ...filterFields,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls,
  async list(ctx) {
    const place = placeOf(ctx)
    const name = `projects/${place.project}/locations/global/floorSetting`
    await ctx.each(ctx.call.own.rows({ name }), async (floor) => {
      const id = fullName('modelarmor', name, place)
      const vertex = floor.aiPlatformFloorSetting
      const isEnforced = floor.enableFloorSettingEnforcement === true
      ctx.emit({
        id, name: `floor of ${place.project}`, aliases: withId(id, place),
        props: {
          updatedAt: iso(floor.updateTime), enforced: isEnforced,
          enforcedAbove: isEnforced ? null : await enforcedAbove(ctx.call, place.project),
          services: (floor.integratedServices ?? []).filter((one) => one !== 'INTEGRATED_SERVICE_UNSPECIFIED').toSorted(),
          vertexMode: vertex?.inspectOnly === true ? 'INSPECT_ONLY' : vertex?.inspectAndBlock === true ? 'INSPECT_AND_BLOCK' : null,
          vertexLogging: vertex?.enableCloudLogging === true,
          ...filterProps(floor.filterConfig),
        },
        edges: [ownedBy(place)],
      })
    })
  },
})

/** Walks up from the project. What could not be read on the way hides the answer, unless something above it enforces. */
async function enforcedAbove(call: Callables<typeof calls>, project: string): Promise<string | null | GapMark> {
  const answer = await call.project({ name: `projects/${project}` })
  if (!answer.ok) return answer.gap
  let hidden: GapMark | null = null
  for (let parent = said(answer.value.parent); parent !== null;) {
    const name = `${parent}/locations/global/floorSetting`
    const floor = await (parent.startsWith('folders/') ? call.ofFolder({ name }) : call.ofOrganization({ name }))
    if (!floor.ok) hidden = floor.gap
    else if (floor.value.enableFloorSettingEnforcement === true) return parent
    if (!parent.startsWith('folders/')) break
    const next = known(await call.folder({ name: parent }), (folder) => said(folder.parent))
    if (next !== null && typeof next !== 'string') return next
    parent = next
  }
  return hidden
}
