// `aispm scan --plan`: the calls and rights a scan would take. Only finds out where it is; makes none of the calls.
import type { Flags } from '../../config/index.js'
import type { AnyCollector, Call } from '../../connectors/kit/collector.js'
import type { Connector, Target } from '../../connectors/kit/connector.js'
import { Door } from '../../connectors/kit/door.js'
import { performOrFail } from '../../connectors/kit/run.js'
import { ScanError, UsageError } from '../../core/index.js'
import { neededTypes } from '../../engine/index.js'
import { installed } from '../../installed.js'
import { chosenRules, scopedConnectors } from '../../scan.js'
import { startSession } from '../session.js'

export default async function plan(targets: string[], flags: Flags): Promise<void> {
  const { config, around } = await startSession(targets, flags)
  if (config.inventoryFile !== undefined) throw new UsageError('--plan and --inventory do not go together: a saved inventory is judged without any call')
  const { types, access, collectors } = await installed()
  const rules = await chosenRules(config)
  const needed = neededTypes(rules, access, types)
  for (const { connector, settings } of await scopedConnectors(config)) {
    const session = await connector.open(settings, around.env)
    if ('missing' in session) throw new ScanError(`${session.missing}; nothing was planned`, session.hint)
    const door = new Door(session, { concurrency: 8, requestTimeout: 30_000, maxRate: 1, with: new Set(config.with), signal: around.signal, random: around.random })
    door.declare(Object.values(connector.calls))
    const found = await session.targets(performOrFail(door))
    session.close()
    const wanted = (collectors.get(connector.id) ?? []).filter((collector) => needed.has(collector.type))
    process.stdout.write(describe(connector, wanted, found, new Set(config.with), rules.length))
  }
}

function describe(connector: Connector, collectors: readonly AnyCollector[], targets: readonly Target[], optional: ReadonlySet<string>, rules: number): string {
  const regions = targets.reduce((sum, target) => sum + target.regions.length, 0)
  const calls = new Map<string, { call: Call; how: string }>()
  for (const call of Object.values(connector.calls)) calls.set(call.action, { call, how: 'once' })
  for (const collector of collectors) {
    const own = [...Object.values<Call>(collector.calls), ...(collector.reads ?? []).flatMap((read) => Object.values(read.calls))]
    for (const call of own) if (call.with === undefined || optional.has(call.with)) calls.set(call.action, { call, how: often(call, regions, targets.length) })
  }
  const rows = [...calls.values()].toSorted((a, b) => (a.call.action < b.call.action ? -1 : 1))
  const width = Math.max(...rows.map((row) => row.call.action.length))
  const needs = new Set(rows.flatMap((row) => row.call.needs))
  const lines = rows.map(({ call, how }) => `  ${call.action.padEnd(width)}  ${how}${call.needs.join() === call.action ? '' : `  needs ${call.needs.length === 0 ? 'no permission' : call.needs.join(', ')}`}`)
  const where = targets.map((target) => `${connector.id} ${target.account}: ${target.regions.join(', ')}`)
  return `${rules} rules take ${collectors.length} asset types from\n${where.map((line) => `  ${line}`).join('\n')}\n\n${lines.join('\n')}\n\n${rows.length} operations, ${needs.size} permissions, all of them reads; none of the calls was made but those that find the account and its regions\naispm permissions ${connector.id}  prints them as a policy\n`
}

function often(call: Call, regions: number, accounts: number): string {
  if (call.per === 'account') return accounts === 1 ? 'once, and once a page' : `${accounts} times, and once a page`
  return call.per === 'region' ? `${regions} times, and once a page` : 'once an item'
}
