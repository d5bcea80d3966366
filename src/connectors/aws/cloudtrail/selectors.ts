// What a trail records: its event selectors, the old kind and the new, read as one.
import type { AdvancedEventSelector, EventSelector, GetEventSelectorsCommandOutput } from '@aws-sdk/client-cloudtrail'

export interface DataEvents {
  /** Such as `AWS::S3::Object`. */
  type: string
  access: string
  /** Beginnings of the ARNs that are recorded; none for all of them. */
  prefixes: string[]
  [key: string]: string | string[]
}

export interface Recorded {
  /** Null for none. */
  managementEvents: string | null
  /** Services whose management events are left out. */
  excludedSources: string[]
  dataEvents: DataEvents[]
}

export function recorded({ EventSelectors: classic = [], AdvancedEventSelectors: advanced = [] }: GetEventSelectorsCommandOutput): Recorded {
  const management = [...classic.filter((one) => one.IncludeManagementEvents !== false).map(managementOf), ...advanced.flatMap(advancedManagement)]
  return {
    managementEvents: together(management.map(({ access }) => access)),
    // What one selector leaves out another may have.
    excludedSources: management.length === 0 ? [] : (management[0]?.excluded ?? []).filter((source) => management.every(({ excluded }) => excluded.includes(source))),
    dataEvents: [...classic.flatMap(classicData), ...advanced.flatMap(advancedData)],
  }
}

interface Management {
  access: string
  excluded: string[]
}

function managementOf(selector: EventSelector): Management {
  return { access: selector.ReadWriteType ?? 'All', excluded: selector.ExcludeManagementEventSources ?? [] }
}

function classicData({ ReadWriteType: access = 'All', DataResources: resources = [] }: EventSelector): DataEvents[] {
  return resources.map(({ Type: type = '', Values: values = [] }) => ({ type, access, prefixes: values }))
}

/** Selectors that name some events or services only do not stand for all management events. */
function advancedManagement(selector: AdvancedEventSelector): Management[] {
  const fields = new Map((selector.FieldSelectors ?? []).map((field) => [field.Field, field]))
  if (fields.get('eventCategory')?.Equals?.includes('Management') !== true) return []
  const source = fields.get('eventSource')
  const narrowed = [...fields.keys()].some((name) => name !== undefined && !['eventCategory', 'readOnly', 'eventSource'].includes(name))
  if (narrowed || (source !== undefined && source.NotEquals === undefined)) return []
  return [{ access: accessOf(fields.get('readOnly')?.Equals), excluded: source?.NotEquals ?? [] }]
}

function advancedData(selector: AdvancedEventSelector): DataEvents[] {
  const fields = new Map((selector.FieldSelectors ?? []).map((field) => [field.Field, field]))
  if (fields.get('eventCategory')?.Equals?.includes('Data') !== true) return []
  const arns = fields.get('resources.ARN')
  const prefixes = [...(arns?.StartsWith ?? []), ...(arns?.Equals ?? [])]
  return (fields.get('resources.type')?.Equals ?? []).map((type) => ({ type, access: accessOf(fields.get('readOnly')?.Equals), prefixes }))
}

function accessOf(readOnly: readonly string[] | undefined): string {
  if (readOnly === undefined || readOnly.length !== 1) return 'All'
  return readOnly[0] === 'true' ? 'ReadOnly' : 'WriteOnly'
}

function together(all: readonly string[]): string | null {
  const seen = new Set(all)
  if (seen.has('All') || seen.size > 1) return 'All'
  return all[0] ?? null
}
