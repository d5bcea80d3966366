// Reads JSON of unknown shape: parsed once, then asked for what is expected, with nothing where it is something else.
import { Stopped } from '../unread.js'

/** Throws `Stopped` for what is no JSON; a byte order mark is passed over. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
    throw new Stopped('malformed', 'no JSON', at === undefined ? undefined : Number(at))
  }
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

export function fieldsOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** A text that may be given as a list of its lines. */
export function linesOf(value: unknown): string {
  if (typeof value === 'string') return value
  return itemsOf(value).filter((line) => typeof line === 'string').join('')
}
