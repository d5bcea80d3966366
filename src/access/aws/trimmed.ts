// A statement as shown in evidence: without the actions and resources that do not matter.
import type { Json } from '../../core/index.js'
import { type Statement, texts } from './document.js'
import type { Request } from './statement.js'
import { template } from './template.js'
import { covers, encode, glob, meet } from '../wildcard.js'

export function trimmed(statement: Statement, { action, resource }: Pick<Request, 'action' | 'resource'>): Json {
  const { raw } = statement
  const shown: { [key: string]: Json } = {}
  for (const key of ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']) {
    const value = raw[key]
    if (value === undefined) continue
    if (key === 'Action') shown[key] = only(value, (a) => covers(glob(encode(a.toLowerCase())), action))
    else if (key === 'Resource') shown[key] = only(value, (r) => r.includes('${') || meet(template(r, false).fixed?.text ?? '', resource) !== null)
    else shown[key] = value
  }
  return shown
}

function only(value: Json, matters: (text: string) => boolean): Json {
  const kept = (texts(value) ?? []).filter(matters)
  return kept.length === 0 ? value : kept.length === 1 && kept[0] !== undefined ? kept[0] : kept
}
