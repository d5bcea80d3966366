import { readFileSync } from 'node:fs'
import { validateXML } from 'xmllint-wasm'
import { describe, expect, it } from 'vitest'
import junit from '../../src/reporters/junit.js'
import { xmlAttribute, xmlText } from '../../src/reporters/junit/xml.js'
import type { Finding, ReportSource } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { compared } from './compared.js'
import { crowd, findings, hostileName, orchard, tidy } from './sample.js'
import { written } from './written.js'

const schema = { fileName: 'junit-10.xsd', contents: readFileSync(new URL('../schemas/junit-10.xsd', import.meta.url), 'utf8') }

async function errorsOf(xml: string): Promise<string[]> {
  const { valid, errors } = await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema: [schema] })
  return valid ? [] : errors.map(({ message }) => message)
}

async function xmlOf(source: ReportSource): Promise<string> {
  const xml = await written(junit, source)
  expect(await errorsOf(xml)).toEqual([])
  return xml
}

/** What a suite says of itself, and what is in it. */
function suitesOf(xml: string): { name: string; said: number[]; counted: number[] }[] {
  return [...xml.matchAll(/<testsuite (?<attributes>[^>]*)>(?<inner>[^]*?)<\/testsuite>/g)].map(({ groups = {} }) => {
    const { attributes = '', inner = '' } = groups
    const said = ['tests', 'failures', 'errors', 'skipped'].map((key) => Number(new RegExp(` ${key}="(\\d+)"`).exec(` ${attributes}`)?.[1]))
    return { name: /name="([^"]*)"/.exec(attributes)?.[1] ?? '', said, counted: ['testcase', 'failure', 'error', 'skipped'].map((tag) => inner.split(new RegExp(`<${tag}[ >]`)).length - 1) }
  })
}

const caseOf = (xml: string, name: string): string => new RegExp(`<testcase name="${name}"[^>]*?(?:/>|>[^]*?</testcase>)`).exec(xml)?.[0] ?? 'no such case'

describe('junit', () => {
  it('is what it was', async () => {
    expectGolden('report.junit.xml', await xmlOf(orchard()))
  })

  it('is checked by a schema that objects', async () => {
    expect(await errorsOf('<testsuites><testsuite name="a" tests="1" failures="0"><testcase/></testsuite></testsuites>')).not.toEqual([])
    expect(await errorsOf('<testsuites><testsuite></testsuites>')).not.toEqual([])
  })

  it('counts in each suite what is in it, and has a case however little was found', async () => {
    for (const source of [orchard(), compared(), tidy(), tidy({ scopes: [] }), crowd(60, 3), orchard({ interrupted: 'SIGINT' })]) {
      const xml = await xmlOf(source)
      for (const { name, said, counted } of suitesOf(xml)) expect([name, ...said]).toEqual([name, ...counted])
      const sums = suitesOf(xml).reduce((sum, { said }) => sum.map((n, i) => n + (said[i] ?? 0)), [0, 0, 0])
      expect(/<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml)?.slice(1).map(Number)).toEqual(sums)
    }
    expect(suitesOf(await xmlOf(orchard())).map(({ name }) => name)).toEqual(['aispm scan', 'aispm rules', 'aws 111122223333', 'aws 444455556666', 'local orchard'])
    expect(suitesOf(await xmlOf(tidy({ scopes: [] })))[0]?.said).toEqual([2, 0, 0, 0])
  })

  it('fails what is found, skips what is unknown or accepted, and says why as an error once', async () => {
    const xml = await xmlOf(orchard())
    expect(caseOf(xml, 'aws-sagemaker-notebook-root-access-enabled: orchard-lab in us-east-1')).toContain('<failure type="medium" message="medium: orchard-lab lets its users become root">')
    expect(caseOf(xml, 'aws-sagemaker-notebook-root-access-enabled: orchard-annex in us-east-1')).toContain('<skipped message="not judged, neither passed nor failed: Notebook users are root')
    expect(caseOf(xml, 'aws-s3-ai-bucket-not-encrypted: orchard-corpus')).toContain('<skipped message="accepted by aispm.yaml until 2026-12-31: encrypted by the writer before upload"/>')
    expect(caseOf(xml, 'permission sagemaker:ListDomains')).toMatch(/classname="aws\.111122223333\.aispm"><error type="not-judged"[^]*Unread in eu-west-1, us-east-1/)
    expect(caseOf(xml, 'reads are answered: unreachable')).toContain('Unread in global; nothing is known of what is there.')
    // It blinds no rule: no reason to make a build unstable.
    expect(xml).not.toContain('permission organizations:ListPoliciesForTarget')
    expect(caseOf(xml, 'everything was read')).toMatch(/<skipped message="not everything was read: 8 reads without an answer; not looked at: aws 111122223333 ap-northeast-1 \(not asked for\)/)
    expect(caseOf(xml, 'aws-s3-training-data-public')).toContain('<system-out>passed by 3 assets</system-out>')
    expect(caseOf(xml, 'aws-sagemaker-model-package-unsigned')).toContain('<skipped message="judged nothing: it wants --with artifacts"/>')
    expect(caseOf(await xmlOf(orchard({ interrupted: 'SIGINT' })), 'the scan ran to its end')).toContain('<error type="cut-short" message="The run was cut short (SIGINT)')
  })

  it('never passes a rule that failed or could not be judged somewhere', async () => {
    const none = { pass: 9, fail: 0, unknown: 0, 'not-applicable': 4 }
    const coverage = { ...orchard().coverage, rules: { 'aws-s3-training-data-public': { ...none, unknown: 1 }, 'path-internet-to-training-data': { ...none, fail: 1 }, 'aws-sagemaker-model-package-unsigned': none, 'artifact-pickle-imports-os': none } }
    const xml = await xmlOf(orchard({ coverage }))
    expect(suitesOf(xml)[1]?.said).toEqual([2, 0, 0, 1])
    expect(caseOf(xml, 'artifact-pickle-imports-os')).toContain('passed by 9 assets')
  })

  it('keeps failing what the baseline has and nobody saw gone, and passes what is mended', async () => {
    const xml = await xmlOf(compared())
    expect(caseOf(xml, 'aws-sagemaker-notebook-root-access-enabled: orchard-unseen in eu-west-1')).toMatch(/<failure type="critical"[^]*Not found now and not known to be gone: sagemaker:ListNotebookInstances is denied/)
    expect(caseOf(xml, 'aws-sagemaker-notebook-root-access-enabled: orchard-mended in eu-west-1')).toMatch(/\/>$/)
    expect(caseOf(xml, 'aws-iam-ai-role-trusts-anyone: orchard-runtime')).toContain('Against the baseline: new')
  })

  it('is XML whatever names, values and reasons hold', async () => {
    const nasty = `a"b'c<d>&e;]]>\u0000\u0001\u0008\ufffe\ud800\r\n\t${hostileName}</failure><!-- <![CDATA[ &lt;`
    const [one] = findings
    if (one === undefined) throw new Error('no finding')
    const all: Finding = { ...one, title: nasty, message: nasty, asset: nasty, assetName: nasty, owners: [nasty], console: nasty, fix: { text: nasty, command: nasty, terraform: `a\n${nasty}` }, source: { file: nasty, line: 4 } }
    const xml = await xmlOf(orchard({ findings: [all, { ...all, suppressed: { by: nasty, reason: nasty } }], scopes: [{ scope: { provider: 'aws', account: nasty }, state: 'unreachable', why: nasty, services: {}, calls: 0, answered: 0, vanished: 0 }] }))
    expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\ufffe]/u)
    expect(xmlAttribute('"\'<>&]]>')).toBe('&quot;&apos;&lt;&gt;&amp;]]&gt;')
    // What a pipeline's runner would obey if the report went to its log.
    expect(xmlText('::error::x ##vso[a]b')).not.toMatch(/^::|##vso/)
  })
})
