// Reads JSON of unknown shape: parsed once, then asked for what is expected, with nothing where it is something else.
import { Stopped } from '../unread.js'

/** Lists in lists and objects in objects: beyond that, whoever walks what was parsed would run out of stack. */
const deepest = 1000

/** Throws `Stopped` for what is no JSON, or nested without end; a byte order mark is passed over. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
    throw new Stopped('malformed', 'is no JSON', at === undefined ? undefined : Number(at))
  }
  if (isDeep(text)) throw new Stopped('limit', `JSON nested more than ${deepest} deep`)
  return value
}

/** Of text that is JSON: brackets within texts do not count. */
function isDeep(text: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isText) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) isText = false
    } else if (code === 0x22) isText = true
    else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth > deepest) return true
    } else if (code === 0x5d || code === 0x7d) depth -= 1
  }
  return false
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

export function fieldsOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

/** The same, to be asked by name; none of anything else. */
export function fieldMapOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(fieldsOf(value))
}

export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** `1e999` is a number of JSON, and none that could be kept. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A text that may be given as a list of its lines. */
export function linesOf(value: unknown): string {
  if (typeof value === 'string') return value
  return itemsOf(value).filter((line) => typeof line === 'string').join('')
}
