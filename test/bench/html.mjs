// The HTML report: bytes a finding, memory while writing, and how soon a browser shows it: `html.mjs DIST`.
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'

const [, , dist] = process.argv
const { default: reporter } = await import(pathToFileURL(join(dist, 'reporters/html.js')).href)
const executablePath = process.env.AISPM_CHROMIUM ?? '/usr/bin/chromium'
const nouns = ['lab', 'chat', 'nightly', 'corpus', 'edge', 'prices', 'rerank', 'support', 'vectors', 'eval']
const kinds = ['notebook-instance', 'endpoint', 'training-job', 'model', 'bucket', 'role', 'agent', 'workspace', 'index', 'pipeline']
const severities = ['critical', 'high', 'medium', 'low']
const rules = Array.from({ length: 60 }, (_, i) => ({
  id: `aws-sagemaker-${kinds[i % 10]}-${nouns[i % 7]}-open-${i}`, aliases: [], title: `What ${kinds[i % 10]} number ${i} does wrong`, on: ['aws.sagemaker.thing'], let: {}, assert: 'true', severity: severities[Math.floor(i / 15)], confidence: 'high',
  phase: ['training', 'runtime', 'data'][i % 3], category: 'iam', level: 'recommended', message: '{name}', why: `Whoever gets in can read every credential of role ${i} and go on from there, to whatever it may do elsewhere.`.repeat(3),
  fix: { text: `Set option ${i} to Disabled; ship packages by lifecycle configuration.` }, frameworks: { 'aws-fsbp': [`SageMaker.${i}`] }, weaknesses: ['CWE-250'], tags: [], references: [`https://docs.aws.amazon.com/sagemaker/latest/dg/page-${i}.html`],
  supersedes: [], params: {}, since: '0.1.0', status: 'stable', needs: [], examples: { pass: [], fail: [], unknown: [], notApplicable: [] }, file: 'x.yaml',
}))

/** No two alike: names, accounts and fingerprints as random as those of a real estate. */
function made(i, n) {
  const hash = createHash('sha256').update(String(i)).digest('hex')
  const at = (from, of) => parseInt(hash.slice(from, from + 6), 16) % of
  const rule = rules[Math.min(59, Math.floor((i / n) * 60))]
  const name = `orchard-${nouns[at(0, 10)]}-${nouns[at(6, 10)]}-${hash.slice(12, 12 + at(18, 8))}`
  const scope = { provider: 'aws', account: String(111100000000 + at(24, 40)), region: ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-south-1'][at(30, 4)] }
  const asset = `arn:aws:sagemaker:${scope.region}:${scope.account}:${kinds[at(36, 10)]}/${name}`
  return {
    fingerprint: hash.slice(32), rule: rule.id, title: rule.title, severity: rule.severity, confidence: ['high', 'medium', 'low'][at(3, 3)], message: `${name} lets its users become root and reaches ${nouns[at(9, 10)]}`, asset, assetType: `aws.sagemaker.${kinds[at(36, 10)]}`,
    assetName: name, scope, evidence: [{ asset, path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }, { asset, path: `subnets[${at(15, 9)}]`, saw: `subnet-${hash.slice(20, 28)}`, wanted: '' }], frameworks: rule.frameworks,
    fix: { text: rule.fix.text, command: `aws sagemaker update-notebook-instance --notebook-instance-name ${name} --root-access Disabled --region ${scope.region}` }, alsoViolates: [], owners: [`@orchard/team-${at(21, 12)}`],
  }
}

const inventory = { schema: 1, takenAt: '2026-06-01T00:00:00Z', collected: [], finished: true, scopes: [], assets: [], relations: [], gaps: [] }
function source(n) {
  return {
    schema: 1, tool: { name: 'aispm', version: '0' }, startedAt: inventory.takenAt, finishedAt: inventory.takenAt, complete: true, scopes: [], gaps: [], rules, ignores: [], frameworks: new Map(), unknowns: [],
    findings: { *[Symbol.iterator]() { for (let i = 0; i < n; i++) yield made(i, n) } },
    coverage: { decided: n, unknown: 0, ratio: 1, rules: {}, nothingToJudge: [], notConfigured: [] }, inventory: { assets: n, relations: 0, types: {}, kinds: {} },
    counts: { findings: { critical: n / 4, high: n / 4, medium: n / 4, low: n / 4 }, suppressed: 0, unknowns: 0 }, inventoryOf: () => inventory,
  }
}
let grown = 0
let least = 0
async function sized(n) {
  let bytes = 0
  await reporter.render(source(n), new Writable({ write(chunk, _encoding, done) { bytes += chunk.length; grown = Math.max(grown, process.memoryUsage.rss() - least); done() } }), { color: 0 })
  return bytes
}

const sizes = { 0: await sized(0), 1000: await sized(1000), 10000: await sized(10_000) }
least = process.memoryUsage.rss()
grown = 0
const started = performance.now()
const million = process.argv.includes('--million') || process.send !== undefined ? await sized(1_000_000) : 0
const ofMillion = grown
const seconds = (performance.now() - started) / 1000
sizes[100000] = await sized(100_000)
const result = { sizes, perFinding: (sizes[100000] - sizes[0]) / 100_000, million, seconds, grown: million === 0 ? undefined : ofMillion }
if (existsSync(executablePath)) Object.assign(result, await opened(100_000))
if (process.send === undefined) console.log(result)
else process.send(result)

async function opened(n) {
  const { chromium } = await import('playwright-core')
  const folder = mkdtempSync(join(tmpdir(), 'aispm-bench-html-'))
  const file = join(folder, 'report.html')
  const out = createWriteStream(file)
  await reporter.render(source(n), out, { color: 0 })
  out.end()
  await finished(out)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
  const times = { first: Infinity, all: Infinity, filter: Infinity }
  for (let i = 0; i < 3; i++) {
    const page = await browser.newPage()
    const at = performance.now()
    await page.goto(`${pathToFileURL(file).href}#view=findings`, { waitUntil: 'commit' })
    await page.locator('button.head').first().waitFor()
    times.first = Math.min(times.first, performance.now() - at)
    await page.waitForSelector('html[data-ready="all"], html[data-ready="print"]')
    times.all = Math.min(times.all, performance.now() - at)
    times.filter = Math.min(times.filter, await page.evaluate(async () => {
      const begun = performance.now()
      location.hash = '#view=findings&q=orchard-chat&severity=low'
      await new Promise((done) => { addEventListener('hashchange', () => requestAnimationFrame(() => done()), { once: true }) })
      return performance.now() - begun
    }))
    await page.close()
  }
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
  return times
}
