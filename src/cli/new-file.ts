// Files that people go on writing by hand: put in place whole, and never over what is there.
import { randomBytes } from 'node:crypto'
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ScanError, UsageError } from '../core/errors.js'

/** `over`: takes the place of what is there. `hint`: what to do where that is not wanted. */
export async function writeNew(file: string, text: string, { over = false, hint }: { over?: boolean; hint?: string } = {}): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(temporary, text, { flag: 'wx' })
    // A link fails where something has the name already, a rename takes it away.
    await (over ? rename(temporary, file) : link(temporary, file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') throw new UsageError(`${file} is there already; nothing was written`, hint)
    throw new ScanError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    await rm(temporary, { force: true })
  }
}
