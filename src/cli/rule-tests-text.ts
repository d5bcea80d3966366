// How the examples of rules did, as text for people and as JUnit for CI systems.
import { count } from '../core/index.js'
import { printable } from '../reporters/kit/printable.js'
import type { Page } from './page.js'
import type { ExampleTest } from './rule-tests.js'

export function* testText(tests: readonly ExampleTest[], page: Page): Generator<string> {
  for (const [rule, examples] of byRule(tests)) {
    const failed = examples.filter((one) => one.problem !== undefined)
    const head = failed.length === 0 ? `ok    ${rule}` : page.severity.high(`wrong ${rule}`)
    yield `${head}  ${page.dim(count(examples.length, 'example'))}\n`
    for (const message of new Set(examples.flatMap((one) => (one.problem === undefined && one.message !== undefined ? [one.message] : [])))) yield `      ${page.dim(`says: ${printable(message)}`)}\n`
    for (const { file, line, column, example, wanted, got, message, problem } of failed) {
      yield `  ${printable(file)}:${line}:${column}  ${example}: wanted ${wanted}, got ${got}\n    ${printable(problem ?? '')}\n`
      if (message !== undefined) yield `    says: ${printable(message)}\n`
    }
  }
  const wrong = tests.filter((one) => one.problem !== undefined).length
  yield `\n${count(byRule(tests).size, 'rule')}, ${count(tests.length, 'example')}: ${wrong === 0 ? 'all hold' : `${wrong} ${wrong === 1 ? 'does' : 'do'} not hold`}\n`
}

/** In the form that Jenkins, GitLab and Azure DevOps read. */
export function* testJunit(tests: readonly ExampleTest[]): Generator<string> {
  const failures = (list: readonly ExampleTest[]): number => list.filter((one) => one.problem !== undefined).length
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="aispm rules" tests="${tests.length}" failures="${failures(tests)}">\n`
  for (const [rule, examples] of byRule(tests)) {
    yield `  <testsuite name="${xml(rule)}" tests="${examples.length}" failures="${failures(examples)}" errors="0" skipped="0">\n`
    for (const { file, line, column, example, wanted, got, problem } of examples) {
      const open = `    <testcase classname="${xml(rule)}" name="${xml(example)}"`
      yield problem === undefined ? `${open}/>\n` : `${open}>\n      <failure message="${xml(`wanted ${wanted}, got ${got}`)}">${xml(`${file}:${line}:${column}  ${problem}`)}</failure>\n    </testcase>\n`
    }
    yield '  </testsuite>\n'
  }
  yield '</testsuites>\n'
}

function byRule(tests: readonly ExampleTest[]): Map<string, ExampleTest[]> {
  const rules = new Map<string, ExampleTest[]>()
  for (const test of tests) rules.set(test.rule, [...(rules.get(test.rule) ?? []), test])
  return rules
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML cannot hold are among those that nobody sees. */
function xml(text: string): string {
  return printable(text).replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character)
}
