// Reads a YAML or JSON document into plain values with places: no tags are acted on, no aliases expanded.
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, type Node } from 'yaml'
import { isTooDeep } from '../../core/yaml-depth.js'
import { Stopped } from '../unread.js'

export interface YamlEntry {
  /** Keys from the top, such as `model.optimizer._target_`; positions in lists as numbers. */
  path: string
  key: string
  /** Null where the value is a map or a list. */
  text: string | null
  /** Null where the reader keeps no places. */
  offset: number | null
  /** Keys that stand beside it. */
  beside: ReadonlySet<string>
}

export interface YamlTag {
  /** In full, such as `tag:yaml.org,2002:python/object/apply:os.system`. */
  tag: string
  path: string
  offset: number
}

export interface YamlDocument {
  entries: YamlEntry[]
  tags: YamlTag[]
  /** What the parser complained about first; what stands before it was still read. */
  complaint: string | null
}

const deepest = 100
const entriesKept = 100_000
/** Characters that are parsed: the parser takes about a second for a megabyte of small entries. */
export const longestYaml = 2 ** 20

export function readYaml(text: string): YamlDocument {
  if (text.length > longestYaml) throw new Stopped('limit', `a document of ${text.length} characters`)
  if (isTooDeep(text, deepest)) throw new Stopped('limit', 'a document nested too deeply')
  const document: YamlDocument = { entries: [], tags: [], complaint: null }
  // Core schema, and no merge keys: what is written is what is looked at. Keys that are there twice are both seen.
  for (const one of parseAllDocuments(text, { uniqueKeys: false, strict: false, logLevel: 'silent', prettyErrors: false, schema: 'core' })) {
    const error = one.errors.at(0)
    if (error !== undefined) document.complaint ??= error.message
    if (one.contents !== null) walk(one.contents, document)
  }
  return document
}

/** The same of JSON, which is read much faster, without places. Null where it is no JSON. */
export function readJson(text: string): YamlDocument | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const document: YamlDocument = { entries: [], tags: [], complaint: null }
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: parsed, path: '', depth: 0 }]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { value, path, depth } = place
    if (typeof value !== 'object' || value === null) continue
    if (depth > deepest) throw new Stopped('limit', 'a document nested too deeply')
    const keys = Object.keys(value)
    const beside = Array.isArray(value) ? new Set<string>() : new Set(keys)
    for (const [key, inner] of Object.entries(value).toReversed()) {
      const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
      if (typeof inner === 'object' && inner !== null) waiting.push({ value: inner, path: at, depth: depth + 1 })
      if (Array.isArray(value) || typeof inner !== 'string') continue
      if (document.entries.length >= entriesKept) throw new Stopped('limit', `more than ${entriesKept} entries`)
      document.entries.push({ path: at, key, text: inner, offset: null, beside })
    }
  }
  return document
}

/** The values of one key, from the top: `at(document, 'flavors.python_function.loader_module')`. */
export function textAt(document: YamlDocument, path: string): string | null {
  return document.entries.find((entry) => entry.path === path)?.text ?? null
}

interface Place {
  node: unknown
  path: string
  depth: number
}

function walk(contents: Node, document: YamlDocument): void {
  const waiting: Place[] = [{ node: contents, path: '', depth: 0 }]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node, path, depth } = place
    if (depth > deepest) throw new Stopped('limit', 'a document nested too deeply')
    if (document.entries.length > entriesKept) throw new Stopped('limit', `more than ${entriesKept} entries`)
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.tag !== undefined && node.tag.includes('python')) document.tags.push({ tag: node.tag, path, offset: node.range?.[0] ?? 0 })
    }
    const children: Place[] = []
    if (isMap(node)) {
      const beside = new Set(node.items.map((item) => keyOf(item.key)))
      for (const item of node.items) {
        if (!isPair(item)) continue
        const key = keyOf(item.key)
        const inner = path === '' ? key : `${path}.${key}`
        document.entries.push({ path: inner, key, text: textOfNode(item.value), offset: placeOf(item.value) ?? placeOf(item.key) ?? 0, beside })
        children.push({ node: item.key, path: inner, depth: depth + 1 }, { node: item.value, path: inner, depth: depth + 1 })
      }
    } else if (isSeq(node)) {
      for (const [i, item] of node.items.entries()) children.push({ node: item, path: `${path}[${i}]`, depth: depth + 1 })
    }
    // In the order of the document: a stack gives the last first.
    for (const child of children.toReversed()) waiting.push(child)
  }
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value).slice(0, 200) : isAlias(key) ? `*${key.source}` : '?'
}

function textOfNode(value: unknown): string | null {
  if (!isScalar(value)) return null
  const { value: plain } = value
  return typeof plain === 'string' ? plain : typeof plain === 'number' || typeof plain === 'boolean' ? (value.source ?? String(plain)) : null
}

function placeOf(value: unknown): number | undefined {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value.range?.[0] : undefined
}
