// `aispm explain`: a rule as its file tells it.
import { Chalk } from 'chalk'
import { nearest, UsageError, type RuleDoc } from '../../core/index.js'
import { allRules } from '../../installed.js'
import { colorLevel } from '../color.js'
import { listFormat } from '../list-format.js'
import { wrap } from '../wrap.js'

interface Flags {
  output?: string[]
  color: string
}

export default async function explain(id: string, flags: Flags): Promise<void> {
  const rules = await allRules([])
  const doc = rules.map((rule) => rule.doc).find((rule) => rule.id === id || rule.aliases.includes(id))
  if (doc === undefined) {
    const meant = nearest(id, rules.map((rule) => rule.doc.id))
    throw new UsageError(`there is no rule "${id}"`, meant === undefined ? 'aispm rules' : `did you mean ${meant}?`)
  }
  if (listFormat(flags.output) === 'json') {
    const { file: _file, ...rest } = doc
    process.stdout.write(`${JSON.stringify(rest, null, 2)}\n`)
    return
  }
  const chalk = new Chalk({ level: colorLevel(flags.color, process.env, process.stdout) })
  process.stdout.write(text(doc, chalk.bold, chalk.dim, Math.min(process.stdout.columns ?? 100, 100)))
}

function text(doc: RuleDoc, bold: (t: string) => string, dim: (t: string) => string, width: number): string {
  const block = (body: string): string => wrap(body, width - 2).map((line) => `  ${line}`).join('\n')
  const parts = [
    `${bold(doc.title)}\n${dim(`${doc.id}  ·  ${doc.severity}, confidence ${doc.confidence}  ·  ${doc.level}  ·  ${doc.phase}`)}`,
    `${bold('Why')}\n${block(doc.why)}`,
    `${bold('Fix')}\n${block(doc.fix.text)}${doc.fix.command === undefined ? '' : `\n  ${doc.fix.command}`}`,
    `${bold('Judged')}  ${Array.isArray(doc.on) ? doc.on.join(', ') : `every ${doc.on}`}\n${condition(doc, dim)}`,
  ]
  const params = Object.entries(doc.params)
  if (params.length > 0) parts.push(`${bold('Settings')}  ${dim(`aispm.yaml, params: ${doc.id}:`)}\n${params.map(([name, p]) => block(`${name} (${p.type}${p.default === undefined ? '' : `, default ${JSON.stringify(p.default)}`}): ${p.doc}`)).join('\n')}`)
  if (doc.needs.length > 0) parts.push(`${bold('Needs')}  --with ${doc.needs.join(',')}`)
  const frameworks = Object.entries(doc.frameworks)
  if (frameworks.length > 0) parts.push(`${bold('Frameworks')}\n${frameworks.map(([name, ids]) => `  ${name}  ${ids.join(', ')}`).join('\n')}`)
  if (doc.references.length > 0) parts.push(`${bold('Read more')}\n${doc.references.map((link) => `  ${link}`).join('\n')}`)
  return `${parts.join('\n\n')}\n`
}

/** The condition as written: it is short, and it is what is really judged. */
function condition(doc: RuleDoc, dim: (t: string) => string): string {
  const lines = [...Object.entries(doc.let).map(([name, value]) => `let ${name} = ${value}`), ...(doc.when === undefined ? [] : [`when ${doc.when}`]), `holds if ${doc.assert}`]
  return lines.flatMap((line) => line.trim().split('\n')).map((line) => dim(`  ${line.trimEnd()}`)).join('\n')
}
