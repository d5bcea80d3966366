// What every change must still find: thousands of hostile files made from seeds, by class. What escapes is a defect of ours.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Found } from '../../src/artifacts/inspect.js'
import { usePython } from '../../src/artifacts/text/python.js'
import type { Case } from './evasions/case.js'
import { familyCases } from './evasions/families.js'
import { Judged, type Told } from './evasions/judged.js'
import { pickleCases } from './evasions/pickles.js'
import { floor, keep } from './floor.js'
import { withPython } from './python.js'

const cases: readonly Case[] = [...pickleCases(3, 1500), ...familyCases(30)]

describe('hostile files', () => {
  let told: Told[] = []
  const found: Found[][] = []

  beforeAll(async () => {
    await withPython()
    const judged = await Judged.open()
    for (const one of cases) found.push(await judged.inspect(one))
    told = judged.judge(found)
  }, 240_000)
  afterAll(() => usePython(null))

  it('are many', () => {
    expect(cases.length).toBeGreaterThan(4000)
  })

  it('bring out no mistake of ours', () => {
    expect(found.flat().filter(({ bug }) => bug !== undefined).map(({ path, bug }) => `${path}: ${String(bug)}`)).toEqual([])
  })

  it('are caught, each by a rule that says what it does', () => {
    const rows: Record<string, { files: number; caught: number }> = {}
    const escaped: string[] = []
    for (const [i, { classes, tells, path }] of cases.entries()) {
      const failed = [...told[i]?.failed ?? []]
      const caught = failed.some((rule) => tells.has(rule))
      for (const name of classes) {
        const row = rows[name] ??= { files: 0, caught: 0 }
        row.files += 1
        row.caught += caught ? 1 : 0
      }
      if (!caught) escaped.push(`${i}: ${classes.join(', ')}: ${path}: ${failed.join(' ')}`)
    }
    keep({ hostile: rows })
    expect(escaped).toEqual([])
    expect(rows).toEqual(floor().hostile)
  })
})
