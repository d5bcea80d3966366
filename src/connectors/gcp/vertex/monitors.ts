// Model monitors of the second generation, which watch a version of a model wherever it is served.
import type { aiplatform_v1beta1 } from 'googleapis/build/src/apis/aiplatform/v1beta1.js'
import { vertexList } from '../calls.js'
import { said, type Place } from '../names.js'
import { vertexName } from './parts.js'

export type MonitorRow = aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1ModelMonitor

export const modelMonitors = vertexList<aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1ListModelMonitorsResponse, MonitorRow>('aiplatform:projects.locations.modelMonitors.list', {
  version: 'v1beta1', client: 'model_monitoring', method: 'listModelMonitors', items: (page) => page.modelMonitors,
})

interface Deployed {
  model?: string | null
  modelVersionId?: string | null
}

/** Names of the monitors that watch one of the models deployed. */
export function monitorsOf(rows: readonly MonitorRow[], deployed: readonly Deployed[], place: Place): string[] {
  const unversioned = (name: string | null | undefined): string | null => vertexName(name, place)?.replace(/@[^/]+$/, '') ?? null
  return rows.flatMap(({ name, modelMonitoringTarget }) => {
    const watched = modelMonitoringTarget?.vertexModel
    const model = unversioned(watched?.model)
    const version = said(watched?.modelVersionId)
    const watches = deployed.some((one) => model !== null && unversioned(one.model) === model && (version === null || said(one.modelVersionId) === null || one.modelVersionId === version))
    return watches ? [name ?? ''] : []
  })
}
