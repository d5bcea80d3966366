// Writes pieces of text to a stream no faster than the stream takes them.
import type { Writable } from 'node:stream'

/** Small pieces are put together up to this many characters before they are written. */
const batch = 32 * 1024

/**
 * Pours all pieces into `out`, waiting whenever it is full, and resolves once the last one was handed over.
 * Does not end `out`: it may be stdout. Rejects when it breaks or is closed by the other side.
 */
export async function pour(pieces: AsyncIterable<string> | Iterable<string>, out: Writable): Promise<void> {
  let broken: Error | undefined
  const onError = (error: Error): void => { broken ??= error }
  out.on('error', onError)
  let held = ''
  for await (const piece of pieces) {
    held += piece
    if (held.length < batch) continue
    await put(out, held)
    held = ''
    if (broken !== undefined) throw broken
  }
  await handOver(out, held)
  // Left in place after a failure: a stream tells of it once more, by an event that would end the process.
  out.off('error', onError)
}

function put(out: Writable, text: string): Promise<void> | void {
  if (out.destroyed || out.writableEnded) throw closed()
  if (out.write(text)) return
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => (): void => {
      out.off('drain', onDrain).off('close', onClose).off('error', onError)
      act()
    }
    const onDrain = settle(resolve)
    const onClose = settle(() => reject(closed()))
    const onError = (error: Error): void => settle(() => reject(error))()
    out.on('drain', onDrain).on('close', onClose).on('error', onError)
  })
}

function handOver(out: Writable, text: string): Promise<void> {
  if (out.destroyed || out.writableEnded) throw closed()
  return new Promise((resolve, reject) => {
    out.write(text, (error) => (error == null ? resolve() : reject(error)))
  })
}

function closed(): Error {
  return new Error('the output was closed before the report was written')
}
