// Measures the built scanner against what is possible at all; prints one table and writes bench.json. Offline, loopback only.
import { fork, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compareScans, scanRepository } from './artifacts-tree.mjs'
import { addOthers, fewestCalls, leastTime, total } from './formula.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..', '..')
const dist = process.argv[2] === '--dist' ? process.argv[3] : join(root, 'dist')
const only = process.argv.includes('--only') ? process.argv.at(-1).split(',') : null
const wants = (...ids) => only === null || ids.some((id) => only.includes(id))
process.chdir(root)

const compiled = mkdtempSync(join(tmpdir(), 'aispm-bench-'))
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))
writeFileSync(join(compiled, 'package.json'), '{"type":"module"}')
symlinkSync(join(root, 'node_modules'), join(compiled, 'node_modules'))
const built = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(here, 'tsconfig.json'), '--outDir', compiled], { stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
const { makeAccount, sizes } = await import(pathToFileURL(join(compiled, 'test/server/account.js')).href)
const { rateOf } = await import(pathToFileURL(join(compiled, 'test/server/rates.js')).href)

const answer = (child) => new Promise((resolve, reject) => {
  child.once('message', resolve)
  child.once('error', reject)
  child.once('exit', (code) => { if (code !== 0) reject(new Error(`${child.spawnargs[1]} ended with ${code}`)) })
})
const start = (script, ...args) => fork(join(here, script), args, { execArgv: [] })
const alone = (script, ...args) => answer(start(script, ...args))

async function served(size, latency, rated, ...clients) {
  return servedBy(start('serve.mjs', compiled, size, String(latency), rated ? 'rated' : 'free'), ...clients)
}
async function servedBy(server, ...clients) {
  const { env } = await answer(server)
  const results = []
  for (const client of clients) {
    const child = client()
    const result = answer(child)
    child.send(env)
    results.push(await result)
  }
  const stats = answer(server)
  server.send('stop')
  return { results, stats: await stats }
}
/** Each scan with a server of its own, so that counts and connections are of one scan. */
async function scanned(size, latency, rated, maxRate) {
  const { results: [scan], stats } = await served(size, latency, rated, () => start('collect.mjs', dist, String(maxRate)))
  if (scan.bugs > 0 || scan.gaps.length > 0) throw new Error(`the scan of ${size} was not clean: ${scan.bugs} bugs, ${scan.gaps.join(', ')}`)
  addOthers(calls[size], stats.questions)
  return { ...scan, stats }
}

const rows = []
const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
function row(id, what, measured, bound, goal, { unit = '', ratio = measured / bound, wall = false } = {}) {
  rows.push({ id, what, measured, bound, unit, ratio, goal, pass: ratio <= goal, wall })
}

const historySince = Date.UTC(2026, 5, 1) - 90 * 864e5
const accounts = Object.fromEntries(['S', 'M', 'L'].map((size) => [size, makeAccount(sizes[size])]))
const calls = Object.fromEntries(Object.entries(accounts).map(([size, account]) => [size, fewestCalls(account, historySince)]))
const budget = 0.5
const unlimited = 1000
const inFlight = 64
const load = loadavg()[0]
const started = performance.now()
/** Milliseconds a call through the bare SDK, for the mix of services that the account takes. */
const sdkFloor = (size) => {
  const s3 = [...calls[size]].reduce((sum, [key, n]) => sum + (key.includes(' s3') ? n : 0), 0)
  return (floors.sdkS3 * s3 + floors.sdk * (total(calls[size]) - s3)) / total(calls[size])
}
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

const floors = (await served('S', 0, false, () => start('floors.mjs'))).results[0]
const scans = {}
if (wants('C1', 'M1', 'C7', 'C6')) {
  for (const size of ['S', 'M', 'L']) {
    const scan = (scans[size] = await scanned(size, 0, false, unlimited))
    row('C1', `calls, account ${size}`, scan.stats.calls, total(calls[size]), 1.1, { unit: 'calls' })
  }
}
const fastest = {}
if (wants('C2', 'C3')) {
  for (const [size, runs] of [['S', 3], ['M', 3]]) {
    let best
    for (let i = 0; i < runs; i++) {
      const scan = await scanned(size, 40, false, unlimited)
      if (best === undefined || scan.wall < best.wall) best = scan
    }
    fastest[size] = best
    const least = leastTime({ account: accounts[size], calls: calls[size], historySince, latency: 0.04, inFlight, cpuPerCall: sdkFloor(size) / 1000, startup: floors.startup })
    row('C2', `collect ${size}, 40 ms, no limits`, best.wall, least.seconds, 1.5, { unit: 's', wall: true })
  }
}
if (wants('C3', 'C4', 'C5')) {
  for (const size of ['S', 'M']) {
    const scan = await scanned(size, 40, true, budget)
    const rate = (action) => { const { perSecond, burst } = rateOf(action); return { perSecond: perSecond * budget, burst: Math.max(1, burst * budget) } }
    const least = leastTime({ account: accounts[size], calls: calls[size], historySince, latency: 0.04, inFlight, cpuPerCall: sdkFloor(size) / 1000, startup: floors.startup, rate })
    row('C3', `collect ${size}, limits on, half of them used`, scan.wall, least.seconds, 1.25, { unit: 's', wall: true })
    row('C4', `throttled answers, ${size}`, scan.stats.throttled, scan.stats.calls, 0.01, { unit: 'calls' })
    row('C5', `facts as without limits, ${size}`, scan.facts === (fastest[size] ?? scan).facts ? 1 : 0, 1, 1, { unit: 'same', ratio: scan.facts === (fastest[size] ?? scan).facts ? 1 : Infinity })
  }
}
if (wants('C6')) {
  // Most of it is the SDK's own: the plain request says how far that is from the least, the bare SDK how much we add.
  const perCall = (scans.L.cpu * 1000) / scans.L.stats.calls
  row('C6', 'CPU a call, account L, to a plain signed request', perCall, floors.bare, 3, { unit: 'ms' })
  row('C6', 'CPU a call, account L, to the bare SDK', perCall, sdkFloor('L'), 1.5, { unit: 'ms' })
}
// Two hosts: the account's own, under which S3 Control answers, and the one for all the rest.
if (wants('G1', 'G2')) {
  const { startup } = await alone('floor-google.mjs')
  const google = async (copies, latency, scope, projects = 'one') => {
    const { results: [scan], stats } = await servedBy(start('serve-google.mjs', compiled, String(copies), String(latency), projects), () => start('collect-google.mjs', dist, scope))
    if (scan.bugs > 0 || scan.gaps.length > 0) throw new Error(`the scan of Google Cloud x${copies} was not clean: ${scan.bugs} bugs, ${scan.gaps.join(', ')}`)
    return { ...scan, stats }
  }
  for (const copies of [1, 10, 100]) {
    let best
    for (let i = 0; i < 3; i++) {
      const scan = await google(copies, 40, 'projects/orchard-ml')
      if (best === undefined || scan.wall < best.wall) best = scan
    }
    // The bound is every question once. The project, what stands where, its services; the longest list; a bucket, its key.
    const depth = 3 + Math.ceil(best.longest / 100) + 2
    const least = startup + Math.max(0.04 * depth, (0.04 * best.stats.questions) / inFlight, (floors.bare / 1000) * best.stats.questions)
    row('G1', `Google Cloud x${copies}, calls`, best.stats.calls, best.stats.questions, 1.15, { unit: 'calls' })
    row('G2', `Google Cloud x${copies}, 40 ms, ${best.assets} assets`, best.wall, least, 1.5, { unit: 's', wall: true })
  }
  const organisation = await google(1, 0, 'organizations/900100200300', 'organisation')
  row('G3', 'an organisation of 200, calls an idle project', organisation.stats.idle, 1, 1, { unit: 'calls' })
}
if (wants('Z1', 'Z2')) {
  const { startup } = await alone('floor-azure.mjs')
  let best
  for (let i = 0; i < 3; i++) {
    const { results: [scan], stats } = await servedBy(start('serve-azure.mjs', compiled, '4', '40', '10', '40', '90'), () => start('collect-azure.mjs', dist, 'tenant/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'))
    if (scan.bugs > 0 || scan.gaps.length > 0) throw new Error(`the scan of Azure was not clean: ${scan.bugs} bugs, ${scan.gaps.join(', ')}`)
    if (best === undefined || scan.wall < best.wall) best = { ...scan, stats }
  }
  const { stats } = best
  // The bound is every question once. The subscriptions; the pages of the table, one after the other; a workspace's endpoints, their deployments, what these refer to.
  const depth = 1 + stats.pages + 3
  const least = startup + Math.max(0.04 * depth, (0.04 * stats.questions) / inFlight, (floors.bare / 1000) * stats.questions)
  row('Z1', `Azure, 50 subscriptions, ${stats.resources} resources, ${stats.ai} AI, calls`, stats.calls, stats.questions, 1.15, { unit: 'calls' })
  row('Z2', `Azure, 40 ms, ${best.assets} assets`, best.wall, least, 1.5, { unit: 's', wall: true })
  row('Z3', 'a subscription without AI, calls', stats.idle, 1, 1, { unit: 'calls' })
  row('Z4', 'throttled answers of Azure', stats.throttled, stats.calls, 0.01, { unit: 'calls' })
}
if (wants('C7')) row('C7', 'connections, account L', scans.L.stats.connections, 2 * 64, 1, { unit: 'sockets' })
if (wants('M1')) for (const size of ['S', 'M', 'L']) row('M1', `memory, ${scans[size].assets} assets`, scans[size].rss / 1024 ** 2, 150 + (2 * scans[size].assets) / 1024, 1, { unit: 'MB' })
if (wants('E1')) {
  const { rules, read, open, gapped } = await alone('rules.mjs', dist)
  row('E1', `${rules} rules by hand, 10 % gapped`, read.ours, read.hand, 3, { unit: 'ns' })
  row('E1', 'a gapped read, to an open one', gapped.ours, open.ours, 2, { unit: 'ns' })
}
/** The newest Chromium that the machine names, for what only a browser can tell. */
const chromium = process.env.AISPM_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file))
const isWritten = (format) => existsSync(join(dist, 'reporters', `${format}.js`))
if (wants('O1')) {
  const formats = ['json', 'csv', 'sarif', 'ocsf'].filter(isWritten)
  const { times } = await alone('output.mjs', 'speed', dist, formats.join(','))
  // A format that says more of a finding has more to write: its bound is JSON.stringify of what it says.
  for (const format of formats) row('O1', `finding to ${format}`, times[format], times[`${format} floor`] ?? times.floor, 2.5, { unit: 'µs' })
}
if (wants('M2')) {
  for (const format of ['json', 'csv', 'sarif', 'html'].filter(isWritten)) {
    const { grown, bytes, seconds } = await alone('output.mjs', 'memory', dist, format)
    row('M2', `1,000,000 findings to ${format}, ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(0)} s: growth`, Math.max(0, grown), 50, 1, { unit: 'MB' })
  }
}
if (wants('O2')) {
  if (chromium === undefined || !isWritten('html')) console.log(`O2 not measured: ${chromium === undefined ? 'no Chromium (AISPM_CHROMIUM names one)' : 'no HTML format'}`)
  else {
    const { bytes, base, seconds } = await alone('output.mjs', 'page', dist, chromium)
    row('O2', `HTML of 100,000 findings, each, past ${(base / 1024).toFixed(0)} KB`, bytes, 250, 1, { unit: 'B' })
    row('O2', 'the same opened in Chromium', seconds, 3, 1, { unit: 's', wall: true })
  }
}
if (wants('S1')) {
  const walls = (args) => Array.from({ length: 15 }, () => {
    const from = performance.now()
    spawnSync(process.execPath, args, { stdio: 'ignore' })
    return performance.now() - from
  }).toSorted((a, b) => a - b)[7]
  row('S1', 'aispm --version', walls([dist === join(root, 'dist') ? join(root, 'bin', 'aispm.js') : join(dist, 'cli', 'main.js'), '--version']), walls(['-e', '0']), 2.5, { unit: 'ms', wall: true })
}
if (wants('A1')) {
  const { opcodes, perSecond, grown, peak } = await alone('artifacts.mjs', 'walk', dist, compiled)
  row('A1', `symbolic walk of a pickle of 100 MB, ${(opcodes / 1e6).toFixed(0)} M instructions: goal to measured`, perSecond / 1e6, 20, 1, { unit: 'M/s', ratio: 20e6 / perSecond, wall: true })
  row('A1', `memory by which walking it again grows, of ${peak.toFixed(0)} MB`, Math.max(0, grown), 64, 1, { unit: 'MB' })
}
if (wants('A2')) {
  for (const { type, ms, unread } of await alone('artifacts.mjs', 'large', dist, compiled)) {
    if (unread.length > 0) throw new Error(`${type} of 10 GB was not read: ${unread.join(', ')}`)
    row('A2', `10 GB of ${type}`, ms, 50, 1, { unit: 'ms', wall: true })
  }
}
if (wants('A3')) {
  const { own, floor } = await alone('artifacts.mjs', 'hash', dist, compiled)
  row('A3', 'SHA-256 of a file: plain node:crypto to ours', own, floor, 1 / 0.9, { unit: 'GB/s', ratio: floor / own, wall: true })
}
const aispm = [dist === join(root, 'dist') ? join(root, 'bin', 'aispm.js') : join(dist, 'cli', 'main.js')]
if (wants('A4')) {
  const peers = process.env.AISPM_PEERS
  const files = 10_000
  const scans = compareScans(aispm, files, peers)
  if (Object.keys(scans.peers).length === 0) console.log('A4 without peers: AISPM_PEERS names no folder with picklescan and modelscan')
  for (const [peer, ms] of Object.entries(scans.peers)) row('A4', `${files} small files, a fifth of ${peer}`, scans.ours / 1000, ms / 5000, 1, { unit: 's', wall: true })
  if (Object.keys(scans.peers).length === 0) row('A4', `${files} small files, each to 1 ms`, scans.ours / files, 1, 1, { unit: 'ms', wall: true })
}
if (wants('A5')) row('A5', 'a repository of 20 models', scanRepository(aispm), 1000, 1, { unit: 'ms', wall: true })

const table = [['id', 'what', 'measured', 'bound', 'ratio', 'goal', ''], ...rows.map((r) => [r.id, r.what, `${digits(r.measured)} ${r.unit}`, `${digits(r.bound)} ${r.unit}`, r.ratio.toFixed(2), `≤ ${r.goal}`, r.pass ? 'pass' : 'FAIL'])]
const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)))
for (const line of table) console.log(line.map((cell, column) => (column >= 2 && column <= 5 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd())
console.log(`\nfloors: ${floors.bare.toFixed(2)} ms a signed request, ${floors.sdk.toFixed(2)} ms (S3: ${floors.sdkS3.toFixed(2)} ms) through the bare SDK, ${floors.startup.toFixed(2)} s to load its clients`)
const last = loadavg()[0]
console.log(`load ${load.toFixed(1)} before, ${last.toFixed(1)} after${Math.max(load, last) > 1.5 ? ': high, so wall times (C2, C3, O2, S1, A1 to A5) are not to be relied on' : ''}; ${((performance.now() - started) / 1000).toFixed(0)} s in all`)
writeFileSync('bench.json', `${JSON.stringify({ floors, load: [load, last], rows }, null, 2)}\n`)
process.exitCode = rows.every((r) => r.pass || (r.wall && Math.max(load, last) > 1.5)) ? 0 : 1
