// Where reports go: standard output, or files that are written whole or not at all.
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { UsageError } from '../core/index.js'

/** Runs `write` against the file's temporary neighbour, then puts it in place, readable by its owner only. */
export async function writeWhole(file: string, write: (out: Writable) => Promise<void>): Promise<void> {
  const target = resolve(file)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  // Flushed before it is renamed: after a crash there is the old file or the new one, never half of it.
  const out = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true })
  await once(out, 'open').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    await write(out)
    out.end()
    await finished(out)
    await rename(temporary, target)
  } catch (error) {
    out.destroy()
    await rm(temporary, { force: true })
    throw error
  }
}
