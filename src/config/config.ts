// What the user asked for, all of it, in one frozen object.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { nearest, rank, severities, UsageError, type Json, type RuleSettings, type Severity, type Triage } from '../core/index.js'
import { readConfigFile, type ConfigFile } from './file.js'
import { triageOf } from './triage.js'

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
  /** `file:line:column` of a setting. */
  settingAt: (path: readonly string[]) => string
  /** Minutes after which collecting stops. */
  deadlineMinutes: number
  maxRate: number
  demo: boolean
  replay?: string
  record?: string
  profile?: string
  roleArns: string[]
  roleName?: string
  externalId?: string
  /** Google service accounts to act as, one by way of the other. */
  impersonate: string[]
  detail?: 'full' | 'concise'
  sarifUnknown: boolean
  triage: Triage
  /** An earlier report to compare with. */
  baselineFile?: string
  /** Names and account ids are replaced by pseudonyms in everything that is written. */
  redact: boolean
  quiet: boolean
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
  plan?: boolean
  replay?: string
  record?: string
  profile?: string
  roleArn?: string[]
  roleName?: string
  externalId?: string
  impersonate?: string[]
  full?: boolean
  concise?: boolean
  sarifUnknown?: boolean
  baseline?: string
  redact?: boolean
  quiet?: boolean
  verbose?: boolean
}

/** What exists, to check words against. */
export interface Known {
  providers: readonly string[]
  formats: readonly string[]
  /** Words that `--with` takes. */
  optionalReads: () => Promise<readonly string[]>
}

const defaultHistoryDays = 90
const defaultDeadlineMinutes = 60
const defaultMaxRate = 0.5

export async function resolveConfig(targets: readonly string[], flags: Flags, known: Known, cwd: string): Promise<Readonly<Config>> {
  checkTogether(targets, flags)
  const file = await readConfigFile(flags.config, cwd)
  const { providers, scopes } = readTargets(targets, flags, file, known, cwd)
  const reads = distinct(flags.with ?? file.with)
  const optional = reads.length === 0 ? [] : await known.optionalReads()
  const failOn = flags.failOn ?? (flags.demo === true ? 'never' : file.failOn ?? 'high')
  const config: Config = {
    providers: flags.demo === true && providers.length === 0 ? [...known.providers] : providers,
    scopes,
    regions: distinct(flags.region ?? file.regions),
    roleArns: distinct(flags.roleArn ?? []),
    impersonate: distinct(flags.impersonate ?? []),
    rules: distinct(flags.rules ?? file.rules),
    ruleDirs: distinct([...file.ruleDirs, ...(flags.rulesDir ?? [])]),
    failOn: word(failOn, [...severities, 'never'], '--fail-on', 'severity'),
    minCoverage: number(flags.minCoverage, '--min-coverage', 0, 1) ?? file.minCoverage ?? 0,
    outputs: (flags.output ?? ['text']).map((output) => parseOutput(output, known.formats)),
    with: reads.map((read) => word(read, optional, flags.with === undefined ? `${file.at(['with'])}  with:` : '--with', 'optional read')),
    historyDays: days(flags.history ?? file.history),
    // The schema admits only JSON values.
    settings: { params: file.params as Record<string, Record<string, Json>>, trust: file.trust },
    settingAt: file.at,
    deadlineMinutes: number(flags.deadline, '--deadline', 0.01, 24 * 60) ?? defaultDeadlineMinutes,
    maxRate: number(flags.maxRate, '--max-rate', 0.01, 1) ?? defaultMaxRate,
    demo: flags.demo === true,
    sarifUnknown: flags.sarifUnknown === true,
    redact: flags.redact === true,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    triage: triageOf(file),
    ...(flags.baseline !== undefined && { baselineFile: flags.baseline }),
    // Azure shows ids in capitals and small letters as it pleases; the inventory has them in small ones.
    ...(flags.asset !== undefined && { asset: /^\/[^/]/.test(flags.asset) ? flags.asset.toLowerCase() : flags.asset }),
    ...(flags.inventory !== undefined && { inventoryFile: flags.inventory }),
    ...(flags.replay !== undefined && { replay: flags.replay }),
    ...(flags.record !== undefined && { record: flags.record }),
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.roleName !== undefined && { roleName: flags.roleName }),
    ...(flags.externalId !== undefined && { externalId: flags.externalId }),
    ...(flags.full === true ? { detail: 'full' as const } : flags.concise === true ? { detail: 'concise' as const } : {}),
  }
  checkOutputs(config.outputs, cwd)
  return Object.freeze(config)
}

/** A saved inventory is as it is, and the demo is where it is: flags that would change that are refused, not ignored. */
function checkTogether(targets: readonly string[], flags: Flags): void {
  const reading: [string, unknown][] = [
    ['--scope', flags.scope], ['--region', flags.region], ['--history', flags.history], ['--profile', flags.profile], ['--role-arn', flags.roleArn],
    ['--role-name', flags.roleName], ['--external-id', flags.externalId], ['--impersonate', flags.impersonate], ['--max-rate', flags.maxRate], ['--deadline', flags.deadline], ['--record', flags.record], ['--replay', flags.replay],
  ]
  const given = (list: [string, unknown][]): string[] => list.flatMap(([flag, value]) => (value === undefined || value === false ? [] : [flag]))
  if (flags.inventory !== undefined) {
    const [other] = [...targets.map((target) => `the target ${target}`), ...given([['--demo', flags.demo], ['--plan', flags.plan], ...reading])]
    if (other !== undefined) throw new UsageError(`--inventory and ${other} do not go together: a saved inventory is taken as it is, and nothing is read; nothing was judged`)
  }
  if (flags.demo === true) {
    const [other] = [...targets.filter((target) => target.includes(':')).map((target) => `the target ${target}`), ...given(reading).filter((flag) => flag !== '--region')]
    if (other !== undefined) throw new UsageError(`--demo and ${other} do not go together: the demo is recorded, an account of each cloud; nothing was scanned`)
  }
  if (flags.full === true && flags.concise === true) throw new UsageError('--full and --concise do not go together; nothing was scanned')
  const reachesOut = flags.roleArn !== undefined || flags.roleName !== undefined || (flags.scope ?? []).some((scope) => /^[a-z]+:org(?:\/|$)/.test(scope))
  if (flags.externalId !== undefined && !reachesOut) throw new UsageError('--external-id belongs to a role to assume; nothing was scanned', 'give --role-arn, --role-name or --scope aws:org, too')
  for (const role of flags.roleArn ?? []) if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(role)) throw new UsageError(`--role-arn takes the ARN of a role, not "${role}"; nothing was scanned`)
  if (flags.roleName !== undefined && !/^[\w+=,.@/-]{1,576}$/.test(flags.roleName)) throw new UsageError(`--role-name takes the name of a role, not "${flags.roleName}"; nothing was scanned`)
  for (const email of flags.impersonate ?? []) if (!/^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/.test(email)) throw new UsageError(`--impersonate takes the e-mail of a service account, not "${email}"; nothing was scanned`)
  if (flags.asset !== undefined && flags.inventory === undefined && !/^(?:arn:[^:]+:[^:]+:[^:]*:[^:]*:.+|\/\/[a-z]+\.googleapis\.com\/.+|\/(?:subscriptions|providers|principals)\/.+|local:.+)/i.test(flags.asset)) {
    throw new UsageError(`--asset takes an ARN, a full resource name, an Azure resource id or local:PATH, not "${flags.asset}"; nothing was scanned`, 'copy the "asset" of a finding from -o json')
  }
}

/** Targets and `--scope`, or what the file says where neither is given. */
function readTargets(targets: readonly string[], flags: Flags, file: ConfigFile, known: Known, cwd: string): Pick<Config, 'providers' | 'scopes'> {
  const scopes: Record<string, string[]> = {}
  const providers = new Set<string>()
  const fromFile = targets.length === 0 && flags.scope === undefined && flags.demo !== true
  for (const entry of fromFile ? file.scope : [...targets, ...(flags.scope ?? [])]) {
    const [provider = '', ...rest] = isPath(entry, known.providers, cwd) ? ['local', entry] : entry.split(':')
    if (!known.providers.includes(provider)) throw unknownTarget(fromFile ? `${file.at(['scope'])}  ` : '', entry, provider, known.providers)
    providers.add(provider)
    const scope = rest.join(':')
    if (rest.length > 0 && !(scopes[provider] ??= []).includes(scope)) scopes[provider].push(scope)
  }
  return { providers: [...providers], scopes }
}

/** A folder or file. One that is called like a provider is written `./aws`. */
function isPath(entry: string, providers: readonly string[], cwd: string): boolean {
  if (/^\.{0,2}[/\\]|^\.{1,2}$/.test(entry)) return true
  return !providers.includes(entry.split(':', 1)[0] ?? '') && existsSync(resolve(cwd, entry))
}

function unknownTarget(where: string, entry: string, provider: string, providers: readonly string[]): UsageError {
  const meant = nearest(provider, providers)
  if (meant === undefined && /[./\\]/.test(entry)) return new UsageError(`${where}there is no folder or file ${entry}; nothing was scanned`)
  return new UsageError(`${where}unknown target "${entry}"; nothing was scanned`, meant === undefined ? `targets: ${providers.filter((one) => one !== 'local').join(', ')}, or a folder or file` : `did you mean ${meant}?`)
}

/** `sarif=out.sarif` */
function parseOutput(text: string, formats: readonly string[]): Output {
  const [format = '', ...file] = text.split('=')
  if (file.length > 0 && file.join('=').trim() === '') throw new UsageError(`-o ${text} names no file; nothing was scanned`, `-o ${format}=FILE, or -o ${format} for standard output`)
  const known = word(format, formats, '-o', 'format')
  return file.length === 0 ? { format: known } : { format: known, file: file.join('=') }
}

function checkOutputs(outputs: readonly Output[], cwd: string): void {
  const toStdout = outputs.filter((output) => output.file === undefined)
  if (toStdout.length > 1) {
    throw new UsageError(`${toStdout.map((o) => o.format).join(' and ')} cannot both go to standard output; nothing was scanned`, `-o ${toStdout[0]?.format} -o ${toStdout[1]?.format}=FILE`)
  }
  const files = outputs.flatMap((output) => (output.file === undefined ? [] : [resolve(cwd, output.file)]))
  const twice = files.findIndex((file, i) => files.indexOf(file) !== i)
  if (twice !== -1) throw new UsageError(`two outputs go to ${outputs.flatMap((output) => output.file ?? [])[twice]}; nothing was scanned`)
}

function word<W extends string>(text: string, words: readonly W[], flag: string, noun: string): W {
  const found = words[rank(words as readonly string[], text)]
  if (found !== undefined) return found
  const meant = nearest(text, words)
  throw new UsageError(`${flag} ${text}: there is no such ${noun}; nothing was scanned`, meant === undefined ? `one of: ${words.join(', ')}` : `did you mean ${meant}?`)
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)]
}

/** A plain number, or a share in percent. */
function number(text: string | undefined, flag: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = text.endsWith('%') && most === 1 ? Number(text.slice(0, -1)) / 100 : Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) throw new UsageError(`${flag} takes a number from ${least} to ${most}, not "${text}"; nothing was scanned`)
  return value
}

function days(text: string | undefined): number {
  if (text === undefined) return defaultHistoryDays
  const found = /^(\d{1,5})d$/.exec(text)
  if (found?.[1] === undefined) throw new UsageError(`--history takes a number of days such as 90d, not "${text}"; nothing was scanned`)
  return Number(found[1])
}
