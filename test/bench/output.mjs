// Reports of many findings: `output.mjs speed DIST`, `output.mjs memory DIST FORMAT`, `output.mjs page DIST CHROMIUM`.
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'

const [, , mode, dist, argument] = process.argv
const reporter = async (name) => (await import(pathToFileURL(join(dist, 'reporters', `${name}.js`)).href)).default

const rule = {
  id: 'aws-sagemaker-notebook-root-access-enabled', aliases: [], title: 'Notebook users are root', on: ['aws.sagemaker.notebook_instance'], let: {}, assert: 'true', severity: 'medium', confidence: 'high', phase: 'training',
  category: 'iam', level: 'recommended', message: '{name} lets its users become root', why: 'Root reads all.', fix: { text: 'Switch it off.' }, frameworks: { 'aws-fsbp': ['SageMaker.3'] }, weaknesses: ['CWE-250'], tags: [],
  references: [], supersedes: [], params: {}, since: '0.1.0', status: 'stable', needs: [], examples: { pass: [], fail: [], unknown: [], notApplicable: [] }, file: 'x.yaml',
}

function finding(i, accounts) {
  const account = String(111122223333 + (i % accounts))
  const asset = `arn:aws:sagemaker:us-east-1:${account}:notebook-instance/orchard-lab-${i}`
  return {
    fingerprint: i.toString(16).padStart(32, '0'), rule: rule.id, title: rule.title, severity: 'medium', confidence: 'high', message: `orchard-lab-${i} lets its users become root`,
    asset, assetType: 'aws.sagemaker.notebook_instance', assetName: `orchard-lab-${i}`, scope: { provider: 'aws', account, region: 'us-east-1' },
    evidence: [{ asset, path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }], frameworks: rule.frameworks, fix: { text: rule.fix.text }, alsoViolates: [],
  }
}

/** `findings`: what can be read again and again. */
function report(n, accounts, findings) {
  const scopes = Array.from({ length: accounts }, (_, i) => ({ scope: { provider: 'aws', account: String(111122223333 + i), region: 'us-east-1' }, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 }))
  const inventory = { schema: 1, takenAt: '2026-06-01T00:00:00Z', collected: [], finished: true, scopes, assets: [], relations: [], gaps: [] }
  return {
    schema: 1, tool: { name: 'aispm', version: '0.0.0' }, startedAt: inventory.takenAt, finishedAt: inventory.takenAt, complete: true, scopes, gaps: [], rules: [rule], ignores: [], frameworks: new Map(), findings, unknowns: [],
    coverage: { decided: n, unknown: 0, ratio: 1, rules: { [rule.id]: { pass: 0, fail: n, unknown: 0, 'not-applicable': 0 } }, nothingToJudge: [], notConfigured: [] },
    inventory: { assets: n, relations: 0, types: {}, kinds: {} }, counts: { findings: { critical: 0, high: 0, medium: n, low: 0 }, suppressed: 0, unknowns: 0 }, inventoryOf: () => inventory,
  }
}

const made = (n, accounts) => report(n, accounts, { *[Symbol.iterator]() { for (let i = 0; i < n; i++) yield finding(i, accounts) } })
/** Counts bytes and forgets them. */
function sink(onWrite = () => {}) {
  const out = new Writable({ write(chunk, _encoding, done) { out.bytes += chunk.length; onWrite(); setImmediate(() => done()) } })
  out.bytes = 0
  return out
}

/** CPU time a finding, in µs: each format, `JSON.stringify` of the findings, and of what the format itself says of them. */
async function speed() {
  const n = 25_000
  const findings = Array.from({ length: n }, (_, i) => finding(i, 1))
  const source = report(n, 1, findings)
  const times = {}
  const measure = async (name, body) => {
    times[name] = Infinity
    for (let i = 0; i < 5; i++) {
      const started = process.cpuUsage()
      await body()
      const { user, system } = process.cpuUsage(started)
      times[name] = Math.min(times[name], (user + system) / n)
    }
  }
  const floor = (name, items) => measure(name, () => { let size = 0; for (const item of items) size += JSON.stringify(item).length; return size })
  await floor('floor', findings)
  for (const name of argument.split(',')) {
    const { render } = await reporter(name)
    await measure(name, () => render(source, sink(), { color: 0 }))
    if (name === 'csv') continue
    const chunks = []
    await render(source, new Writable({ write(chunk, _encoding, done) { chunks.push(chunk); done() } }), { color: 0 })
    const text = Buffer.concat(chunks).toString()
    const { findings: told, runs } = name === 'ocsf' ? { findings: text.trimEnd().split('\n').map((line) => JSON.parse(line)) } : JSON.parse(text)
    await floor(`${name} floor`, told ?? runs.flatMap(({ results }) => results))
  }
  return { times }
}

async function memory() {
  const accounts = 20
  const { render } = await reporter(argument)
  // Code is compiled and pools are filled by then: what grows after it grows with the report.
  await render(made(50_000, accounts), sink(), { color: 0 })
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  let writes = 0
  const out = sink(() => { if (writes++ % 64 === 0) peak = Math.max(peak, process.memoryUsage.rss()) })
  const started = performance.now()
  await render(made(1_000_000, accounts), out, { color: 0 })
  return { grown: (Math.max(peak, process.memoryUsage.rss()) - before) / 1024 ** 2, bytes: out.bytes, seconds: (performance.now() - started) / 1000 }
}

async function page() {
  const { chromium } = await import('playwright-core')
  const { render } = await reporter('html')
  const folder = mkdtempSync(join(tmpdir(), 'aispm-bench-'))
  const write = async (n) => {
    const file = join(folder, `${n}.html`)
    const out = createWriteStream(file)
    await render(made(n, 2), out, { color: 0 })
    out.end()
    await finished(out)
    return file
  }
  const browser = await chromium.launch({ executablePath: argument, args: ['--no-sandbox'] })
  try {
    const n = 100_000
    const [base, large] = [await write(0), await write(n)]
    let seconds = Infinity
    for (let i = 0; i < 3; i++) {
      const tab = await browser.newPage()
      const started = performance.now()
      await tab.goto(pathToFileURL(large).href, { waitUntil: 'load' })
      // Drawn, and answering: two frames later.
      await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      seconds = Math.min(seconds, (performance.now() - started) / 1000)
      const text = await tab.evaluate(() => document.body.innerText)
      if (!text.includes('orchard-lab-')) throw new Error('the page shows no finding')
      await tab.close()
    }
    return { bytes: (statSync(large).size - statSync(base).size) / n, base: statSync(base).size, seconds }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const result = await { speed, memory, page }[mode]()
if (process.send === undefined) console.log(result)
else process.send(result)
