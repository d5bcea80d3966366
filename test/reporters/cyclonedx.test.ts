import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { ReportSource } from '../../src/core/index.js'
import cyclonedx from '../../src/reporters/cyclonedx.js'
import newer from '../../src/reporters/cyclonedx-1.7.js'
import { expectGolden } from '../golden.js'
import { evil, hostile, models } from './bom-samples.js'
import { cyclonedxErrors, type Bill } from './cyclonedx-schema.js'
import { crowd, findings, gaps, orchard, tidy, unknowns } from './sample.js'
import { written } from './written.js'

async function billOf(source: ReportSource, reporter: typeof cyclonedx | typeof newer = cyclonedx): Promise<Bill> {
  const bill = JSON.parse(await written(reporter, source)) as Bill
  expect(cyclonedxErrors(bill)).toEqual([])
  return bill
}

function part(bill: Bill, ref: string): Bill['components'][number] | Bill['services'][number] {
  const found = [...bill.components, ...bill.services].find((one) => one['bom-ref'] === ref)
  if (found === undefined) throw new Error(`no ${ref}`)
  return found
}
const said = (of: { properties: { name: string; value: string }[] }, name: string): string[] => of.properties.filter((one) => one.name === `aispm:${name}`).map(({ value }) => value)

describe.each([cyclonedx, newer])('$id', (reporter) => {
  it('is what it was', async () => {
    const file = reporter === newer ? 'report.cdx-1.7.json' : 'report.cdx.json'
    expectGolden(file, `${JSON.stringify(await billOf(reporter === newer ? models() : orchard(), reporter), null, 2)}\n`)
  })

  it.each([['everything', orchard({ interrupted: 'SIGINT' })], ['a clean run', tidy()], ['nothing at all', models({ assets: [], relations: [] }, { scopes: [] })], ['models', models()], ['bad names', hostile()]])(
    'keeps the official schema, and no reference dangles, for %s', async (_, source) => { await billOf(source, reporter) })
})

describe('what is listed', () => {
  it('is each thing as what it is', async () => {
    const bill = await billOf(models())
    const types = Object.fromEntries(bill.components.map((one) => [one['bom-ref'] ?? '', one.type]))
    expect(types).toMatchObject({
      'local:models/chat': 'machine-learning-model', 'local:models/chat/model.safetensors': 'file', 'model:sha256:abc': 'machine-learning-model',
      'https://huggingface.co/datasets/orchard-ai/harvest': 'data', 'arn:corpus': 'data', 'arn:image': 'container', 'arn:job': 'application',
    })
    expect(bill.services.map(({ name }) => name)).toEqual(['open door', 'prices'])
  })

  it('leaves out what stands around AI while nothing is said of it, and finished jobs that nothing came of', async () => {
    const bill = await billOf(models())
    expect(Object.keys(Object.fromEntries(bill.components.map((one) => [one['bom-ref'] ?? '', 1])))).not.toEqual(expect.arrayContaining(['arn:role']))
    expect(JSON.stringify(bill)).not.toContain('arn:forgotten')
    const [finding] = findings
    if (finding === undefined) throw new Error('no finding')
    const spoken = await billOf(models({}, { findings: [{ ...finding, asset: 'arn:role' }] }))
    expect(part(spoken, 'arn:role')).toMatchObject({ type: 'platform' })
    expect(spoken.dependencies.find(({ ref }) => ref === 'arn:endpoint')?.dependsOn).toEqual(['arn:tuned', 'arn:role'])
  })

  it('tells of a model what is known, and makes nothing up', async () => {
    const bill = await billOf(models())
    expect(part(bill, 'local:models/chat')).toMatchObject({
      licenses: [{ license: { id: 'Apache-2.0', acknowledgement: 'declared' } }],
      pedigree: { ancestors: [{ type: 'machine-learning-model', name: 'orchard-ai/orchard-base', purl: 'pkg:huggingface/orchard-ai/orchard-base' }] },
      modelCard: { modelParameters: { task: 'text-generation', architectureFamily: 'llama', modelArchitecture: 'LlamaForCausalLM', datasets: [{ ref: 'https://huggingface.co/datasets/orchard-ai/harvest' }] } },
    })
    expect(part(bill, 'local:models/partly')).toMatchObject({ licenses: [{ license: { name: 'the orchard licence' } }] })
    // Weights know the folder that they came in; a job knows what it read.
    expect(part(bill, 'model:sha256:abc')).toMatchObject({ modelCard: { modelParameters: { task: 'text-generation' } }, hashes: [{ alg: 'SHA-256' }] })
    expect(part(bill, 'arn:tuned')).toMatchObject({ modelCard: { modelParameters: { approach: { type: 'supervised' }, datasets: [{ ref: 'arn:corpus' }] } } })
    expect(part(bill, 'arn:aws:bedrock:us-east-1::foundation-model/nova')).toMatchObject({
      supplier: { name: 'Amazon' }, modelCard: { modelParameters: { inputs: [{ format: 'text' }, { format: 'image' }], outputs: [{ format: 'text' }] } },
    })
    expect(part(bill, 'https://huggingface.co/orchard-ai/orchard-base')).toMatchObject({ purl: 'pkg:huggingface/orchard-ai/orchard-base', supplier: { name: 'orchard-ai' } })
    expect(part(bill, 'local:models/bare')).not.toHaveProperty('modelCard')
    expect(part(bill, 'local:models/bare')).not.toHaveProperty('licenses')
  })

  it('calls external, in the edition that has the word, what a provider holds', async () => {
    const external = (bill: Bill): unknown[] => bill.components.filter((one) => one['isExternal'] === true).map(({ name }) => name)
    expect([external(await billOf(models(), newer)), external(await billOf(models()))]).toEqual([['nova'], []])
  })

  it('says who signed, and of what nobody can say it', async () => {
    const bill = await billOf(models())
    const states = Object.fromEntries([...bill.components, ...bill.services].flatMap((one) => said(one, 'signature.state').map((state) => [one['bom-ref'] ?? '', state])))
    expect(states).toEqual({
      'local:models/chat': 'verified', 'local:models/chat/model.safetensors': 'verified', 'model:sha256:abc': 'verified',
      'local:models/partly': 'signed', 'local:models/partly/extra.bin': 'unsigned', 'local:models/partly/model.safetensors': 'signed',
      'local:models/doubted': 'signed', 'local:models/forged': 'invalid', 'local:models/bare': 'unsigned', 'local:models/unread': 'unknown',
      'https://huggingface.co/orchard-ai/orchard-base': 'unknown', 'arn:aws:bedrock:us-east-1::foundation-model/nova': 'unknown', 'arn:tuned': 'unknown', 'arn:image': 'signed',
    })
  })

  it('tells of a service only what a setting says, and no key of an address', async () => {
    const bill = await billOf(models())
    expect(part(bill, 'arn:gateway')).toMatchObject({ authenticated: false })
    expect(part(bill, 'arn:gateway')).not.toHaveProperty('x-trust-boundary')
    expect(part(bill, 'arn:endpoint')).toMatchObject({ authenticated: true, 'x-trust-boundary': false, endpoints: ['https://prices.example/score'] })
    expect(JSON.stringify(bill)).not.toMatch(/secret|user:pass/)
  })

  it('leads from the whole to everything', async () => {
    const bill = await billOf(models())
    const reached = new Set(['aispm:scanned'])
    const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
    for (const ref of reached) for (const other of needs.get(ref) ?? []) reached.add(other)
    expect(reached.size).toBe(needs.size)
    expect(needs.get('local:models/chat')).toEqual([
      'https://huggingface.co/orchard-ai/orchard-base', 'https://huggingface.co/datasets/orchard-ai/harvest', 'model:sha256:abc', 'local:models/chat/model.safetensors',
    ])
  })
})

describe('findings', () => {
  it('are vulnerabilities of what they affect, with evidence, fix and weakness', async () => {
    const { vulnerabilities } = await billOf(orchard())
    expect(vulnerabilities).toHaveLength(findings.length)
    const lab = vulnerabilities.find(({ id }) => id === 'aws-sagemaker-notebook-root-access-enabled')
    expect(lab).toMatchObject({
      cwes: [250], ratings: [{ severity: 'medium', method: 'other' }], detail: 'rootAccess: Enabled, want Disabled', analysis: { state: 'exploitable' },
      affects: [{ ref: findings[3]?.asset }],
    })
    expect(lab?.['recommendation']).toContain('--root-access Disabled')
  })

  it('on a path affect where it starts and where it ends', async () => {
    const path = (await billOf(orchard())).vulnerabilities.find(({ id }) => id === 'path-internet-to-training-data')
    expect(path?.affects.map(({ ref }) => ref)).toEqual([findings[1]?.asset, 'arn:aws:s3:::orchard-corpus'])
    expect(path?.['detail']).toContain('internet can-invoke orchard-edge: route POST /chat has authorization NONE')
  })

  it('that were accepted are neither false nor harmless; those of less confidence are for a person to judge', async () => {
    const { vulnerabilities } = await billOf(orchard())
    const states = vulnerabilities.map(({ id, analysis }) => [id, analysis.state, analysis.response?.[0]])
    expect(states).toContainEqual(['aws-s3-ai-bucket-not-encrypted', 'exploitable', 'will_not_fix'])
    expect(states).toContainEqual(['aws-iam-ai-role-trusts-anyone', 'in_triage', undefined])
    expect(vulnerabilities.find(({ analysis }) => analysis.response !== undefined)?.analysis.detail).toBe('Accepted in aispm.yaml, until 2026-12-31: encrypted by the writer before upload')
  })

  it('on what the inventory does not have affect the whole', async () => {
    const { vulnerabilities } = await billOf(crowd(2))
    expect(vulnerabilities.map(({ affects }) => affects)).toEqual([[{ ref: 'aispm:scanned' }], [{ ref: 'aispm:scanned' }]])
  })
})

describe('what could not be judged', () => {
  it('is told of the whole, of each thing, and of each verdict', async () => {
    const bill = await billOf(orchard({ interrupted: 'SIGINT' }))
    const annex = findings[3]?.asset.replace('orchard-lab', 'orchard-annex') ?? ''
    expect(bill.compositions).toEqual([{ aggregate: 'incomplete', assemblies: ['aispm:scanned'] }, { aggregate: 'unknown', dependencies: [annex, 'arn:aws:s3:::orchard-logs'] }])
    expect(said(bill.metadata, 'complete')).toEqual(['false'])
    expect(said(bill.metadata, 'interrupted')).toEqual(['SIGINT'])
    expect(said(bill.metadata, 'gap')).toHaveLength(gaps.length)
    expect(said(bill.metadata, 'gap')[2]).toBe('denied: sagemaker:ListDomains in aws 111122223333 us-east-1 (missing sagemaker:ListDomains) hides all of aws.sagemaker.domain; blinds aws-sagemaker-domain-docker-open; not authorized')
    expect(said(bill.metadata, 'scope')).toContain('aws/444455556666: unreachable')
    expect(said(part(bill, annex), 'rules.unknown')).toEqual(['1'])
    expect(said(part(bill, annex), 'unread')[0]).toContain('rootAccess (sagemaker:DescribeNotebookInstance:denied')
    expect(bill.annotations).toHaveLength(unknowns.length)
    expect(bill.annotations.map(({ subjects }) => subjects[0])).toEqual(['aispm:scanned', 'aispm:scanned', annex, 'arn:aws:s3:::orchard-logs'])
    expect(bill.annotations[2]?.text).toContain('aws-sagemaker-notebook-root-access-enabled (medium) could not be judged: Notebook users are root. Unread: denied: sagemaker:DescribeNotebookInstance')
  })

  it.each<[string, Partial<ReportSource>]>([
    ['a gap', { gaps }], ['an interruption', { interrupted: 'SIGTERM' }], ['a scope that was not read', { scopes: orchard().scopes }], ['a report that says so', { complete: false }],
    ['an inventory that was cut short', { inventoryOf: () => ({ ...orchard().inventoryOf(), finished: false }) }],
  ])('is never called complete after %s', async (_, more) => {
    expect((await billOf(tidy())).compositions[0]?.aggregate).toBe('complete')
    expect((await billOf(tidy(more))).compositions[0]?.aggregate).toBe('incomplete')
  })
})

describe('the file', () => {
  it('has the same number for the same content, and another for any other', async () => {
    const number = async (source: ReportSource, reporter = cyclonedx): Promise<string> => (await billOf(source, reporter)).serialNumber
    const first = await number(orchard())
    expect(first).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await number(orchard())).toBe(first)
    const others = [orchard({ findings: findings.slice(1) }), orchard({ unknowns: [] }), orchard({ gaps: [] }), orchard({ finishedAt: '2026-06-02T09:00:10.000Z' }), models()]
    const numbers = [first, ...await Promise.all(others.map((other) => number(other))), JSON.parse(await written(newer, orchard())).serialNumber as string]
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('says nothing that nobody sees, moves or commands', async () => {
    const text = await written(cyclonedx, hostile())
    expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
    // What a reader decodes is as harmless as what stands in the file.
    const decoded: string[] = []
    JSON.parse(text, (key, value: unknown) => { decoded.push(key, ...(typeof value === 'string' ? [value] : [])); return value })
    expect(decoded.filter((one) => /[\p{C}\p{Zl}\p{Zp}]/u.test(one))).toEqual([])
    expect(decoded).not.toContain(evil)
    expect(decoded.some((one) => one.startsWith('javascript:'))).toBe(false)
    expect(decoded.some((one) => one.includes('\\u{202e}'))).toBe(true)
  })

  it('holds 10,000 findings and keeps the schema', async () => {
    const bill = await billOf(crowd(10_000))
    expect(bill.vulnerabilities).toHaveLength(10_000)
  }, 60_000)

  it('is written as it is made', async () => {
    let held = 0
    const before = process.memoryUsage.rss()
    let grown = 0
    const out: Writable = new Writable({
      highWaterMark: 64 * 1024,
      write(_chunk, _encoding, done) {
        held = Math.max(held, out.writableLength)
        grown = Math.max(grown, process.memoryUsage.rss() - before)
        setImmediate(done)
      },
    })
    await cyclonedx.render(crowd(50_000), out)
    expect(held).toBeLessThan(1024 * 1024)
    expect(grown).toBeLessThan(100 * 1024 * 1024)
  }, 60_000)
})
