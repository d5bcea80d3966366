// One test case a finding, an unknown verdict, or a thing that stood in the way.
import type { Finding, PastFinding, RuleDoc, Scope, Unknown } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, type Names } from '../kit/names.js'
import { shortened } from '../kit/shortened.js'
import { isLasting, type Lasting, type Standing } from '../kit/standing.js'
import { hiddenWords, type Cause } from '../kit/unjudged.js'
import { element, openTag } from './xml.js'

const mostEvidence = 10
const mostHops = 100
const longest = 1000

export interface Telling {
  names: Names
  rules: ReadonlyMap<string, RuleDoc>
}

export function standingCase(standing: Standing, telling: Telling): string {
  const inner = isLasting(standing) ? lasting(standing) : standing.suppressed === undefined ? failure(standing, telling.names) : acceptance(standing.suppressed)
  return testCase(named(standing), className(standing.scope, standing.rule, standing.assetType, telling), inner)
}

/** Found by the baseline and gone now: it passes, so that the tab shows it as mended. */
export function fixedCase(past: PastFinding, telling: Telling): string {
  return testCase(named(past), className(past.scope, past.rule, past.assetType, telling))
}

/**
 * Neither passed nor failed, which is what test tabs take a skipped test for. Its cause stands beside it as an error, once:
 * an error for each verdict would bury the findings, and skipped tests alone would leave a blind scan green.
 */
export function unknownCase(unknown: Unknown, telling: Telling): string {
  const { rule, scope, title, assetName, assetType, gaps } = unknown
  const name = assetName === null ? `${rule}: what is not listed in ${scopeWords(scope)}` : caseName(rule, assetName, scope)
  return testCase(name, className(scope, rule, assetType ?? '', telling), element('skipped', { message: shortened(`not judged, neither passed nor failed: ${title}; unread: ${gaps.join(', ')}`, longest) }))
}

export function causeCase(cause: Cause): string {
  const { provider, account, key, permission } = cause
  const name = permission === undefined ? `reads are answered: ${key}` : `permission ${permission}`
  return testCase(name, `${provider}.${account}.aispm`, element('error', { type: 'not-judged', message: cause.what }, [
    `${cause.what}.`, `${hiddenWords(cause)}.`, ...cause.calls.map((call) => `Unread: ${call}`), `Fix: ${cause.fix}.`,
  ]))
}

export function testCase(name: string, classname: string, inner = ''): string {
  const attributes = { name: shortened(name, longest), classname: shortened(classname, longest) }
  return inner === '' ? openTag('testcase', attributes, '/>\n') : `${openTag('testcase', attributes)}${inner}</testcase>\n`
}

function failure(finding: Finding, names: Names): string {
  const { severity, confidence, message, source, evidence, hops = [], fix, owners = [], ruleSeverity } = finding
  const more = evidence.length > mostEvidence ? [`Evidence: and ${evidence.length - mostEvidence} more`] : []
  return element('failure', { type: severity, message: shortened(`${severity}: ${message}`, longest) }, [
    `${message}.`,
    `Severity: ${severity}${ruleSeverity === undefined ? '' : ` (${ruleSeverity} by the rule)`}, confidence ${confidence}`,
    `Asset: ${finding.asset}`,
    ...(source === undefined ? [] : [`File: ${source.file}${source.line === undefined ? '' : `:${source.line}`}`]),
    ...evidence.slice(0, mostEvidence).map((one) => shortened(`Evidence: ${evidenceWords(one, finding.asset, names)}`, longest)), ...more,
    ...hops.slice(0, mostHops).map(({ from, relation, to, because }) => shortened(`Path: ${names.label(from)} ${relation} ${names.label(to)}: ${because}`, longest)),
    ...(hops.length > mostHops ? [`Path: and ${hops.length - mostHops} more steps`] : []),
    `Fix: ${fix.text}`,
    ...(fix.command === undefined ? [] : [`      ${fix.command}`]),
    ...(fix.terraform === undefined ? [] : ['In Terraform:', ...fix.terraform.split('\n').map((line) => `      ${line}`)]),
    ...(finding.console === undefined ? [] : [`Console: ${finding.console}`]),
    ...(owners.length === 0 ? [] : [`Looked after by: ${owners.join(', ')}`]),
    ...(finding.baseline === undefined ? [] : [`Against the baseline: ${finding.baseline}`]),
  ])
}

function lasting({ severity, message, asset, why }: Lasting): string {
  return element('failure', { type: severity, message: shortened(`${severity}: ${message}`, longest) }, [
    `${message}.`, `Not found now and not known to be gone: ${why}.`, `Asset: ${asset}`,
  ])
}

function acceptance({ by, reason, until }: NonNullable<Finding['suppressed']>): string {
  return element('skipped', { message: shortened(`accepted by ${by}${until === undefined ? '' : ` until ${until}`}: ${reason}`, longest) })
}

function named({ rule, assetName, scope }: Pick<Finding, 'rule' | 'assetName' | 'scope'>): string {
  return caseName(rule, assetName, scope)
}

/** The same run after run: CI servers tell new failures from old ones by it. */
function caseName(rule: string, assetName: string, { region }: Scope): string {
  return `${rule}: ${assetName}${region === undefined ? '' : ` in ${region}`}`
}

/** `aws.111122223333.sagemaker`: servers group by what stands before the last dot. */
function className(scope: Scope, rule: string, assetType: string, { rules }: Telling): string {
  return `${scope.provider}.${scope.account}.${familyOf(rules.get(rule), assetType)}`
}

/** What a rule is about: the service, or the kind. */
export function familyOf(rule: RuleDoc | undefined, assetType = ''): string {
  const on = rule?.on ?? [assetType]
  return typeof on === 'string' ? on : on[0]?.split('.')[1] ?? 'other'
}
