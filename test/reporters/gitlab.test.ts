import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import gitlab from '../../src/reporters/gitlab.js'
import { inert, uuidOf } from '../../src/reporters/gitlab/words.js'
import type { Vulnerability } from '../../src/reporters/gitlab/report.js'
import type { ReportSource } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { compared, faraway, unseen } from './compared.js'
import { crowd, findings, gaps, hostileName, orchard, rules, tidy } from './sample.js'
import { written } from './written.js'

const schema = JSON.parse(readFileSync(new URL('../schemas/gitlab-sast-15.0.7.json', import.meta.url), 'utf8'))
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

interface Report {
  version: string
  scan: { status: string; messages: { level: string; value: string }[] }
  vulnerabilities: Vulnerability[]
}

async function reportOf(source: ReportSource): Promise<Report> {
  const report: Report = JSON.parse(await written(gitlab, source))
  validate(report)
  expect(validate.errors ?? []).toEqual([])
  return report
}

const ofRule = (report: Report, rule: string): Vulnerability[] => report.vulnerabilities.filter(({ identifiers }) => identifiers[0]?.value === rule)

describe('gitlab', () => {
  it('is what it was', async () => {
    expectGolden('report.gitlab.json', `${JSON.stringify(JSON.parse(await written(gitlab, orchard())), null, 2)}\n`)
  })

  it('is checked by a schema that objects', () => {
    expect(validate({ version: '15', scan: {}, vulnerabilities: [{ id: '', identifiers: [], location: {}, details: { a: { type: 'text' } } }] })).toBe(false)
    expect((validate.errors ?? []).map(({ instancePath }) => instancePath)).toEqual(expect.arrayContaining(['/version', '/scan', '/vulnerabilities/0/id', '/vulnerabilities/0/identifiers']))
  })

  it('holds to the schema clean, hostile, compared, cut short and long', async () => {
    const [one] = findings
    if (one === undefined) throw new Error('no finding')
    const long = 'x'.repeat(40_000)
    const every = { ...one, owners: ['@team'], ruleSeverity: 'low' as const, console: 'https://console.example/x', fix: { text: long, command: hostileName, terraform: 'a = 1\n}' },
      title: long, message: long, usedBy: { count: 3, some: [{ asset: 'a', name: hostileName, type: 't' }] }, hops: findings[1]?.hops ?? [] }
    for (const source of [tidy(), tidy({ scopes: [] }), compared(), orchard({ interrupted: 'SIGINT', redacted: true }), orchard({ findings: [every] }), crowd(50, 7)]) await reportOf(source)
  })

  it('tells of each finding what GitLab shows, and of the same one the same id', async () => {
    const report = await reportOf(orchard())
    const [root] = ofRule(report, 'aws-sagemaker-notebook-root-access-enabled')
    expect(root).toMatchObject({
      name: 'Notebook users are root', severity: 'Medium', id: uuidOf('finding', findings[3]?.fingerprint ?? ''),
      location: { file: 'aws/111122223333/us-east-1/sagemaker/notebook_instance/orchard-lab', start_line: 1, end_line: 1 },
      links: [{ url: 'https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html' }],
      tracking: { type: 'source', items: [{ signatures: [{ algorithm: 'hash', value: findings[3]?.fingerprint }] }] },
      details: { command: { type: 'code', lang: 'shell' }, evidence: { items: [{ type: 'text', value: 'rootAccess: Enabled, want Disabled' }] } },
    })
    expect(root?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(root?.identifiers.map(({ type, value }) => `${type} ${value}`)).toEqual([
      'aispm_rule aws-sagemaker-notebook-root-access-enabled', 'cwe 250', 'aws_fsbp SageMaker.3', 'owasp_llm_2025 LLM03:2025',
    ])
    expect(ofRule(report, 'artifact-pickle-imports-os')[0]?.location.file).toBe('models/orchard embeddings.pkl')
    expect(ofRule(report, 'path-internet-to-training-data')[0]?.details['path']).toMatchObject({ type: 'table', rows: [{}, {}, {}].map(() => expect.any(Array)) })
    expect(new Set(report.vulnerabilities.map(({ id }) => id)).size).toBe(report.vulnerabilities.length)
  })

  it('never takes what is unread for safe', async () => {
    const report = await reportOf(orchard())
    const blind = ofRule(report, 'aispm/coverage-gap')
    expect(blind.map(({ severity }) => severity)).toEqual(blind.map(() => 'Unknown'))
    expect(blind.map(({ location }) => location.file)).toEqual([
      's3%3AGetEncryptionConfiguration', 'sagemaker%3ADescribeNotebookInstance', 'sagemaker%3AListDomains',
    ].map((permission) => `aws/111122223333/global/aispm/permission/${permission}`).concat('aws/111122223333/global/aispm/unread/throttled', 'aws/444455556666/global/aispm/unread/unreachable'))
    const values = report.scan.messages.map(({ value }) => value).join('\n')
    for (const { call } of gaps) expect(values).toContain(call)
    expect(values).toMatch(/No baseline was given[^]*aws 444455556666: nothing could be read/)
    expect(values).toContain('answered \\e[31mteapot')
    const cut = (await reportOf(orchard({ interrupted: 'SIGINT' }))).scan
    expect([cut.status, cut.messages[0]]).toEqual(['failure', { level: 'fatal', value: expect.stringContaining('SIGINT') }])
    expect((await reportOf(tidy())).scan.status).toBe('success')
    expect((await reportOf(tidy({ scopes: [] }))).scan.status).toBe('failure')
  })

  it('keeps open what the baseline has and nobody saw gone, and leaves out what is accepted or fixed', async () => {
    const report = await reportOf(compared())
    const [first, second, third] = report.vulnerabilities
    expect([first?.id, second?.id, third?.id]).toEqual([findings[0], findings[1], unseen].map((one) => uuidOf('finding', one?.fingerprint ?? '')))
    expect(third?.description).toContain('**Not found now and not known to be gone:** sagemaker:ListNotebookInstances is denied in eu-west-1.')
    expect(report.vulnerabilities.some(({ id }) => id === uuidOf('finding', faraway.fingerprint))).toBe(true)
    expect(JSON.stringify(report.vulnerabilities)).not.toContain('orchard-mended')
    expect(ofRule(report, 'aws-s3-ai-bucket-not-encrypted')).toEqual([])
    expect(report.scan.messages.map(({ value }) => value)).toContain('1 finding that the settings accept is left out; the other formats list them.')
  })

  it('says nothing of frameworks that nobody looked up', async () => {
    const frameworks = new Map([...orchard().frameworks].map(([id, info]) => [id, { ...info, controls: info.controls.map((control) => ({ ...control, verified: false })) }]))
    const [root] = ofRule(await reportOf(orchard({ frameworks })), 'aws-sagemaker-notebook-root-access-enabled')
    expect(root?.identifiers.map(({ type }) => type)).toEqual(['aispm_rule', 'cwe'])
    const many = rules.map((rule) => ({ ...rule, frameworks: { many: Array.from({ length: 60 }, (_, i) => `M${i}`) } }))
    for (const { identifiers } of (await reportOf(orchard({ rules: many }))).vulnerabilities) expect(identifiers.length).toBeLessThanOrEqual(20)
  })

  it('writes what others chose so that markdown shows it and does nothing', () => {
    expect(inert('/close @all #1 !2 <img src=x> [a](https://b) `c` ~d www.e.f\n- g')).toBe('\\/close \\@all \\#1 \\!2 \\<img src=x\\> \\[a\\](https\\://b) \\`c\\` \\~d www\\.e.f - g')
    expect(inert('orchard-lab lets its users become root')).toBe('orchard-lab lets its users become root')
    expect(inert(hostileName)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
