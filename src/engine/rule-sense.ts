// What a rule file must make of itself beyond its schema.
import type { RuleDoc } from '../core/index.js'
import { nearest } from '../core/index.js'
import { misfitParam } from './params.js'
import { exampleKeys } from './rule-schema.js'

/** Framework keys and the ids each of them has. */
export type FrameworkIds = ReadonlyMap<string, ReadonlySet<string>>

export interface Misfit {
  path: (string | number)[]
  /** Set when the key itself is wrong. */
  key?: string
  message: string
}

/** What the schema cannot say: defaults that fit their type, known frameworks, example keys, ways of writing. */
export function misfits(doc: RuleDoc, frameworks: FrameworkIds | undefined): Misfit[] {
  const found: Misfit[] = []
  for (const [name, param] of Object.entries(doc.params)) {
    if (param.default === undefined) continue
    const wanted = misfitParam(param, param.default)
    if (wanted !== null) found.push({ path: ['params', name, 'default'], message: `the default of ${name} must be ${wanted}` })
  }
  for (const name of Object.keys(doc.let)) {
    if (['asset', 'params', 'trust'].includes(name)) found.push({ path: ['let'], key: name, message: `"${name}" has a meaning already: choose another name` })
  }
  if (frameworks !== undefined) for (const [framework, ids] of Object.entries(doc.frameworks)) found.push(...unknownIds(framework, ids, frameworks))
  if (Object.keys(doc.frameworks).length === 0 && !doc.tags.includes('house')) found.push({ path: ['frameworks'], message: 'a rule of no framework carries the tag "house"' })
  for (const [verdict, examples] of Object.entries(doc.examples)) {
    for (const [i, example] of examples.entries()) {
      for (const key of Object.keys(example ?? {})) {
        if (!key.startsWith('$') || exampleKeys.includes(key)) continue
        const meant = nearest(key, exampleKeys)
        found.push({ path: ['examples', verdict, i], key, message: `unknown key "${key}"${meant === undefined ? '' : `, did you mean "${meant}"?`}` })
      }
    }
  }
  if (doc.when !== undefined && doc.examples.notApplicable.length === 0) found.push({ path: ['examples'], message: 'a rule with `when` has at least one example under notApplicable' })
  if (/\.\s*$/.test(doc.message)) found.push({ path: ['message'], message: 'the message has no full stop at its end' })
  return found
}

function unknownIds(framework: string, ids: readonly string[], frameworks: FrameworkIds): Misfit[] {
  const known = frameworks.get(framework)
  if (known === undefined) {
    const meant = nearest(framework, frameworks.keys())
    return [{ path: ['frameworks'], key: framework, message: `unknown framework "${framework}"${meant === undefined ? '' : `, did you mean "${meant}"?`}` }]
  }
  return ids.flatMap((id, i) => {
    if (known.has(id)) return []
    const meant = nearest(id, known)
    return [{ path: ['frameworks', framework, i], message: `${framework} has no "${id}"${meant === undefined ? '' : `, did you mean "${meant}"?`}` }]
  })
}
