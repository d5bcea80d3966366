// Long reports are written as they are made: the reporter never runs ahead of the stream, nor keeps what it wrote.
import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import csv from '../../src/reporters/csv.js'
import gitlab from '../../src/reporters/gitlab.js'
import json from '../../src/reporters/json.js'
import junit from '../../src/reporters/junit.js'
import markdown from '../../src/reporters/markdown.js'
import sarif from '../../src/reporters/sarif.js'
import text from '../../src/reporters/text.js'
import { crowd, orchard, tidy } from './sample.js'

const size = 50_000
const mebibyte = 1024 * 1024

/** Counts what it is given and forgets it; notes the most it ever had to hold, and the largest growth of memory. */
function drain(): { out: Writable; bytes: () => number; held: () => number; grown: () => number } {
  let [bytes, held, grown] = [0, 0, 0]
  const before = process.memoryUsage.rss()
  const out: Writable = new Writable({
    highWaterMark: 64 * 1024,
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      held = Math.max(held, out.writableLength)
      grown = Math.max(grown, process.memoryUsage.rss() - before)
      void setImmediate().then(() => done())
    },
  })
  return { out, bytes: () => bytes, held: () => held, grown: () => grown }
}

describe.each([json, gitlab, junit, sarif, text, csv, markdown])('$id', (reporter) => {
  // A page of Markdown ends where GitHub and GitLab end it.
  it.skipIf(reporter === markdown)('writes 50,000 findings in bounded memory', async () => {
    const { out, bytes, held, grown } = drain()
    // Two accounts, so that SARIF may hold them all.
    await reporter.render(crowd(size, 2), out, { color: 0, detail: 'full' })
    expect(bytes()).toBeGreaterThan(15 * mebibyte)
    expect(held()).toBeLessThan(mebibyte)
    expect(grown()).toBeLessThan(80 * mebibyte)
  }, 60_000)

  it('fails, and does not hang, when the other side closes', async () => {
    const out = new Writable({ write(_chunk, _encoding, done) { done(new Error('broken pipe')) } })
    await expect(reporter.render(crowd(5_000), out, { color: 0 })).rejects.toThrow()
    await expect(reporter.render(orchard(), out, { color: 0 })).rejects.toThrow('closed')
    const late = new Writable({ write(_chunk, _encoding, done) { done(new Error('disk full')) } })
    await expect(reporter.render(tidy(), late, { color: 0 })).rejects.toThrow('disk full')
    await setImmediate()
  })

  it('leaves the stream open', async () => {
    const out = new Writable({ write(_chunk, _encoding, done) { done() } })
    await reporter.render(orchard(), out, { color: 0 })
    expect(out.writableEnded).toBe(false)
    expect(out.listenerCount('error')).toBe(0)
  })
})
