// Small readers for JSON of unknown shape, such as policy documents.
import type { Json } from '../../core/index.js'

/** The value as an object, or null when it is anything else. */
export function jsonRecord(value: Json | undefined): { [key: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

/** A string, or the strings of a list: policy elements may be written either way. */
export function jsonTexts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string')
}

/** The statements of a policy document; none when it is not one. */
export function policyStatements(policy: Json): { [key: string]: Json }[] {
  const list = jsonRecord(policy)?.['Statement']
  return (Array.isArray(list) ? list : [list]).map(jsonRecord).filter((statement) => statement !== null)
}
