// Every read of Google Cloud meets its faults over real HTTP: what cannot be read is told, and never taken for known.
import { beforeAll, describe, expect, it } from 'vitest'
import gcp from '../../src/connectors/gcp/index.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import type { Inventory, Verdict } from '../../src/core/index.js'
import { random } from '../server/account.js'
import { judging, lies, pooled, turnedPass, type Judged } from '../faults/world.js'
import { googleFaults, type GoogleFault, type Site } from './faults.js'
import type { Question } from './server.js'
import { googleScan, recordedProjects, recordedTypes, type GoogleScan } from './world.js'

/** Faults at each site beside a refusal, drawn by a fixed seed; the few sites that say most meet all of them. */
const each = 5
const pageCap = 1

/** A recorded project and what is known of it when nothing goes wrong. */
interface World {
  folder: string
  types: ReadonlySet<string>
  calls: ReadonlyMap<string, number>
  inventory: Inventory
  verdicts: ReadonlyMap<string, Verdict>
}

let judged: Judged
let sites: { site: Site; world: World }[] = []
let needs: ReadonlyMap<string, readonly string[]>
const worlds: World[] = []

async function calmly(folder: string): Promise<World> {
  const bugs: unknown[] = []
  const types = await recordedTypes(folder)
  const { collected, refused, server } = await googleScan({ folders: [folder], pageCap, types, bug: (error, where) => bugs.push([where, error]) })
  expect(bugs).toEqual([])
  if (collected === undefined) throw refused ?? new Error('nothing was scanned')
  return { folder, types, calls: server.calls, inventory: collected.inventory, verdicts: judged.verdicts(collected.inventory) }
}

beforeAll(async () => {
  judged = await judging()
  for (const folder of recordedProjects('careless')) worlds.push(await calmly(folder))
  const collectors = await gcp.collectors()
  const declared = new Map<string, Call>([...Object.values<Call>(gcp.calls), ...collectors.flatMap(callsOf)].map((call) => [call.action, call]))
  needs = new Map([...declared].map(([action, call]) => [action, call.needs]))
  sites = [...declared.values()].flatMap((call) => {
    // The project that has most to show for it.
    const types = new Set(collectors.filter((collector) => callsOf(collector).some((one) => one.action === call.action)).map((collector) => collector.type))
    const shown = ({ inventory }: World): number => inventory.assets.filter((asset) => types.has(asset.type)).length
    const [world] = worlds.filter(({ calls }) => calls.has(call.action)).toSorted((one, other) => shown(other) - shown(one))
    return world === undefined ? [] : [{ site: siteOf(call), world }]
  }).toSorted((one, other) => (one.site.action < other.site.action ? -1 : 1))
}, 120_000)

function siteOf(call: Call): Site {
  const kind = call.action === gcp.calls['getProject']?.action ? 'start' : call.spare === true || call.action === gcp.calls['enabledServices']?.action ? 'spare' : call.per === 'item' ? 'item' : 'list'
  return { action: call.action, paged: 'paging' in call, kind }
}

function drawn(site: Site, seed: number): GoogleFault[] {
  const fitting = googleFaults.filter((fault) => fault.fits(site))
  const next = random(seed)
  const [denied] = fitting
  const others = fitting.slice(1).map((fault) => ({ fault, at: next() })).toSorted((a, b) => a.at - b.at).map(({ fault }) => fault)
  return [...(denied === undefined ? [] : [denied]), ...others.slice(0, each)]
}

async function inject(site: Site, world: World, fault: GoogleFault): Promise<string[]> {
  const make = fault.make()
  let hits = 0
  const bugs: string[] = []
  const end = new AbortController()
  const faulty = await googleScan({
    folders: [world.folder], pageCap, types: world.types, ...(fault.requestTimeout !== undefined && { requestTimeout: fault.requestTimeout }), signal: end.signal,
    bug: (error, where) => bugs.push(`${where}: ${String(error)}`),
    fault: (asked: Question, honest) => {
      if (asked.action !== site.action) return undefined
      if (hits === 0 && fault.endsAfter !== undefined) setTimeout(() => end.abort(new Error('the time is up')), fault.endsAfter).unref()
      return make(asked, honest, hits++)
    },
  })
  return (await broken(site, fault, faulty, hits, world)).concat(bugs.map((bug) => `a bug: ${bug}`)).map((text) => `${site.action}, ${fault.name}: ${text}`)
}

async function broken(site: Site, fault: GoogleFault, faulty: GoogleScan, hits: number, usual: World): Promise<string[]> {
  if (hits === 0) return ['the fault was never met']
  const { collected, refused } = faulty
  if (collected === undefined) {
    if (site.kind === 'start' && fault.becomes !== 'same') return refused?.name === 'ScanError' ? [] : [`ended with ${String(refused)}`]
    return [`nothing came of it: ${String(refused)}`]
  }
  const wrong: string[] = []
  const now = collected.inventory
  if (site.kind === 'start' && fault.becomes !== 'same') return ['went on without knowing where it is']
  if ((collected.lostCredentials !== undefined) !== (fault.becomes === 'lost')) wrong.push(`lost credentials: ${collected.lostCredentials}`)
  if (fault.becomes === 'same') wrong.push(...lies(usual.inventory, now, { action: site.action, same: true }))
  else if (fault.becomes !== 'lost' && fault.becomes !== 'fact' && fault.becomes !== 'gone' && site.kind !== 'spare') {
    const added = now.gaps.filter((gap) => !usual.inventory.gaps.some((other) => other.id === gap.id))
    if (!added.some((gap) => gap.reason === fault.becomes)) wrong.push(`no gap says ${fault.becomes}: ${added.map((gap) => gap.reason).join(', ')}`)
    if (fault.becomes === 'denied') {
      for (const gap of added.filter((one) => one.call === site.action && one.missing !== undefined)) expect.soft(gap.missing).toEqual(needs.get(site.action))
    }
  }
  // What is not there has no settings any more: nothing seen is nothing there.
  if (fault.becomes !== 'gone' && fault.becomes !== 'fact') wrong.push(...turnedPass(usual.verdicts, judged.verdicts(now)))
  return wrong
}

describe('faults', () => {
  it('are none in the calm scans', () => {
    const gaps = worlds.flatMap(({ folder, inventory }) => inventory.gaps.filter((gap) => gap.reason !== 'not-requested' && gap.reason !== 'unsupported').map((gap) => `${folder}: ${gap.id}: ${gap.message}`))
    expect(gaps).toEqual([])
    expect(sites.length).toBeGreaterThan(80)
  })

  it('are survived, and what they hide is never taken for known', { timeout: 900_000 }, async () => {
    const all = sites.flatMap(({ site, world }, i) => drawn(site, i + 1).map((fault) => ({ site, world, fault })))
    const wrong = (await pooled(all, 6, ({ site, world, fault }) => inject(site, world, fault))).flat()
    expect(wrong).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(500)
  })
})
