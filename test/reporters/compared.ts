// The sample against a baseline: one finding is new, the others known, one of the earlier is gone, two nobody can tell.
import type { Finding, PastFinding, ReportSource } from '../../src/core/index.js'
import { account, findings, orchard } from './sample.js'

const past = (name: string, more: Partial<PastFinding> = {}): PastFinding => ({
  fingerprint: `past-${name}`, rule: 'aws-sagemaker-notebook-root-access-enabled', title: 'Notebook users are root', severity: 'medium',
  message: `${name} lets its users become root`, asset: `arn:aws:sagemaker:eu-west-1:${account}:notebook-instance/${name}`,
  assetType: 'aws.sagemaker.notebook_instance', assetName: name, scope: { provider: 'aws', account, region: 'eu-west-1' }, ...more,
})

export const unseen = past('orchard-unseen', { severity: 'critical' })
export const unruly = past('orchard.pkl', {
  rule: 'artifact-retired-rule', title: 'A rule of other days', severity: 'low', message: 'orchard.pkl is old', asset: 'local:models/old orchard.pkl',
  assetType: 'artifact.model_file', scope: { provider: 'local', account: 'orchard' },
})
/** In an account of which nothing was read this time. */
export const faraway = past('orchard-faraway', { scope: { provider: 'aws', account: '444455556666' } })
export const mended = past('orchard-mended')

export function compared(more: Partial<ReportSource> = {}): ReportSource {
  return orchard({
    findings: findings.map((finding, i): Finding => ({ ...finding, baseline: i === 0 ? 'new' : 'known' })),
    since: {
      file: 'yesterday.json', takenAt: '2026-06-01T09:00:00.000Z', counts: { new: 1, known: findings.length - 1, fixed: 1, open: 3 },
      fixed: [{ ...mended, how: 'passes' }],
      open: [
        { ...unruly, why: 'this aispm has no such rule' }, { ...faraway, why: 'aws 444455556666 gave no answer' },
        { ...unseen, why: 'sagemaker:ListNotebookInstances is denied in eu-west-1' },
      ],
    },
    ...more,
  })
}
