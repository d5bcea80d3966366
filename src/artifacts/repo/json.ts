// Small documents beside the weights, parsed as they are: a broken one is told, and hides what it might have said.
import { isAlias, parseDocument, visit } from 'yaml'
import type { Bytes } from '../bytes.js'
import { isTooDeep } from '../../core/yaml-depth.js'
import { parseJson } from '../text/json.js'
import { Stopped } from '../unread.js'

/** Bytes of a configuration that are parsed. */
const longest = 32 * 2 ** 20
/** Characters of YAML that are parsed: the parser takes about a second for a megabyte of small entries. */
const longestYaml = 2 ** 20

export type Document = Readonly<Record<string, unknown>>

export async function jsonOf(content: Bytes): Promise<unknown> {
  return parseJson(await wholeText(content))
}

/** The JSON object in a file. */
export async function documentOf(content: Bytes): Promise<Document> {
  const value = await jsonOf(content)
  if (!isDocument(value)) throw new Stopped('malformed', 'is no JSON object')
  return value
}

/** YAML without aliases: nothing that people write about a model needs them, and bombs are made of them. */
export function yamlOf(text: string): unknown {
  if (text.length > longestYaml) throw new Stopped('limit', `YAML of ${text.length} characters`)
  if (isTooDeep(text)) throw new Stopped('limit', 'YAML nested too deeply')
  const document = parseDocument(text, { version: '1.2', logLevel: 'silent', prettyErrors: false })
  let aliases = 0
  visit(document, (_, node) => void (isAlias(node) && (aliases += 1)))
  if (document.errors.length > 0 || aliases > 0) throw new Stopped('malformed', aliases > 0 ? 'has YAML aliases' : 'is no YAML')
  return document.toJS()
}

export async function wholeText(content: Bytes): Promise<string> {
  if (content.size > longest) throw new Stopped('limit', `is larger than ${longest / 2 ** 20} MB`)
  return new TextDecoder().decode(await content.read(0, content.size))
}

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field's text, or null. */
export function textIn(document: Document, key: string): string | null {
  const value = Object.hasOwn(document, key) ? document[key] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** Texts of a field that is one or a list of them. */
export function textsIn(document: Document, key: string): string[] {
  const value = Object.hasOwn(document, key) ? document[key] : undefined
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one): one is string => typeof one === 'string' && one !== '')
}

/** Every field anywhere in a document, with its dotted path; at most 64 levels deep. */
export function* fieldsIn(value: unknown, path = '', depth = 0): Iterable<{ key: string; path: string; value: unknown }> {
  if (depth > 64 || typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (!Array.isArray(value)) yield { key, path: at, value: inner }
    yield* fieldsIn(inner, at, depth + 1)
  }
}
