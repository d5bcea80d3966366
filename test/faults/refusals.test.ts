// Everything a service or the way to it can refuse.
import { beforeAll, describe, expect, it } from 'vitest'
import { faults } from './faults.js'
import { calmly, injectEverywhere, type Calm } from './inject.js'
import { sites } from './sites.js'

const refusals = faults.filter(({ id }) => ![7, 8, 9, 10, 17, 23].includes(id))

describe('a scan survives, and never takes unknown for known, after', () => {
  let calm: Calm
  beforeAll(async () => { calm = await calmly() })

  it.each(refusals.map((fault) => [`${fault.id} ${fault.name}`, fault] as const))('%s', { timeout: 120_000 }, async (_name, fault) => {
    expect(await injectEverywhere(fault, calm)).toEqual([])
  })

  it('more than three hundred injections', () => {
    expect(refusals.flatMap((fault) => sites.filter((site) => fault.fits(site))).length).toBeGreaterThan(300)
  })
})
