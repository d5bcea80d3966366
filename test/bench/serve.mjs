// The fixture server in a process of its own: `serve.mjs COMPILED SIZE LATENCY RATED`.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const [, , compiled, size, latency, rated] = process.argv
const load = (file) => import(pathToFileURL(join(compiled, file)).href)
const { AwsServer } = await load('test/server/server.js')
const { makeAccount, sizes } = await load('test/server/account.js')
const { rateOf } = await load('test/server/rates.js')

const server = await AwsServer.start(makeAccount(sizes[size]), { ...(Number(latency) > 0 && { latency: Number(latency) }), ...(rated === 'rated' && { rate: rateOf }) })
process.on('message', async (message) => {
  if (message !== 'stop') return
  const { user, system } = process.cpuUsage()
  process.send({ calls: server.total, byAction: Object.fromEntries(server.calls), questions: Object.fromEntries([...server.questions].map(([action, asked]) => [action, asked.size])), throttled: server.throttled, connections: server.connections, mostInFlight: server.mostInFlight, cpu: (user + system) / 1e6 })
  await server.stop()
  process.exit(0)
})
process.send({ env: server.env() })
process.on('disconnect', () => process.exit(0))
