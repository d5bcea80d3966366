// The tree of commands.
import type { Command } from 'commander'

/** A command and all below it, hidden ones too. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

/** All below a command that its help shows. */
export function visibleCommands(command: Command): Command[] {
  const shown = command.createHelp().visibleCommands(command)
  return shown.flatMap((one) => [one, ...visibleCommands(one)])
}

/** How a command is called, without the program: `rules new`. */
export function pathOf(command: Command): string {
  const above = command.parent === null ? '' : pathOf(command.parent)
  return command.parent === null || above === 'aispm' ? command.name() : `${above} ${command.name()}`
}
