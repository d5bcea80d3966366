// One rule file's text as a rule, or every mistake in it with its line and column.
import { basename } from 'node:path'
import type { Document, LineCounter, Node, Pair, Scalar } from 'yaml'
import type { Kind, RuleDoc } from '../core/index.js'
import { kinds, nearest } from '../core/index.js'
import { misfits } from './rule-sense.js'
import type { FrameworkIds } from './rule-sense.js'
import { ruleKeys, ruleSchema } from './rule-schema.js'
import { positionOf, positionOfKey } from './yaml-place.js'
import type { Position } from './yaml-place.js'

/** A rule and the way back to its text. */
export interface LoadedRule {
  doc: RuleDoc
  /** True for rules that were checked when they were precompiled. */
  checked: boolean
  locate(key: readonly (string | number)[], offset?: number): Position
}

export interface FileProblem extends Position {
  file: string
  message: string
}

const maxCharacters = 1_000_000

/** One rule from its text. */
export async function readRule(source: string, file: string, frameworks?: FrameworkIds): Promise<{ rule: LoadedRule | null; problems: FileProblem[] }> {
  const problems: FileProblem[] = []
  const complain = (at: Position, message: string): void => void problems.push({ file, line: at.line, column: at.column, message })
  if (source.length > maxCharacters) {
    complain({ line: 1, column: 1 }, `is larger than ${maxCharacters.toLocaleString('en')} characters, which no rule is`)
    return { rule: null, problems }
  }
  const [yaml, zod, { deepestYaml, isTooDeep }] = await Promise.all([import('yaml'), import('zod'), import('../core/yaml-depth.js')])
  if (isTooDeep(source)) {
    complain({ line: 1, column: 1 }, `is nested more than ${deepestYaml} levels deep, which no rule is`)
    return { rule: null, problems }
  }
  const lines = new yaml.LineCounter()
  // Pretty errors look for their lines once for each: a text full of mistakes takes minutes.
  const document = yaml.parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: false, version: '1.2', schema: 'core', stringKeys: true })
  for (const error of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(error.pos[0])
    complain({ line, column: col }, error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.message)
  }
  if (problems.length > 0) return { rule: null, problems }
  for (const { at, message } of forbidden(yaml, document, lines)) complain(at, message)
  if (problems.length > 0) return { rule: null, problems }

  const parsed = ruleSchema(zod).safeParse(document.toJS())
  if (!parsed.success) {
    for (const issue of parsed.error.issues) tellIssue(issue, document, source, lines, complain)
    return { rule: null, problems }
  }
  const { on, when, ...rest } = parsed.data
  const doc: RuleDoc = {
    ...rest,
    id: basename(file).replace(/\.ya?ml$/, ''),
    on: Array.isArray(on) ? on : isKind(on) ? on : [on],
    ...(when === undefined ? {} : { when }),
    fix: { text: rest.fix.text, ...(rest.fix.command !== undefined && { command: rest.fix.command }), ...(rest.fix.terraform !== undefined && { terraform: rest.fix.terraform }) },
    params: Object.fromEntries(Object.entries(rest.params).map(([name, p]) => [name, p.default === undefined ? { type: p.type, doc: p.doc } : { type: p.type, doc: p.doc, default: p.default }])),
    file,
  }
  const locate = (key: readonly (string | number)[], offset?: number): Position => positionOf(document, source, lines, key, offset)
  for (const wrong of misfits(doc, frameworks)) complain(wrong.key === undefined ? locate(wrong.path) : positionOfKey(document, lines, wrong.path, wrong.key), wrong.message)
  return { rule: { doc, checked: false, locate }, problems }
}

function isKind(word: string): word is Kind {
  return kinds.some((kind) => kind === word)
}

/** What YAML allows and rule files do not: aliases (bombs), custom tags, and keys that JavaScript takes for its own. */
function forbidden(yaml: typeof import('yaml'), document: Document, lines: LineCounter): { at: Position; message: string }[] {
  const found: { at: Position; message: string }[] = []
  const tell = (node: Node | Scalar, message: string): void => {
    const { line, col } = lines.linePos(node.range?.[0] ?? 0)
    found.push({ at: { line, column: col }, message })
  }
  yaml.visit(document, {
    Alias: (_key, node) => tell(node, 'aliases (*name) are not used in rule files: write the value out'),
    Node: (_key, node) => {
      if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) tell(node, `the tag ${node.tag} is not used in rule files`)
    },
    Pair: (_key, pair: Pair) => {
      if (yaml.isScalar(pair.key) && (pair.key.value === '__proto__' || pair.key.value === '<<')) tell(pair.key, `"${String(pair.key.value)}" is not used as a key in rule files`)
    },
  })
  return found
}

interface Issue {
  code?: string
  path: PropertyKey[]
  message: string
  keys?: string[]
  values?: unknown[]
  input?: unknown
  errors?: Issue[][]
}

function tellIssue(issue: Issue, document: Document, source: string, lines: LineCounter, complain: (at: Position, message: string) => void): void {
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol')
  const at = positionOf(document, source, lines, path)
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = path.length === 0 ? ruleKeys : path[0] === 'examples' ? ['pass', 'fail', 'unknown', 'notApplicable'] : path[0] === 'fix' ? ['text', 'command', 'terraform'] : ['type', 'default', 'doc']
    for (const key of issue.keys ?? []) {
      const meant = nearest(key, known)
      complain(positionOfKey(document, lines, path, key), `unknown key "${key}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`)
    }
    return
  }
  const value: unknown = document.getIn(path)
  if (issue.code === 'invalid_value') {
    const words = (issue.values ?? []).map(String)
    const meant = typeof value === 'string' ? nearest(value, words) : undefined
    if (value === undefined) return complain(at, `the key "${name}" is missing: one of ${words.join(', ')}`)
    return complain(at, `${name}: ${JSON.stringify(value)} is none of ${words.join(', ')}${meant === undefined ? '' : `: did you mean "${meant}"?`}`)
  }
  if (value === undefined) return complain(at, `the key "${name}" is missing`)
  complain(at, `${name}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`)
}
