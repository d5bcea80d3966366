// Reads rule files. Whatever is wrong with any of them is told by file, line and column, and then nothing runs.
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { RuleDoc } from '../core/index.js'
import { UsageError, count } from '../core/index.js'
import { readRule } from './read-rule.js'
import type { FileProblem, LoadedRule } from './read-rule.js'
import type { FrameworkIds } from './rule-sense.js'

export interface Loaded {
  rules: LoadedRule[]
  problems: FileProblem[]
}

/** Every `*.yaml` below the folders, each a rule. */
export async function loadRules(ruleDirs: readonly string[], frameworks?: FrameworkIds): Promise<Loaded> {
  const rules: LoadedRule[] = []
  const problems: FileProblem[] = []
  const seen = new Map<string, string>()
  for (const dir of ruleDirs) {
    for (const file of await ruleFiles(dir)) {
      const told = relative(process.cwd(), file)
      const shown = told.startsWith('..') ? file : told
      const source = await readFile(file, 'utf8')
      const read = await readRule(source, shown, frameworks)
      problems.push(...read.problems)
      if (read.rule === null) continue
      const misplaced = wrongFolder(read.rule.doc, resolve(dir), file)
      if (misplaced !== null) problems.push({ file: shown, ...read.rule.locate(['on']), message: misplaced })
      const other = seen.get(read.rule.doc.id)
      if (other !== undefined) problems.push({ file: shown, line: 1, column: 1, message: `rule "${read.rule.doc.id}" is also in ${other}` })
      seen.set(read.rule.doc.id, shown)
      rules.push(read.rule)
    }
  }
  return { rules, problems }
}

async function ruleFiles(dir: string): Promise<string[]> {
  let entries
  try {
    entries = await readdir(dir, { recursive: true, withFileTypes: true })
  } catch {
    throw new UsageError(`no rules folder ${dir} — nothing was judged`, 'name an existing folder, or leave it out for the built-in rules')
  }
  const files = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => join(resolve(entry.parentPath), entry.name))
  // Beside the rules lie the frameworks they point at.
  return files.filter((file) => !relative(resolve(dir), file).startsWith(`frameworks${sep}`)).sort()
}

/** The folder of a rule follows the type it judges; rules on a kind, and of users, may lie anywhere below. */
function wrongFolder(doc: RuleDoc, dir: string, file: string): string | null {
  const [type] = Array.isArray(doc.on) ? doc.on : []
  const folder = dirname(relative(dir, file)).split(sep)
  // Files given flat in one folder are a user's own; ours are nested.
  if (type === undefined || folder.length < 2) return null
  const wanted = type.split('.').slice(0, 2)
  if (folder.join('/') === wanted.join('/')) return null
  if (Array.isArray(doc.on) && doc.on.some((t) => t.split('.').slice(0, 2).join('/') === folder.join('/'))) return null
  return `a rule on ${type} belongs in ${wanted.join('/')}/, not in ${folder.join('/')}/`
}

/** Rules that were precompiled into one JSON text: already checked, so only their form is asked again. */
export function readPrecompiled(json: string): LoadedRule[] {
  const parsed = JSON.parse(json) as { schema?: unknown; rules?: unknown }
  if (parsed.schema !== 1 || !Array.isArray(parsed.rules)) throw new UsageError('the precompiled rules are of another version — nothing was judged', 'build again: npm run build')
  return (parsed.rules as RuleDoc[]).map((doc) => ({ doc, checked: true, locate: () => ({ line: 1, column: 1 }) }))
}

/** Every rule below a folder as one JSON text, for `readPrecompiled`. File names are kept relative to the folder's parent. */
export async function precompileRules(dir: string, frameworks?: FrameworkIds): Promise<string> {
  const { rules, problems } = await loadRules([dir], frameworks)
  if (problems.length > 0) throw rulesError(problems)
  const docs = rules.map(({ doc }) => ({ ...doc, file: relative(dirname(resolve(dir)), resolve(doc.file)).split(sep).join('/') }))
  return JSON.stringify({ schema: 1, rules: docs })
}

/** All problems of all rule files as one error. */
export function rulesError(problems: readonly FileProblem[]): UsageError {
  const sorted = problems.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column))
  const list = sorted.map((p) => `  ${p.file}:${p.line}:${p.column}  ${p.message}`)
  return new UsageError(`${count(sorted.length, 'mistake')} in rule files — nothing was judged\n${list.join('\n')}`)
}
