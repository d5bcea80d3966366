// Earlier reports: what we wrote is read back, and all else is refused with what is wrong and what was not done.
import { describe, expect, it } from 'vitest'
import { UsageError, type Finding, type PastFinding } from '../../src/core/index.js'
import type { EarlierReport } from '../../src/drift/earlier.js'
import { readReport } from '../../src/drift/read-report.js'
import json from '../../src/reporters/json.js'
import sarif from '../../src/reporters/sarif.js'
import { crowd, findings, hostileName, orchard } from '../reporters/sample.js'
import { written } from '../reporters/written.js'

async function* chunks(text: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}
const read = (text: string | Uint8Array, size?: number): Promise<EarlierReport> => readReport(chunks(text, size), 'june.json', 'nothing was scanned')
async function refusal(text: string | Uint8Array): Promise<string> {
  const error: unknown = await read(text).then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  return error instanceof UsageError ? error.message : ''
}
const open: PastFinding & { why: string } = { fingerprint: 'f'.repeat(32), rule: 'r', title: 't', severity: 'low', message: 'm', asset: 'a', assetType: 'aws.x.y', assetName: 'n', scope: { provider: 'aws', account: '1' }, why: 'unread' }
const source = orchard({ since: { file: 'may.json', counts: { new: 0, known: 7, fixed: 0, open: 1 }, fixed: [], open: [open] } })
const whole = await written(json, source)

describe('a report of ours', () => {
  it.each([[7], [1000], [1_000_000]])('is read as it was written, in chunks of %d', async (size) => {
    const report = await read(whole, size)
    expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual([...findings.map(({ fingerprint }) => fingerprint), open.fingerprint])
    expect(report.findings[4]?.assetName).toBe(hostileName)
    expect(report.findings.filter(({ suppressed }) => suppressed)).toHaveLength(1)
    expect(report.findings[0]).toMatchObject({ alsoViolates: ['aws-iam-ai-role-trusts-foreign-account'], causes: ['arn:aws:iam::111122223333:root'] })
    expect(report).toMatchObject({ file: 'june.json', takenAt: '2026-06-02T09:00:00.000Z', complete: false })
    expect([report.unknowns.length, report.gaps.length, report.scopes.length, report.rules?.size, report.types]).toEqual([4, 8, 14, 10, new Set(['aws.iam.role', 'aws.sagemaker.notebook_instance'])])
  })
  it('may have been laid out anew, with Windows line ends, or written with a mark at its head', async () => {
    const plain = await read(whole)
    for (const other of [JSON.stringify(JSON.parse(whole)), JSON.stringify(JSON.parse(whole), null, 2), whole.replaceAll('\n', '\r\n')]) expect(await read(other)).toEqual(plain)
  })
  it('is read in one pass over ten thousand findings', async () => {
    expect((await read(await written(json, crowd(10_000)), 65_536)).findings).toHaveLength(10_000)
  })
  it('of SARIF says what was found', async () => {
    const report = await read(await written(sarif, orchard(), { color: 0, sarifUnknown: true }))
    const key = ({ fingerprint, rule, severity, assetName }: Pick<Finding, 'fingerprint' | 'rule' | 'severity' | 'assetName'>): string => `${fingerprint} ${rule} ${severity} ${assetName}`
    // Accepted findings may be left out of SARIF: no tool shows them.
    const shown = findings.filter(({ suppressed }) => suppressed === undefined).map((one) => key({ ...one, assetName: one.assetName === hostileName ? 'orchard\\e[2J\\u{202e}gnp.\\u{200b}lab\\nok' : one.assetName }))
    expect(report.findings.filter(({ suppressed }) => !suppressed).map(key).toSorted()).toEqual(shown.toSorted())
    expect([report.rules, report.complete, report.takenAt]).toEqual([undefined, false, '2026-06-02T09:00:00.000Z'])
    expect(report.findings.find(({ rule }) => rule === 'aws-iam-ai-role-trusts-anyone')?.scope).toEqual({ provider: 'aws', account: '111122223333' })
  })
})

describe('what is no report of ours', () => {
  const lines = whole.split('\n')
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'june.json is empty'],
    ['text', 'hello', 'june.json is no report of aispm: it is not JSON, or is cut short'],
    ['a list', '[]', 'june.json is no report of aispm: it is no JSON object'],
    ['other JSON', '{"findings": []}', 'june.json is no report of aispm'],
    ['of another tool', JSON.stringify({ schema: 1, tool: { name: 'other' }, findings: [] }), 'june.json is no report of aispm'],
    ['another SARIF', JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'other' } }, results: [] }] }), 'june.json is no report of aispm: it was written by "other"'],
    ['an inventory', '{"t":"inventory","schema":1}\n', 'june.json is an inventory, and findings are compared with a report'],
    ['of a newer aispm', whole.replace('"schema": 1', '"schema": 2'), 'june.json was written by a newer aispm (schema 2; this one reads schema 1)'],
    ['redacted', whole.replace(/\n\}\n$/, ',\n"redacted": true\n}\n'), 'june.json is redacted: its names and fingerprints are pseudonyms'],
    ['cut short', lines.slice(0, 40).join('\n'), 'june.json is damaged: line 40 '],
    ['cut short at a line', `${lines.slice(0, 25).join('\n')}\n`, 'june.json is damaged: line 25 is the last one: the file is cut short'],
    ['cut in a character', new TextEncoder().encode(whole).subarray(0, 5000), 'june.json is damaged'],
    ['binary', new Uint8Array([0x80, 2, 0x7d, 0xff]), 'june.json is no report of aispm'],
    ['with a finding of another shape', whole.replace('"severity":"critical"', '"severity":"grave"'), '"severity" is "grave", a word this aispm does not know'],
    ['with a date that is none', whole.replace('"2026-06-02T09:00:00.000Z"', '"soon"'), '"startedAt" is no date'],
    ['with more after the end', `${whole}{}\n`, 'stands after the end'],
  ])('%s', async (_, text, told) => {
    const message = await refusal(text)
    expect(message).toContain(told)
    expect(message).toMatch(/; nothing was scanned$/)
  })
  it('leaves the prototype of things alone', async () => {
    await read(whole.replace('"frameworks":{', '"__proto__":{"polluted":1},"frameworks":{'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
