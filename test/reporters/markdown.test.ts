// Markdown: what it says, that it fits where it is put, and that what does not fit is told.
import { describe, expect, it } from 'vitest'
import type { Finding, ReportSource } from '../../src/core/index.js'
import markdown from '../../src/reporters/markdown.js'
import { code, link, sentence } from '../../src/reporters/markdown/inert.js'
import { expectGolden } from '../golden.js'
import { crowd, findings, gaps, orchard, tidy } from './sample.js'
import { written } from './written.js'

const concise = { color: 0, detail: 'concise' } as const
const [first] = findings
if (first === undefined) throw new Error('the sample has no finding')

/** The longest text in all that a finding holds, of characters that take the most room. */
const huge = '|'.repeat(3000)
const heavy: Finding = {
  ...first, message: huge, title: huge, rule: huge, asset: huge, assetName: huge, owners: Array.from({ length: 40 }, () => huge), fix: { text: huge, command: huge, terraform: huge },
  evidence: Array.from({ length: 40 }, () => ({ asset: huge, path: huge, saw: huge, wanted: huge })), source: { file: huge, line: 1 },
  hops: Array.from({ length: 40 }, () => ({ from: huge, relation: 'can-read', to: huge, basis: 'declared', because: huge })),
}
const heavySource = (size: number): ReportSource => orchard({
  findings: { *[Symbol.iterator]() { for (let i = 0; i < size; i++) yield heavy } }, counts: { findings: { critical: size, high: 0, medium: 0, low: 0 }, suppressed: 0, unknowns: 4 },
  gaps: Array.from({ length: 500 }, (_, i) => ({ id: `g${i}`, scope: { provider: 'aws', account: huge }, call: `${i}${huge}`, types: [], list: true, reason: 'denied' as const, message: huge, count: 1, blinds: ['x'] })),
  ignores: Array.from({ length: 500 }, () => ({ where: huge, what: huge, reason: huge, state: 'stale' as const, findings: 0 })),
  since: { file: huge, counts: { new: 1, known: 1, fixed: 500, open: 500 }, fixed: Array.from({ length: 500 }, () => heavy), open: Array.from({ length: 500 }, () => ({ ...heavy, why: huge })) },
})

const told = (text: string): number => text.split('\n').filter((line) => /^\| (?:critical|high|medium|low) /.test(line)).length

describe('markdown', () => {
  it('is written like this', async () => {
    expectGolden('report.md', await written(markdown, orchard()))
    expectGolden('report-concise.md', await written(markdown, orchard({ interrupted: 'SIGINT' }), concise))
    expectGolden('report-clean.md', await written(markdown, tidy()))
  })

  it('tells new from known, and what a baseline knew', async () => {
    const past = { fingerprint: 'f', rule: 'aws-s3-training-data-public', title: 'Training data is public', severity: 'critical' as const, message: 'orchard-attic is public', asset: 'a', assetType: 'aws.s3.bucket', assetName: 'orchard-attic', scope: { provider: 'aws', account: '111122223333' } }
    const text = await written(markdown, orchard({
      findings: findings.map((finding, i) => ({ ...finding, baseline: i === 0 ? 'new' : 'known' })),
      since: { file: 'baseline.json', counts: { new: 1, known: 6, fixed: 1, open: 1 }, fixed: [past], open: [{ ...past, assetName: 'orchard-cellar', why: 'sagemaker:ListDomains was denied' }] },
    }))
    expect(text).toContain('Against `baseline.json`: **1 new**, 6 known, 1 fixed, 1 neither found nor known to be gone.')
    expect(text).toMatch(/^\| critical \|.*\| new \| Name the principals/m)
    expect(text).toMatch(/### Fixed\n\n- critical `aws-s3-training-data-public` `orchard-attic`/)
    expect(text).toMatch(/gone\n\n- critical `aws-s3-training-data-public` `orchard-cellar`.*was denied\n/)
  })

  it('shows what hides findings as prominently as these', async () => {
    const none = await written(markdown, tidy({ complete: false, gaps }))
    expect(none.split('\n')[0]).toBe('## AI security posture: no findings in what could be judged')
    expect(none).toContain('> **Not all is known:** 4 rules could not be judged everywhere.')
    expect(none).toContain('### Could not be judged')
    expect(await written(markdown, tidy({ complete: false }))).toContain('not everything could be read')
    expect(await written(markdown, tidy())).not.toContain('Not all is known')
  })

  it('counts findings on controls that were seen in the framework, and on no others', async () => {
    const seen = { id: 'f', name: 'House Rules', version: '1', citation: '', verified: true, controls: [{ id: 'H1', title: '', mapping: 'direct' as const, verified: true }, { id: 'H2', title: '', mapping: 'direct' as const, verified: false }] }
    const text = await written(markdown, orchard({ frameworks: new Map([['f', seen]]), findings: findings.map((finding) => ({ ...finding, frameworks: { f: ['H1', 'H2'] } })) }))
    expect(text).toContain('| House Rules | `H1` ×7 |\n')
  })

  it.each([1, 1200, 30_000])('fits a comment and a summary with %i findings, and counts what is left out', async (size) => {
    const short = await written(markdown, crowd(size), concise)
    expect(short.length).toBeLessThanOrEqual(65_536)
    const full = await written(markdown, crowd(size), { color: 0, detail: 'full' })
    expect(Buffer.byteLength(full)).toBeLessThanOrEqual(1_000_000)
    for (const text of [short, full]) {
      const left = Number(/\*\*(\d+) more findings, the least severe, are left out/.exec(text)?.[1] ?? 0)
      expect(told(text) + left).toBe(size)
      expect(text).toMatch(/\n- looked at `aws 111122223333`\n\n$/)
    }
    if (size === 30_000) {
      // No room is given away.
      expect(short.length).toBeGreaterThan(60_000)
      expect(Buffer.byteLength(full)).toBeGreaterThan(950_000)
    }
  })

  it('fits when every text is as long and as heavy as can be', async () => {
    const short = await written(markdown, heavySource(300), concise)
    expect(short.length).toBeLessThanOrEqual(65_536)
    const full = await written(markdown, heavySource(3000), { color: 0, detail: 'full' })
    expect(Buffer.byteLength(full)).toBeLessThanOrEqual(1_000_000)
    for (const text of [short, full]) {
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0)
      expect(text.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0)
      expect(told(text)).toBeGreaterThan(2)
      expect(text).toMatch(/and \d+ more unread calls/)
      expect(text).toContain('more findings, the least severe, are left out')
    }
  })
})

describe('text from outside', () => {
  it('stays readable where it is plain', () => {
    expect(sentence('orchard-lab lets its users become root')).toBe('orchard-lab lets its users become root')
    expect(sentence('Allow s3:GetObject on orchard-corpus/*, to anyone (if aws:x).')).toBe('Allow `s3:GetObject` on `orchard-corpus/*`, to anyone (if `aws:x`).')
    expect(sentence('calls f(x), then os.system (a:b)')).toBe('calls `f(x)`, then `os.system (a:b)`')
    expect(sentence('SCPs not read (v2.0), and 12 more')).toBe('SCPs not read (`v2.0`), and 12 more')
  })

  it('is code where it could become anything else', () => {
    expect(sentence('@alarmist, see #1 and deadbeef or GH-1')).toBe('`@alarmist`, see `#1` and `deadbeef` or `GH-1`')
    expect(sentence('1. one')).toBe('`1`. one')
    expect(code('a|b')).toBe('`a`&#124;`b`')
    expect(code('``x`')).toBe('``` ``x` ```')
    expect(code(' x ')).toBe('`  x  `')
    expect(code('')).toBe('`""`')
  })

  it('leads only to pages on the web', () => {
    expect(link('open', 'https://console.aws.amazon.com/x?y=(z)#a>b')).toBe('[open](<https://console.aws.amazon.com/x?y=(z)#a%3Eb>)')
    for (const address of ['javascript:alert(1)', 'http://x', 'https://a b', 'https://user@x/', 'data:,', '//x', 'https://x\n/close', 'https://x\\y']) expect(link('open', address), address).toBeUndefined()
  })
})
