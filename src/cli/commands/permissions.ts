// `aispm permissions`: the rights a scan takes, computed from the calls it declares.
import { nearest, UsageError } from '../../core/index.js'
import { readConfigFile } from '../../config/file.js'
import { neededTypes, prepareRules, selectRules } from '../../engine/index.js'
import { allRules, installed } from '../../installed.js'
import { optionalReads } from '../../scan.js'
import { print } from '../print.js'

interface Flags {
  rules?: string[]
  rulesDir?: string[]
  config?: string
  with?: string[]
}

export default async function permissions(provider: string, flags: Flags): Promise<void> {
  const { connectors, collectors, types, access } = await installed()
  const connector = connectors.find((c) => c.id === provider)
  if (connector === undefined) {
    const meant = nearest(provider, connectors.map((c) => c.id))
    throw new UsageError(`unknown provider "${provider}"`, meant === undefined ? `one of: ${connectors.map((c) => c.id).join(', ')}` : `did you mean ${meant}?`)
  }
  const known = optionalReads([...collectors.values()].flat())
  for (const read of flags.with ?? []) {
    const near = nearest(read, known)
    if (!known.includes(read)) throw new UsageError(`--with ${read}: there is no such optional read`, near === undefined ? `one of: ${known.join(', ')}` : `did you mean ${near}?`)
  }
  let wanted = collectors.get(connector.id) ?? []
  if (flags.rules !== undefined) {
    const file = await readConfigFile(flags.config, process.cwd())
    const loaded = await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])
    const rules = selectRules(prepareRules({ rules: loaded, problems: [] }, types, access), flags.rules)
    const needed = neededTypes(rules, access, types)
    wanted = wanted.filter((collector) => needed.has(collector.type))
  }
  await print(`${JSON.stringify(connector.leastPrivilege(wanted, new Set(flags.with)), null, 2)}\n`)
}
