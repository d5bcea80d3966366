// An assessment as people read it at a terminal: each requirement with what fails and what is not known, then the sums.
import { caveats, checkedWords, frameworkWords, reasonWords, notRun, remedyWords, standingWords, stateWords, statusNames, titleWords, totalWords, type AcceptedRisk, type Assessment, type Blindness, type Failure, type Requirement, type Status } from '../../compliance/index.js'
import { count, type ReportSource } from '../../core/index.js'
import { scopeWords } from '../../reporters/kit/names.js'
import { columns, pad, printable } from '../../reporters/kit/printable.js'
import { blindLines } from '../../reporters/text/blind.js'
import type { Page } from '../../reporters/text/finding.js'
import { extentLines } from '../../reporters/text/summary.js'
import { fill, hang, wrap } from '../../reporters/text/wrap.js'

/** Findings and failed reads told of one requirement: the other forms tell more. */
const mostTold = 5
const indent = 2
/** Told together at the end: there is nothing to say of each. */
const gathered: readonly Status[] = ['nothing-to-judge', 'no-check']

export function* complianceText(assessment: Assessment, source: ReportSource | undefined, page: Page): Generator<string> {
  const { framework, requirements } = assessment
  const { paint, width } = page
  const cut = source?.interrupted === undefined ? [] : [paint.blind(`cut short (${printable(source.interrupted)}): this is partial`)]
  yield block([...cut, paint.strong(frameworkWords(framework)), paint.faint(framework.citation)])
  const told = requirements.filter(({ status }) => !gathered.includes(status))
  const label = Math.max(0, ...told.map(({ status }) => statusNames[status].length)) + 2
  for (const requirement of told) yield block(requirementLines(requirement, label, page))
  for (const status of gathered) yield* gatheredBlock(status, requirements, page)
  yield block([...cut, ...wrap(totalWords(assessment), width), ...wrap(checkedWords(assessment), width)])
  yield block(caveats(assessment).flatMap((words) => wrap(words, width)).map((line) => paint.faint(line)))
  if (source === undefined) return yield block(['nothing was scanned: no rule maps to this framework'], false)
  const blind = blindLines(source, page, false)
  if (blind.length > 0) yield block(blind)
  yield block([`scanned ${source.startedAt.slice(0, 16).replace('T', ' ')} UTC by ${source.tool.name} ${source.tool.version}${source.complete ? '' : ', incomplete'}`, ...extentLines(source, page)], false)
}

function requirementLines(requirement: Requirement, label: number, page: Page): string[] {
  const { control, status, worst, rules, failures, accepted, blindness } = requirement
  const { paint, width } = page
  const room = width - indent
  const brush = status === 'fails' && worst !== undefined ? paint.severity[worst] : status === 'unknown' ? paint.blind : paint.strong
  const facts = [standingWords(requirement), ...(worst === undefined ? [] : [`worst ${worst}`]), count(rules.length, `${control.mapping} rule`)]
  return [
    ...hang(brush(pad(statusNames[status], label)), label, wrap(`${control.id} ${titleWords(control)}`, width - label).map((line) => paint.strong(line))),
    ...[
      ...fill(facts, room, '  ·  '),
      ...someLines(failures.some, failures.count, 'finding', (failure) => failureLines(failure, room, page)),
      ...someLines(accepted.some, accepted.count, 'accepted risk', (risk) => wrap(acceptedWords(risk), room)),
      ...someLines(blindness.some, blindness.count, 'unread call', (blind) => wrap(blindWords(blind), room)),
      ...waitingLines(requirement, room),
    ].map((line) => ' '.repeat(indent) + line),
  ]
}

function failureLines({ severity, rule, toldBy = rule, assetName, scope }: Failure, room: number, { paint }: Page): string[] {
  const [first = '', ...others] = fill([`${pad(severity, 8)}  ${printable(toldBy)}`, printable(assetName), printable(scopeWords(scope))], room, '  ·  ')
  return [paint.severity[severity](first.slice(0, severity.length)) + first.slice(severity.length), ...others.map((line) => `          ${line}`)]
}

function acceptedWords({ rule, assetName, reason, by, until }: AcceptedRisk): string {
  return printable(`accepted  ${rule} on ${assetName}: ${reason} (${by}${until === undefined ? '' : `, until ${until}`})`)
}

function blindWords(blindness: Blindness): string {
  const { reason, call, scopes, rules } = blindness
  const [first] = scopes
  const where = first === undefined ? '' : ` in ${scopeWords(first)}${scopes.length > 1 ? ` and ${scopes.length - 1} more` : ''}`
  return printable(`${reasonWords(reason)} ${call}${where}, for ${count(rules.length, 'rule')}: ${remedyWords(blindness)}`)
}

function waitingLines({ rules }: Requirement, room: number): string[] {
  const states = new Map<string, number>()
  for (const rule of notRun(rules)) {
    const words = stateWords(rule) ?? ''
    states.set(words, (states.get(words) ?? 0) + 1)
  }
  return [...states].flatMap(([words, n]) => wrap(printable(`${count(n, 'rule')} ${words}`), room))
}

function someLines<T>(items: readonly T[], all: number, noun: string, lines: (item: T) => string[]): string[] {
  const shown = items.slice(0, mostTold)
  const left = all - shown.length
  return [...shown.flatMap(lines), ...(left === 0 ? [] : [`and ${count(left, `more ${noun}`)}`])]
}

function* gatheredBlock(status: Status, requirements: readonly Requirement[], { width, paint }: Page): Generator<string> {
  const some = requirements.filter((requirement) => requirement.status === status)
  if (some.length === 0) return
  const ids = some.map(({ control }) => control.id)
  const widest = Math.max(...ids.map(columns)) + 2
  const titles = some.length > 20
    ? fill(ids, width - 2, ', ').map((line) => `  ${line}`)
    : some.flatMap(({ control }) => hang(`  ${pad(control.id, widest)}`, widest + 2, wrap(titleWords(control), width - widest - 2)))
  yield block([paint.strong(`${statusNames[status]}: ${count(some.length, 'requirement')}`), ...titles])
}

function block(lines: readonly string[], spaced = true): string {
  return `${lines.join('\n')}\n${spaced ? '\n' : ''}`
}

/** The list of frameworks: how many of their requirements any rule maps to. */
export function frameworkList(rows: readonly { id: string; words: string; verified: boolean; checked: number; requirements: number; rules: number }[], page: Page): string {
  const widest = Math.max(...rows.map(({ id }) => id.length)) + 2
  const lines = rows.flatMap(({ id, words, verified, checked, requirements, rules }) => {
    const has = checked === 0 ? `no rule yet, ${count(requirements, 'requirement')}` : `${checked} of ${count(requirements, 'requirement')} ${checked === 1 ? 'has' : 'have'} rules: ${count(rules, 'rule')}`
    return [...hang(page.paint.strong(pad(id, widest)), widest, wrap(words + (verified ? '' : ' (from memory, not verified)'), page.width - widest)), ' '.repeat(widest) + page.paint.faint(has)]
  })
  const some = rows.find(({ checked }) => checked > 0)?.id ?? 'FRAMEWORK'
  return `${lines.join('\n')}\n\n${count(rows.length, 'framework')}, ${rows.filter(({ checked }) => checked > 0).length} with rules    ${page.paint.command(`aispm compliance ${some} --demo`)}\n`
}
