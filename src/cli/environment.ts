// Environment variables in place of flags: AISPM_FAIL_ON for --fail-on. Flags come first, then variables, then aispm.yaml.
import type { Command, Option } from 'commander'
import { ScanError, UsageError } from '../core/errors.js'
import { nearest } from '../core/words.js'
import { tell } from './inert.js'

/** Flags that only a scan takes from the environment: another command means something else by them. */
const ofScanAlone: ReadonlySet<string> = new Set(['output', 'failOn'])
/** Switches that may be set for good; the others are wishes of one run. */
const switches: ReadonlySet<string> = new Set(['redact', 'quiet', 'verbose', 'sarifUnknown'])

/** Variables that stand for no flag: secrets do not belong on a command line. */
const apart: ReadonlySet<string> = new Set(['AISPM_REDACT_KEY'])

/** What was taken from the environment: its value, by the flag it stands for. */
const taken = new Map<string, { variable: string; value: string }>()

/** The variable that a flag of this command can be given by, if any. */
export function variableOf(command: Command, option: Option): string | undefined {
  const key = option.attributeName()
  if (option.hidden || option.negate || option.long === '--help') return undefined
  if (option.required ? command.name() !== 'scan' && ofScanAlone.has(key) : !switches.has(key)) return undefined
  return `AISPM_${key.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
}

/** The variables of a command, in the order of its flags. */
export function variablesOf(command: Command): string[] {
  return command.options.flatMap((option) => variableOf(command, option) ?? [])
}

/** Sets what the command line leaves open. `known`: the variables of any command. An empty one is not set. */
export function takeEnvironment(command: Command, env: NodeJS.ProcessEnv, known: ReadonlySet<string>): void {
  taken.clear()
  for (const option of command.options) {
    const variable = variableOf(command, option)
    const value = variable === undefined ? undefined : env[variable]
    const key = option.attributeName()
    if (variable === undefined || value === undefined || value.trim() === '') continue
    const contrary = key === 'quiet' ? 'verbose' : key === 'verbose' ? 'quiet' : key
    if ([key, contrary].some((one) => command.getOptionValueSource(one) === 'cli')) continue
    taken.set(option.long ?? '', { variable, value })
    if (option.short !== undefined) taken.set(option.short, { variable, value })
    const parsed: unknown = option.required ? option.parseArg?.(value, undefined) ?? value : isOn(variable, value)
    command.setOptionValueWithSource(key, parsed, 'env')
  }
  const quiet: unknown = command.getOptionValue('quiet')
  if (quiet === true || variablesOf(command).length === 0) return
  for (const name of Object.keys(env).filter((one) => one.startsWith('AISPM_') && !known.has(one) && !apart.has(one)).toSorted()) {
    const meant = nearest(name, known)
    tell(`aispm: the variable ${name} is none of ours, and has no effect${meant === undefined ? '' : `\ndid you mean ${meant}?`}`)
  }
}

const on = ['1', 'true', 'yes', 'on']
const off = ['0', 'false', 'no', 'off']

/** A switch in the environment: `AISPM_QUIET=0` is no wish for silence. */
function isOn(variable: string, value: string): boolean {
  const word = value.trim().toLowerCase()
  if (on.includes(word)) return true
  if (off.includes(word)) return false
  throw new UsageError(`${variable} takes true or false, not "${value}"; nothing was scanned`)
}

/** Whether a switch is on before any command line was understood. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && on.includes(value.trim().toLowerCase())
}

/** An error over what came from the environment names the variable: nobody looks for a flag they never gave. */
export function namingVariables(error: unknown): unknown {
  if (taken.size === 0 || !(error instanceof UsageError || error instanceof ScanError)) return error
  const named = error.message.replaceAll(/(?<![\w-])(?:--[a-z][a-z-]*|-o)(?![\w-])/g, (flag) => taken.get(flag)?.variable ?? flag)
  const message = named === error.message ? `${culprit(error.message)}${error.message}` : named
  return error instanceof UsageError ? new UsageError(message, error.hint) : new ScanError(message, error.hint)
}

/** `AISPM_SCOPE: ` where the message is about a word of its value. */
function culprit(message: string): string {
  const words = new Set(message.split(/\s+/).map((word) => word.replaceAll(/^["(]+|[",;:)]+$/g, '')))
  for (const { variable, value } of taken.values()) {
    if (message.includes(variable)) return ''
    if (value.split(',').some((word) => words.has(word.trim()) && (word.length > 3 || message.includes(`"${word.trim()}"`)))) return `${variable}: `
  }
  return ''
}
