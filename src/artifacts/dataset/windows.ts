// Text out of a file too large to be read as a whole: its beginning, its end and evenly spaced places between, in whole lines.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'

export interface Window {
  text: string
  /** Byte of the file where the text begins. */
  from: number
}

export interface Windows {
  list: Window[]
  /** Nothing was left out. */
  whole: boolean
}

/** Read as a whole up to here. */
const wholeUpTo = 8 * 2 ** 20
const windowSize = 256 * 1024
const windowCount = 24

export async function textWindows(content: Bytes, budget: Budget): Promise<Windows> {
  if (content.size <= wholeUpTo) return { list: [{ text: decode(await content.read(0, content.size)), from: 0 }], whole: true }
  const list: Window[] = []
  for (let i = 0; i < windowCount; i++) {
    budget.tick()
    const at = Math.floor(((content.size - windowSize) / (windowCount - 1)) * i)
    const bytes = await content.read(at, windowSize)
    // What is cut at either end belongs to a line that is not seen in full.
    const from = at === 0 ? 0 : bytes.indexOf(10) + 1
    const until = at + bytes.length >= content.size ? bytes.length : bytes.lastIndexOf(10) + 1
    if (until > from) list.push({ text: decode(bytes.subarray(from, until)), from: at + from })
    // One line longer than a window: its text is still text.
    else list.push({ text: decode(bytes), from: at })
  }
  return { list, whole: false }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** Text by its first bytes: no zero bytes, and hardly any control characters. */
export function looksLikeText(head: Uint8Array): boolean {
  if (head.length === 0 || head.includes(0)) return false
  let strange = 0
  for (const byte of head) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) strange += 1
  return strange * 100 <= head.length
}
