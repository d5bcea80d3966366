// Looks into hostile files as a scan does: every format is asked, and none may fail, hang, swell or leave a mark on the process.
import { expect } from 'vitest'
import { bytesOf, type Bytes } from '../../src/artifacts/bytes.js'
import { Inspector, type Found } from '../../src/artifacts/inspect.js'
import { defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import { discoverFormats } from '../../src/connectors/kit/discover.js'
import { withPython } from './python.js'

const formats = await discoverFormats()
await withPython()

/** Seconds of processor for one file; generous, since tests share the machine. */
const mostSeconds = 5

export interface Looked {
  found: Found[]
  /** All that was left unread, as `reason: what`. */
  unread: string[]
  /** Whether anything was claimed, and nothing of it left unread. */
  isClean: boolean
}

export async function inspected(path: string, data: Uint8Array | Bytes, limits: Partial<Limits> = {}): Promise<Looked> {
  const asked: string[] = []
  const content = data instanceof Uint8Array ? bytesOf(data) : data
  const from = process.cpuUsage()
  const found = await new Inspector(formats, { ...defaultLimits, ...limits }, () => performance.now()).inspect({ path, content, beside: (other) => (asked.push(other), Promise.resolve(null)) })
  const { user, system } = process.cpuUsage(from)
  for (const { bug, type, path: where } of found) expect(bug, `${type} of ${where}`).toBeUndefined()
  expect((user + system) / 1e6, `seconds for ${path}`).toBeLessThan(mostSeconds)
  expectUntouched()
  const unread = found.flatMap((one) => one.unread.map(({ reason, what }) => `${reason}: ${what}`))
  return { found, unread, isClean: found.length > 0 && unread.length === 0 }
}

/** Nothing that a file says ends up on what all objects share. */
export function expectUntouched(): void {
  expect(Object.keys(Object.prototype)).toEqual([])
  const bare: Record<string, unknown> = {}
  for (const key of ['polluted', 'isAdmin', 'a', 'x']) expect(bare[key]).toBeUndefined()
}

/** Every sign of every list of what was found, as text. */
export function signsOf(found: readonly Found[]): string[] {
  return found.flatMap(({ props }) => Object.entries(props ?? {}).flatMap(([name, value]) => (Array.isArray(value) ? value : []).flatMap((one) =>
    (isSign(one) ? [`${name}: ${one.what} ${one.detail}`] : []))))
}

function isSign(value: unknown): value is { what: string; detail: string } {
  return typeof value === 'object' && value !== null && 'what' in value && 'detail' in value && typeof value.what === 'string' && typeof value.detail === 'string'
}
