// The parameters of a rule: the user's where set, else the rule's own defaults.
import type { Json, RuleDoc, RuleParam } from '../core/index.js'

/** The values, or the name of the first parameter that has none. */
export function paramsOf(doc: RuleDoc, set: Readonly<Record<string, Json>>): { values: Record<string, Json> } | { missing: string } {
  const values: Record<string, Json> = {}
  for (const [name, param] of Object.entries(doc.params)) {
    const value = Object.hasOwn(set, name) ? set[name] : param.default
    if (value === undefined || value === null) return { missing: name }
    values[name] = value
  }
  return { values }
}

/** Why a value a user set does not fit a parameter, or null. */
export function misfitParam(param: RuleParam, value: Json): string | null {
  switch (param.type) {
    case 'int': return Number.isSafeInteger(value) ? null : 'a whole number'
    case 'string': return typeof value === 'string' ? null : 'a text'
    case 'bool': return typeof value === 'boolean' ? null : 'true or false'
    case 'strings': return Array.isArray(value) && value.every((word) => typeof word === 'string') ? null : 'a list of texts'
  }
}
