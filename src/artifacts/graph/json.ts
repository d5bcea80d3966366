// JSON of strangers: parsed whole within a limit, and looked at without trusting what is where.
import type { Opened } from '../format.js'
import { parseJson as parse } from '../text/json.js'
import { Stopped } from '../unread.js'

export async function parseJson(file: Opened): Promise<unknown> {
  const { document } = file.budget.limits
  if (file.size > document) throw new Stopped('limit', `JSON of more than ${Math.round(document / 2 ** 20)} MB`)
  return parse(new TextDecoder().decode(await file.content.read(0, file.size)))
}

/** Fields of an object, none of anything else. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [])
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Not by `String`: an object may bring a `toString` that is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
