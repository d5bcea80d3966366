// One fault at one site, and everything that must hold after it.
import { expect } from 'vitest'
import type { Inventory, Verdict } from '../../src/core/index.js'
import type { FaultKind } from './faults.js'
import { sites, spine, type Site } from './sites.js'
import { facts, hardDeadline, judging, lies, needsOf, pooled, scan, turnedPass, type Judged, type Scan } from './world.js'

export interface Calm {
  scan: Scan
  inventory: Inventory
  /** Requests by action. */
  calls: ReadonlyMap<string, number>
  judged: Judged
  verdicts: ReadonlyMap<string, Verdict>
}

/** A scan in which nothing goes wrong. */
export async function calmly(types: ReadonlySet<string> = spine): Promise<Calm> {
  const calls = new Map<string, number>()
  const [calm, judged] = await Promise.all([
    scan({ types, fault: (asked) => {
      const action = `${asked.service}:${asked.action}`
      calls.set(action, (calls.get(action) ?? 0) + 1)
      return undefined
    } }),
    judging(),
  ])
  if (calm.inventory === undefined) throw calm.refused ?? new Error('no inventory')
  return { scan: calm, inventory: calm.inventory, calls, judged, verdicts: judged.verdicts(calm.inventory) }
}

/** Puts a fault in at every site it fits; returns every broken promise, by site. */
export async function injectEverywhere(fault: FaultKind, calm: Calm): Promise<string[]> {
  const at = sites.filter((site) => fault.fits(site))
  const broken = await pooled(at, fault.atOnce ?? 8, (site, i) => injectOne(fault, site, calm, fault.id * 1000 + i, i % 9 === fault.id % 9))
  return broken.flat()
}

/** Puts a fault in at one site; returns every broken promise. `twice`: the same seed must give the same inventory. */
export async function injectOne(fault: FaultKind, site: Site, calm: Calm, seed: number, twice: boolean): Promise<string[]> {
  const faulty = await put(fault, site, seed)
  const wrong = await judge(fault, site, faulty, calm)
  // Only where credentials are lost does it depend on what was read by then.
  if (fault.becomes !== 'lost' && twice && faulty.inventory !== undefined) {
    const again = await put(fault, site, seed)
    try {
      expect(again.inventory === undefined ? undefined : facts(again.inventory)).toEqual(facts(faulty.inventory))
    } catch (error) {
      wrong.push(`the same seed gave another inventory: ${String(error).slice(0, 400)}`)
    }
  }
  return wrong.map((text) => `${site.action}: ${text}`)
}

function put(fault: FaultKind, site: Site, seed: number): Promise<Scan> {
  const inject = fault.make(seed)
  let n = 0
  const isHit = (asked: { service: string; action: string }): boolean => `${asked.service}:${asked.action}` === site.action
  return scan({
    seed, isHit, types: site.types ?? spine,
    fault: (asked, honest) => (isHit(asked) ? inject(asked, honest, n++) : undefined),
    ...(fault.requestTimeout !== undefined && { requestTimeout: fault.requestTimeout }), ...(fault.endsWhenStalled && { endsWhenStalled: true }),
  })
}

async function judge(fault: FaultKind, site: Site, faulty: Scan, calm: Calm): Promise<string[]> {
  const wrong: string[] = []
  const { inventory, collected } = faulty
  if (faulty.hits === 0) return ['the fault was never met']
  if (faulty.milliseconds > hardDeadline) wrong.push('took longer than the deadline')
  const usual = calm.calls.get(site.action) ?? 0
  const budget = 3 * Math.max(usual, 1) + 12
  if (faulty.calls > 1.5 * calm.scan.calls + budget) wrong.push(`made ${faulty.calls} calls, ${calm.scan.calls} when all is calm`)
  // What is listed under one name may be looked up under another, when it could not be read the first time.
  if (fault.becomes === 'denied' && faulty.hits > Math.max(usual, 1) + (site.referred === true ? 1 : 0)) wrong.push(`asked ${faulty.hits} times for what is denied, ${usual} when it is not`)

  if (inventory === undefined || collected === undefined) {
    if (site.kind !== 'start' || fault.becomes === 'same') wrong.push(`nothing came of it: ${String(faulty.refused)}`)
    else if (faulty.refused?.name !== 'ScanError') wrong.push(`ended with ${String(faulty.refused)}`)
    return wrong
  }
  if (site.kind === 'start' && fault.becomes !== 'same') return ['went on without knowing where it is']
  if (collected.bugs > 0) wrong.push(`${collected.bugs} bugs: ${inventory.gaps.filter((gap) => gap.message.includes('bug')).map((gap) => gap.message).join('; ')}`)

  // What Search does not give is described: calls are lost, and no fact.
  const isSame = fault.becomes === 'same' || (site.kind === 'bulk' && fault.becomes !== 'lost')
  const stopped = fault.becomes === 'lost' || fault.endsWhenStalled === true
  if (inventory.finished === stopped) wrong.push(`finished: ${inventory.finished}`)
  if ((collected.lostCredentials !== undefined) !== (fault.becomes === 'lost')) wrong.push(`lost credentials: ${collected.lostCredentials}`)

  const own = inventory.gaps.filter((gap) => gap.call === site.action)
  if (fault.becomes === 'vanished') {
    const counted = inventory.scopes.reduce((sum, scope) => sum + scope.vanished, 0)
    const dropped = calm.inventory.assets.length - inventory.assets.length
    const silent = calm.inventory.gaps.length === inventory.gaps.length && counted === 0 && dropped > 0 && !isReferred(site)
    if (silent) wrong.push('assets are missing, and nothing vanished')
  } else if (!isSame && fault.becomes !== 'lost' && fault.becomes !== 'kept') {
    const reasons = new Set<string>(inventory.gaps.filter((gap) => !calm.inventory.gaps.some((other) => other.id === gap.id)).map((gap) => gap.reason))
    if (!reasons.has(fault.becomes)) wrong.push(`no gap says ${fault.becomes}: ${[...reasons].join(', ')}`)
  }
  if (fault.becomes === 'denied') {
    const needs = await needsOf(site.action)
    for (const gap of own) expect.soft(gap.missing, `${site.action} names the permission`).toEqual(needs)
  }
  wrong.push(...lies(calm.inventory, inventory, {
    action: site.action, same: isSame, vanished: fault.becomes === 'vanished', cutShort: stopped, ...(fault.becomes === 'kept' && { word: 'Orchardised' }),
  }))
  // What was deleted has no secrets, scripts or settings any more: there, nothing seen is nothing there.
  if (fault.becomes !== 'vanished') wrong.push(...turnedPass(calm.verdicts, calm.judged.verdicts(inventory)))
  return wrong
}

/** What only references lead to was never listed: a reference to nothing, and no vanished item. */
function isReferred(site: Site): boolean {
  return site.referred === true || /^(s3:|ecr:|sagemaker:DescribeEndpointConfig|sagemaker:DescribeNotebookInstanceLifecycleConfig)/.test(site.action)
}
