// Opens bytes as a reader gets them from the dispatcher: with a budget, a place to tell what was left unread, and members.
import { basename, extname } from 'node:path'
import { partsBeside } from '../../src/artifacts/beside.js'
import { bytesOf, type Bytes } from '../../src/artifacts/bytes.js'
import type { Beside, Opened } from '../../src/artifacts/format.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'

export interface Contained {
  member: string
  content: Bytes
}

export interface OpenedHere extends Opened {
  /** What the reader asked to have looked into. */
  contained: Contained[]
}

/** `siblings`: other files of the scanned root, by their path from its top. */
export async function opened(path: string, data: Uint8Array | Bytes, given: { limits?: Partial<Limits>; siblings?: Record<string, Uint8Array | Beside | 'outside'> } = {}): Promise<OpenedHere> {
  const content = data instanceof Uint8Array ? bytesOf(data) : data
  const contained: Contained[] = []
  return {
    bytes: await content.read(0, Math.min(content.size, 4096)), size: content.size, name: basename(path), extension: extname(path).toLowerCase(),
    content, path, budget: new Budget({ ...defaultLimits, ...given.limits }, () => performance.now()), depth: 0, unread: [], contained,
    contains: (member, inner) => {
      contained.push({ member, content: inner })
      return Promise.resolve()
    },
    beside: (other) => {
      const parts = partsBeside(path, other)
      if (parts === null || other.startsWith('/')) return Promise.resolve('outside')
      const found = given.siblings?.[parts.join('/')]
      return Promise.resolve(found === undefined ? null : found instanceof Uint8Array ? { path: parts.join('/'), bytes: bytesOf(found), linked: false, hardLinks: 1 } : found)
    },
  }
}
