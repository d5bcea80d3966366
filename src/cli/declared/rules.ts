// What can be asked of rules: those there are, and those of one's own.
import type { Command } from 'commander'
import { either, formatsOf } from '../formats.js'
import { listOption, valueOption, withConfig, withFormat, withOther, withOwnRules, withRules } from '../options.js'

export function rules(program: Command): void {
  const command = program.command('rules').description('List the rules; make and test rules of your own.').summary('list the rules; make and test your own')
  withOther(withConfig(withFormat(withRules(command, 'all'))))
    .action(async (flags) => (await import('../commands/rules.js')).default(flags))
  command.helpCommand(false).commandsGroup('Rules of your own:')
  newRule(command)
  testRules(command)
}

function newRule(rulesCommand: Command): void {
  const command = rulesCommand.command('new').argument('<id>', 'what is wrong, as words with hyphens, such as orchard-bucket-unversioned')
    .description('Write a rule of your own that works as it stands, to be changed from there.').summary('write a rule to start from')
    .optionsGroup('Rule:')
    .addOption(valueOption('--on <type>', 'the type of asset it judges, such as aws.s3.bucket').makeOptionMandatory())
    .addOption(valueOption('--dir <folder>', 'where to write it (default: the first of ruleDirs in aispm.yaml, else rules)'))
    .option('--print', 'write it to standard output, and no file')
  withOther(withConfig(command))
    .action(async (id, flags) => (await import('../commands/rules-new.js')).default(id, flags))
}

function testRules(rulesCommand: Command): void {
  const command = rulesCommand.command('test').argument('[folder...]', 'folders of rules (default: ruleDirs in aispm.yaml)')
    .description('Judge the examples in rules of your own. Exits 0 when each gets its verdict, 1 when not, 2 where a rule cannot be read.').summary('judge the examples in your rules')
    .optionsGroup('Output:')
    .addOption(listOption('-o, --output <format>', `${either(formatsOf['rules test'])} (default: text)`))
  withOther(withConfig(command))
    .action(async (folders, flags) => (await import('../commands/rules-test.js')).default(folders, flags))
}

export function explain(program: Command): void {
  const command = program.command('explain').argument('<rule>', 'the id of a rule')
    .description('Why a rule exists, how to fix what it finds, and what exactly it judges.').summary('why a rule exists, and how to fix what it finds')
  withOther(withConfig(withFormat(withOwnRules(command))))
    .action(async (rule, flags) => (await import('../commands/explain.js')).default(rule, flags))
}
