// What can be asked of access: who can do what, and which rights a scan needs.
import type { Command } from 'commander'
import { listOption, valueOption, withConfig, withFormat, withNetwork, withOther, withPlace, withReads, withRules, withSource } from '../options.js'

export function can(program: Command): void {
  const command = program.command('can').argument('<principal>', 'ARN of a role or user, a service such as sagemaker.amazonaws.com, or "*" for anyone')
    .argument('<action>', 'such as s3:GetObject').argument('<resource>', 'ARN, or "*"')
    .description('Whether somebody may do something, and which statements decide.').summary('whether somebody may do something, and why')
  withAccess(command).action(async (principal, action, resource, flags) => (await import('../commands/can.js')).default(principal, action, resource, flags))
}

export function whoCan(program: Command): void {
  const command = program.command('who-can').argument('<action>', 'such as sagemaker:InvokeEndpoint').argument('<resource>', 'ARN, or "*"')
    .description('Everybody who may do something, and which statements decide.').summary('everybody who may do something, and why')
  withAccess(command).action(async (action, resource, flags) => (await import('../commands/who-can.js')).default(action, resource, flags))
}

function withAccess(command: Command): Command {
  return withOther(withConfig(withNetwork(withFormat(withSource(withPlace(command), 'ask this saved inventory, and read nothing')))))
}

export function permissions(program: Command): void {
  const command = program.command('permissions').argument('<provider>', 'aws, azure or gcp')
    .description('The least rights that a scan needs, as a policy, computed from the calls it makes.').summary('the least rights that a scan needs, as a policy')
  withReads(withPlace(command)).optionsGroup('Output:')
    .addOption(valueOption('--as <form>', 'policy; aws: stackset (a CloudFormation template for a role in every account) or hub (for whoever scans an organisation); azure: built-in (roles of Microsoft\'s); gcp: predefined (roles of Google\'s)'))
    .addOption(valueOption('--by <group>', 'service: the actions of the policy, listed by service'))
    .option('--check', 'try each call once with the credentials at hand, and say which are refused')
    .addOption(listOption('-o, --output <format>', 'for --check: text or json (default: text)'))
  withOther(withConfig(withNetwork(withRules(command, 'whatever aispm inventory reads'))))
    .action(async (provider, flags) => (await import('../commands/permissions.js')).default(provider, flags))
}
