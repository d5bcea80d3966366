// What can be asked on the command line, in one file. Everything heavy loads behind its command.
import { Command } from 'commander'
import { UsageError } from '../core/errors.js'
import { nearest } from '../core/words.js'
import { afterHelp } from './help.js'
import { listOption, valueOption, withConfig, withFormat, withNetwork, withOther, withOwnRules, withPlace, withReads, withRules, withSource } from './options.js'
import { version } from './version.js'

export function buildProgram(): Command {
  const program = new Command('aispm')
    .description('Reads your AI estate, read-only, into one inventory, and judges it.\nWhat could not be read is told, and never taken for a pass.')
    .usage('<command> [options]')
    .optionsGroup('Options:')
    .version(version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ showGlobalOptions: false, subcommandTerm: (command) => command.name(), styleTitle: (title) => `\u001B[1m${title}\u001B[22m` })
    .addHelpText('after', afterHelp('aispm'))
    .commandsGroup('Judge:')
  scan(program)
  rules(program)
  explain(program)
  verify(program)
  program.commandsGroup('Look:')
  inventory(program)
  program.commandsGroup('Access:')
  can(program)
  whoCan(program)
  permissions(program)
  program.commandsGroup('Reference:')
  schema(program)
  help(program)
  for (const command of [program, ...program.commands]) {
    // Mistakes are told by us, in one voice: see complain in main.ts.
    command.exitOverride().configureOutput({ outputError: () => undefined })
    if (command !== program && command.name() !== 'help') command.addHelpText('after', afterHelp(command.name()))
  }
  return program
}

function scan(program: Command): void {
  const command = program.command('scan').argument('[target...]', 'folders and files, and providers: aws, azure, gcp (default: whatever credentials are found for)')
    .description('Read what is there, judge it, report.').summary('read what is there, judge it, report')
  withReads(withPlace(command).addOption(valueOption('--asset <id>', 'judge only this asset: quick, after a fix')))
  withSource(command, 'judge this saved inventory, and read nothing')
  withRules(command, 'recommended').optionsGroup('Judgement:')
    .option('--fail-on <severity>', 'exit 1 for findings at or above: critical, high, medium, low, never (default: high)')
    .option('--min-coverage <share>', 'exit 3 when less than this share could be judged, such as 0.9 (default: 0)')
    .optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', 'text, json, sarif, inventory; repeatable; without a file, to standard output (default: text)'))
    .option('--full', 'text: tell every finding in full (default: the first 20)')
    .option('--concise', 'text: tell every finding in one line')
    .option('--sarif-unknown', 'sarif: list what could not be judged as open results')
    .option('--plan', 'show which calls and rights a scan takes, and scan nothing')
  withOther(withConfig(withNetwork(command)))
    .action(async (targets, flags) => (await import('./commands/scan.js')).default(targets, flags))
}

function rules(program: Command): void {
  const command = program.command('rules').description('List the rules.').summary('list the rules')
  withOther(withConfig(withFormat(withRules(command, 'all'))))
    .action(async (flags) => (await import('./commands/rules.js')).default(flags))
}

function explain(program: Command): void {
  const command = program.command('explain').argument('<rule>', 'the id of a rule')
    .description('Why a rule exists, how to fix what it finds, and what exactly it judges.').summary('why a rule exists, and how to fix what it finds')
  withOther(withConfig(withFormat(withOwnRules(command))))
    .action(async (rule, flags) => (await import('./commands/explain.js')).default(rule, flags))
}

function verify(program: Command): void {
  const command = program.command('verify').argument('<path>', 'the folder or file of a model')
    .description('Whether a model is what somebody trusted has signed (OpenSSF Model Signing). Offline. Exits 0 for yes, 1 for no, 3 where it cannot be said.')
    .summary('whether a model is what somebody trusted has signed')
    .optionsGroup('Trust:')
    .addOption(listOption('--public-key <file>', 'signed with this key; repeatable'))
    .addOption(listOption('--certificate-chain <file>', 'signed with a certificate that leads to one of these; repeatable'))
    .addOption(valueOption('--identity <name>', 'signed by this address or workflow, or by one that /pattern/ matches as a whole'))
    .addOption(valueOption('--issuer <url>', 'who vouches for the identity'))
    .addOption(valueOption('--trusted-root <file>', "another Sigstore's trusted root, or a newer one (default: comes with aispm)"))
    .optionsGroup('Judgement:')
    .addOption(valueOption('--signature <file>', 'the signature (default: the one in the folder or beside it)'))
    .option('--ignore-unsigned-files', 'files that are not signed do not matter')
    .option('--allow-expired', 'a certificate that has expired since does not matter')
  withOther(withConfig(withFormat(command)))
    .action(async (path, flags) => (await import('./commands/verify.js')).default(path, flags))
}

function inventory(program: Command): void {
  const command = program.command('inventory').argument('[target...]', 'folders and files, and providers: aws, azure, gcp (default: whatever credentials are found for)')
    .description('Read everything there is, and judge nothing.').summary('read everything there is, judge nothing')
  withSource(withReads(withPlace(command)), 'show this saved inventory, and read nothing').optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', 'text, json or inventory (JSON lines, for --inventory); repeatable; without a file, to standard output (default: text)'))
  withOther(withConfig(withNetwork(command)))
    .action(async (targets, flags) => (await import('./commands/inventory.js')).default(targets, flags))
}

function can(program: Command): void {
  const command = program.command('can').argument('<principal>', 'ARN of a role or user, a service such as sagemaker.amazonaws.com, or "*" for anyone')
    .argument('<action>', 'such as s3:GetObject').argument('<resource>', 'ARN, or "*"')
    .description('Whether somebody may do something, and which statements decide.').summary('whether somebody may do something, and why')
  withAccess(command).action(async (principal, action, resource, flags) => (await import('./commands/can.js')).default(principal, action, resource, flags))
}

function whoCan(program: Command): void {
  const command = program.command('who-can').argument('<action>', 'such as sagemaker:InvokeEndpoint').argument('<resource>', 'ARN, or "*"')
    .description('Everybody who may do something, and which statements decide.').summary('everybody who may do something, and why')
  withAccess(command).action(async (action, resource, flags) => (await import('./commands/who-can.js')).default(action, resource, flags))
}

function withAccess(command: Command): Command {
  return withOther(withConfig(withNetwork(withFormat(withSource(withPlace(command), 'ask this saved inventory, and read nothing')))))
}

function permissions(program: Command): void {
  const command = program.command('permissions').argument('<provider>', 'aws, azure or gcp')
    .description('The least rights that a scan needs, as a policy, computed from the calls it makes.').summary('the least rights that a scan needs, as a policy')
  withReads(withPlace(command)).optionsGroup('Output:')
    .addOption(valueOption('--as <form>', 'policy; aws: stackset (a CloudFormation template for a role in every account) or hub (for whoever scans an organisation); azure: built-in (roles of Microsoft\'s); gcp: predefined (roles of Google\'s)'))
    .addOption(valueOption('--by <group>', 'service: the actions of the policy, listed by service'))
    .option('--check', 'try each call once with the credentials at hand, and say which are refused')
    .addOption(listOption('-o, --output <format>', 'for --check: text or json (default: text)'))
  withOther(withConfig(withNetwork(withRules(command, 'whatever aispm inventory reads'))))
    .action(async (provider, flags) => (await import('./commands/permissions.js')).default(provider, flags))
}

function schema(program: Command): void {
  const command = program.command('schema').argument('<of>', 'report (what -o json writes) or inventory (a line of -o inventory)')
    .description('The JSON Schema of what aispm writes.').summary('the JSON Schema of what aispm writes')
  withOther(command).action(async (of) => (await import('./commands/schema.js')).default(of))
}

function help(program: Command): void {
  // The parser's own would answer a misspelt command with the help of `aispm`.
  program.helpCommand(false).command('help').argument('[command]', 'one of them').optionsGroup('Other:').helpOption('-h, --help', 'show this help')
    .description('Show the help of a command.').summary('show the help of a command')
    .action((name: string | undefined) => {
      const named = name === undefined ? program : program.commands.find((command) => command.name() === name)
      if (named !== undefined) return named.outputHelp()
      const meant = nearest(name ?? '', program.commands.map((command) => command.name()))
      throw new UsageError(`unknown command "${name ?? ''}"`, meant === undefined ? 'aispm --help' : `did you mean ${meant}?`)
    })
}
