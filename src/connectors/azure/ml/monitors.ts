// Monitoring schedules: which deployments somebody watches.
import type { Resource } from '../calls.js'
import { armId, idOf, said, word } from '../names.js'

interface Schedule {
  isEnabled?: boolean | null
  action?: { actionType?: string | null; monitorDefinition?: { monitoringTarget?: { deploymentId?: string | null } | null } | null } | null
}
export type ScheduleRow = Resource<Schedule>

/** Ids of the schedules that are on and watch a deployment; they name it by its id or as `azureml:endpoint:deployment`. */
export function monitorsOf(schedules: readonly ScheduleRow[], deployment: string, workspace: string): string[] {
  return schedules.flatMap(({ id, properties }) => {
    const target = said(properties?.action?.monitorDefinition?.monitoringTarget?.deploymentId)
    if (properties?.isEnabled === false || word(properties?.action?.actionType) !== 'createmonitor' || target === null) return []
    const written = target.replace(/^azureml:/i, '')
    const meant = idOf(written) ?? armId(`${workspace}/onlineEndpoints/${written.replace(':', '/deployments/')}`)
    return meant === armId(deployment) ? [armId(id ?? '')] : []
  })
}
