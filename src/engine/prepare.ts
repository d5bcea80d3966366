// From rule files to compiled rules in one step, with every mistake of every file told at once.
import type { AccessModel } from '../access/model.js'
import type { AssetTypes, RuleSettings } from '../core/index.js'
import { UsageError, nearest } from '../core/index.js'
import { compileRule } from './compile.js'
import type { CompiledRule } from './compile.js'
import { rulesError } from './load.js'
import type { Loaded } from './load.js'
import { misfitParam } from './params.js'
import type { FileProblem, LoadedRule } from './read-rule.js'

/** Compiles rules; if anything is wrong with any of them, or was when they were loaded, nothing runs. */
export function prepareRules(loaded: Loaded, types: AssetTypes, access: readonly AccessModel[]): CompiledRule[] {
  const problems: FileProblem[] = [...loaded.problems]
  const rules: CompiledRule[] = []
  const escalationPaths = new Set(access.flatMap((model) => model.escalationPaths))
  const seen = new Map<string, string>()
  for (const one of loaded.rules) {
    // Built-in rules and a user's own are loaded apart, and told apart by their ids alone.
    const other = seen.get(one.doc.id)
    if (other !== undefined) problems.push({ file: one.doc.file, line: 1, column: 1, message: `rule "${one.doc.id}" is also in ${other}` })
    seen.set(one.doc.id, one.doc.file)
    const compiled = compileRule(one.doc, { types, escalationPaths, check: !one.checked })
    problems.push(...compiled.problems.map((problem) => ({ file: one.doc.file, ...one.locate(problem.key, problem.offset), message: problem.message })))
    if (compiled.rule !== null) rules.push(compiled.rule)
  }
  if (problems.length > 0) throw rulesError(problems)
  return rules
}

/** Refuses settings for rules or parameters that do not exist, and values of the wrong type. `at` says where a setting stands. */
export function checkParams(rules: readonly LoadedRule[], params: RuleSettings['params'], at: (path: readonly string[]) => string = () => ''): void {
  const wrong = (path: readonly string[], message: string, meant?: string): UsageError => {
    const where = at(['params', ...path])
    return new UsageError(`${where}${where === '' ? '' : '  '}${message} — nothing was judged`, meant === undefined ? undefined : `did you mean ${meant}?`)
  }
  const byId = new Map(rules.map(({ doc }) => [doc.id, doc]))
  for (const [id, set] of Object.entries(params)) {
    const doc = byId.get(id)
    if (doc === undefined) throw wrong([id], `params: no rule "${id}"`, nearest(id, byId.keys()))
    for (const [name, value] of Object.entries(set)) {
      const param = Object.hasOwn(doc.params, name) ? doc.params[name] : undefined
      if (param === undefined) throw wrong([id, name], `params.${id}: the rule has no parameter "${name}"`, nearest(name, Object.keys(doc.params)))
      const fault = misfitParam(param, value)
      if (fault !== null) throw wrong([id, name], `params.${id}.${name} must be ${fault}`)
    }
  }
}
