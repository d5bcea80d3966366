// What can be asked on the command line. Everything heavy loads behind its command.
import { Command } from 'commander'
import { can, permissions, whoCan } from './declared/access.js'
import { compliance, diff, verify } from './declared/judge.js'
import { explain, rules } from './declared/rules.js'
import { inventory, scan } from './declared/scan.js'
import { completion, help, init, schema } from './declared/setup.js'
import { takeEnvironment, variablesOf } from './environment.js'
import { afterHelp } from './help.js'
import { everyCommand, pathOf } from './tree.js'
import { version } from './version.js'

export function buildProgram(): Command {
  const program = new Command('aispm')
    .description('Reads your AI estate, read-only, into one inventory, and judges it.\nWhat could not be read is told, and never taken for a pass.')
    .usage('<command> [options]')
    // What follows a command belongs to it: `rules` and `rules test` have flags of the same name.
    .enablePositionalOptions()
    .optionsGroup('Options:')
    .version(version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ showGlobalOptions: false, subcommandTerm: (command) => command.name(), styleTitle: (title) => `\u001B[1m${title}\u001B[22m` })
  program.commandsGroup('Judge:')
  scan(program)
  diff(program)
  compliance(program)
  verify(program)
  program.commandsGroup('Look:')
  inventory(program)
  program.commandsGroup('Rules:')
  rules(program)
  explain(program)
  program.commandsGroup('Access:')
  can(program)
  whoCan(program)
  permissions(program)
  program.commandsGroup('Set up:')
  init(program)
  completion(program)
  program.commandsGroup('Reference:')
  schema(program)
  help(program)
  for (const command of everyCommand(program)) {
    // Mistakes are told by us, in one voice: see misuse in main.ts.
    command.exitOverride().configureOutput({ outputError: () => undefined })
    if (!['help', 'words'].includes(command.name())) command.addHelpText('after', afterHelp(pathOf(command)))
  }
  const known = new Set(everyCommand(program).flatMap(variablesOf))
  return program.hook('preAction', (_program, command) => takeEnvironment(command, process.env, known))
}
