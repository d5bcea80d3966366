// The Google fixture server in a process of its own: `serve-google.mjs COMPILED COPIES LATENCY PROJECTS`.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const [, , compiled, copies, latency, projects] = process.argv
const load = (file) => import(pathToFileURL(join(compiled, file)).href)
const { GoogleServer } = await load('test/google/server.js')
const { googleServices, recordedProjects } = await load('test/google/world.js')

const server = await GoogleServer.start({
  folders: recordedProjects('tidy', join(process.cwd(), 'fixtures/gcp')), copies: Number(copies), ...(Number(latency) > 0 && { latency: Number(latency) }),
  ...(projects === 'organisation' && { organisation: { ai: 5, idle: 195 } }),
})
process.on('message', async (message) => {
  if (message !== 'stop') return
  process.send({ calls: server.total, questions: [...server.questions.values()].reduce((sum, asked) => sum + asked.size, 0), throttled: server.throttled, mostInFlight: server.mostInFlight, idle: Math.max(0, ...[...server.byProject].flatMap(([project, n]) => (project.startsWith('orchard-idle-') ? [n] : []))) })
  await server.stop()
  process.exit(0)
})
process.send({ env: server.env(await googleServices()) })
process.on('disconnect', () => process.exit(0))
