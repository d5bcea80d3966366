// How much colour the terminal takes: --color, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, then whether it is a terminal.
import { UsageError } from '../core/errors.js'
import { nearest } from '../core/words.js'
import { colors } from './words.js'

export type ColorLevel = 0 | 1 | 2 | 3

type Choice = typeof colors[number]

/** Refuses other words before anything is read. */
export function parseColor(word: string): Choice {
  const found = colors.find((choice) => choice === word)
  if (found !== undefined) return found
  const meant = nearest(word, colors)
  throw new UsageError(`--color takes auto, always or never, not "${word}"`, meant === undefined ? undefined : `did you mean ${meant}?`)
}

export function colorLevel(flag: string, env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): ColorLevel {
  if (flag === 'never') return 0
  if (flag === 'always') return 3
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : force === '2' ? 2 : force === '3' ? 3 : 1
  // As on macOS and BSD (bixense.com/clicolors).
  if (env['CLICOLOR_FORCE'] !== undefined && env['CLICOLOR_FORCE'] !== '' && env['CLICOLOR_FORCE'] !== '0') return 1
  if (env['CLICOLOR'] === '0') return 0
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return 0
  const depth = stream.getColorDepth(env)
  return depth >= 24 ? 3 : depth >= 8 ? 2 : 1
}
