// Standard output: written as fast as it is read, and as far.
import { OutputError } from '../core/index.js'
import { pour } from '../reporters/kit/pour.js'
import { isBrokenPipe, readerLeft } from './pipes.js'

/** Writes text, or pieces of it, to standard output. */
export function print(text: string | Iterable<string>): Promise<void> {
  return toReader(() => pour(typeof text === 'string' ? [text] : text, process.stdout))
}

/** Runs what writes to standard output, until the reader goes away. */
export async function toReader(write: () => Promise<void>): Promise<void> {
  if (readerLeft()) return
  try {
    await write()
  } catch (error) {
    if (isBrokenPipe(error) || readerLeft()) return
    if (error instanceof Error && 'code' in error) throw new OutputError(`the report could not be written to standard output: ${error.message}`)
    throw error
  }
}
