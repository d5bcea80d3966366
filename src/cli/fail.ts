// Ends the program with an error that a person can act on.
import { OutputError, ScanError, UsageError } from '../core/errors.js'
import { exitCodes } from './exit.js'
import { inert } from './inert.js'

const issues = 'https://github.com/aispm/aispm/issues'

/** Tells what happened, and sets the exit code. */
export function fail(error: unknown, verbose: boolean): void {
  process.exitCode = exitCodeOf(error)
  process.stderr.write(complaint(error, verbose))
}

export function exitCodeOf(error: unknown): number {
  return error instanceof UsageError ? exitCodes.usage : error instanceof ScanError ? exitCodes.incomplete : exitCodes.bug
}

/** What is told; names in it come from outside. */
export function complaint(error: unknown, verbose: boolean): string {
  return inert(wordsOf(error, verbose))
}

function wordsOf(error: unknown, verbose: boolean): string {
  if (error instanceof UsageError || error instanceof ScanError || error instanceof OutputError) {
    return `aispm: ${error.message}\n${error.hint === undefined ? '' : `${hintWords(error.hint)}\n`}`
  }
  const text = error instanceof Error ? (verbose ? error.stack ?? error.message : `${error.name}: ${error.message}`) : String(error)
  return `aispm: this is a bug of ours, not of yours: ${text}\n${verbose ? '' : 'run again with --verbose and '}report it at ${issues}\n`
}

/** A question and a list of words are no things to try. */
function hintWords(hint: string): string {
  return /^(did you mean|one of:|enabled:|targets:|write it like|aispm rules lists)/.test(hint) ? hint : `try: ${hint}`
}
