// Where reports go: standard output, or files that are written whole or not at all.
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { UsageError } from '../core/index.js'

/** Runs `write` against the file's temporary neighbour, then puts it in place, readable by its owner only. */
export async function writeWhole(file: string, write: (out: Writable) => Promise<void>): Promise<void> {
  const target = resolve(file)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    const out = handle.createWriteStream({ autoClose: false })
    await write(out)
    out.end()
    await finished(out)
    await handle.sync()
    await handle.close()
    await rename(temporary, target)
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(temporary, { force: true })
    throw error
  }
}
