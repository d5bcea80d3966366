// Ends the program with an error that a person can act on.
import { ScanError, UsageError } from '../core/errors.js'
import { exitCodes } from './exit.js'

const issues = 'https://github.com/aispm/aispm/issues'

export function fail(error: unknown, verbose: boolean): void {
  if (error instanceof UsageError || error instanceof ScanError) {
    process.stderr.write(`aispm: ${error.message}\n`)
    if (error.hint !== undefined) process.stderr.write(`try: ${error.hint}\n`)
    process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.incomplete
    return
  }
  const text = error instanceof Error ? (verbose ? error.stack ?? error.message : `${error.name}: ${error.message}`) : String(error)
  process.stderr.write(`aispm: this is a bug of ours, not of yours: ${text}\n${verbose ? '' : 'run again with --verbose and '}report it at ${issues}\n`)
  process.exitCode = exitCodes.bug
}
