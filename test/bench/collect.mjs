// One scan in a process of its own, measured: `collect.mjs DIST MAXRATE`, the environment in a message.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist, maxRate] = process.argv
const load = (file) => import(pathToFileURL(join(dist, file)).href)
const { keepHeapSmall } = await load('cli/heap.js')
keepHeapSmall()
const { collect } = await load('connectors/kit/collect.js')
const { default: aws } = await load('connectors/aws/index.js')
const now = new Date('2026-06-01T00:00:00Z')

process.on('message', async (env) => {
  await aws.collectors()
  const before = process.cpuUsage()
  const started = performance.now()
  const { inventory, bugs } = await collect({
    connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: Number(maxRate) } }], takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
    with: new Set(), concurrency: 64, requestTimeout: 30_000, signal: AbortSignal.timeout(280_000), random: Math.random, env,
  })
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const facts = createHash('sha256').update(JSON.stringify([inventory.assets, inventory.relations])).digest('hex')
  const real = inventory.gaps.filter((gap) => gap.reason !== 'not-requested').map((gap) => gap.id)
  process.send({ wall, cpu: (user + system) / 1e6, rss: process.resourceUsage().maxRSS * 1024, assets: inventory.assets.length, facts, gaps: real, bugs }, () => process.exit(0))
})
