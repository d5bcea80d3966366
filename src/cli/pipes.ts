// Pipes that close early are the reader's right, not an error.
let left = false

/** `aispm ... | head -1` ends as it would have ended without the pipe, and says nothing of it. */
export function allowBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error) => {
      if (stream === process.stdout && isBrokenPipe(error)) left = true
    })
  }
}

/** Whoever read standard output has gone. */
export function readerLeft(): boolean {
  return left
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}
