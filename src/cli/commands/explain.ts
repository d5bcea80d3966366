// `aispm explain`: a rule as its file tells it.
import { frameworkWords, titleWords } from '../../compliance/words.js'
import { nearest, UsageError, type FrameworkInfo, type RuleDoc } from '../../core/index.js'
import { readConfigFile } from '../../config/file.js'
import { pad } from '../../reporters/kit/printable.js'
import { fill, hang, wrap } from '../../reporters/text/wrap.js'
import { allRules, frameworks } from '../../installed.js'
import { listFormat } from '../list-format.js'
import { pageOf, type Page } from '../page.js'
import { print } from '../print.js'

interface Flags {
  rulesDir?: string[]
  config?: string
  output?: string[]
  color: string
}

export default async function explain(id: string, flags: Flags): Promise<void> {
  const format = listFormat(flags.output)
  const file = await readConfigFile(flags.config, process.cwd())
  const docs = (await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])).map((rule) => rule.doc)
  const doc = docs.find((rule) => rule.id === id || rule.aliases.includes(id))
  if (doc === undefined) {
    const meant = nearest(id, docs.map((rule) => rule.id)) ?? docs.find((rule) => rule.id.includes(id))?.id
    throw new UsageError(`there is no rule "${id}"`, meant === undefined ? 'aispm rules lists them all' : `did you mean ${meant}?`)
  }
  if (format === 'text') return print(text(doc, await frameworks(), pageOf(flags.color)))
  const { file: _file, ...rest } = doc
  await print(`${JSON.stringify(rest, null, 2)}\n`)
}

function text(doc: RuleDoc, known: ReadonlyMap<string, FrameworkInfo>, page: Page): string {
  const { bold, dim, severity, width } = page
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)
  const prose = (body: string): string[] => indented(wrap(body, width - 2))
  const part = (title: string, lines: readonly string[]): string => [bold(title), ...lines].join('\n')
  const facts = [`${severity[doc.severity](doc.severity)}, confidence ${doc.confidence}`, doc.level, doc.phase, ...(doc.status === 'stable' ? [] : [doc.status])]
  const parts = [
    `${bold(doc.title)}\n${dim(doc.id)}\n${facts.join('  ·  ')}`,
    part('Why', prose(doc.why)),
    // A command is never broken: it is there to be copied.
    part('Fix', [
      ...prose(doc.fix.text),
      ...(doc.fix.command === undefined ? [] : [`  ${page.command(doc.fix.command.trim())}`]),
      ...(doc.fix.terraform === undefined ? [] : ['', '  in Terraform:', ...doc.fix.terraform.trimEnd().split('\n').map((line) => (line === '' ? '' : `    ${page.command(line)}`))]),
    ]),
    part('Judges', [...indented(fill(Array.isArray(doc.on) ? doc.on : [`every ${doc.on}`], width - 2, ', ')), ...conditions(doc, width)]),
  ]
  const params = Object.entries(doc.params)
  if (params.length > 0) parts.push(part('Settings', settings(doc, prose)))
  if (doc.needs.length > 0) parts.push(part('Needs', [`  aispm scan --with ${doc.needs.join(',')}`]))
  const mapped = Object.entries(doc.frameworks)
  if (mapped.length > 0) parts.push(part('Frameworks', mapped.flatMap(([id, controls]) => frameworkLines(id, controls, known.get(id), page))))
  if (doc.supersedes.length > 0) parts.push(part('Says more than', indented(doc.supersedes)))
  if (doc.references.length > 0) parts.push(part('Read more', indented(doc.references)))
  return `${parts.join('\n\n')}\n`
}

/** How the rule bears on each control: `direct` where the control asks for the very setting. */
function frameworkLines(id: string, controls: readonly string[], framework: FrameworkInfo | undefined, { width, dim }: Page): string[] {
  const labels = Math.max(...controls.map((control) => control.length)) + 2
  return [
    ...wrap(framework === undefined ? id : frameworkWords(framework), width - 2).map((line) => `  ${line}`),
    ...controls.flatMap((name) => {
      const control = framework?.controls.find((one) => one.id === name)
      const lines = fill(control === undefined ? [''] : [...wrap(titleWords(control), width - labels - 4), control.mapping], width - labels - 4, '  ·  ')
      return hang(`    ${pad(name, labels)}`, labels + 4, lines).map((line) => (control === undefined ? line : line.replace(new RegExp(`${control.mapping}$`), dim(control.mapping))))
    }),
  ]
}

/** The conditions as written: they are short, and they are what is really judged. */
function conditions(doc: RuleDoc, width: number): string[] {
  const rows = [
    ...Object.entries(doc.let).map(([name, value]) => [`let ${name} =`, value] as const),
    ...(doc.when === undefined ? [] : [['judged when', doc.when] as const]),
    ['passes when', doc.assert] as const,
  ]
  return rows.flatMap(([label, code]) => {
    const lines = wrap(code, width - 4)
    const [only = ''] = lines
    return lines.length === 1 && label.length + only.length + 3 <= width ? [`  ${label} ${only}`] : [`  ${label}`, ...lines.map((line) => `    ${line}`)]
  })
}

function settings(doc: RuleDoc, prose: (text: string) => string[]): string[] {
  const example = Object.entries(doc.params).map(([name, { type, default: usual }]) => `      ${name}: ${usual === undefined ? `<${type}>` : JSON.stringify(usual)}`)
  const meanings = Object.entries(doc.params).flatMap(([name, param]) => prose(`${name}: ${param.doc}${param.default === undefined ? ' Without it the rule is not judged.' : ''}`))
  return [...meanings, '  in aispm.yaml:', '    params:', `      ${doc.id}:`, ...example.map((line) => `  ${line}`)]
}
