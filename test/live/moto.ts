// Starts an emulator on a free port and stops it again.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Moto {
  url: string
  stop(): void
}

export async function startMoto(binary: string): Promise<Moto> {
  const port = await freePort()
  const server: ChildProcess = spawn(binary, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const url = `http://localhost:${port}`
  for (let i = 0; i < 150; i++) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}`)
    const up = await fetch(`${url}/moto-api/`).then((r) => r.ok, () => false)
    if (up) return { url, stop: () => void server.kill() }
    await sleep(200)
  }
  server.kill()
  throw new Error('moto_server did not start within 30 s')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
