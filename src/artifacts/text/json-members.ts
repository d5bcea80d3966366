// Finds the members of a large JSON object without parsing their values: bytes are gone through once, in chunks.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { parseJson } from './json.js'

export interface JsonMember {
  key: string
  /** Where its value begins, and where it is over. */
  from: number
  to: number
}

const chunkLength = 2 ** 18
const longestKey = 1000

/** The members of the object at the top, in the order of the file, duplicates included. */
export async function* jsonMembers(content: Bytes, budget: Budget): AsyncIterable<JsonMember> {
  let phase: 'start' | 'key' | 'colon' | 'value' | 'after' = 'start'
  let inString = false
  let escaped = false
  let depth = 0
  let from = 0
  let key = ''
  let to = -1
  let isDone = false
  const malformed = (at: number): Stopped => new Stopped('malformed', 'no JSON object', at)
  for (let base = 0; base < content.size && !isDone; base += chunkLength) {
    budget.tick()
    const chunk = await content.read(base, Math.min(chunkLength, content.size - base))
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      const at = base + i
      if (inString) {
        if (escaped) escaped = false
        else if (byte === 0x5c) escaped = true
        else if (byte === 0x22) {
          inString = false
          if (phase === 'key') {
            if (at - from > longestKey) throw new Stopped('limit', 'key of more than a thousand bytes', from)
            key = String(parseJson(new TextDecoder().decode(await content.read(from, at + 1 - from))))
            phase = 'colon'
          } else to = at + 1
        }
        continue
      }
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
      if (phase === 'start') {
        // A byte order mark may stand before it.
        if (at < 3 && (byte === 0xef || byte === 0xbb || byte === 0xbf)) continue
        if (byte !== 0x7b) throw malformed(at)
        phase = 'key'
      } else if (phase === 'key') {
        if (byte === 0x7d) isDone = true
        else if (byte === 0x22) {
          inString = true
          from = at
        } else if (byte !== 0x2c) throw malformed(at)
        if (isDone) break
      } else if (phase === 'colon') {
        if (byte !== 0x3a) throw malformed(at)
        phase = 'value'
        from = -1
      } else if (depth === 0 && (byte === 0x2c || byte === 0x7d)) {
        if (from === -1) throw malformed(at)
        yield { key, from, to }
        phase = 'key'
        if (byte === 0x7d) {
          isDone = true
          break
        }
      } else {
        if (from === -1) from = at
        to = at + 1
        if (byte === 0x22) inString = true
        else if (byte === 0x7b || byte === 0x5b) depth += 1
        else if (byte === 0x7d || byte === 0x5d) depth -= 1
        if (depth < 0) throw malformed(at)
      }
    }
  }
  if (!isDone) throw new Stopped('truncated', 'JSON that is not closed', content.size)
}

/** The value of a member, parsed. */
export async function memberValue(content: Bytes, { from, to }: JsonMember, most: number): Promise<unknown> {
  if (to - from > most) throw new Stopped('limit', `member of more than ${Math.round(most / 2 ** 20)} MB`, from)
  return parseJson(new TextDecoder().decode(await content.read(from, to - from)))
}
