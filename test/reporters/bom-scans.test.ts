// The formats of what there is, as the binary writes them for real scans: of the recorded clouds, and of a folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aispm, folder } from '../cli/run.js'
import { cyclonedxErrors, type Bill } from './cyclonedx-schema.js'
import { ocsfErrors } from './ocsf-schema.js'

const root = new URL('../..', import.meta.url).pathname

describe.each([['the demo', ['--demo'], 50], ['a folder of models', ['fixtures/local/orchard', '--fail-on', 'never'], 8]] as const)('%s', (_, what, atLeast) => {
  it('keeps the official schemas', async () => {
    const into = folder()
    const { status, stderr } = await aispm(['scan', ...what, ...['cyclonedx', 'cyclonedx-1.7', 'ocsf'].flatMap((format) => ['-o', `${format}=${join(into, format)}`])], { cwd: root })
    expect(status, stderr).toBe(0)
    for (const format of ['cyclonedx', 'cyclonedx-1.7']) {
      const bill = JSON.parse(readFileSync(join(into, format), 'utf8')) as Bill
      expect(cyclonedxErrors(bill)).toEqual([])
      expect(bill.components.length).toBeGreaterThan(atLeast / 2)
      expect(bill.vulnerabilities.length).toBeGreaterThanOrEqual(atLeast)
    }
    const events = readFileSync(join(into, 'ocsf'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)
    expect(events.flatMap(ocsfErrors)).toEqual([])
    expect(events.length).toBeGreaterThan(atLeast)
  }, 60_000)
})
