// An assessment for programs: everything that it holds, with what the scan behind it looked at.
import { checkedWords, extentOf, frameworkWords, standingWords, type Assessment, type Requirement } from '../../compliance/index.js'
import { jsonText } from '../../core/json-text.js'
import type { ReportSource } from '../../core/index.js'

export function* complianceJson(assessment: Assessment, source: ReportSource | undefined): Generator<string> {
  const { framework, requirements, counts, checked, rules } = assessment
  const { id, name, version, citation, verified } = framework
  yield `{\n"schema": 1`
  yield field('framework', { id, name, version, citation, verified, inWords: frameworkWords(framework) })
  yield field('scan', source === undefined ? null : extentOf(source))
  yield field('counts', counts)
  yield field('requirementsWithRules', checked)
  yield field('rules', rules)
  yield field('inWords', checkedWords(assessment))
  yield ',\n"requirements": ['
  for (const [i, requirement] of requirements.entries()) yield `${i === 0 ? '\n' : ',\n'}${jsonText(written(requirement))}`
  yield '\n]\n}\n'
}

function field(name: string, value: unknown): string {
  return `,\n${jsonText(name)}: ${jsonText(value)}`
}

function written(requirement: Requirement): object {
  const { control, status, rules, verdicts, worst, failures, accepted, blindness } = requirement
  return {
    id: control.id, title: control.title, verified: control.verified, strength: control.mapping, status, inWords: standingWords(requirement),
    verdicts, ...(worst !== undefined && { worst }), rules, findings: failures, accepted, unread: blindness,
  }
}
