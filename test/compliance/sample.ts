// The hand-made report against a made-up framework with a requirement of every status.
import { assess, type Assessment } from '../../src/compliance/index.js'
import type { FrameworkInfo, ReportSource, RuleDoc } from '../../src/core/index.js'
import { findings, orchard, rules, unknowns } from '../reporters/sample.js'

export const framework: FrameworkInfo = {
  id: 'orchard-rules', name: 'Rules of the orchard', version: '3', citation: 'Orchard & Sons, house rules', verified: true,
  controls: [
    { id: 'O-1', title: 'Nobody is root', mapping: 'direct', verified: true },
    { id: 'O-2', title: 'Data are "encrypted" <everywhere> | always', mapping: 'direct', verified: true },
    { id: 'O-3', title: 'Doors are shut', mapping: 'supporting', verified: false },
    { id: 'O-4', title: 'Pickers are who they say', mapping: 'direct', verified: true },
    { id: 'O-5', title: 'Barrels are sound', mapping: 'supporting', verified: true },
    { id: 'O-6', title: 'The old wall stands', mapping: 'direct', verified: true },
    { id: 'O-7', title: 'The owner walks round each spring', mapping: 'supporting', verified: false },
    { id: 'O-8', title: 'Crates are labelled', mapping: 'direct', verified: true },
  ],
}

/** Which rule of the sample maps where. */
const maps: Readonly<Record<string, string[]>> = {
  'aws-sagemaker-notebook-root-access-enabled': ['O-1'],
  'aws-iam-ai-role-trusts-anyone': ['O-1', 'O-3'],
  'aws-s3-ai-bucket-not-encrypted': ['O-2'],
  'aws-sagemaker-domain-docker-open': ['O-3'],
  'artifact-pickle-imports-os': ['O-4'],
  'aws-sagemaker-endpoint-no-data-capture': ['O-5'],
  'aws-s3-training-data-public': ['O-6'],
  'aws-sagemaker-model-package-unsigned': ['O-8'],
}

export const mapped: RuleDoc[] = rules.flatMap((rule) => (maps[rule.id] === undefined ? [] : [{ ...rule, frameworks: { 'orchard-rules': maps[rule.id] ?? [] } }]))
const none = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }

/** The sample, but for a few rules that pass. */
export function source(more: Partial<ReportSource> = {}): ReportSource {
  const whole = orchard()
  return orchard({
    findings: findings.filter(({ rule }) => rule !== 'artifact-pickle-imports-os' && rule !== 'aws-sagemaker-endpoint-no-data-capture' && rule !== 'aws-iam-ai-role-trusts-anyone'),
    unknowns: unknowns.filter(({ rule }) => rule !== 'aws-s3-ai-bucket-not-encrypted'),
    coverage: {
      ...whole.coverage,
      rules: {
        ...whole.coverage.rules,
        'artifact-pickle-imports-os': { ...none, pass: 1 }, 'aws-sagemaker-endpoint-no-data-capture': { ...none, pass: 2, 'not-applicable': 1 },
        'aws-iam-ai-role-trusts-anyone': { ...none, pass: 4 }, 'aws-sagemaker-domain-docker-open': { ...none, unknown: 2 }, 'aws-s3-training-data-public': none,
        'aws-sagemaker-notebook-root-access-enabled': { ...none, pass: 1, fail: 2, unknown: 1 },
      },
    },
    ...more,
  })
}

/** Without its own coverage row: it waits for `--with artifacts`. */
function waiting(report: ReportSource): ReportSource {
  const { 'aws-sagemaker-model-package-unsigned': _waits, ...ran } = report.coverage.rules
  return { ...report, coverage: { ...report.coverage, rules: ran } }
}

export const chosen: ReadonlySet<string> = new Set(mapped.map(({ id }) => id))

export function assessed(report: ReportSource = source(), only: ReadonlySet<string> = chosen): Promise<Assessment> {
  return assess({ framework, rules: mapped, chosen: only }, waiting(report))
}
