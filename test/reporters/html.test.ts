// The HTML report as it is written: what stands in it, how big it gets, and what it never does.
import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import html from '../../src/reporters/html.js'
import { consoleLink } from '../../src/reporters/html/console.js'
import { safeLink } from '../../src/reporters/kit/markup.js'
import type { AssetPart, Detail, RowPart, RulePart } from '../../src/reporters/html/wire.js'
import type { Asset, Finding, ReportSource } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { crowd, findings, hostileName, inventory, orchard, tidy } from './sample.js'
import { written } from './written.js'

const part = <T>(page: string, name: string): T[] =>
  [...page.matchAll(new RegExp(`<script type="application/octet-stream" data-part="${name}">([^<]*)</script>`, 'g'))].map((match): T => JSON.parse(inflateSync(Buffer.from(match[1] ?? '', 'base64')).toString()))

/** What a reader without scripts is told. */
function prose(page: string): string {
  return page.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll(/\s+/g, ' ')
}

describe('the HTML report', () => {
  it('tells its static part as before', async () => {
    const page = await written(html, orchard())
    expectGolden('report.html', page.replaceAll(/<(script|style)([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2>…</$1>').replaceAll(/'sha256-[^']+'/g, "'sha256-…'"))
  })

  it('tells what could not be judged without any script', async () => {
    const text = prose(await written(html, orchard({ interrupted: 'SIGINT' })))
    for (const words of [
      'Cut short (SIGINT): this report is partial.', 'aispm permissions aws', 'sagemaker:ListDomains', 's3:GetEncryptionConfiguration', 'add sagemaker:DescribeNotebookInstance', 'Not reached', 'aws 444455556666',
      'throttled', 'Rate exceeded, given up after 40 tries', '86 % covered', '5 unknown', '--with artifacts', 'Not asked for', 'iam:GetServiceLastAccessedDetails', 'organizations not enabled', 'eu-north-1', 'aws-s3-training-data-public', 'stale', '1 suppressed',
    ]) expect(text).toContain(words)
    expect(prose(await written(html, orchard()))).toContain('Not complete: not everything that was asked for could be read.')
    const clean = prose(await written(html, tidy()))
    expect(clean).toContain('No findings.')
    expect(clean).toContain('Everything that was asked for could be read.')
    expect(clean).not.toContain('Not complete')
  })

  it('never calls a blind run clean', async () => {
    const none = { counts: { findings: { critical: 0, high: 0, medium: 0, low: 0 }, suppressed: 0, unknowns: 4 }, findings: [] }
    expect(prose(await written(html, orchard(none)))).toContain('No findings in what could be judged.')
    expect(prose(await written(html, tidy({ coverage: { decided: 0, unknown: 0, ratio: 1, rules: {}, nothingToJudge: [], notConfigured: [] } })))).toContain('Nothing was judged.')
  })

  it('puts paths before others as severe', async () => {
    const page = await written(html, orchard())
    expect(page.indexOf('Anyone on the internet can reach training data')).toBeLessThan(page.indexOf('Anyone can assume orchard-runtime'))
  })

  it('packs every finding and every unknown with all that is told of it', async () => {
    const source = orchard({ findings: findings.map((one): Finding => ({ ...one, console: 'https://us-east-1.console.aws.amazon.com/x', owners: ['@orchard/ml'], baseline: 'known', ruleSeverity: 'low', fix: { ...one.fix, terraform: 'a {\n\tb = 1\n}' }, usedBy: { count: 3, some: [{ asset: 'x', name: 'orchard-chat', type: 'aws.sagemaker.endpoint' }] } })) })
    const page = await written(html, source)
    const rows = part<RowPart>(page, 'rows').flatMap((one) => one.rows)
    const details = part<Detail[]>(page, 'details').flat()
    expect(rows.map((row) => row[8])).toEqual([...findings.map((one) => (one.suppressed === undefined ? 0 : 1)), 2, 2, 2, 2])
    expect(details.length).toBe(rows.length)
    expect(details[0]).toMatchObject({ console: 'https://us-east-1.console.aws.amazon.com/x', ruleSeverity: 'low', terraform: 'a {\n\tb = 1\n}', usedBy: { count: 3, some: ['sagemaker endpoint orchard-chat'] }, also: ['aws-iam-ai-role-trusts-foreign-account'] })
    expect(details[1]?.hops?.[1]).toEqual(['orchard-edge', 'gateway', 'runs as', 'orchard-runtime', 'role', 1, 'its proxy function is invoked under this role'])
    expect(details[1]?.near).toEqual({ nodes: [['orchard-chat', 'endpoint'], ['orchard-runtime', 'role'], ['orchard-corpus', 'bucket']], edges: [[0, 1, 'runs as', 0], [1, 2, 'can read', 1]], more: 0 })
    expect(details[4]?.evidence).toEqual(['rootAccess: Enabled, want Disabled'])
    expect(rows[4]?.[6]).toBe('orchard\\e[2J\\u{202e}gnp.\\u{200b}lab\\nok')
    expect(details[5]?.family).toEqual([12, '2026-05-21', '2026-06-01'])
    expect(details[6]?.suppressed).toEqual({ by: 'aispm.yaml', reason: 'encrypted by the writer before upload', until: '2026-12-31' })
    expect(details[8]?.gaps).toEqual(['denied sagemaker:ListDomains in aws 111122223333 eu-west-1: add sagemaker:ListDomains'])
    const [told] = part<RulePart>(page, 'rules')
    expect(told?.rules.map(({ id }) => id)).not.toContain('aws-s3-training-data-public')
    expect(told?.frameworks.map(({ id, controls }) => [id, Object.keys(controls)])).toEqual([['owasp-llm-2025', ['LLM03:2025']], ['aws-fsbp', ['SageMaker.3']]])
  })

  it('bounds what grows with the inventory, and says what it left out', async () => {
    const asset = (i: number, kind: Asset['kind']): Asset => ({ id: `asset-${i}`, type: 'aws.x.y', kind, name: `orchard-asset-${i}`, scope: { provider: 'aws', account: '111122223333' }, props: {}, gaps: {} })
    const assets = Array.from({ length: 60_000 }, (_, i) => asset(i, i < 59_000 ? 'role' : 'model'))
    const page = await written(html, orchard({ inventoryOf: () => ({ ...inventory, assets, relations: [] }) }))
    const [list] = part<AssetPart>(page, 'assets')
    expect(list?.all).toBe(60_000)
    expect(list?.assets.length).toBeLessThan(30_000)
    // AI first.
    expect(list?.assets.slice(0, 1000).every(([type]) => list.types[type]?.[1] === 'model')).toBe(true)
    const star = findings.slice(0, 1).map((one) => ({ ...one, asset: 'asset-1' }))
    const relations = Array.from({ length: 500 }, (_, i) => ({ from: 'asset-1', type: 'can-read' as const, to: `asset-${i + 2}`, target: 'aws.x.y', basis: 'declared' as const }))
    const [details] = part<Detail[]>(await written(html, orchard({ findings: star, inventoryOf: () => ({ ...inventory, assets: assets.slice(0, 600), relations }) })), 'details')
    expect(details?.[0]?.near).toMatchObject({ more: 495 })
    expect(details?.[0]?.near?.edges.length).toBe(5)
  })

  it('lets nothing in but its own script and style', async () => {
    const page = await written(html, orchard())
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const hash = (text: string | undefined): string => `'sha256-${createHash('sha256').update(text ?? 'none').digest('base64')}'`
    const script = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(page)?.[1]
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1]
    expect(policy).toBe(`default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`)
    expect(page.match(/<script(?! type="application\/octet-stream" data-part="[a-z]+">)/g)).toEqual(['<script'])
    expect(page).not.toMatch(/<(?:link|img|iframe|base)\b|\sstyle="|\son[a-z]+="|url\(\s*["']?http/)
    expect(page).not.toContain(hostileName)
  })

  it('follows links to consoles and over https only', () => {
    expect(consoleLink('https://console.cloud.google.com/vertex-ai?project=p')).toBeDefined()
    expect(consoleLink('https://us-east-1.console.aws.amazon.com/bedrock/home#/agents')).toBeDefined()
    for (const address of ['https://console.aws.amazon.com.evil.example/', 'http://console.aws.amazon.com/', 'https://evilportal.azure.com/', 'https://portal.azure.com@evil.example/', 'javascript:alert(1)', 'https://portal.azure.com\\@evil.example', ' https://portal.azure.com/']) expect(consoleLink(address), address).toBeUndefined()
    for (const address of ['https://a@b/', 'https:/b', 'HTTPS://b/', 'https://b:x/', 'https://b/\u202e', 'data:text/html,x']) expect(safeLink(address), address).toBeUndefined()
  })
})

describe('the size of the HTML report', () => {
  const size = async (source: ReportSource): Promise<number> => Buffer.byteLength(await written(html, source))

  it('is small to begin with, and grows little', async () => {
    const base = await size(tidy())
    expect(base).toBeLessThan(150_000)
    const busy = (n: number): ReportSource => varied(n)
    const [thousand, ten] = [await size(busy(1000)), await size(busy(10_000))]
    expect(thousand).toBeLessThan(1_000_000)
    expect(ten).toBeLessThan(3_000_000)
    expect((ten - base) / 10_000).toBeLessThan(250)
  })

  it('is written in bounded memory, and waits for its reader', async () => {
    let [bytes, held, grown] = [0, 0, 0]
    const before = process.memoryUsage.rss()
    const out: Writable = new Writable({
      highWaterMark: 64 * 1024,
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        held = Math.max(held, out.writableLength)
        grown = Math.max(grown, process.memoryUsage.rss() - before)
        setImmediate(done)
      },
    })
    await html.render(crowd(50_000), out)
    expect(bytes).toBeGreaterThan(500_000)
    expect(held).toBeLessThan(1024 * 1024)
    expect(grown).toBeLessThan(80 * 1024 * 1024)
    expect(out.writableEnded).toBe(false)
  }, 60_000)

  it('is told as an error when the other side closes', async () => {
    const out = new Writable({ write(_chunk, _encoding, done) { done(new Error('disk full')) } })
    await expect(html.render(crowd(5000), out)).rejects.toThrow()
  })
})

/** Findings as different from each other as real ones, each with what can be told of it. */
function varied(n: number): ReportSource {
  const many = {
    *[Symbol.iterator](): Generator<Finding> {
      for (let i = 0; i < n; i++) {
        const hash = createHash('sha256').update(String(i)).digest('hex')
        const one = findings[i % findings.length]
        if (one === undefined) return
        const name = `orchard-${hash.slice(0, 4)}-${hash.slice(4, 12)}`
        const asset = `arn:aws:sagemaker:us-east-1:${parseInt(hash.slice(0, 9), 16)}:notebook-instance/${name}`
        yield { ...one, fingerprint: hash.slice(0, 32), asset, assetName: name, message: `${name}: ${one.message}`, fix: { ...one.fix, command: `aws sagemaker stop --name ${name}`, terraform: `resource "x" "${name}" {\n  root_access = "Disabled"\n}` }, evidence: one.evidence.map((seen) => ({ ...seen, path: `${seen.path}[${i % 97}]` })) }
      }
    },
  }
  return orchard({ findings: many })
}
