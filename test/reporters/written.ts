// Runs a reporter and gives what it wrote.
import { Writable } from 'node:stream'
import type { RenderOptions, Reporter, ReportSource } from '../../src/core/index.js'

export async function written(reporter: Reporter, source: ReportSource, options: RenderOptions = { color: 0 }): Promise<string> {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await reporter.render(source, out, options)
  return Buffer.concat(chunks).toString('utf8')
}
