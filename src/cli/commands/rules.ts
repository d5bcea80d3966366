// `aispm rules`: which rules there are.
import type { RuleDoc } from '../../core/index.js'
import { readConfigFile } from '../../config/file.js'
import { selectRules } from '../../engine/select.js'
import { allRules } from '../../installed.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'
import { bySeverity, ruleList } from '../rule-list.js'

interface Flags {
  rules?: string[]
  rulesDir?: string[]
  config?: string
  output?: string[]
  color: string
}

export default async function listRules(flags: Flags): Promise<void> {
  const format = listFormat(flags.output)
  const file = await readConfigFile(flags.config, process.cwd())
  const rules = await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])
  const docs = selectRules(rules, flags.rules ?? ['all']).map((rule) => rule.doc).toSorted(bySeverity)
  await print(format === 'json' ? `${JSON.stringify(docs.map(summary), null, 2)}\n` : ruleList(docs, pageOf(flags.color)))
}

/** What the JSON list says of each rule: all of it but its examples and its place on disk. */
function summary(doc: RuleDoc): object {
  const { examples: _examples, file: _file, ...rest } = doc
  return rest
}
