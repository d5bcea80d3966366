// The command line: what can be asked, in one file. Everything heavy loads behind its command.
import { Command, CommanderError, Option } from 'commander'
import { exitCodes } from './exit.js'
import { fail } from './fail.js'
import { version } from './version.js'

const list = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), ...value.split(',').map((word) => word.trim()).filter((word) => word !== '')]

function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(list)
}

const outputOption = (): Option => listOption('-o, --output <format[=file]>', 'text, json, sarif, inventory; repeatable; without a file, to standard output (default: text)')

function withScope(command: Command): Command {
  return command.optionsGroup('Scope:')
    .addOption(listOption('--scope <scope>', 'what to read, such as aws or aws:111122223333; repeatable'))
    .addOption(listOption('--region <region>', 'only these regions (default: every enabled one)'))
    .option('--asset <id>', 'judge one asset again, by its ARN')
    .addOption(listOption('--with <read>', 'optional reads: artifacts, last-accessed'))
    .option('--history <days>', 'how far back finished jobs are read (default: 90d)')
    .option('--inventory <file>', 'judge a saved inventory instead of reading anything')
    .option('--demo', 'a recorded account shipped with aispm; no credentials, no network')
    .addOption(new Option('--replay <folder>', 'recorded answers in place of the network').hideHelp())
    .addOption(new Option('--record <folder>', 'keep every answer in this folder').hideHelp())
}

function withRules(command: Command): Command {
  return command.optionsGroup('Rules:')
    .addOption(listOption('--rules <which>', 'recommended, all, or ids with * (default: recommended)'))
    .addOption(listOption('--rules-dir <folder>', 'rules of your own, beside the built-in ones'))
    .option('--config <file>', 'configuration (default: aispm.yaml, if there is one)')
}

function withNetwork(command: Command): Command {
  return command.optionsGroup('Network:')
    .option('--profile <name>', 'AWS profile (env: AWS_PROFILE)')
    .option('--role-arn <arn>', 'role to assume first')
    .option('--external-id <id>', 'external id for that role')
    .option('--max-rate <share>', 'share of each known rate limit to use (default: 0.5)')
    .option('--deadline <minutes>', 'stop reading after this long and report what there is (default: 60)')
}

function withOther(command: Command): Command {
  return command.optionsGroup('Other:')
    .option('--color <when>', 'auto, always or never (env: NO_COLOR, FORCE_COLOR)', 'auto')
    .option('--verbose', 'say more on standard error, stack traces of our own bugs included')
    .helpOption('-h, --help', 'show this help')
}

const examples = {
  root: `
Examples:
  aispm scan --demo                                 see a report without any credentials
  aispm scan aws --region us-east-1,eu-west-1       judge two regions of the current account
  aispm scan aws -o text -o sarif=aispm.sarif       report here and to code scanning
  aispm explain aws-s3-ai-bucket-public-read        why a rule exists and how to fix it
  aispm permissions aws > policy.json               the least privilege that a scan needs
`,
  scan: `
Examples:
  aispm scan --demo
  aispm scan aws --region us-east-1 --fail-on critical
  aispm scan aws -o text -o sarif=aispm.sarif -o inventory=account.jsonl
  aispm scan --inventory account.jsonl --rules all
  aispm scan aws --plan

Exit codes:
  0 done, nothing at or above --fail-on    1 findings at or above it    2 wrong usage
  3 incomplete: nothing could be read, or coverage below --min-coverage   4 a bug of ours
`,
}

export function buildProgram(): Command {
  const program = new Command('aispm')
    .description('Reads your AI estate, read-only, builds one inventory, and judges it. Unknown is never a pass.')
    .version(version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examples.root)
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()

  program.commandsGroup('Judge:')
  const scan = program.command('scan').argument('[target...]', 'providers, such as aws (default: whatever credentials are found)')
    .description('read what is there, judge it, report')
  withRules(withScope(scan)).optionsGroup('Judgement:')
    .option('--fail-on <severity>', 'exit 1 at or above: critical, high, medium, low, never (default: high)')
    .option('--min-coverage <share>', 'exit 3 when less than this share could be judged (default: 0)')
    .optionsGroup('Output:')
    .addOption(outputOption())
    .option('--full', 'every finding in full')
    .option('--concise', 'every finding in one line')
    .option('--sarif-unknown', 'SARIF: list what could not be judged as open results')
    .option('--plan', 'show the calls and permissions a scan would take, and make none of them')
  withOther(withNetwork(scan)).addHelpText('after', examples.scan)
    .action(async (targets, flags) => (await import('./commands/scan.js')).default(targets, flags))

  const explain = program.command('explain').argument('<rule>', 'a rule id').description('why a rule exists, what it reads and how to fix it')
  withOther(explain.optionsGroup('Output:').addOption(listOption('-o, --output <format>', 'text or json')))
    .action(async (rule, flags) => (await import('./commands/explain.js')).default(rule, flags))

  const rules = program.command('rules').description('list the rules')
  withOther(withRules(rules).optionsGroup('Output:').addOption(listOption('-o, --output <format>', 'text or json')))
    .action(async (flags) => (await import('./commands/rules.js')).default(flags))

  program.commandsGroup('Look:')
  const inventory = program.command('inventory').argument('[target...]', 'providers, such as aws').description('read everything there is, judge nothing')
  withOther(withNetwork(withScope(inventory).optionsGroup('Output:').addOption(listOption('-o, --output <format[=file]>', 'text, json or inventory')).option('--config <file>', 'configuration (default: aispm.yaml, if there is one)')))
    .action(async (targets, flags) => (await import('./commands/inventory.js')).default(targets, flags))

  program.commandsGroup('Access:')
  const can = program.command('can').argument('<principal>', 'ARN of a role or user').argument('<action>', 'such as s3:GetObject').argument('<resource>', 'ARN, or *')
    .description('whether a principal may do something, and which statements decide')
  withAccess(can).action(async (principal, action, resource, flags) => (await import('./commands/can.js')).default(principal, action, resource, flags))
  const who = program.command('who-can').argument('<action>', 'such as sagemaker:InvokeEndpoint').argument('<resource>', 'ARN, or *')
    .description('every principal that may do something')
  withAccess(who).action(async (action, resource, flags) => (await import('./commands/who-can.js')).default(action, resource, flags))
  const permissions = program.command('permissions').argument('<provider>', 'aws').description('the least-privilege policy for a scan, computed from its calls')
  withOther(withRules(permissions).optionsGroup('Scope:').addOption(listOption('--with <read>', 'optional reads: artifacts, last-accessed')))
    .action(async (provider, flags) => (await import('./commands/permissions.js')).default(provider, flags))
  const schema = program.command('schema').argument('<of>', 'report or inventory').description('the JSON Schema of what aispm reads and writes')
  schema.action(async (of) => (await import('./commands/schema.js')).default(of))
  return program
}

function withAccess(command: Command): Command {
  return withOther(withNetwork(withScope(command).optionsGroup('Output:').addOption(listOption('-o, --output <format>', 'text or json'))
    .option('--config <file>', 'configuration (default: aispm.yaml, if there is one)')))
}

async function main(argv: string[]): Promise<void> {
  const program = buildProgram()
  for (const command of program.commands) command.exitOverride()
  try {
    if (argv.length <= 2) {
      program.outputHelp()
      return
    }
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage
    else fail(error, argv.includes('--verbose'))
  }
}

await main(process.argv)
