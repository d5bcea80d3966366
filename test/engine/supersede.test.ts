// One cause is told once, over assets, too.
import { describe, expect, it } from 'vitest'
import type { RuleDoc, Severity } from '../../src/core/index.js'
import { mergeCauses } from '../../src/engine/supersede.js'

const rule = (id: string, severity: Severity, supersedes: string[] = []): RuleDoc => ({ id, severity, supersedes, aliases: [] }) as unknown as RuleDoc
const failing = (doc: RuleDoc, asset: string, ...seenAt: string[]) => ({ rule: doc, asset: { id: asset }, result: { evidence: seenAt.map((at) => ({ asset: at })) }, alsoViolates: [] as string[] })
const told = (failed: ReturnType<typeof failing>[]): unknown => mergeCauses(failed, new Map(failed.map((entry) => [entry.rule.id, entry.rule]))).map((entry) => [entry.rule.id, entry.asset.id, entry.alsoViolates])

const bucketPublic = rule('bucket-public', 'critical')
const trainingInput = rule('training-input', 'critical', ['bucket-public'])

describe('a finding that rests on another asset', () => {
  it('speaks for the general finding there', () => {
    expect(told([failing(bucketPublic, 'corpus', 'corpus'), failing(trainingInput, 'job', 'job', 'corpus')])).toEqual([['training-input', 'job', ['bucket-public']]])
  })
  it('does not speak for another one', () => {
    expect(told([failing(bucketPublic, 'logs', 'logs'), failing(trainingInput, 'job', 'corpus')])).toEqual([['bucket-public', 'logs', []], ['training-input', 'job', []]])
  })
  it('does not hide what is worse than itself', () => {
    expect(told([failing(bucketPublic, 'corpus', 'corpus'), failing(rule('output', 'high', ['bucket-public']), 'model', 'corpus')])).toEqual([['bucket-public', 'corpus', []], ['output', 'model', []]])
  })
  it('hands on what the general one spoke for', () => {
    const general = { ...failing(bucketPublic, 'corpus', 'corpus'), alsoViolates: ['no-block'] }
    expect(told([general, failing(trainingInput, 'job', 'corpus')])).toEqual([['training-input', 'job', ['bucket-public', 'no-block']]])
  })
})
