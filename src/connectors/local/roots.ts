// The folders that a scan was given: that they are there, and how each is called.
import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { UsageError } from '../../core/index.js'
import type { Root } from './session.js'

/** A root is called by its path from the working folder, or by its last part where it lies elsewhere. */
export function rootsOf(paths: readonly string[], cwd: string): Root[] {
  const roots = paths.map((path): Root => {
    const full = resolve(cwd, path)
    if (!existsSync(full)) throw new UsageError(`${path} does not exist; nothing was scanned`)
    const stats = statSync(full)
    if (!stats.isDirectory() && !stats.isFile()) throw new UsageError(`${path} is neither a folder nor a regular file; nothing was scanned`)
    return { name: nameOf(full, cwd), path: realpathSync(full) }
  })
  for (const root of roots) {
    const twin = roots.find((other) => other !== root && (other.path === root.path || other.name === root.name))
    if (twin === undefined) continue
    if (twin.path === root.path) throw new UsageError(`${root.name} was given twice; nothing was scanned`)
    root.name = root.path
  }
  return roots
}

function nameOf(full: string, cwd: string): string {
  const from = relative(cwd, full).replaceAll('\\', '/')
  if (from === '') return basename(full) || '/'
  return from.startsWith('..') ? basename(full) || '/' : from
}
