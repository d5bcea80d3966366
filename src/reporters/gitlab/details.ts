// The table of facts beside a vulnerability: evidence, the way in, how to close it, and who looks after it.
import type { Finding } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, typeWords, type Names } from '../kit/names.js'
import { printable } from '../kit/printable.js'
import { shortened } from '../kit/shortened.js'
import type { Detail } from './report.js'

const mostEvidence = 10
const mostHops = 100
const longest = 1000

export function detailsOf(finding: Finding, names: Names): Record<string, Detail> {
  const { evidence, hops = [], fix, owners = [], usedBy, family } = finding
  const seen = evidence.slice(0, mostEvidence).map((one) => evidenceWords(one, finding.asset, names))
  const more = evidence.length > mostEvidence ? [`and ${evidence.length - mostEvidence} more`] : []
  return {
    asset: line('Asset', finding.asset),
    kind: line('Kind', typeWords(finding.assetType)),
    scope: line('Scope', scopeWords(finding.scope)),
    confidence: line('Confidence', finding.confidence),
    ...(seen.length === 0 ? {} : { evidence: { name: 'Evidence', type: 'list', items: [...seen, ...more].map(cell) } }),
    ...(hops.length === 0 ? {} : { path: {
      name: 'Path', type: 'table', header: ['From', 'Relation', 'To', 'Because'].map(cell),
      rows: hops.slice(0, mostHops).map(({ from, relation, to, because }) => [names.label(from), relation, names.label(to), because].map(cell)),
    } }),
    ...(hops.length > mostHops ? { steps: line('Steps', `the first ${mostHops} of ${hops.length} are told here`) } : {}),
    ...(fix.command === undefined ? {} : { command: { name: 'Command', type: 'code', value: printable(fix.command), lang: 'shell' } }),
    ...(fix.terraform === undefined ? {} : { terraform: { name: 'In Terraform', type: 'code', value: fix.terraform.split('\n').map(printable).join('\n'), lang: 'hcl' } }),
    ...(finding.console === undefined || !/^https:\/\/[\x21-\x7e]+$/.test(finding.console) ? {} : { console: { name: 'Console', type: 'url', text: 'Open it in the console', href: finding.console } }),
    ...(owners.length === 0 ? {} : { owners: line('Looked after by', owners.join(', ')) }),
    ...(usedBy === undefined ? {} : { usedBy: line('Used by', `${usedBy.some.map(({ name }) => name).join(', ')}${usedBy.count > usedBy.some.length ? ` and ${usedBy.count - usedBy.some.length} more` : ''}`) }),
    ...(family === undefined ? {} : { family: line('Seen', `${family.count} times, first ${family.firstSeen.slice(0, 10)}, last ${family.lastSeen.slice(0, 10)}`) }),
    ...(finding.alsoViolates.length === 0 ? {} : { alsoViolates: line('Also violates', finding.alsoViolates.join(', ')) }),
    ...(finding.ruleSeverity === undefined ? {} : { ruleSeverity: line('Severity by the rule', finding.ruleSeverity) }),
    ...(finding.baseline === undefined ? {} : { baseline: line('Against the baseline', finding.baseline) }),
  }
}

function line(name: string, value: string): Detail {
  return { name, ...cell(value) }
}

function cell(value: string): { type: 'text'; value: string } {
  return { type: 'text', value: shortened(printable(value), longest) }
}
