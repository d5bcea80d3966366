// The smallest scan in which a read is made: the types that it feeds, and what leads to them.
import aws from '../../src/connectors/aws/index.js'
import { callsOf, isList, type AnyCollector, type Call } from '../../src/connectors/kit/collector.js'
import type { Inventory } from '../../src/core/index.js'
import { sites, spine, type Site } from './sites.js'

const collectors: readonly AnyCollector[] = await aws.collectors()
const byType = new Map(collectors.map((collector) => [collector.type, collector]))
const queryServices: ReadonlySet<string> = new Set(['iam', 'sts', 'ec2', 'rds', 's3', 's3-control'])

/** Every read beside those that have their sites by hand, with the types to collect for it. `whole`: a calm scan of everything. */
export function otherSites(whole: Inventory): Site[] {
  const declared = new Map<string, { call: Call; types: string[] }>()
  for (const collector of collectors) {
    if (spine.has(collector.type)) continue
    for (const call of callsOf(collector)) {
      if (call.with !== undefined || sites.some((site) => site.action === call.action)) continue
      const known = declared.get(call.action)
      if (known === undefined) declared.set(call.action, { call, types: [collector.type] })
      else known.types.push(collector.type)
    }
  }
  return [...declared.values()].toSorted((a, b) => (a.call.action < b.call.action ? -1 : 1)).map(({ call, types }) => {
    const [service = '', operation = ''] = call.action.split(':')
    return {
      action: call.action, kind: kindOf(call, types), types: around(types, whole), ...(types.some((type) => byType.get(type)?.resolve !== undefined) && { referred: true as const }),
      protocol: operation.startsWith('Head') ? 'head' : queryServices.has(service) ? 'xml' : 'json',
    } satisfies Site
  })
}

/** Lists stand for whole types; what is read of one thing is a detail of it. */
function kindOf(call: Call, types: readonly string[]): Site['kind'] {
  if (call.spare === true) return 'bulk'
  const isShared = types.some((type) => byType.get(type)?.reads?.some((read) => Object.values<Call>(read.calls).includes(call)) === true)
  if (call.per !== 'item' && isShared) return 'shared'
  return isList(call) && call.per !== 'item' ? 'list' : 'setting'
}

/** The types themselves, and what refers to them in the account as it is: all of it where they are listed, too, else one type of it. */
export function around(types: readonly string[], whole: Inventory): ReadonlySet<string> {
  const wanted = new Set<string>()
  const queue = [...types]
  const typeOf = new Map(whole.assets.flatMap((asset) => [asset.id, ...(asset.aliases ?? [])].map((id) => [id, asset.type])))
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (wanted.has(next)) continue
    wanted.add(next)
    const collector = byType.get(next)
    const isListed = collector?.list !== undefined
    if (collector?.resolve === undefined || (isListed && !types.includes(next))) continue
    const holders = [...new Set(whole.relations.filter((relation) => relation.target === next).flatMap((relation) => typeOf.get(relation.from) ?? []))]
    // What is listed as well may be looked up by any of them, in a way of its own.
    if (isListed) queue.push(...holders)
    else queue.push(...[holders.find((type) => byType.get(type)?.list !== undefined) ?? holders[0]].flatMap((type) => type ?? []))
  }
  return wanted
}
