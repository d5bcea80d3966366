// What was checked and what it came to: the rule, the standards that ask for it, and the techniques that it stands against.
import type { FrameworkInfo, ReportSource, RuleDoc, Severity } from '../../core/index.js'
import { severities, type results } from './words.js'

type Frameworks = ReportSource['frameworks']
const atlas = 'mitre-atlas'

export interface Check {
  rule: string
  title: string
  severity: Severity
}

export function complianceOf(check: Check, result: (typeof results)[keyof typeof results], doc: RuleDoc | undefined, frameworks: Frameworks, details: readonly string[]): object {
  const named = Object.entries(doc?.frameworks ?? {}).filter(([id]) => id !== atlas)
  const standards = named.map(([id]) => standardOf(id, frameworks.get(id)))
  const severity = severities[check.severity]
  return {
    control: check.rule,
    ...(doc === undefined ? {} : { desc: doc.why, category: doc.category }),
    status_id: result.id, status: result.caption,
    ...(details.length === 0 ? {} : { status_details: details }),
    ...(named.length === 0 ? {} : { standards, requirements: named.flatMap(([id, controls]) => controls.map((control) => `${id}/${control}`)) }),
    checks: [{
      uid: check.rule, name: check.title, severity_id: severity.id, severity: severity.caption, status_id: result.id, status: result.caption,
      ...(standards.length === 0 ? {} : { standards }),
    }],
  }
}

function standardOf(id: string, info: FrameworkInfo | undefined): string {
  // Some have no version but their name.
  return info === undefined ? id : /\d/.test(info.version) ? `${info.name} ${info.version}` : info.name
}

/** The rule is the analytic that made the finding. */
export function analyticOf({ rule, title }: Check, doc: RuleDoc | undefined): object {
  return { uid: rule, name: title, type_id: 1, type: 'Rule', ...(doc === undefined ? {} : { category: doc.category, version: doc.since }) }
}

/** Tactics and techniques of ATLAS, with the sub-technique where the rule names one. */
export function attacksOf(doc: RuleDoc | undefined, frameworks: Frameworks): object[] {
  const info = frameworks.get(atlas)
  const version = /\d+\.\d+(?:\.\d+)?/.exec(info?.version ?? '')?.[0]
  const named = (room: string, uid: string): object => {
    const title = info?.controls.find(({ id }) => id === uid)?.title
    return { uid, ...(title === undefined ? {} : { name: title }), src_url: `https://atlas.mitre.org/${room}/${uid}` }
  }
  return (doc?.frameworks[atlas] ?? []).flatMap((id) => {
    const [, technique, sub] = /^(AML\.T\d{4})(\.\d{3})?$/.exec(id) ?? []
    const what = technique !== undefined
      ? { technique: named('techniques', technique), ...(sub === undefined ? {} : { sub_technique: named('techniques', id) }) }
      : /^AML\.TA\d{4}$/.test(id) ? { tactic: named('tactics', id) } : undefined
    return what === undefined ? [] : [{ ...(version === undefined ? {} : { version }), ...what }]
  })
}
