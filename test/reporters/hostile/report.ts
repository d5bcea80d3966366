// A report in which every text that comes from outside is the same one.
import type { Asset, Finding, Gap, PastFinding, ReportSource, Scope } from '../../../src/core/index.js'
import { findings, orchard, rules, tidy } from '../sample.js'

/** As `text` goes through a report: names, ids, tags, messages, paths, accounts, reasons, owners and what fixes are made of. */
export function hostileReport(text: string): ReportSource {
  const scope: Scope = { provider: 'aws', account: text, region: text }
  const asset: Asset = {
    id: text, type: 'aws.sagemaker.notebook_instance', kind: 'notebook', name: text, scope, props: { tags: { team: text }, more: [text] }, gaps: { rootAccess: 'gap' }, aliases: [text],
    source: { file: text, line: 3 },
  }
  const gap: Gap & { blinds: string[] } = { id: 'gap', scope, call: 'sagemaker:ListDomains', types: [asset.type], list: false, reason: 'error', message: text, count: 1, blinds: rules.slice(0, 1).map(({ id }) => id) }
  const open = findings.filter(({ suppressed }) => suppressed === undefined).slice(0, 3).map((finding) => hostileFinding(finding, text, scope))
  const past: PastFinding = { fingerprint: 'past', rule: open[0]?.rule ?? '', title: 'Past', severity: 'high', message: text, asset: text, assetType: asset.type, assetName: text, scope }
  const status = { scope, services: { sagemaker: 'not-enabled' as const }, calls: 1, answered: 1, vanished: 0 }
  return tidy({
    complete: false, interrupted: 'SIGINT', gaps: [gap], scopes: [{ ...status, state: 'read', why: text }, { ...status, scope: { provider: 'aws', account: `${text}2` }, state: 'unreachable', why: text }],
    findings: [...open, { ...hostileFinding(open[0] ?? findings[0], text, scope), fingerprint: 'quiet', suppressed: { by: text, reason: text, until: '2099-01-01' } }],
    unknowns: [{ rule: rules[0]?.id ?? '', title: 'Unknown', severity: 'low', asset: text, assetName: text, assetType: asset.type, scope, gaps: ['gap'] }],
    counts: { findings: { critical: 2, high: 1, medium: 0, low: 0 }, suppressed: 1, unknowns: 1 },
    coverage: { ...orchard().coverage, notConfigured: [] },
    ignores: [{ where: text, what: text, reason: text, state: 'expired', until: '2020-01-01', findings: 0 }],
    since: { file: text, counts: { new: 1, known: 2, fixed: 1, open: 1 }, fixed: [past], open: [{ ...past, fingerprint: 'open', why: text }] },
    inventoryOf: () => ({ schema: 1, takenAt: '2026-06-02T09:00:00.000Z', collected: [asset.type], finished: false, scopes: [{ ...status, state: 'read' }], assets: [asset], relations: [{ from: text, type: 'can-read', to: text, target: asset.type, basis: 'declared' }], gaps: [gap] }),
  })
}

function hostileFinding(finding: Finding | undefined, text: string, scope: Scope): Finding {
  if (finding === undefined) throw new Error('the sample has no finding')
  return {
    ...finding, scope, asset: text, assetName: text, message: `${text} is seen by ${text}`, owners: [text], baseline: 'new', source: { file: text, line: 3 },
    evidence: [{ asset: text, path: `tags.${text}`, saw: { team: text, more: [text] }, wanted: text }, { asset: 'another', path: 'name', saw: text, wanted: '' }],
    hops: [{ from: text, relation: 'can-read', to: text, basis: 'declared', because: text }],
    usedBy: { count: 3, some: [{ asset: text, name: text, type: 'aws.iam.role' }] },
    fix: { text: `Look at ${text}`, command: `aws describe --name ${text}`, terraform: `resource "x" "y" {\n  name = "${text}"\n}` },
    // Links to the web are ours to make; anything else must not become one.
    console: text.startsWith('https:') ? `x${text}` : text,
  }
}
