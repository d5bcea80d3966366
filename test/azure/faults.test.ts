// Every read of Azure meets its faults over real HTTP: what cannot be read is told, and never taken for known.
import { beforeAll, describe, expect, it } from 'vitest'
import azure from '../../src/connectors/azure/index.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import type { Inventory, Verdict } from '../../src/core/index.js'
import { random } from '../server/account.js'
import { judging, lies, pooled, turnedPass, type Judged } from '../faults/world.js'
import { azureFaults, type AzureFault, type Site } from './faults.js'
import type { Question } from './server.js'
import { azureScan, recordedReads, recordedSubscriptions, recordedTypes, type AzureScan } from './world.js'

/** Faults at each site beside a refusal, drawn by a fixed seed. */
const each = 6
const pageCap = 1

/** A recorded subscription and what is known of it when nothing goes wrong. */
interface World {
  folder: string
  types: ReadonlySet<string>
  reads: string[]
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
  const [types, reads] = [await recordedTypes(folder), recordedReads(folder)]
  const { collected, refused, server } = await azureScan({ folders: [folder], pageCap, types, with: reads, bug: (error, where) => bugs.push([where, error]) })
  expect(bugs).toEqual([])
  if (collected === undefined) throw refused ?? new Error('nothing was scanned')
  return { folder, types, reads, calls: server.calls, inventory: collected.inventory, verdicts: judged.verdicts(collected.inventory) }
}

beforeAll(async () => {
  judged = await judging()
  for (const folder of recordedSubscriptions('careless')) worlds.push(await calmly(folder))
  const collectors = await azure.collectors()
  const declared = new Map<string, Call>([...Object.values<Call>(azure.calls), ...collectors.flatMap(callsOf)].map((call) => [call.action, call]))
  needs = new Map([...declared].map(([action, call]) => [action, call.needs]))
  // What was really asked, tables of Resource Graph among it, each in every subscription that asks it.
  sites = worlds.flatMap((world) => [...world.calls.keys()].map((action) => ({ site: siteOf(action, declared.get(action)), world })))
    .filter(({ site }, i, all) => site.kind === 'table' || all.findIndex((other) => other.site.action === site.action) === i)
    .toSorted((one, other) => (one.site.action < other.site.action ? -1 : 1))
}, 120_000)

function siteOf(action: string, call: Call | undefined): Site {
  if (call === undefined || action.startsWith('resourcegraph:')) return { action, kind: 'table', paged: true }
  const kind = action === azure.calls['subscription']?.action ? 'start' : action === azure.calls['permissions']?.action ? 'rights' : call.per === 'item' ? 'item' : 'list'
  return { action, paged: 'paging' in call, kind }
}

function drawn(site: Site, seed: number): AzureFault[] {
  const fitting = azureFaults.filter((fault) => fault.fits(site))
  const next = random(seed)
  const [denied] = fitting
  const others = fitting.slice(1).map((fault) => ({ fault, at: next() })).toSorted((a, b) => a.at - b.at).map(({ fault }) => fault)
  return [...(denied === undefined ? [] : [denied]), ...others.slice(0, each)]
}

async function inject(site: Site, world: World, fault: AzureFault): Promise<string[]> {
  const make = fault.make()
  let hits = 0
  const bugs: string[] = []
  const end = new AbortController()
  const faulty = await azureScan({
    folders: [world.folder], pageCap, types: world.types, with: world.reads, ...(fault.requestTimeout !== undefined && { requestTimeout: fault.requestTimeout }), signal: end.signal,
    bug: (error, where) => bugs.push(`${where}: ${String(error)}`),
    fault: (asked: Question, honest) => {
      if (asked.action !== site.action) return undefined
      if (hits === 0 && fault.endsAfter !== undefined) setTimeout(() => end.abort(new Error('the time is up')), fault.endsAfter).unref()
      return make(asked, honest, hits++)
    },
  })
  return broken(site, fault, faulty, hits, world).concat(bugs.map((bug) => `a bug: ${bug}`)).map((text) => `${site.action} in ${world.folder.split('/').slice(-2).join('/')}, ${fault.name}: ${text}`)
}

function broken(site: Site, fault: AzureFault, faulty: AzureScan, hits: number, usual: World): string[] {
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
  else if (!['lost', 'fact', 'gone'].includes(fault.becomes)) {
    const added = now.gaps.filter((gap) => !usual.inventory.gaps.some((other) => other.id === gap.id))
    // What may be seen is told by the lists that it leaves in doubt.
    const said = site.kind === 'rights' ? 'denied' : fault.becomes
    if (!added.some((gap) => gap.reason === said)) wrong.push(`no gap says ${said}: ${added.map((gap) => gap.reason).join(', ')}`)
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
    expect(sites.length).toBeGreaterThan(60)
  })

  it('are survived, and what they hide is never taken for known', { timeout: 900_000 }, async () => {
    const all = sites.flatMap(({ site, world }, i) => drawn(site, i + 1).map((fault) => ({ site, world, fault })))
    const wrong = (await pooled(all, 6, ({ site, world, fault }) => inject(site, world, fault))).flat()
    expect(wrong).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(500)
  })
})
