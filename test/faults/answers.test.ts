// Everything that can be wrong with an answer.
import { beforeAll, describe, expect, it } from 'vitest'
import { faults, listFaults } from './faults.js'
import { calmly, injectEverywhere, type Calm } from './inject.js'
import { sites } from './sites.js'

const broken = [...faults.filter(({ id }) => [7, 8, 9, 10, 17, 23].includes(id)), ...listFaults]

describe('a scan survives, and never takes unknown for known, after', () => {
  let calm: Calm
  beforeAll(async () => { calm = await calmly() })

  it.each(broken.map((fault) => [`${fault.id} ${fault.name}`, fault] as const))('%s', { timeout: 120_000 }, async (_name, fault) => {
    expect(await injectEverywhere(fault, calm)).toEqual([])
  })

  it('more than three hundred injections', () => {
    expect(broken.flatMap((fault) => sites.filter((site) => fault.fits(site))).length).toBeGreaterThan(300)
  })
})
