// `aispm scan --plan`: the calls and rights a scan would take. Only finds out where it is; makes none of the calls.
import type { Flags } from '../../config/index.js'
import type { Missing } from '../../connectors/kit/connector.js'
import { Door } from '../../connectors/kit/door.js'
import { performOrFail } from '../../connectors/kit/perform-or-fail.js'
import { providerOf, ScanError } from '../../core/index.js'
import { neededTypes } from '../../engine/index.js'
import { installed } from '../../installed.js'
import { chosenRules, scopedConnectors } from '../../scan.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { planOf, planText, type Plan } from '../plan-text.js'
import { print } from '../print.js'
import { startSession } from '../session.js'

export default async function plan(targets: string[], flags: Flags & { color: string }): Promise<void> {
  const format = listFormat(flags.output)
  const { config, around } = await startSession(targets, flags)
  const { types, access, collectors } = await installed()
  const rules = await chosenRules(config)
  const needed = neededTypes(rules, access, types, new Set(config.with))
  const plans: Plan[] = []
  let missing: Missing | undefined
  for (const { connector, settings } of await scopedConnectors(config)) {
    const session = await connector.open(settings, around.env)
    if ('missing' in session) {
      missing ??= session
      continue
    }
    try {
      const door = new Door(session, { concurrency: 8, requestTimeout: 30_000, maxRate: 1, with: new Set(config.with), signal: around.signal, random: around.random })
      door.declare([...Object.values(connector.calls), ...Object.values(connector.hubCalls ?? {})])
      const wanted = (collectors.get(connector.id) ?? []).filter((collector) => needed.has(collector.type))
      plans.push(planOf(connector, wanted, await session.targets(performOrFail(door)), new Set(config.with), rules.filter((rule) => rule.types.some((type) => providerOf(type) === connector.id)).length))
    } finally {
      session.close()
    }
  }
  if (plans.length === 0 && missing !== undefined) throw new ScanError(`${missing.missing}; nothing was planned`, missing.hint)
  await print(format === 'json' ? `${JSON.stringify(plans, null, 2)}\n` : plans.map((one) => planText(one, pageOf(flags.color))).join('\n'))
}
