// Ctrl-C and friends: the first asks for what there is, the second means it.
import { exitCodes } from './exit.js'

let code: number | undefined

/** Aborts at the first SIGINT or SIGTERM; the reason is the signal's name. `say` tells the user. */
export function onInterruption(say: (line: string) => void): AbortSignal {
  const abort = new AbortController()
  const stop = (signal: NodeJS.Signals): void => {
    if (code !== undefined) process.exit(code)
    code = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
    say(`aispm: ${signal}: reporting what was read so far; once more ends at once`)
    abort.abort(signal)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return abort.signal
}

/** The exit code of the signal that came, or undefined. */
export function interruption(): number | undefined {
  return code
}
