// One finding on the terminal: in full as a short story, or in a single line.
import type { Finding, Hop } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, typeWords, type Names } from '../kit/names.js'
import { clip, columns, pad, printable } from '../kit/printable.js'
import type { Paint } from './paint.js'
import { fill, hang, wrap } from './wrap.js'

export interface Page {
  width: number
  paint: Paint
  names: Names
  /** Everything is told that there is to tell. */
  full?: boolean
}

const severityWidth = 10
/** Values decide a finding; whole documents do not: longer evidence is cut here. */
const longestEvidence = 240
const mostEvidence = 5

/** `explained`: the page already told where to read more of this rule. */
export function findingLines(finding: Finding, page: Page, explained: boolean): string[] {
  return [
    ...headLines(finding, page),
    ...messageLines(finding, page),
    ...hopLines(finding.hops ?? [], page),
    ...ownerLines(finding, page),
    ...fixLines(finding, page),
    ...consoleLines(finding, page),
    ...(explained ? [] : [`       ${page.paint.faint(`aispm explain ${finding.rule}`)}`]),
  ]
}

export function findingLine(finding: Finding, { width, paint }: Page): string {
  const rule = printable(finding.rule)
  const severity = severityWords(finding)
  const room = width - severity.length - columns(rule) - 2
  const name = printable(finding.assetName) + (finding.family === undefined ? '' : ` ×${finding.family.count}`) + (finding.baseline === 'new' ? '  new' : '')
  const places = [placeWords(finding), printable(finding.scope.region ?? '')].map((place) => (place === '' ? '' : `  ·  ${place}`))
  const where = places.find((place) => columns(name) + columns(place) <= room)
  const shown = where === undefined ? clip(name, Math.max(room, 12)) : name + paint.faint(where)
  return `${paint.severity[finding.severity](severity)}${rule}  ${shown}`
}

/** `low (rule: medium)` where the user's settings say otherwise than the rule. */
function severityWords({ severity, ruleSeverity }: Finding): string {
  return ruleSeverity === undefined ? pad(severity, severityWidth) : `${severity} (rule: ${ruleSeverity})  `
}

function headLines(finding: Finding, { width, paint }: Page): string[] {
  const rule = printable(finding.rule)
  const sure = `${finding.baseline === 'new' ? 'new  ' : ''}confidence ${finding.confidence}`
  const severity = severityWords(finding)
  const room = width - severity.length - columns(rule) - columns(sure)
  const beside = room >= 2
  const word = paint.severity[finding.severity](severity)
  const parts = [printable(finding.assetName), placeWords(finding), typeWords(finding.assetType)]
  if (finding.family !== undefined) parts.push(`×${finding.family.count}, last seen ${finding.family.lastSeen.slice(0, 10)}`)
  if (!beside) parts.push(sure)
  const about = fill(parts, width - 2, '  ·  ').map((line) => `  ${line}`)
  return [word + paint.strong(rule) + (beside ? ' '.repeat(room) + paint.faint(sure) : ''), ...about]
}

/** Where to look: a file and line, or an account and region. */
function placeWords({ source, scope, assetName }: Finding): string {
  // A file is called by its path: that is not said twice.
  if (source === undefined || (source.line === undefined && (assetName === '.' || source.file.endsWith(assetName.split('!/', 1)[0] ?? '')))) return printable(scopeWords(scope))
  return printable(source.file) + (source.line === undefined ? '' : `:${source.line}`)
}

function messageLines(finding: Finding, { width, paint, names }: Page): string[] {
  const message = printable(finding.message)
  const seen = finding.evidence.map((evidence) => clip(printable(evidenceWords(evidence, finding.asset, names)), longestEvidence))
  const [only] = seen
  const room = only === undefined ? -1 : width - 2 - columns(message) - columns(only)
  if (seen.length === 1 && only !== undefined && room >= 3) {
    return [`  ${message}${' '.repeat(room)}${only}`, ...usedByLines(finding, width), ...alsoLines(finding, width, paint)]
  }
  const shown = seen.length > mostEvidence ? [...seen.slice(0, mostEvidence - 1), `and ${seen.length - mostEvidence + 1} more values`] : seen
  return [
    ...wrap(message, width - 2).map((line) => `  ${line}`),
    ...shown.flatMap((text) => hang('    ', 6, wrap(text, width - 6))),
    ...usedByLines(finding, width),
    ...alsoLines(finding, width, paint),
  ]
}

function usedByLines({ usedBy }: Finding, width: number): string[] {
  if (usedBy === undefined) return []
  const named = usedBy.some.map(({ name, type }) => `${typeWords(type)} ${printable(name)}`)
  const more = usedBy.count > named.length ? [`${usedBy.count - named.length} more`] : []
  const label = '    used by '
  return hang(label, label.length, fill([...named, ...more], width - label.length, ', '))
}

function ownerLines({ owners }: Finding, { width }: Page): string[] {
  if (owners === undefined || owners.length === 0) return []
  const label = '  owner  '
  return hang(label, label.length, fill(owners.map(printable), width - label.length, ', '))
}

// An address is never broken, as a command is not.
function consoleLines({ console: address }: Finding, { full, paint }: Page): string[] {
  return full === true && address !== undefined ? [`  see  ${paint.faint(printable(address))}`] : []
}

function alsoLines({ alsoViolates }: Finding, width: number, paint: Paint): string[] {
  if (alsoViolates.length === 0) return []
  const label = 'also violates '
  return hang(label, label.length, fill(alsoViolates.map(printable), width - label.length - 2, ', ')).map((line) => `  ${paint.faint(line)}`)
}

// internet ──▶ api orchard-edge    route POST /chat has authorization NONE
function hopLines(hops: readonly Hop[], { width, names }: Page): string[] {
  const [first] = hops
  if (first === undefined) return []
  const start = printable(names.label(first.from))
  const steps = hops.map((hop) => {
    const kind = names.asset(hop.to)?.kind
    return `${hop.basis === 'inferred' ? '┄┄▶' : '──▶'} ${printable(kind === undefined ? names.label(hop.to) : `${kind} ${names.label(hop.to)}`)}`
  })
  const indent = 4 + columns(start) + 1
  const widest = Math.max(...steps.map(columns)) + 2
  const lines = hops.flatMap((hop, i) => {
    const lead = i === 0 ? `    ${start} ` : ' '.repeat(indent)
    const because = printable(hop.because) + (hop.basis === 'inferred' ? ' (inferred)' : '')
    const room = width - indent - widest
    const step = steps[i] ?? ''
    if (room >= 24) return hang(lead + pad(step, widest), indent + widest, wrap(because, room))
    return [lead + step, ...wrap(because, width - indent - 4).map((line) => ' '.repeat(indent + 4) + line)]
  })
  return ['', ...lines, '']
}

// A command is never broken, whatever the width: it is there to be copied.
function fixLines({ fix }: Finding, { width, paint }: Page): string[] {
  const command = fix.command === undefined ? [] : [paint.command(printable(fix.command.trim()))]
  return hang('  fix  ', 7, [...wrap(printable(fix.text), width - 7), ...command])
}
