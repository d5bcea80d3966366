// What can be asked of two reports, of frameworks and of the signature of a model.
import type { Command } from 'commander'
import { either, formatsOf } from '../formats.js'
import { listOption, valueOption, withConfig, withFormat, withNetwork, withOther, withPlace, withReads, withRules, withSource } from '../options.js'

export function diff(program: Command): void {
  const command = program.command('diff').argument('<before>', 'an inventory (-o inventory) or a report (-o json)').argument('<after>', 'a later one')
    .description('What came, went and changed between two scans, and which verdicts moved.\nWhat can no longer be read is told as that, and not as gone.').summary('what changed between two scans')
  withRules(command, 'recommended').optionsGroup('Judgement:')
    .addOption(valueOption('--fail-on <severity>', 'exit 1 for new findings at or above: critical, high, medium, low, never (default: never)'))
    .optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', `${either(formatsOf.diff)}; repeatable; without a file, to standard output (default: text)`))
    .option('--full', 'tell everything in full (default: the first of each kind)')
  withOther(withConfig(command))
    .action(async (before, after, flags) => (await import('../commands/diff.js')).default(before, after, flags))
}

export function compliance(program: Command): void {
  const command = program.command('compliance').argument('[framework]', 'the id of one, such as owasp-llm-2025 (default: list them)')
    .argument('[target...]', 'as for aispm scan')
    .description('How the requirements of a framework stand: what fails, what passes, what could not be judged, and what no rule checks.\nNever says that anything is compliant.')
    .summary('how the requirements of a framework stand')
  withSource(withReads(withPlace(command)), 'judge this saved inventory, and read nothing')
  withRules(command, 'all').optionsGroup('Output:')
    .addOption(listOption('-o, --output <format[=file]>', `${either(formatsOf.compliance)}; repeatable; without a file, to standard output (default: text)`))
  withOther(withConfig(withNetwork(command)))
    .action(async (framework, targets, flags) => (await import('../commands/compliance.js')).default(framework, targets, flags))
}

export function verify(program: Command): void {
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
    .action(async (path, flags) => (await import('../commands/verify.js')).default(path, flags))
}
