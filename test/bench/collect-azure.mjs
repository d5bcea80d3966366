// One scan of Azure in a process of its own, measured: `collect-azure.mjs DIST SCOPE`, the environment in a message.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist, scope] = process.argv
const load = (file) => import(pathToFileURL(join(dist, file)).href)
const { keepHeapSmall } = await load('cli/heap.js')
keepHeapSmall()
const { collect } = await load('connectors/kit/collect.js')
const { default: azure } = await load('connectors/azure/index.js')
const now = new Date('2026-06-01T00:00:00Z')

process.on('message', async (env) => {
  await azure.collectors()
  const before = process.cpuUsage()
  const started = performance.now()
  const { inventory, bugs } = await collect({
    connectors: [{ connector: azure, settings: { scopes: [scope], regions: [], maxRate: 1000 } }], takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
    with: new Set(), concurrency: 64, requestTimeout: 30_000, signal: AbortSignal.timeout(280_000), random: Math.random, env,
  })
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  // Recorded subscriptions put together refer to things that only one of them has.
  const real = inventory.gaps.filter((gap) => gap.reason !== 'not-requested' && gap.reason !== 'unsupported' && !gap.message.includes('The Resource was not found')).map((gap) => `${gap.id}: ${gap.message}`)
  process.send({ wall, cpu: (user + system) / 1e6, rss: process.resourceUsage().maxRSS * 1024, assets: inventory.assets.length, gaps: real, bugs }, () => process.exit(0))
})
