// JSON of strangers: parsed whole within a limit, and looked at without trusting what is where.
import type { Opened } from '../format.js'
import { parseJson as parse } from '../text/json.js'
import { Stopped } from '../unread.js'

export { fieldMapOf as fieldsOf, itemsOf } from '../text/json.js'

export async function parseJson(file: Opened): Promise<unknown> {
  const { document } = file.budget.limits
  if (file.size > document) throw new Stopped('limit', `JSON of more than ${Math.round(document / 2 ** 20)} MB`)
  return parse(new TextDecoder().decode(await file.content.read(0, file.size)))
}

/** Not by `String`: an object may bring a `toString` that is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
