// Runs the command line, and makes sure that every way it can end says so and has the right exit code.
import { CommanderError } from 'commander'
import { UsageError } from '../core/errors.js'
import { exitCodes } from './exit.js'
import { complaint, fail } from './fail.js'
import { allowBrokenPipes } from './pipes.js'
import { buildProgram } from './program.js'
import { interruption } from './signals.js'

let ended = false
const verbose = process.argv.includes('--verbose')

async function main(argv: string[]): Promise<void> {
  const program = buildProgram()
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) misuse(error, program.commands.find((command) => command.name() === argv[2])?.name())
    else if (interruption() !== undefined) {
      process.stderr.write('aispm: nothing was read before; there is no report\n')
      process.exitCode = interruption()
    } else fail(error, verbose)
  }
}

/** The parser's own complaints in our words. */
function misuse(error: CommanderError, command: string | undefined): void {
  if (error.exitCode === 0) return
  const [what = '', suggestion] = error.message.replace(/^error: /, '').replace(/^too many arguments for .*Expected (\d+) .* got (\d+).*/, 'too many arguments: expected $1, got $2').split('\n')
  const meant = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?')
  fail(new UsageError(what.replaceAll("'", '"'), meant ?? (command === undefined ? 'aispm --help' : `aispm ${command} --help`)), verbose)
}

// A bug must never end as "findings" (1) or in silence: Node's own codes mean other things here.
process.on('uncaughtException', (error) => {
  ended = true
  process.stderr.write(complaint(error, verbose))
  process.exit(exitCodes.bug)
})
process.on('exit', () => {
  if (ended || process.exitCode === exitCodes.interrupted || process.exitCode === exitCodes.terminated) return
  process.exitCode = exitCodes.bug
  process.stderr.write(complaint(new Error('the program came to a halt with work left to do'), verbose))
})

allowBrokenPipes()
await main(process.argv)
ended = true
