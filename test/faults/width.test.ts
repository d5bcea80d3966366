// Every read of every service meets faults of its own: a few each, drawn by a fixed seed.
import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '../server/account.js'
import { otherSites } from './around.js'
import { faults, type FaultKind } from './faults.js'
import { calmly, injectOne, type Calm } from './inject.js'
import type { Site } from './sites.js'
import { pooled, scan } from './world.js'

/** Those that say most about a mapper and about what a gap hides; the spine meets all of them. */
const kinds = [
  'access denied', 'throttled three times', '500 always', 'a page of a captive portal', 'a truncated answer', 'an empty answer', 'wrong types', 'fields nobody knows',
  'an expired token, once', 'a reset in mid-body, once', 'deleted in between',
]
const each = 4
/** Asked where the account of the tests is not: by a management account, and where a key refuses to decrypt policies. Recorded accounts come to them. */
const elsewhere = new Set(['organizations:ListPolicies', 'organizations:ListTargetsForPolicy', 'bedrock-agentcore-control:ListPolicySummaries'])
const always = faults.filter(({ name }) => name === 'access denied')
const drawn = faults.filter(({ name }) => kinds.includes(name) && name !== 'access denied')

function faultsFor(site: Site, seed: number): FaultKind[] {
  const next = random(seed)
  const fitting = drawn.filter((fault) => fault.fits(site)).map((fault) => ({ fault, at: next() })).toSorted((a, b) => a.at - b.at).map(({ fault }) => fault)
  return [...always, ...fitting.slice(0, each - 1)]
}

describe('every read beside the spine', () => {
  let sites: Site[] = []
  let asked: ReadonlySet<string> = new Set()
  const calm = new Map<string, Promise<Calm>>()
  beforeAll(async () => {
    const made = new Set<string>()
    const whole = await scan({ fault: ({ service, action }) => {
      made.add(`${service}:${action}`)
      return undefined
    } })
    asked = made
    if (whole.inventory === undefined) throw whole.refused ?? new Error('no inventory')
    expect(whole.inventory.gaps.filter((gap) => gap.reason !== 'not-requested').map((gap) => `${gap.id}: ${gap.message}`)).toEqual([])
    sites = otherSites(whole.inventory).filter((site) => !elsewhere.has(site.action))
  }, 120_000)

  const calmFor = (types: ReadonlySet<string>): Promise<Calm> => {
    const key = [...types].toSorted((a, b) => (a < b ? -1 : 1)).join()
    let found = calm.get(key)
    if (found === undefined) calm.set(key, (found = calmly(types)))
    return found
  }

  it('is made in the account of the tests, but for what takes another account', () => {
    expect(sites.map((site) => site.action).filter((action) => !asked.has(action))).toEqual([])
  })

  it('is survived, and never taken for known', { timeout: 900_000 }, async () => {
    const injections = sites.flatMap((site, i) => faultsFor(site, i + 1).map((fault) => ({ site, fault, seed: i * 100 + fault.id })))
    const broken = await pooled(injections, 6, async ({ site, fault, seed }) => (
      (await injectOne(fault, site, await calmFor(site.types ?? new Set()), seed, seed % 17 === 0)).map((text) => `${fault.name}: ${text}`)
    ))
    expect(broken.flat()).toEqual([])
    expect(injections.length).toBeGreaterThan(500)
  })
})
