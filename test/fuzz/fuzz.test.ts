// No reader of what comes from outside may fail, hang or swell, whatever the bytes. AISPM_FUZZ_SECONDS: how long for each target.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { Inspector } from '../../src/artifacts/inspect.js'
import { discoverFormats } from '../../src/connectors/kit/discover.js'
import { withPython } from '../artifacts/python.js'
import { corpus } from './corpus.js'
import { fuzz, type Seed } from './fuzz.js'
import { judge } from './oracle.js'
import { packed, rars, sevenZips } from './packed.js'
import { byteTargets, formatTarget, limits, type Fuzzed } from './targets.js'
import { textCorpus } from './text-corpus.js'
import { textTargets } from './text-targets.js'

const seconds = Number(process.env['AISPM_FUZZ_SECONDS'] ?? (process.env['CI'] === undefined ? 0.3 : 3))
/** A new one at every long run; the same one in every test. */
const seed = process.env['AISPM_FUZZ_SEED'] ?? '1'
const crashes = join(import.meta.dirname, 'crashes')

const seeds: Seed[] = [
  ...corpus, ...textCorpus, ...[...packed].map(([coding, data]) => ({ path: `packed/${coding}`, data })), ...sevenZips.map((data, i) => ({ path: `archives/${i}.7z`, data })), ...rars.map((data, i) => ({ path: `archives/${i}.rar`, data })),
  { path: 'packed/gzip', data: gzipSync('orchard '.repeat(40)) }, { path: 'packed/zlib', data: deflateSync('orchard '.repeat(40)) }, { path: 'packed/deflate', data: deflateRawSync('orchard '.repeat(40)) },
  ...more(),
  // Buffers are views of a pool: a copy of one is not.
].map(({ path, data }) => ({ path, data: new Uint8Array(data) }))

/** Real files as well, where there are any. */
function more(): Seed[] {
  const folder = process.env['AISPM_FUZZ_SEEDS']
  if (folder === undefined) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file.slice(folder.length + 1), data: new Uint8Array(readFileSync(file)) })).filter(({ data }) => data.length < 48 * 1024)
}

const formats = await discoverFormats()
const targets: Fuzzed[] = [
  ...byteTargets, ...textTargets, formatTarget('every format', formats),
  ...formats.map((one) => formatTarget(one.type, [one])),
]

function seedsOf(target: Fuzzed): Seed[] {
  if (target.takes.source !== '.') return seeds.filter(({ path }) => target.takes.test(path))
  const one = formats.find(({ type }) => type === target.name)
  if (one === undefined) return seeds
  return seeds.filter(({ path, data }) => one.recognise({ bytes: data.subarray(0, 4096), size: data.length, name: path.slice(path.lastIndexOf('/') + 1), extension: /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '' }) > 0)
}

beforeAll(withPython)

it('every format reads what mutation starts from', async () => {
  const inspector = new Inspector(formats, limits, () => performance.now())
  const read = new Map<string, string[]>()
  for (const { path, data } of seeds) {
    for (const { type, unread } of await inspector.inspect({ path, content: bytesOf(data), beside: () => Promise.resolve(null) })) read.set(type, [...(read.get(type) ?? []), ...unread.map(({ what, member }) => `${path} ${member} ${what}`)])
  }
  expect(formats.map(({ type }) => type).filter((type) => !read.has(type))).toEqual([])
})

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
  const folder = join(crashes, name.replaceAll(/[^\w.-]+/g, '-'))
  const kept = existsSync(folder) ? readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1)) : []

  it.each(kept)('is over %s', async (file) => {
    const { complaint } = await judge(target, new Uint8Array(readFileSync(join(folder, file))), file.replaceAll('~', '/').replace(/\.bin$/, ''), true)
    expect(complaint).toBeNull()
  })

  it(`holds for ${seconds} s`, { timeout: seconds * 1000 + 120_000 }, async () => {
    const own = seedsOf(target)
    expect(own.length).toBeGreaterThan(0)
    const { crash, cases, kinds, slowest } = await fuzz(target, own, { seconds, seed, ...(target.own !== undefined && { own: target.own }) })
    if (seconds >= 3) process.stderr.write(`${name}: ${cases} cases, ${kinds} kinds of answers, the slowest ${Math.round(slowest)} ms\n`)
    if (crash !== null && process.env['AISPM_FUZZ_KEEP'] === '1') keep(folder, crash.path, crash.data)
    expect(crash === null ? null : `case ${crash.at} (${crash.path}) ${crash.complaint}`).toBeNull()
  })
})

/** Under the name of its seed, so that the same reader takes it. */
function keep(folder: string, path: string, data: Uint8Array): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${path.replaceAll('/', '~')}.bin`), data)
}
