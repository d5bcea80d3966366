// The flags that commands share, in the titled groups of their help.
import { Option, type Command } from 'commander'
import { UsageError } from '../core/errors.js'
import { parseColor } from './color.js'
import { optionalReads } from './words.js'

/** A list: taken apart at commas, repeatable, each word once. */
export function listOption(flags: string, description: string): Option {
  const name = /--[a-z-]+/.exec(flags)?.[0] ?? flags
  return new Option(flags, description).argParser((value: string, previous: string[] | undefined) => {
    const words = value.split(',').map((word) => word.trim()).filter((word) => word !== '')
    if (words.length === 0) throw new UsageError(`${name} was given no word; nothing was scanned`)
    return [...new Set([...(previous ?? []), ...words])]
  })
}

/** A single value that must say something: an unset variable in a script is not a wish. */
export function valueOption(flags: string, description: string): Option {
  const name = /--[a-z-]+/.exec(flags)?.[0] ?? flags
  return new Option(flags, description).argParser((value: string) => {
    if (value.trim() === '') throw new UsageError(`${name} was given an empty value; nothing was scanned`)
    return value
  })
}

export function withPlace(command: Command): Command {
  return command.optionsGroup('Scope:')
    .addOption(listOption('--scope <scope>', 'aws, aws:111122223333, aws:org, aws:org/ou-exam-12345678, azure, azure:sub/ID, azure:mg/NAME, azure:tenant/ID, gcp, gcp:projects/ID, gcp:folders/NUMBER or gcp:organizations/NUMBER (default: what the credentials belong to)'))
    .addOption(listOption('--region <region>', 'only these regions or locations (default: every one in use)'))
}

export function withSource(command: Command, saved: string): Command {
  return command
    .addOption(valueOption('--inventory <file>', saved))
    .option('--demo', 'use the recorded accounts that come with aispm: no credentials, no network')
    .addOption(new Option('--replay <folder>', 'recorded answers in place of the network').hideHelp())
    .addOption(new Option('--record <folder>', 'keep every answer in this folder').hideHelp())
}

export function withReads(command: Command): Command {
  return command
    .addOption(listOption('--with <read>', `optional reads: ${optionalReads.join(', ')}`))
    .addOption(valueOption('--history <days>', 'read jobs that ended since then (default: 90d)'))
}

export function withRedaction(command: Command): Command {
  return command.option('--redact', 'write pseudonyms in place of names and account ids, the same ones every time')
}

export function withRules(command: Command, usual: string): Command {
  return withOwnRules(command.optionsGroup('Rules:').addOption(listOption('--rules <which>', `recommended, all, or ids with * (default: ${usual})`)))
}

export function withOwnRules(command: Command): Command {
  return command.optionsGroup('Rules:').addOption(listOption('--rules-dir <folder>', 'rules of your own, beside the built-in ones'))
}

export function withNetwork(command: Command): Command {
  return command.optionsGroup('Network:')
    .addOption(valueOption('--profile <name>', 'AWS profile (env: AWS_PROFILE)'))
    .addOption(listOption('--role-arn <arn>', 'role to assume first; several make a chain'))
    .addOption(valueOption('--role-name <name>', 'role to assume in other accounts (default: aispm-read)'))
    .addOption(valueOption('--external-id <id>', 'external id for these roles'))
    .addOption(listOption('--impersonate <email>', 'Google service account to act as; several make a chain'))
    .addOption(valueOption('--max-rate <share>', 'share of each known rate limit to use (default: 0.5)'))
    .addOption(valueOption('--deadline <minutes>', 'stop reading then, report what there is (default: 60)'))
}

export function withFormat(command: Command): Command {
  return command.optionsGroup('Output:').addOption(listOption('-o, --output <format>', 'text or json (default: text)'))
}

export function withConfig(command: Command): Command {
  return command.optionsGroup('Other:').addOption(valueOption('--config <file>', 'settings (default: aispm.yaml, if there is one)'))
}

export function withOther(command: Command): Command {
  return command.optionsGroup('Other:')
    .addOption(new Option('--color <when>', 'auto, always or never (env: NO_COLOR, FORCE_COLOR)').argParser(parseColor).default('auto', 'auto'))
    .option('--no-color', 'the same as --color never')
    .on('option:no-color', () => command.setOptionValueWithSource('color', 'never', 'cli'))
    .addOption(new Option('--quiet', 'say nothing but errors on standard error').conflicts('verbose'))
    .option('--verbose', 'say more on standard error, stack traces included')
    .helpOption('-h, --help', 'show this help')
}
