// `aispm completion`: a script that completes commands, flags and values in a shell.
import type { Command } from 'commander'
import { UsageError } from '../../core/errors.js'
import { nearest } from '../../core/words.js'
import { bashScript } from '../completion/bash.js'
import { fishScript } from '../completion/fish.js'
import { places, type Place } from '../completion/tree.js'
import { zshScript } from '../completion/zsh.js'
import { either } from '../formats.js'
import { print } from '../print.js'
import { shells } from '../words.js'

const scripts: Readonly<Record<typeof shells[number], (places: readonly Place[]) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

export default async function completionCommand(shell: string, program: Command): Promise<void> {
  const known = shells.find((one) => one === shell)
  if (known === undefined) {
    const meant = nearest(shell, shells)
    throw new UsageError(`there is no completion for ${shell}: ${either(shells)}`, meant === undefined ? 'aispm completion --help' : `did you mean ${meant}?`)
  }
  await print(scripts[known](places(program)))
}
