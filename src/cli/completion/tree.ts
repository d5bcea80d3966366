// What can be completed where: the command tree, with the values that flags and arguments take.
import type { Argument, Command, Option } from 'commander'
import { severities } from '../../core/vocabulary.js'
import { formatsOf } from '../formats.js'
import { pathOf, visibleCommands } from '../tree.js'
import { asked, colors, optionalReads, providers, schemas, shells, type Asked } from '../words.js'

/** `list`: several, with commas between; `outputs`: a format, and `=` and a file where one is wanted. */
export type Value =
  | { kind: 'words' | 'list' | 'outputs'; words: readonly string[]; asks?: Asked }
  | { kind: 'files' | 'folders' | 'text' }
  | { kind: 'targets'; words: readonly string[] }

export interface Flag {
  long: string
  short: string | undefined
  what: string
  /** Undefined: a switch. */
  takes: Value | undefined
}

export interface Place {
  /** `rules test`; empty for `aispm` itself. */
  path: string
  commands: { name: string; what: string }[]
  flags: Flag[]
  args: { takes: Value; variadic: boolean }[]
}

const text: Value = { kind: 'text' }
const files: Value = { kind: 'files' }
const folders: Value = { kind: 'folders' }

/** By the long name of the flag; a flag that is not here takes any text. */
const values: Readonly<Record<string, Value>> = {
  '--fail-on': { kind: 'words', words: [...severities, 'never'] },
  '--color': { kind: 'words', words: colors },
  '--with': { kind: 'list', words: optionalReads },
  '--rules': { kind: 'list', words: ['recommended', 'all'], asks: 'rules' },
  '--on': { kind: 'words', words: [], asks: 'types' },
  '--scope': { kind: 'list', words: providers },
  '--as': { kind: 'words', words: ['policy', 'stackset', 'hub', 'built-in', 'predefined'] },
  '--by': { kind: 'words', words: ['service'] },
  '--rules-dir': folders, '--dir': folders,
  '--inventory': files, '--baseline': files, '--config': files, '--public-key': files, '--certificate-chain': files, '--trusted-root': files, '--signature': files,
}

const argumentValues: Readonly<Record<string, Value>> = {
  target: { kind: 'targets', words: providers },
  provider: { kind: 'words', words: providers },
  shell: { kind: 'words', words: shells },
  of: { kind: 'words', words: Object.keys(schemas) },
  rule: { kind: 'words', words: [], asks: 'rules' },
  framework: { kind: 'words', words: [], asks: 'frameworks' },
  folder: folders, path: files, before: files, after: files,
}

/** The program and every command below it. */
export function places(program: Command): Place[] {
  return [program, ...visibleCommands(program)].map((command) => placeOf(command, program))
}

function placeOf(command: Command, program: Command): Place {
  const path = command === program ? '' : pathOf(command)
  return {
    path,
    commands: visible(command).map((one) => ({ name: one.name(), what: one.summary() })),
    flags: [...command.options.filter((option) => !option.hidden).map((option) => flagOf(option, path)), { long: '--help', short: '-h', what: 'show this help', takes: undefined }],
    args: command.registeredArguments.map((argument) => ({ takes: argumentOf(argument, program), variadic: argument.variadic })),
  }
}

function visible(command: Command): Command[] {
  return visibleCommands(command).filter((one) => one.parent === command)
}

function flagOf(option: Option, path: string): Flag {
  const long = option.long ?? ''
  return { long, short: option.short, what: option.description.split(/[;(:]/, 1)[0]?.trim() ?? '', takes: option.required ? long === '--output' ? outputOf(option, path) : values[long] ?? text : undefined }
}

function outputOf(option: Option, path: string): Value {
  const formats: readonly string[] = Object.entries(formatsOf).find(([command]) => command === path)?.[1] ?? ['text', 'json']
  return { kind: option.flags.includes('=file') ? 'outputs' : 'words', words: formats }
}

function argumentOf(argument: Argument, program: Command): Value {
  if (argument.name() === 'command') return { kind: 'words', words: visible(program).map((command) => command.name()) }
  return argumentValues[argument.name()] ?? text
}

/** How a script writes a value down: its kind, then its words; `@rules` is a list to be asked for. */
export function encoded(value: Value): string {
  const words = 'words' in value ? value.words : []
  const asks = 'asks' in value && value.asks !== undefined ? asked.filter((list) => list === value.asks).map((list) => `@${list}`) : []
  return [value.kind, ...words, ...asks].join(' ')
}
