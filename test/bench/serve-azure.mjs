// The Azure fixture server in a process of its own: `serve-azure.mjs COMPILED COPIES LATENCY AI IDLE OTHERS`, the last for each subscription.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const [, , compiled, copies, latency, ai, idle, others] = process.argv
const load = (file) => import(pathToFileURL(join(compiled, file)).href)
const { AzureServer } = await load('test/azure/server.js')
const { addressedCalls, recordedSubscriptions } = await load('test/azure/world.js')

const server = await AzureServer.start({
  folders: recordedSubscriptions('tidy', join(process.cwd(), 'fixtures/azure')), calls: await addressedCalls(), copies: Number(copies), others: Number(others), graphQuota: 15,
  tenant: { ai: Number(ai), idle: Number(idle) }, ...(Number(latency) > 0 && { latency: Number(latency) }),
})
process.on('message', async (message) => {
  if (message !== 'stop') return
  const idleCalls = [...server.bySubscription].flatMap(([id, n]) => (id.includes('-b0') ? [n] : []))
  process.send({ calls: server.total, questions: [...server.questions.values()].reduce((sum, asked) => sum + asked.size, 0), throttled: server.throttled, mostInFlight: server.mostInFlight, idle: Math.max(0, ...idleCalls), resources: server.resources, ai: server.aiResources, pages: server.calls.get('resourcegraph:resources') ?? 0 })
  await server.stop()
  process.exit(0)
})
process.send({ env: server.env })
process.on('disconnect', () => process.exit(0))
