// Findings out of a SARIF file of ours: enough to tell new from known; what it does not say is taken as not known.
import { BadRecord, fields, text, type Fields } from '../core/inventory-record.js'
import { severities, type Severity } from '../core/vocabulary.js'
import type { Scope } from '../core/index.js'
import { redacted } from './not-ours.js'
import type { Draft } from './read-report.js'

export function isSarif(document: Fields): boolean {
  return document['version'] === '2.1.0' && Array.isArray(document['runs'])
}

/** Coverage gaps, open questions and what was absent already are no findings. */
const passedOver: ReadonlySet<string> = new Set(['aispm/coverage-gap'])

export function readSarif(document: Fields, report: Draft): void {
  for (const one of listOf(document['runs'], 'runs')) {
    const run = fields(one, 'a run')
    const driver = fields(fields(run['tool'], 'tool')['driver'], 'tool.driver')
    if (driver['name'] !== 'aispm') throw new BadRecord(`was written by ${JSON.stringify(driver['name']) ?? 'nobody'}`)
    if (run['properties'] !== undefined && fields(run['properties'], 'properties')['redacted'] === true) throw redacted()
    const [invocation] = listOf(run['invocations'] ?? [], 'invocations')
    report.takeSarif(invocation === undefined ? undefined : fields(invocation, 'an invocation')['startTimeUtc'])
    const titles = new Map(listOf(driver['rules'] ?? [], 'rules').map((rule) => titleOf(fields(rule, 'a rule'))))
    const id = run['automationDetails'] === undefined ? '' : text(fields(run['automationDetails'], 'automationDetails')['id'], 'automationDetails.id')
    const [, provider = '', ...account] = id.replace(/\/$/, '').split('/')
    for (const result of listOf(run['results'] ?? [], 'results')) take(fields(result, 'a result'), { provider, account: account.join('/') }, titles, report)
  }
}

function take(result: Fields, scope: Scope, titles: ReadonlyMap<string, string>, report: Draft): void {
  const rule = text(result['ruleId'], 'ruleId')
  if (passedOver.has(rule) || result['kind'] === 'open' || result['baselineState'] === 'absent') return
  const properties = result['properties'] === undefined ? {} : fields(result['properties'], 'properties')
  const [location] = listOf(result['locations'] ?? [], 'locations')
  const [logical] = location === undefined ? [] : listOf(fields(location, 'a location')['logicalLocations'] ?? [], 'logicalLocations')
  const named = logical === undefined ? {} : fields(logical, 'a logical location')
  const asset = text(named['fullyQualifiedName'], 'fullyQualifiedName')
  report.findings.push({
    fingerprint: text(fields(result['partialFingerprints'], 'partialFingerprints')['primaryLocationLineHash'], 'primaryLocationLineHash'),
    rule, title: titles.get(rule) ?? rule, severity: severityOf(result, properties),
    message: text(fields(result['message'], 'message')['text'], 'message.text').split(/(?<=[.!?…]) /, 1)[0] ?? '',
    asset, assetType: typeof properties['assetType'] === 'string' ? properties['assetType'] : '', assetName: typeof named['name'] === 'string' ? named['name'] : asset,
    scope, alsoViolates: Array.isArray(properties['alsoViolates']) ? properties['alsoViolates'].map((one) => text(one, 'alsoViolates')) : [], causes: [],
    suppressed: Array.isArray(result['suppressions']) && result['suppressions'].length > 0,
  })
}

function severityOf(result: Fields, properties: Fields): Severity {
  const said = severities.find((severity) => severity === properties['severity'])
  return said ?? (result['level'] === 'error' ? 'high' : result['level'] === 'warning' ? 'medium' : 'low')
}

function titleOf(rule: Fields): [string, string] {
  const id = text(rule['id'], 'rules.id')
  const short = rule['shortDescription'] === undefined ? undefined : fields(rule['shortDescription'], 'shortDescription')['text']
  return [id, typeof short === 'string' ? short : id]
}

function listOf(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new BadRecord(`has "${what}" that is no list`)
  return value
}
