// What can be asked of a scan and of an inventory.
import type { Command } from 'commander'
import { reportFormats } from '../formats.js'
import { listOption, valueOption, withConfig, withNetwork, withOther, withPlace, withReads, withRedaction, withRules, withSource } from '../options.js'

export function scan(program: Command): void {
  const command = program.command('scan').argument('[target...]', 'folders and files, and providers: aws, azure, gcp (default: whatever credentials are found for)')
    .description('Read what is there, judge it, report.').summary('read what is there, judge it, report')
  withReads(withPlace(command).addOption(valueOption('--asset <id>', 'judge only this asset: quick, after a fix')))
  withSource(command, 'judge this saved inventory, and read nothing')
  withRules(command, 'recommended').optionsGroup('Judgement:')
    .addOption(valueOption('--baseline <file>', 'an earlier report of ours (-o json): tell new from known and from fixed; only new findings count for --fail-on'))
    .addOption(valueOption('--fail-on <severity>', 'exit 1 for findings at or above: critical, high, medium, low, never (default: high)'))
    .addOption(valueOption('--min-coverage <share>', 'exit 3 when less than this share could be judged, such as 0.9 (default: 0)'))
    .optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', `${reportFormats.join(', ')}; repeatable; without a file, to standard output (default: text)`))
    .option('--full', 'text: tell every finding in full (default: the first 20)')
    .option('--concise', 'text: tell every finding in one line; markdown: short enough for a comment on a merge request')
    .option('--sarif-unknown', 'sarif: list what could not be judged as open results')
  withRedaction(command)
    .option('--plan', 'show which calls and rights a scan takes, and scan nothing')
  withOther(withConfig(withNetwork(command)))
    .action(async (targets, flags) => (await import('../commands/scan.js')).default(targets, flags))
}

export function inventory(program: Command): void {
  const command = program.command('inventory').argument('[target...]', 'folders and files, and providers: aws, azure, gcp (default: whatever credentials are found for)')
    .description('Read everything there is, and judge nothing.').summary('read everything there is, judge nothing')
  withSource(withReads(withPlace(command)), 'show this saved inventory, and read nothing').optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', 'text, json or inventory (JSON lines, for --inventory); repeatable; without a file, to standard output (default: text)'))
  withRedaction(command)
  withOther(withConfig(withNetwork(command)))
    .action(async (targets, flags) => (await import('../commands/inventory.js')).default(targets, flags))
}
