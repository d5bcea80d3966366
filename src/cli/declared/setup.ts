// What helps to set aispm up, and to look things up.
import type { Command } from 'commander'
import { UsageError } from '../../core/errors.js'
import { nearest } from '../../core/words.js'
import { either } from '../formats.js'
import { withOther } from '../options.js'
import { schemas, shells } from '../words.js'

export function init(program: Command): void {
  const command = program.command('init').argument('[folder]', 'where to look, and where to write it (default: here)')
    .description('Look at what is there, and write an aispm.yaml for it, with a comment for every setting.').summary('write an aispm.yaml for what is here')
    .optionsGroup('Output:')
    .option('--print', 'write it to standard output, and no file')
    .option('--force', 'write over the aispm.yaml that is there')
  withOther(command).action(async (folder, flags) => (await import('../commands/init.js')).default(folder, flags))
}

export function completion(program: Command): void {
  const command = program.command('completion').argument('<shell>', either(shells))
    .description('A script that completes commands, flags and their values with the tab key.').summary('completion for your shell')
  withOther(command).action(async (shell) => (await import('../commands/completion.js')).default(shell, program))
  // What the script asks for while somebody types.
  program.command('words', { hidden: true }).argument('<of>').optionsGroup('Other:').helpOption('-h, --help', 'show this help').action(async (of) => (await import('../commands/words.js')).default(of))
}

export function schema(program: Command): void {
  const command = program.command('schema').argument('<of>', either(Object.entries(schemas).map(([name, what]) => `${name} (${what})`)))
    .description('The JSON Schema of what aispm writes and reads.').summary('the JSON Schemas of what aispm writes and reads')
  withOther(command).action(async (of) => (await import('../commands/schema.js')).default(of))
}

export function help(program: Command): void {
  // The parser's own would answer a misspelt command with the help of `aispm`.
  program.helpCommand(false).command('help').argument('[command...]', 'one of them').optionsGroup('Other:').helpOption('-h, --help', 'show this help')
    .description('Show the help of a command.').summary('show the help of a command')
    .action((names: string[]) => {
      let named = program
      for (const [i, name] of names.entries()) {
        const next = named.commands.find((command) => command.name() === name)
        if (next === undefined) {
          const meant = nearest(name, named.commands.map((command) => command.name()))
          throw new UsageError(`unknown command "${names.slice(0, i + 1).join(' ')}"`, meant === undefined ? 'aispm --help' : `did you mean ${[...names.slice(0, i), meant].join(' ')}?`)
        }
        named = next
      }
      named.outputHelp()
    })
}
