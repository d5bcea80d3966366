import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { ReportSource } from '../../src/core/index.js'
import ocsf from '../../src/reporters/ocsf.js'
import { expectGolden } from '../golden.js'
import { evil, hostile } from './bom-samples.js'
import { ocsfErrors } from './ocsf-schema.js'
import { crowd, findings, gaps, orchard, rules, tidy, unknowns } from './sample.js'
import { written } from './written.js'

type Event = Record<string, unknown> & {
  class_uid: number; severity_id: number; status_id: number; message: string; time: number
  metadata: Record<string, unknown> & { uid: string; sequence: number; profiles?: string[] }
  finding_info: Record<string, unknown> & { uid: string; title: string }
  compliance?: Record<string, unknown> & { status_id: number; status_details?: string[] }
  unmapped?: Record<string, unknown>
}

async function eventsOf(source: ReportSource): Promise<Event[]> {
  const events = (await written(ocsf, source)).trimEnd().split('\n').map((line) => JSON.parse(line) as Event)
  expect(events.flatMap(ocsfErrors)).toEqual([])
  return events
}

function one(events: readonly Event[], title: string): Event {
  const [found, ...others] = events.filter(({ finding_info: info }) => info.title === title)
  if (found === undefined) throw new Error(`no event ${title}`)
  expect(others).toEqual([])
  return found
}

const since: NonNullable<ReportSource['since']> = (() => {
  const [finding] = findings
  if (finding === undefined) throw new Error('no finding')
  const { fingerprint, rule, title, severity, message, asset, assetType, assetName, scope } = finding
  const past = { fingerprint, rule, title, severity, message, asset, assetType, assetName, scope }
  return { file: 'before.json', counts: { new: 0, known: 0, fixed: 1, open: 1 }, fixed: [{ ...past, title: 'gone' }], open: [{ ...past, title: 'hidden', why: 'the policy could not be read' }] }
})()

describe('ocsf', () => {
  it('is what it was', async () => {
    const events = await eventsOf(orchard({ interrupted: 'SIGINT', since }))
    expectGolden('report.ocsf.json', `${JSON.stringify(events, null, 2)}\n`)
  })

  it.each([['everything', orchard({ interrupted: 'SIGINT', since, redacted: true })], ['a clean run', tidy()], ['bad names', hostile()], ['a crowd', crowd(10_000)]])(
    'keeps the public schema for %s', async (_, source) => { await eventsOf(source) }, 60_000)

  it('judges a setting as compliance and a path as detection, each where it is', async () => {
    const events = await eventsOf(orchard())
    expect(events).toHaveLength(1 + gaps.length + findings.length + unknowns.length)
    const root = events.find(({ message }) => message === 'orchard-lab lets its users become root')
    expect(root).toMatchObject({
      class_uid: 2003, severity_id: 3, status_id: 1, confidence_id: 3, time: Date.parse('2026-06-02T09:00:09.000Z'), metadata: { profiles: ['cloud'] },
      cloud: { provider: 'AWS', account: { uid: '111122223333', type_id: 10 }, region: 'us-east-1' },
      compliance: {
        control: 'aws-sagemaker-notebook-root-access-enabled', status_id: 3, status_details: ['rootAccess: Enabled, want Disabled'],
        standards: ['AWS Foundational Security Best Practices', 'OWASP Top 10 for LLM Applications 2025 (v2.0)'], requirements: ['aws-fsbp/SageMaker.3', 'owasp-llm-2025/LLM03:2025'],
      },
      resources: [{ role_id: 1, region: 'us-east-1', cloud_partition: 'aws' }],
      remediation: { references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html'] },
    })
    const path = one(events, 'Anyone on the internet can reach training data')
    expect(path).toMatchObject({
      class_uid: 2004, is_alert: true,
      finding_info: { attack_graph: { is_directed: true, nodes: [{ uid: 'internet', name: 'internet' }, { name: 'orchard-edge' }, { name: 'orchard-runtime' }, { name: 'orchard-corpus' }] } },
      resources: [{ name: 'orchard-chat', role: 'Target' }, { name: 'orchard-edge', role: 'Related' }, { name: 'orchard-runtime', role: 'Related' }, { name: 'orchard-corpus', role: 'Affected' }],
    })
    // Files are in no cloud, and a profile would demand one.
    const pickle = one(events, 'Model file runs code when it is loaded')
    expect(pickle.metadata.profiles).toBeUndefined()
    expect(pickle).not.toHaveProperty('cloud')
    expect(pickle).toMatchObject({ evidences: [{ file: { name: 'orchard embeddings.pkl', path: 'models/orchard embeddings.pkl' } }, {}] })
  })

  it('names the techniques of ATLAS that a rule stands against', async () => {
    const [first, ...rest] = rules
    if (first === undefined) throw new Error('no rule')
    const named = { ...first, frameworks: { 'mitre-atlas': ['AML.T0010.003', 'AML.TA0002', 'no id'] } }
    const frameworks = new Map([['mitre-atlas', { id: 'mitre-atlas', name: 'MITRE ATLAS', version: 'data file 5.6.0', citation: '', verified: true, controls: [
      { id: 'AML.T0010', title: 'AI Supply Chain Compromise', mapping: 'supporting' as const, verified: true },
    ] }]])
    const event = one(await eventsOf(orchard({ rules: [named, ...rest], frameworks })), first.title)
    expect(event.finding_info['attacks']).toEqual([
      { version: '5.6.0', technique: { uid: 'AML.T0010', name: 'AI Supply Chain Compromise', src_url: 'https://atlas.mitre.org/techniques/AML.T0010' },
        sub_technique: { uid: 'AML.T0010.003', src_url: 'https://atlas.mitre.org/techniques/AML.T0010.003' } },
      { version: '5.6.0', tactic: { uid: 'AML.TA0002', src_url: 'https://atlas.mitre.org/tactics/AML.TA0002' } },
    ])
    expect(event.compliance).not.toHaveProperty('standards')
  })

  it('says that a finding is accepted, and why', async () => {
    expect(one(await eventsOf(orchard()), 'Bucket behind AI is not encrypted')).toMatchObject({ status_id: 3, status: 'Suppressed', status_detail: 'encrypted by the writer before upload (aispm.yaml, until 2026-12-31)' })
  })

  it('has one event for each thing that could not be judged, with what is missing, and never as a pass', async () => {
    const events = await eventsOf(orchard())
    const blind = events.filter(({ finding_info: { uid } }) => uid.startsWith('aispm:'))
    expect(blind).toHaveLength(1 + gaps.length + unknowns.length)
    expect(blind.every(({ compliance }) => compliance?.status_id === 2)).toBe(true)
    const unknown = one(events, 'Not judged: Notebook users are root')
    expect(unknown.compliance?.status_details).toEqual([
      'denied: sagemaker:DescribeNotebookInstance in aws 111122223333 us-east-1', 'not authorized', 'missing permission: sagemaker:DescribeNotebookInstance',
    ])
    expect(unknown).toMatchObject({ severity_id: 0, resources: [{ name: 'orchard-annex' }], compliance: { checks: [{ severity: 'Medium', status: 'Warning' }] } })
    const gap = events.find(({ finding_info: { uid } }) => uid === `aispm:gap:${gaps[2]?.id}`)
    expect(gap?.compliance).toMatchObject({ status_code: 'denied', checks: [{ uid: 'aws-sagemaker-domain-docker-open', status_id: 2 }] })
    expect(gap?.compliance?.status_details).toContain('hides all of aws.sagemaker.domain')
  })

  it('begins with what was looked at, and counts there what passed', async () => {
    const [clean, ...none] = await eventsOf(tidy())
    expect(none).toEqual([])
    expect(clean?.compliance).toMatchObject({ control: 'aispm/coverage', status_id: 1 })
    const [first] = await eventsOf(orchard({ interrupted: 'SIGINT' }))
    expect(first?.compliance).toMatchObject({ status_id: 2 })
    expect(first?.compliance?.status_details).toEqual(expect.arrayContaining(['cut short: SIGINT', 'aws 444455556666: unreachable', '8 reads gave no answer', '5 verdicts unknown']))
    expect(first?.unmapped).toMatchObject({ complete: false })
    expect(first?.unmapped?.['rules']).toContainEqual({ rule: 'aws-sagemaker-notebook-root-access-enabled', pass: 3, fail: 2, unknown: 0 })
  })

  it('closes what was fixed, and keeps open what is only hidden', async () => {
    const events = await eventsOf(orchard({ since }))
    expect(one(events, 'gone')).toMatchObject({ activity_id: 3, type_uid: 200303, status_id: 4 })
    expect(one(events, 'hidden')).toMatchObject({ activity_id: 2, status_id: 1, status_detail: 'the policy could not be read', compliance: { status_id: 2 } })
    const [finding] = findings
    if (finding === undefined) throw new Error('no finding')
    const known = (await eventsOf(orchard({ findings: [{ ...finding, baseline: 'known' }] }))).find(({ finding_info: { uid } }) => uid === finding.fingerprint)
    expect(known).toMatchObject({ activity_id: 2, type_uid: 200302 })
  })

  it('numbers its events, each by itself, and all of a scan alike', async () => {
    const [events, again, later] = [await eventsOf(orchard()), await eventsOf(orchard()), await eventsOf(orchard({ finishedAt: '2026-06-03T09:00:00.000Z' }))]
    expect(again).toEqual(events)
    expect(new Set(events.map(({ metadata }) => metadata.uid)).size).toBe(events.length)
    expect(new Set([...events, ...later].map(({ metadata }) => metadata['correlation_uid'])).size).toBe(2)
    expect(events.map(({ metadata }) => metadata.sequence)).toEqual(events.map((_, i) => i + 1))
  })

  it('says nothing that nobody sees, moves or ends a line', async () => {
    const text = await written(ocsf, hostile())
    expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
    const decoded: string[] = []
    for (const line of text.trimEnd().split('\n')) JSON.parse(line, (key, value: unknown) => { decoded.push(key, ...(typeof value === 'string' ? [value] : [])); return value })
    expect(decoded.filter((word) => /[\p{C}\p{Zl}\p{Zp}]/u.test(word))).toEqual([])
    expect(decoded).not.toContain(evil)
  })

  it('tells of a long value in words', async () => {
    const [finding] = findings
    if (finding === undefined) throw new Error('no finding')
    const evidence = { asset: finding.asset, path: 'policy', saw: Array.from({ length: 5000 }, (_, i) => `statement ${i}`), wanted: '' }
    const text = await written(ocsf, tidy({ findings: [{ ...finding, evidence: Array.from({ length: 30 }, () => evidence) }] }))
    expect(text.length).toBeLessThan(60_000)
    expect(text).toContain('"evidence_left_out":10')
  })

  it('is written as it is made', async () => {
    let held = 0
    const out: Writable = new Writable({
      highWaterMark: 64 * 1024,
      write(_chunk, _encoding, done) {
        held = Math.max(held, out.writableLength)
        setImmediate(done)
      },
    })
    const before = process.memoryUsage.rss()
    await ocsf.render(crowd(20_000), out)
    expect(held).toBeLessThan(1024 * 1024)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
  }, 60_000)
})

describe('the check of the schema', () => {
  it('sees what is wrong', async () => {
    const [event] = await eventsOf(tidy())
    if (event === undefined) throw new Error('no event')
    const wrong = (more: object): string[] => ocsfErrors({ ...event, ...more })
    expect(wrong({ nonsense: 1 })).toEqual(['nonsense: no such attribute'])
    expect(wrong({ severity_id: 7 })[0]).toMatch(/severity_id: 7 is not one of/)
    expect(wrong({ time: 1_780_000_000 })[0]).toMatch(/no milliseconds/)
    expect(wrong({ time: 'now' })[0]).toMatch(/wants timestamp_t/)
    expect(wrong({ cloud: {} })).toEqual(['cloud: only with the profile cloud'])
    expect(wrong({ metadata: { ...event.metadata, profiles: ['cloud'] } })).toEqual(['cloud: required'])
    expect(wrong({ finding_info: { title: 'x' } })).toEqual(['finding_info.uid: required'])
    expect(wrong({ resource: { uid: 'x' } })).toEqual(['resource: deprecated since 1.3.0'])
    expect(wrong({ resources: [{}] })[0]).toMatch(/wants one of name, uid/)
    expect(wrong({ resources: [] })[0]).toMatch(/an empty list/)
    expect(wrong({ type_uid: 200302 })).toEqual(['type_uid: not class and activity'])
    expect(wrong({ device: { uid: 'x' } })).toEqual(['device: device is not in the extract'])
  })
})
