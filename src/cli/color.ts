// How much colour the terminal takes: --color, then NO_COLOR, FORCE_COLOR, then whether it is a terminal.
import { UsageError } from '../core/errors.js'
import { nearest } from '../core/words.js'

export type ColorLevel = 0 | 1 | 2 | 3

const choices = ['auto', 'always', 'never'] as const
type Choice = typeof choices[number]

/** Refuses other words before anything is read. */
export function parseColor(word: string): Choice {
  const found = choices.find((choice) => choice === word)
  if (found !== undefined) return found
  const meant = nearest(word, choices)
  throw new UsageError(`--color takes auto, always or never, not "${word}"`, meant === undefined ? undefined : `did you mean ${meant}?`)
}

export function colorLevel(flag: string, env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): ColorLevel {
  if (flag === 'never') return 0
  if (flag === 'always') return 3
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : force === '2' ? 2 : force === '3' ? 3 : 1
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return 0
  const depth = stream.getColorDepth(env)
  return depth >= 24 ? 3 : depth >= 8 ? 2 : 1
}
