// `aispm permissions`: the rights a scan takes, computed from the calls it declares, and whether they are there.
import { nearest, UsageError } from '../../core/index.js'
import { readConfigFile } from '../../config/file.js'
import type { Flags as ScanFlags } from '../../config/index.js'
import type { AnyCollector } from '../../connectors/kit/collector.js'
import { callsOf } from '../../connectors/kit/collector.js'
import type { Connector } from '../../connectors/kit/connector.js'
import { neededTypes, prepareRules, selectRules } from '../../engine/index.js'
import { allRules, installed } from '../../installed.js'
import { obtain, optionalReads } from '../../scan.js'
import { checkOf, checkText } from '../check-text.js'
import { exitCodes } from '../exit.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'
import { startSession } from '../session.js'

interface Flags extends ScanFlags {
  as?: string
  by?: string
  check?: boolean
  color: string
}

export default async function permissions(provider: string, flags: Flags): Promise<void> {
  const { connectors, collectors } = await installed()
  const connector = connectors.find((c) => c.id === provider)
  if (connector === undefined) {
    const meant = nearest(provider, connectors.map((c) => c.id))
    throw new UsageError(`unknown provider "${provider}"`, meant === undefined ? `one of: ${connectors.map((c) => c.id).join(', ')}` : `did you mean ${meant}?`)
  }
  if (connector.takesNoRights !== undefined) throw new UsageError(`${provider} has no policy: ${connector.takesNoRights}`)
  checkWith(flags.with ?? [], optionalReads([...collectors.values()].flat()))
  const wanted = await wantedCollectors(collectors.get(connector.id) ?? [], flags)
  if (flags.check === true) return check(connector, wanted, flags)
  if (flags.output !== undefined) throw new UsageError('-o belongs to --check; a policy is printed as it is', 'choose its form with --as')
  await print(written(connector, wanted, flags))
}

/** Collectors of the rules that were named; all of them when none was. */
async function wantedCollectors(all: readonly AnyCollector[], flags: Flags): Promise<readonly AnyCollector[]> {
  if (flags.rules === undefined) return all
  const { types, access } = await installed()
  const file = await readConfigFile(flags.config, process.cwd())
  const loaded = await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])
  const rules = selectRules(prepareRules({ rules: loaded, problems: [] }, types, access), flags.rules)
  const needed = neededTypes(rules, access, types, new Set(flags.with))
  return all.filter((collector) => needed.has(collector.type))
}

function checkWith(reads: readonly string[], known: readonly string[]): void {
  for (const read of reads) {
    const near = nearest(read, known)
    if (!known.includes(read)) throw new UsageError(`--with ${read}: there is no such optional read`, near === undefined ? `one of: ${known.join(', ')}` : `did you mean ${near}?`)
  }
}

function written(connector: Connector, collectors: readonly AnyCollector[], flags: Flags): string {
  const optional = new Set(flags.with)
  const form = flags.as ?? 'policy'
  if (flags.by !== undefined) return grouped(connector, collectors, flags)
  if (form === 'policy') return `${JSON.stringify(connector.leastPrivilege(collectors, optional), null, 2)}\n`
  const forms = connector.grants ?? {}
  const found = Object.hasOwn(forms, form) ? forms[form] : undefined
  if (found !== undefined) return found.render({ collectors, optional, roleName: flags.roleName })
  const names = ['policy', ...Object.keys(forms)]
  const meant = nearest(form, names)
  throw new UsageError(`--as ${form}: there is no such form`, meant === undefined ? `one of: ${names.join(', ')}` : `did you mean ${meant}?`)
}

function grouped(connector: Connector, collectors: readonly AnyCollector[], flags: Flags): string {
  if (flags.as !== undefined) throw new UsageError('--by and --as do not go together: one lists the actions, the other grants them', 'leave one of them out')
  if (flags.by !== 'service') throw new UsageError(`--by ${flags.by}: there is no such group`, 'it can be: service')
  return `${JSON.stringify(connector.rightsByService(collectors, new Set(flags.with)), null, 2)}\n`
}

/** Makes each declared call once where there is something to ask about, with the credentials at hand. */
async function check(connector: Connector, collectors: readonly AnyCollector[], flags: Flags): Promise<void> {
  for (const other of ['as', 'by'] as const) if (flags[other] !== undefined) throw new UsageError(`--check and --${other} do not go together: one tries the rights, the other prints them`)
  const format = listFormat(flags.output)
  const { as: _as, by: _by, check: _check, rules: _rules, output: _output, ...reading } = flags
  const { config, around, progress } = await startSession([connector.id], reading)
  const collected = await obtain(config, new Set(collectors.map((collector) => collector.type)), around, true).finally(() => progress.end())
  const found = checkOf(collected, [...Object.values(connector.calls), ...collectors.flatMap(callsOf)])
  await print(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : checkText(found, pageOf(flags.color)))
  if (found.refused.length > 0 || found.failed.length > 0) process.exitCode = exitCodes.incomplete
}
