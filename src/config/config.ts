// What the user asked for, all of it, in one frozen object.
import { nearest, rank, severities, UsageError, type Json, type RuleSettings, type Severity } from '../core/index.js'
import { readConfigFile } from './file.js'

export interface Output {
  format: string
  /** Undefined: standard output. */
  file?: string
}

export interface Config {
  /** Provider ids to scan; empty = whatever is configured or detected. */
  providers: string[]
  /** `--scope` entries by provider, without the provider's prefix. */
  scopes: Record<string, string[]>
  regions: string[]
  asset?: string
  inventoryFile?: string
  rules: string[]
  ruleDirs: string[]
  failOn: Severity | 'never'
  minCoverage: number
  outputs: Output[]
  with: string[]
  historyDays: number
  settings: RuleSettings
  /** Minutes after which collecting stops. */
  deadlineMinutes: number
  maxRate: number
  demo: boolean
  replay?: string
  record?: string
  profile?: string
  roleArn?: string
  externalId?: string
  detail?: 'full' | 'concise'
  sarifUnknown: boolean
  verbose: boolean
}

/** Flags as commander gives them: lists already split at commas. */
export interface Flags {
  scope?: string[]
  region?: string[]
  asset?: string
  inventory?: string
  rules?: string[]
  rulesDir?: string[]
  failOn?: string
  minCoverage?: string
  output?: string[]
  with?: string[]
  history?: string
  config?: string
  deadline?: string
  maxRate?: string
  demo?: boolean
  replay?: string
  record?: string
  profile?: string
  roleArn?: string
  externalId?: string
  full?: boolean
  concise?: boolean
  sarifUnknown?: boolean
  verbose?: boolean
}

/** What exists, to check words against. */
export interface Known {
  providers: readonly string[]
  formats: readonly string[]
  /** Words that `--with` takes. */
  optionalReads: readonly string[]
}

const defaultHistoryDays = 90
const defaultDeadlineMinutes = 60
const defaultMaxRate = 0.5

export async function resolveConfig(targets: readonly string[], flags: Flags, known: Known, cwd: string): Promise<Readonly<Config>> {
  const file = await readConfigFile(flags.config, cwd)
  const scopes: Record<string, string[]> = {}
  const providers = new Set<string>()
  for (const entry of [...targets, ...(flags.scope ?? (targets.length > 0 ? [] : file.scope))]) {
    const [provider = '', ...rest] = entry.split(':')
    if (!known.providers.includes(provider)) throw unknownTarget(entry, provider, known.providers)
    providers.add(provider)
    if (rest.length > 0) (scopes[provider] ??= []).push(rest.join(':'))
  }
  const failOn = flags.failOn ?? (flags.demo === true ? 'never' : file.failOn ?? 'high')
  const config: Config = {
    providers: flags.demo === true ? ['aws'] : [...providers],
    scopes,
    regions: flags.region ?? file.regions,
    rules: flags.rules ?? file.rules,
    ruleDirs: [...file.ruleDirs, ...(flags.rulesDir ?? [])],
    failOn: word(failOn, [...severities, 'never'], '--fail-on'),
    minCoverage: number(flags.minCoverage, '--min-coverage', 0, 1) ?? file.minCoverage ?? 0,
    outputs: (flags.output ?? ['text']).map((output) => parseOutput(output, known.formats)),
    with: (flags.with ?? file.with).map((read) => word(read, known.optionalReads, '--with')),
    historyDays: days(flags.history ?? file.history),
    // The schema admits only JSON values.
    settings: { params: file.params as Record<string, Record<string, Json>>, trust: file.trust },
    deadlineMinutes: number(flags.deadline, '--deadline', 0.01, 24 * 60) ?? defaultDeadlineMinutes,
    maxRate: number(flags.maxRate, '--max-rate', 0.01, 1) ?? defaultMaxRate,
    demo: flags.demo === true,
    sarifUnknown: flags.sarifUnknown === true,
    verbose: flags.verbose === true,
    ...(flags.asset !== undefined && { asset: flags.asset }),
    ...(flags.inventory !== undefined && { inventoryFile: flags.inventory }),
    ...(flags.replay !== undefined && { replay: flags.replay }),
    ...(flags.record !== undefined && { record: flags.record }),
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.roleArn !== undefined && { roleArn: flags.roleArn }),
    ...(flags.externalId !== undefined && { externalId: flags.externalId }),
    ...(flags.full === true ? { detail: 'full' as const } : flags.concise === true ? { detail: 'concise' as const } : {}),
  }
  checkOutputs(config.outputs)
  return Object.freeze(config)
}

function unknownTarget(entry: string, provider: string, providers: readonly string[]): UsageError {
  if (/^[.~/]/.test(entry)) {
    return new UsageError(`${entry}: this version scans providers (${providers.join(', ')}), not folders yet; nothing was scanned`)
  }
  const meant = nearest(provider, providers)
  return new UsageError(`unknown target "${entry}"; nothing was scanned`, meant === undefined ? `targets: ${providers.join(', ')}` : `did you mean ${meant}?`)
}

/** `sarif=out.sarif` */
function parseOutput(text: string, formats: readonly string[]): Output {
  const [format = '', ...file] = text.split('=')
  const known = word(format, formats, '-o')
  return file.length === 0 ? { format: known } : { format: known, file: file.join('=') }
}

function checkOutputs(outputs: readonly Output[]): void {
  const toStdout = outputs.filter((output) => output.file === undefined)
  if (toStdout.length > 1) {
    throw new UsageError(`${toStdout.map((o) => o.format).join(' and ')} cannot both go to standard output`, `-o ${toStdout[0]?.format} -o ${toStdout[1]?.format}=FILE`)
  }
  const files = outputs.flatMap((output) => output.file ?? [])
  const twice = files.find((file, i) => files.indexOf(file) !== i)
  if (twice !== undefined) throw new UsageError(`two outputs go to ${twice}`)
}

function word<W extends string>(text: string, words: readonly W[], flag: string): W {
  const found = words[rank(words as readonly string[], text)]
  if (found !== undefined) return found
  const meant = nearest(text, words)
  throw new UsageError(`${flag} ${text}: there is no such word`, meant === undefined ? `one of: ${words.join(', ')}` : `did you mean ${meant}?`)
}

function number(text: string | undefined, flag: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : text)
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) throw new UsageError(`${flag} takes a number from ${least} to ${most}, not "${text}"`)
  return value
}

function days(text: string | undefined): number {
  if (text === undefined) return defaultHistoryDays
  const found = /^(\d{1,5})d$/.exec(text)
  if (found?.[1] === undefined) throw new UsageError(`--history takes a number of days such as 90d, not "${text}"`)
  return Number(found[1])
}
