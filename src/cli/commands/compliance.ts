// `aispm compliance`: how the requirements of a framework stand, or which frameworks there are.
import { assess, frameworkWords, rulesOf, type Assessment } from '../../compliance/index.js'
import { readConfigFile } from '../../config/file.js'
import type { Flags } from '../../config/index.js'
import { nearest, UsageError, type FrameworkInfo, type ReportSource, type RuleDoc } from '../../core/index.js'
import { selectRules } from '../../engine/select.js'
import { allRules, frameworks } from '../../installed.js'
import { namesOf } from '../../reporters/kit/names.js'
import { pour } from '../../reporters/kit/pour.js'
import type { Page } from '../../reporters/text/finding.js'
import { paintOf } from '../../reporters/text/paint.js'
import { scan } from '../../scan.js'
import { colorLevel } from '../color.js'
import { complianceCsv } from '../compliance/csv.js'
import { complianceHtml } from '../compliance/html.js'
import { complianceJson } from '../compliance/json.js'
import { complianceMarkdown } from '../compliance/markdown.js'
import { complianceText, frameworkList } from '../compliance/text.js'
import { scanExit } from '../exit.js'
import { tell } from '../inert.js'
import { listFormat } from '../list-format.js'
import { openSinks, writeAll } from '../outputs.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'
import { startSession } from '../session.js'

type ComplianceFlags = Flags & { color: string }

const formats = ['text', 'markdown', 'csv', 'html', 'json']

export default async function complianceCommand(id: string | undefined, targets: string[], flags: ComplianceFlags): Promise<void> {
  const all = await frameworks()
  const file = await readConfigFile(flags.config, process.cwd())
  const loaded = await allRules([...file.ruleDirs, ...(flags.rulesDir ?? [])])
  if (id === undefined) return list([...all.values()], loaded.map(({ doc }) => doc), flags)
  const framework = all.get(id)
  if (framework === undefined) throw unknownFramework(id, all)
  const mapped = rulesOf(id, loaded.map(({ doc }) => doc))
  const chosen = new Set(selectRules(loaded, flags.rules ?? ['all']).map(({ doc }) => doc.id))
  const run = mapped.filter((rule) => chosen.has(rule.id)).map((rule) => rule.id)
  if (mapped.length > 0 && run.length === 0) throw new UsageError(`--rules leaves out every rule that maps to ${id}; nothing was scanned`, `aispm compliance ${id}`)
  // Only what the framework asks for is read and judged.
  const { config, around, progress, interrupted } = await startSession(targets, { ...flags, ...(run.length > 0 && { rules: run }) }, formats)
  const sinks = await openSinks(config.outputs)
  const scanned = run.length === 0 ? undefined : await scan(config, around).finally(() => progress.end())
  progress.sum()
  const source = scanned?.report
  const assessment = await assess({ framework, rules: mapped, chosen }, source)
  process.exitCode = interrupted() ?? scanExit({ failOn: 'never', minCoverage: config.minCoverage }, {
    findings: source?.counts.findings ?? { critical: 0, high: 0, medium: 0, low: 0 }, coverage: source?.coverage.ratio ?? 1,
    faults: scanned?.faults.length ?? 0, empty: scanned?.empty !== undefined,
  })
  await writeAll(sinks, ({ format, file: to }, out) => pour(pieces(format, assessment, source, to === undefined ? flags.color : 'never', to === undefined), out))
  for (const fault of scanned?.faults ?? []) tell(`aispm: a bug of ours: ${fault}`)
  if (scanned?.empty !== undefined) tell(`aispm: ${scanned.empty}`)
}

function pieces(format: string, assessment: Assessment, source: ReportSource | undefined, color: string, terminal: boolean): Iterable<string> {
  switch (format) {
    case 'markdown': return complianceMarkdown(assessment, source)
    case 'csv': return complianceCsv(assessment, source)
    case 'html': return complianceHtml(assessment, source)
    case 'json': return complianceJson(assessment, source)
    default: return complianceText(assessment, source, reportPage(color, terminal, source))
  }
}

function reportPage(color: string, terminal: boolean, source?: ReportSource): Page {
  const noNames = { asset: () => undefined, label: (id: string) => id, hiddenBy: () => [] }
  return {
    width: terminal ? Math.max(60, pageOf(color).width) : 100,
    paint: paintOf(terminal ? colorLevel(color, process.env, process.stdout) : 0),
    names: source === undefined ? noNames : namesOf(source),
  }
}

async function list(all: readonly FrameworkInfo[], docs: readonly RuleDoc[], flags: ComplianceFlags): Promise<void> {
  const format = listFormat(flags.output)
  const rows = all.map((framework) => {
    const rules = rulesOf(framework.id, docs)
    const checked = framework.controls.filter((control) => rules.some((rule) => rule.frameworks[framework.id]?.includes(control.id) === true)).length
    return { id: framework.id, words: frameworkWords(framework), verified: framework.verified, checked, requirements: framework.controls.length, rules: rules.length }
  }).toSorted((a, b) => Number(b.checked > 0) - Number(a.checked > 0) || (a.id < b.id ? -1 : 1))
  await print(format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : frameworkList(rows, reportPage(flags.color, true)))
}

function unknownFramework(id: string, all: ReadonlyMap<string, FrameworkInfo>): UsageError {
  const isTarget = /^(?:aws|azure|gcp)(?::|$)|[/\\]|^\.{1,2}$/.test(id)
  if (isTarget) return new UsageError(`"${id}" is no framework: that comes first, and what to scan behind it; nothing was scanned`, `aispm compliance owasp-llm-2025 ${id}`)
  const meant = nearest(id, all.keys()) ?? [...all.keys()].find((known) => known.includes(id.toLowerCase()))
  return new UsageError(`there is no framework "${id}"; nothing was scanned`, meant === undefined ? 'aispm compliance' : `did you mean ${meant}?`)
}
