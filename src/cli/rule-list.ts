// The list of rules as people read it: a line each, or two where a line would be too long for the screen.
import { count, rank, severities, type RuleDoc } from '../core/index.js'
import { fill, hang, wrap } from '../reporters/text/wrap.js'
import type { Page } from './page.js'

const severityWidth = 10

export function ruleList(docs: readonly RuleDoc[], page: Page): string {
  const idWidth = Math.max(0, ...docs.map((doc) => doc.id.length))
  const widest = Math.max(0, ...docs.map((doc) => severityWidth + idWidth + 2 + doc.title.length + strictness(doc).length))
  const rows = docs.map(!page.terminal || widest <= page.width ? (doc) => oneLine(doc, idWidth, page) : (doc) => twoLines(doc, page))
  const strict = docs.filter((doc) => doc.level === 'strict').length
  const sums = [count(docs.length, 'rule'), `${docs.length - strict} recommended`, `${strict} strict`]
  return `${rows.join('')}\n${sums.join(', ')}\n`
}

export function bySeverity(a: RuleDoc, b: RuleDoc): number {
  return rank(severities, a.severity) - rank(severities, b.severity) || (a.id < b.id ? -1 : 1)
}

/** For a pipe, too: every line has the severity, the id and the title. */
function oneLine(doc: RuleDoc, idWidth: number, page: Page): string {
  return `${severityWord(doc, page)}${doc.id.padEnd(idWidth)}  ${doc.title}${page.dim(strictness(doc))}\n`
}

function twoLines(doc: RuleDoc, page: Page): string {
  const title = hang(severityWord(doc, page), severityWidth, wrap(doc.title, page.width - severityWidth).map((line) => page.bold(line)))
  const id = hang('', severityWidth, ['', ...fill([doc.id, ...(doc.level === 'strict' ? ['strict'] : [])], page.width - severityWidth, '  ')])
  return `${[...title, ...id.slice(1).map((line) => page.dim(line))].join('\n')}\n`
}

function severityWord({ severity }: RuleDoc, page: Page): string {
  return page.severity[severity](severity.padEnd(severityWidth))
}

function strictness({ level }: RuleDoc): string {
  return level === 'strict' ? '  strict' : ''
}
