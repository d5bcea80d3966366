// Files that a file names: looked up by path within the scanned root, link by link, and never opened outside of it.
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { partsBeside } from '../../artifacts/beside.js'
import type { Beside, Opened } from '../../artifacts/format.js'
import { FileBytes } from '../kit/file-bytes.js'

/** `opened` takes every file that was opened, to be closed by whoever asked. */
export function besideOf(root: string, path: string, opened: (bytes: FileBytes) => void): Opened['beside'] {
  return (other) => Promise.resolve(lookUp(root, path, other, opened))
}

function lookUp(root: string, from: string, other: string, opened: (bytes: FileBytes) => void): Beside | 'outside' | null {
  if (/^(?:[/\\]|[a-z]:)/i.test(other)) return 'outside'
  if (other.includes('\0')) return null
  const parts = partsBeside(from, other)
  if (parts === null) return 'outside'
  const path = parts.join('/')
  try {
    const absolute = join(root, path)
    // Most of what is asked for is not there: told without an error, which would cost ten times as much.
    if (statSync(absolute, { throwIfNoEntry: false }) === undefined) return null
    const real = realpathSync(absolute)
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return 'outside'
    const stats = statSync(real)
    if (!stats.isFile()) return null
    const bytes = new FileBytes(real, stats.size)
    opened(bytes)
    return { path, bytes, linked: hasLink(root, parts), hardLinks: stats.nlink }
  } catch {
    return null
  }
}

function hasLink(root: string, parts: readonly string[]): boolean {
  return parts.some((_, i) => lstatSync(join(root, ...parts.slice(0, i + 1))).isSymbolicLink())
}
