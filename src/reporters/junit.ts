// The report as JUnit XML, for the test tabs of CI servers: one suite an account or folder, one class a family of rules.
import { count, type Reporter, type ReportSource } from '../core/index.js'
import { causeCase, familyOf, fixedCase, standingCase, testCase, unknownCase, type Telling } from './junit/case.js'
import { added, numbersOf, takeSuites, type Numbers, type Suite } from './junit/suite.js'
import { element, openTag } from './junit/xml.js'
import { idleIgnores } from './kit/ignore-words.js'
import { namesOf, scopeWords } from './kit/names.js'
import { pour } from './kit/pour.js'
import { standingOf } from './kit/standing.js'

export default {
  id: 'junit',
  summary: 'JUnit XML, for the test tabs of CI servers',
  extension: 'xml',
  render: (source, out) => pour(pieces(source), out),
} satisfies Reporter

async function* pieces(source: ReportSource): AsyncGenerator<string> {
  const suites = await takeSuites(source)
  const telling: Telling = { names: namesOf(source), rules: new Map(source.rules.map((rule) => [rule.id, rule])) }
  const scan = scanSuite(source)
  const rules = rulesSuite(source, telling)
  const { skipped: _, ...total } = added([scan.numbers, rules.numbers, ...suites.map(numbersOf)])
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${openTag('testsuites', { name: 'aispm', ...total, time: seconds(source) })}\n`
  yield* [scan, rules].map(({ name, numbers, inner }) => `${openTag('testsuite', { name, ...numbers, timestamp: source.startedAt.slice(0, 19) })}\n${inner}</testsuite>\n`)
  for (const suite of suites) yield* cases(suite, source, telling)
  yield '</testsuites>\n'
}

// The lists are read once more for each account: they may be longer than memory.
async function* cases(suite: Suite, source: ReportSource, telling: Telling): AsyncGenerator<string> {
  const { provider, account } = suite
  const isOwn = ({ scope }: { scope: { provider: string; account: string } }): boolean => scope.provider === provider && scope.account === account
  yield `${openTag('testsuite', { name: `${provider} ${account}`, ...numbersOf(suite), timestamp: source.startedAt.slice(0, 19) })}\n`
  yield* suite.causes.map(causeCase)
  let standing = suite.standing
  for await (const one of standing === 0 ? [] : standingOf(source)) {
    if (!isOwn(one)) continue
    yield standingCase(one, telling)
    if (--standing === 0) break
  }
  let unknowns = suite.unknowns
  for await (const one of unknowns === 0 ? [] : source.unknowns) {
    if (!isOwn(one)) continue
    yield unknownCase(one, telling)
    if (--unknowns === 0) break
  }
  yield* suite.fixed.map((past) => fixedCase(past, telling))
  yield '</testsuite>\n'
}

interface Written {
  name: string
  numbers: Numbers
  inner: string
}

/** That the scan ran, and what it can be relied on for: there is a case even where nothing was found. */
function scanSuite(source: ReportSource): Written {
  const { interrupted, complete, coverage, gaps, since, redacted } = source
  const unreached = source.scopes.filter(({ state }) => state !== 'read').map(({ scope, state }) => `${scopeWords(scope)} (${state === 'unreachable' ? 'no answer' : 'not asked for'})`)
  const unread = [...(gaps.length === 0 ? [] : [count(gaps.length, 'read') + ' without an answer']), ...(unreached.length === 0 ? [] : [`not looked at: ${unreached.join(', ')}`])]
  const properties: Record<string, string | undefined> = {
    version: source.tool.version, complete: String(complete), interrupted, decided: String(coverage.decided), unknown: String(coverage.unknown),
    ...(redacted === true ? { redacted: 'names and account ids are pseudonyms' } : {}),
    ...(since === undefined ? {} : { baseline: since.file, new: String(since.counts.new), known: String(since.counts.known), fixed: String(since.counts.fixed), open: String(since.counts.open) }),
  }
  const written = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [element('property', { name, value })]))
  return {
    name: 'aispm scan',
    numbers: { tests: 2, failures: 0, errors: interrupted === undefined ? 0 : 1, skipped: complete ? 0 : 1 },
    inner: `<properties>${written.join('')}</properties>\n`
      + testCase('the scan ran to its end', 'aispm.scan', interrupted === undefined ? '' : element('error', { type: 'cut-short', message: `The run was cut short (${interrupted}): what is missing may not have been read` }))
      + testCase('everything was read', 'aispm.scan', complete ? '' : element('skipped', { message: `not everything was read: ${unread.join('; ') || 'the run did not end'}` })),
  }
}

/** The rules that every asset passes, and those that wait for something. Of the others, what failed or is unknown stands with its account. */
function rulesSuite({ coverage, rules, ignores }: ReportSource, telling: Telling): Written {
  const waiting = new Map(coverage.notConfigured.map(({ rule, wants }) => [rule, wants]))
  const passed = rules.flatMap(({ id }) => {
    const verdicts = coverage.rules[id]
    return verdicts === undefined || waiting.has(id) || verdicts.pass === 0 || verdicts.fail + verdicts.unknown > 0 ? [] : [{ id, passes: verdicts.pass }]
  })
  const name = (id: string): [string, string] => [id, `aispm.rules.${familyOf(telling.rules.get(id))}`]
  return {
    name: 'aispm rules',
    numbers: { tests: passed.length + waiting.size, failures: 0, errors: 0, skipped: waiting.size },
    inner: passed.map(({ id, passes }) => testCase(...name(id), element('system-out', {}, [`passed by ${count(passes, 'asset')}`]))).join('')
      + [...waiting].map(([id, wants]) => testCase(...name(id), element('skipped', { message: `judged nothing: it wants ${wants}` }))).join('')
      + element('system-out', {}, [
        `${count(coverage.nothingToJudge.length, 'rule')} had nothing to judge and no gap in the way`,
        ...idleIgnores({ ignores }),
      ]) + '\n',
  }
}

function seconds({ startedAt, finishedAt }: ReportSource): string {
  return (Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(3)
}
