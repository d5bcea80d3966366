// Every read of Google Cloud meets its faults over real HTTP: what cannot be read is told, and never taken for known.
import { beforeAll, describe, expect, it } from 'vitest'
import gcp from '../../src/connectors/gcp/index.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import type { Inventory, Verdict } from '../../src/core/index.js'
import { random } from '../server/account.js'
import { judging, lies, pooled, turnedPass, type Judged } from '../faults/world.js'
import { googleFaults, type GoogleFault, type Site } from './faults.js'
import type { Question } from './server.js'
import { googleScan, recordedProjects, type GoogleScan } from './world.js'

/** Faults at each site beside a refusal, drawn by a fixed seed; the few sites that say most meet all of them. */
const each = 6
const pageCap = 1

let calm: GoogleScan
let inventory: Inventory
let judged: Judged
let verdicts: ReadonlyMap<string, Verdict>
let sites: Site[] = []
let needs: ReadonlyMap<string, readonly string[]>

beforeAll(async () => {
  const bugs: unknown[] = []
  calm = await googleScan({ folders: recordedProjects('careless'), pageCap, bug: (error, where) => bugs.push([where, error]) })
  expect(bugs).toEqual([])
  if (calm.collected === undefined) throw calm.refused ?? new Error('nothing was scanned')
  inventory = calm.collected.inventory
  judged = await judging()
  verdicts = judged.verdicts(inventory)
  const collectors = await gcp.collectors()
  const declared = new Map<string, Call>([...Object.values<Call>(gcp.calls), ...collectors.flatMap(callsOf)].map((call) => [call.action, call]))
  needs = new Map([...declared].map(([action, call]) => [action, call.needs]))
  const start = new Set(['cloudresourcemanager:projects.get'])
  sites = [...declared.values()].filter((call) => calm.server.calls.has(call.action)).map((call): Site => ({
    action: call.action, paged: 'paging' in call,
    kind: start.has(call.action) ? 'start' : call.spare === true || call.action === gcp.calls['enabledServices']?.action ? 'spare' : call.per === 'item' ? 'item' : 'list',
  })).toSorted((a, b) => (a.action < b.action ? -1 : 1))
}, 120_000)

function drawn(site: Site, seed: number): GoogleFault[] {
  const fitting = googleFaults.filter((fault) => fault.fits(site))
  const next = random(seed)
  const [denied] = fitting
  const others = fitting.slice(1).map((fault) => ({ fault, at: next() })).toSorted((a, b) => a.at - b.at).map(({ fault }) => fault)
  return [...(denied === undefined ? [] : [denied]), ...others.slice(0, each)]
}

async function inject(site: Site, fault: GoogleFault): Promise<string[]> {
  const make = fault.make()
  let hits = 0
  const bugs: string[] = []
  const faulty = await googleScan({
    folders: recordedProjects('careless'), pageCap, ...(fault.requestTimeout !== undefined && { requestTimeout: fault.requestTimeout }), ...(fault.deadline !== undefined && { deadline: fault.deadline }),
    bug: (error, where) => bugs.push(`${where}: ${String(error)}`),
    fault: (asked: Question, honest) => (asked.action === site.action ? make(asked, honest, hits++) : undefined),
  })
  return (await broken(site, fault, faulty, hits)).concat(bugs.map((bug) => `a bug: ${bug}`)).map((text) => `${site.action}, ${fault.name}: ${text}`)
}

async function broken(site: Site, fault: GoogleFault, faulty: GoogleScan, hits: number): Promise<string[]> {
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
  if (fault.becomes === 'same') wrong.push(...lies(inventory, now, { action: site.action, same: true }))
  else if (fault.becomes !== 'lost' && fault.becomes !== 'fact' && fault.becomes !== 'gone' && site.kind !== 'spare') {
    const added = now.gaps.filter((gap) => !inventory.gaps.some((other) => other.id === gap.id))
    if (!added.some((gap) => gap.reason === fault.becomes)) wrong.push(`no gap says ${fault.becomes}: ${added.map((gap) => gap.reason).join(', ')}`)
    if (fault.becomes === 'denied') {
      for (const gap of added.filter((one) => one.call === site.action && one.missing !== undefined)) expect.soft(gap.missing).toEqual(needs.get(site.action))
    }
  }
  // What is not there has no settings any more: nothing seen is nothing there.
  if (fault.becomes !== 'gone' && fault.becomes !== 'fact') wrong.push(...turnedPass(verdicts, judged.verdicts(now)))
  return wrong
}

describe('faults', () => {
  it('are none in the calm scan', () => {
    expect(inventory.gaps.filter((gap) => gap.reason !== 'not-requested' && gap.reason !== 'unsupported').map((gap) => `${gap.id}: ${gap.message}`)).toEqual([])
    expect(sites.length).toBeGreaterThan(15)
  })

  it('are survived, and what they hide is never taken for known', { timeout: 900_000 }, async () => {
    const all = sites.flatMap((site, i) => drawn(site, i + 1).map((fault) => ({ site, fault })))
    const wrong = (await pooled(all, 6, ({ site, fault }) => inject(site, fault))).flat()
    expect(wrong).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(100)
  })
})
