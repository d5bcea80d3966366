// A report with pseudonyms: every text from outside is replaced, sentences of ours keep their words.
import type { Finding, Fix, Hop, PastFinding, ReportSource, RuleDoc, Since, Unknown } from '../core/index.js'
import { redactGap, redactInventory, redactScope, redactStatus } from './inventory.js'
import type { Redactor } from './redactor.js'

export function redactReport(source: ReportSource, redactor: Redactor): ReportSource {
  const rules = new Map(source.rules.map((rule) => [rule.id, rule]))
  const inventory = once(() => redactInventory(source.inventoryOf(), redactor))
  return {
    ...source,
    scopes: source.scopes.map((status) => redactStatus(status, redactor)),
    gaps: source.gaps.map((gap) => redactGap(gap, redactor)),
    findings: mapped(source.findings, (finding) => redactFinding(finding, rules.get(finding.rule), redactor)),
    unknowns: mapped(source.unknowns, (unknown) => redactUnknown(unknown, redactor)),
    ignores: source.ignores.map((ignore) => ({ ...ignore, what: redactor.data(ignore.what), reason: redactor.data(ignore.reason) })),
    ...(source.since !== undefined && { since: redactSince(source.since, redactor) }),
    inventoryOf: inventory,
    redacted: true,
  }
}

function redactFinding(finding: Finding, rule: RuleDoc | undefined, redactor: Redactor): Finding {
  // The console's address is made of ids: with pseudonyms in it, it would lead nowhere.
  const { console: _console, hops, source, owners, usedBy, family, suppressed, ...plain } = finding
  return {
    ...plain,
    // As unlikely to be guessed as the names it is made of.
    fingerprint: redactor.pseudonyms.hex(finding.fingerprint),
    message: redactor.prose(finding.message, rule?.message ?? ''),
    asset: redactor.data(finding.asset), assetName: redactor.data(finding.assetName), scope: redactScope(finding.scope, redactor),
    evidence: finding.evidence.map(({ asset, path, saw, wanted }) => ({ asset: redactor.data(asset), path: redactor.data(path), saw: redactor.json(saw), wanted: redactor.data(wanted) })),
    fix: redactFix(finding.fix, rule?.fix, redactor),
    ...(hops !== undefined && { hops: hops.map((hop) => redactHop(hop, redactor)) }),
    ...(source !== undefined && { source: { ...source, file: redactor.data(source.file) } }),
    ...(owners !== undefined && { owners: owners.map((owner) => redactor.data(owner)) }),
    ...(usedBy !== undefined && { usedBy: { ...usedBy, some: usedBy.some.map(({ asset, name, type }) => ({ asset: redactor.data(asset), name: redactor.data(name), type })) } }),
    ...(family !== undefined && { family }),
    ...(suppressed !== undefined && { suppressed: { ...suppressed, by: redactor.data(suppressed.by), reason: redactor.data(suppressed.reason) } }),
  }
}

function redactFix(fix: Fix, template: Fix | undefined, redactor: Redactor): Fix {
  return {
    text: redactor.prose(fix.text, template?.text ?? ''),
    ...(fix.command !== undefined && { command: redactor.prose(fix.command, template?.command ?? '') }),
    ...(fix.terraform !== undefined && { terraform: redactor.prose(fix.terraform, template?.terraform ?? '') }),
  }
}

function redactHop(hop: Hop, redactor: Redactor): Hop {
  return { ...hop, from: redactor.data(hop.from), to: redactor.data(hop.to), because: redactor.data(hop.because) }
}

function redactUnknown(unknown: Unknown, redactor: Redactor): Unknown {
  return {
    ...unknown, scope: redactScope(unknown.scope, redactor), gaps: unknown.gaps.map((gap) => redactor.data(gap)),
    asset: unknown.asset === null ? null : redactor.data(unknown.asset),
    assetName: unknown.assetName === null ? null : redactor.data(unknown.assetName),
  }
}

function redactSince(since: Since, redactor: Redactor): Since {
  return {
    ...since,
    fixed: since.fixed.map((past) => redactPast(past, redactor)),
    open: since.open.map((past) => ({ ...redactPast(past, redactor), why: redactor.data(past.why) })),
  }
}

function redactPast(past: PastFinding, redactor: Redactor): PastFinding {
  return {
    ...past, fingerprint: redactor.pseudonyms.hex(past.fingerprint), message: redactor.data(past.message),
    asset: redactor.data(past.asset), assetName: redactor.data(past.assetName), scope: redactScope(past.scope, redactor),
  }
}

/** Read afresh each time, one at a time: the list may be longer than memory. */
function mapped<T>(items: AsyncIterable<T> | Iterable<T>, map: (item: T) => T): AsyncIterable<T> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const item of items) yield map(item)
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
