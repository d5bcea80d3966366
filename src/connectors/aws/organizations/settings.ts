// What an organisation's policies set: whether AI services may keep an account's content, and who may say otherwise.
import type { Json } from '../../../core/index.js'
import { jsonRecord, jsonTexts } from '../policy-json.js'

/** Of an effective policy: AI services may not keep content unless one is exempt by name. Null: nothing is said of it. */
export function optedOut(policy: Json): boolean | null {
  const setting = jsonRecord(jsonRecord(jsonRecord(policy)?.['services'])?.['default'])?.['opt_out_policy']
  if (setting === undefined) return null
  return (jsonRecord(setting)?.['@@assign'] ?? setting) === 'optOut'
}

/** Whether a policy closer to an account may change what this one says by default. */
export function childrenMayOverride(policy: Json): boolean {
  const services = jsonRecord(jsonRecord(policy)?.['services'])
  const byDefault = jsonRecord(services?.['default'])
  const places = [services, byDefault, jsonRecord(byDefault?.['opt_out_policy'])]
  return !places.some((place) => jsonTexts(place?.['@@operators_allowed_for_child_policies']).includes('@@none'))
}
