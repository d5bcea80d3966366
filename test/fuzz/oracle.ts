// What must hold whatever the bytes: no fault but a `Stopped`, an end in time and memory, the same answer twice, a declared shape.
import { isDeepStrictEqual } from 'node:util'

/** Milliseconds of processor that one case may take. */
export const mostTime = 2000
/** Bytes by which one case may raise the largest resident size: what a file may hold, and as much again for garbage. */
export const mostMemory = 160 * 2 ** 20

export interface Target {
  name: string
  /** Gives what was read, as JSON; throws only what `allows` lets pass. */
  run(data: Uint8Array, path: string): unknown
  allows?(error: unknown): boolean
  /** A complaint about an answer, or null. */
  check?(answer: unknown, data: Uint8Array): string | null
}

export interface Outcome {
  complaint: string | null
  answer: unknown
  time: number
}

/** `twice`: runs it again and compares. */
export async function judge(target: Target, data: Uint8Array, path: string, twice: boolean): Promise<Outcome> {
  const before = data.slice()
  const peak = process.resourceUsage().maxRSS
  const from = process.cpuUsage()
  const { answer, complaint } = await attempt(target, data, path)
  const { user, system } = process.cpuUsage(from)
  const time = (user + system) / 1000
  const grown = (process.resourceUsage().maxRSS - peak) * 1024
  const complaints = [
    complaint,
    time > mostTime ? `takes ${Math.round(time)} ms of processor` : null,
    grown > mostMemory ? `takes ${Math.round(grown / 2 ** 20)} MB more than anything before it` : null,
    isDeepStrictEqual(data, before) ? null : 'writes into the bytes it was given',
    complaint === null ? target.check?.(answer, data) ?? oddValue(answer, '') : null,
  ]
  if (twice && complaint === null && !wasSlow(answer)) {
    const again = await attempt(target, data, path)
    if (!wasSlow(again.answer) && !isDeepStrictEqual(again.answer, answer)) complaints.push(`answers differently the second time: ${difference(answer, again.answer)}`)
  }
  return { complaint: complaints.find((one) => one !== null) ?? null, answer, time }
}

async function attempt(target: Target, data: Uint8Array, path: string): Promise<{ answer: unknown; complaint: string | null }> {
  try {
    return { answer: await target.run(data, path), complaint: null }
  } catch (error) {
    if (target.allows?.(error) === true) return { answer: error instanceof Error ? `${error.name}: ${error.message}` : 'refused', complaint: null }
    return { answer: null, complaint: `throws ${error instanceof Error ? error.stack ?? error.message : String(error)}` }
  }
}

/** Whoever runs out of time on the clock may have come further at another time. */
function wasSlow(answer: unknown): boolean {
  return JSON.stringify(answer)?.includes('s to read"') === true
}

function difference(a: unknown, b: unknown): string {
  return `${JSON.stringify(a)?.slice(0, 300)} / ${JSON.stringify(b)?.slice(0, 300)}`
}

/** A value that JSON does not have: it would be lost, or another, in the saved inventory. */
function oddValue(value: unknown, path: string, depth = 0): string | null {
  if (depth > 100) return `${path}: nested more than a hundred deep`
  if (value === undefined || typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return `${path}: ${typeof value} is no JSON`
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path}: ${value} is no JSON`
  if (typeof value !== 'object' || value === null) return null
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return `${path}: no plain object`
  for (const [key, inner] of Object.entries(value)) {
    const odd = oddValue(inner, `${path}.${key}`, depth + 1)
    if (odd !== null) return odd
  }
  return null
}
