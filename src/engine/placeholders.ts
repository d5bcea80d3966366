// `{name}`-style placeholders of messages and commands: checked when a rule is loaded, filled when it fails.
import type { Asset, Json, RuleDoc } from '../core/index.js'
import { nearest } from '../core/index.js'
import type { CelType } from './cel-type.js'
import { bare } from './cel-type.js'
import type { RuleProblem } from './compile.js'

const placeholder = /\{([A-Za-z][\w.]*)\}/g
const plain = ['name', 'id', 'account', 'region', 'type']

/** Placeholders that do not resolve on every asset the rule judges. */
export function checkPlaceholders(doc: RuleDoc, subject: CelType): RuleProblem[] {
  const texts: [readonly string[], string][] = [[['message'], doc.message], [['fix', 'text'], doc.fix.text]]
  if (doc.fix.command !== undefined) texts.push([['fix', 'command'], doc.fix.command])
  return texts.flatMap(([key, text]) => [...text.matchAll(placeholder)].flatMap((match) => {
    const wrong = unresolved(match[1] ?? '', subject)
    return wrong === null ? [] : [{ key, offset: match.index, message: wrong }]
  }))
}

function unresolved(path: string, subject: CelType): string | null {
  if (plain.includes(path)) return null
  const [head, ...steps] = path.split('.')
  if (head !== 'props' || steps.length === 0) {
    const meant = nearest(path, plain)
    return `unknown placeholder {${path}}${meant === undefined ? `: there are ${plain.map((p) => `{${p}}`).join(' ')} and {props.…}` : `, did you mean {${meant}}?`}`
  }
  let type: CelType = subject.is === 'asset' ? (subject.props ?? { is: 'any' }) : { is: 'any' }
  for (const step of steps) {
    type = bare(type)
    if (type.is === 'any' || type.is === 'map') return null
    const next: CelType | undefined = type.is === 'record' ? type.fields.get(step) : undefined
    if (next === undefined) {
      const meant = type.is === 'record' ? nearest(step, type.fields.keys()) : undefined
      return `placeholder {${path}}: no property "${step}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`
    }
    type = next
  }
  return null
}

/** A text with its placeholders filled; in a command every value is quoted for a POSIX shell. */
export function fill(text: string, asset: Asset, use: 'text' | 'command'): string {
  return text.replace(placeholder, (whole, path: string) => {
    const value = look(asset, path)
    if (value === undefined) return whole
    return use === 'command' ? quote(value) : value
  })
}

function look(asset: Asset, path: string): string | undefined {
  switch (path) {
    case 'name': case 'id': case 'type': return asset[path]
    case 'account': return asset.scope.account
    case 'region': return asset.scope.region ?? ''
  }
  const [head, ...steps] = path.split('.')
  if (head !== 'props') return undefined
  let value: Json | undefined = asset.props
  for (const step of steps) {
    value = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }
  if (value === undefined) return 'unknown'
  if (value === null) return 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One word for a POSIX shell, whatever it holds. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
