// The examples of one's own rules, judged: each with its place in its file.
import { realpathSync } from 'node:fs'
import { sep } from 'node:path'
import { UsageError, type Verdict } from '../core/index.js'
import { loadRules, prepareRules, runExamples } from '../engine/index.js'
import { allRules, builtInRules, frameworkIds, installed } from '../installed.js'

export interface ExampleTest {
  rule: string
  file: string
  line: number
  column: number
  /** `fail 2` */
  example: string
  wanted: Verdict
  got: Verdict
  /** What a finding would say. */
  message?: string
  /** Why it does not hold. */
  problem?: string
}

/** Throws a UsageError with every mistake, where a rule cannot be read. */
export async function testRules(folders: readonly string[]): Promise<ExampleTest[]> {
  const loaded = await loadRules(folders, await frameworkIds())
  if (loaded.rules.length + loaded.problems.length === 0) throw new UsageError(`there is no rule in ${folders.join(', ')}; nothing was judged`, 'aispm rules new ID --on TYPE')
  const ours = `${realpathSync(builtInRules)}${sep}`
  const own = loaded.rules.filter(({ doc }) => !realpathSync(doc.file).startsWith(ours))
  const builtIn = new Set((await allRules([])).map(({ doc }) => doc.id))
  const taken = own.filter(({ doc }) => builtIn.has(doc.id)).map(({ doc }) => ({ file: doc.file, line: 1, column: 1, message: `rule "${doc.id}" comes with aispm: choose another name for the file` }))
  const { types, access } = await installed(undefined, true)
  const compiled = prepareRules({ rules: loaded.rules, problems: [...loaded.problems, ...taken] }, types, access)
  const places = new Map(loaded.rules.map((rule) => [rule.doc.id, rule]))
  return compiled.flatMap((rule) => runExamples(rule, types, access).map(({ example, expected, verdict, message, problem }): ExampleTest => {
    const [group = '', n = '1'] = example.split(' ')
    const at = places.get(rule.doc.id)?.locate(['examples', group, Number(n) - 1])
    return {
      rule: rule.doc.id, file: rule.doc.file, line: at?.line ?? 1, column: at?.column ?? 1, example, wanted: expected, got: verdict,
      ...(message !== undefined && { message }), ...(problem !== undefined && { problem }),
    }
  }))
}
