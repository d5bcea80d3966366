// `aispm rules`: which rules there are.
import { Chalk } from 'chalk'
import { rank, severities, type RuleDoc } from '../../core/index.js'
import { allRules } from '../../installed.js'
import { selectRules } from '../../engine/index.js'
import { readConfigFile } from '../../config/file.js'
import { colorLevel } from '../color.js'
import { listFormat } from '../list-format.js'

interface Flags {
  rules?: string[]
  rulesDir?: string[]
  config?: string
  output?: string[]
  color: string
}

export default async function listRules(flags: Flags): Promise<void> {
  const file = await readConfigFile(flags.config, process.cwd())
  const rules = await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])
  const docs = selectRules(rules, flags.rules ?? ['all']).map((rule) => rule.doc).toSorted(bySeverity)
  if (listFormat(flags.output) === 'json') {
    process.stdout.write(`${JSON.stringify(docs.map(summary), null, 2)}\n`)
    return
  }
  const chalk = new Chalk({ level: colorLevel(flags.color, process.env, process.stdout) })
  const paint = { critical: chalk.magenta.bold, high: chalk.red, medium: chalk.yellow, low: chalk.blue }
  const width = Math.max(...docs.map((doc) => doc.id.length), 0)
  for (const doc of docs) {
    process.stdout.write(`${paint[doc.severity](doc.severity.padEnd(8))}  ${doc.id.padEnd(width)}  ${doc.level === 'strict' ? chalk.dim('strict  ') : '        '}${doc.title}\n`)
  }
  const strict = docs.filter((doc) => doc.level === 'strict').length
  process.stdout.write(`\n${docs.length} rules, ${docs.length - strict} recommended, ${strict} strict\n`)
}

function bySeverity(a: RuleDoc, b: RuleDoc): number {
  return rank(severities, a.severity) - rank(severities, b.severity) || (a.id < b.id ? -1 : 1)
}

/** What the JSON list says of each rule: all of it but its examples and its place on disk. */
function summary(doc: RuleDoc): object {
  const { examples: _examples, file: _file, ...rest } = doc
  return rest
}
