// Runs the command line, and makes sure that every way it can end says so and has the right exit code.
import { CommanderError, type Command } from 'commander'
import { OutputError, UsageError } from '../core/errors.js'
import { isSet, namingVariables } from './environment.js'
import { exitCodes } from './exit.js'
import { complaint, fail } from './fail.js'
import { allowBrokenPipes } from './pipes.js'
import { buildProgram } from './program.js'
import { interruption } from './signals.js'
import { pathOf } from './tree.js'

let ended = false
const verbose = process.argv.includes('--verbose') || isSet(process.env['AISPM_VERBOSE'])

async function main(argv: string[]): Promise<void> {
  const program = buildProgram()
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) misuse(error, commandOf(program, argv.slice(2)))
    else if (interruption() !== undefined && !(error instanceof OutputError)) {
      process.stderr.write('aispm: nothing was read before; there is no report\n')
      process.exitCode = interruption()
    } else fail(namingVariables(error), verbose)
  }
}

/** The command that the words lead to: `rules new`. */
function commandOf(program: Command, words: readonly string[]): Command {
  const next = program.commands.find((command) => command.name() === words[0])
  return next === undefined ? program : commandOf(next, words.slice(1))
}

/** The parser's own complaints in our words. */
function misuse(error: CommanderError, command: Command): void {
  if (error.exitCode === 0) return
  const [what = '', suggestion] = error.message.replace(/^error: /, '').replace(/^too many arguments for .*Expected (\d+) .* got (\d+).*/, 'too many arguments: expected $1, got $2').split('\n')
  const meant = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?')
  fail(new UsageError(what.replaceAll("'", '"'), meant ?? `${command.parent === null ? 'aispm' : `aispm ${pathOf(command)}`} --help`), verbose)
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
