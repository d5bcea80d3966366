// A server that enforces: what the printed policy does not allow is denied, by a table that the collectors never saw.
import { beforeAll, describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { declaredCalls, leastPrivilege } from '../../src/connectors/aws/permissions.js'
import { callsOf, type AnyCollector } from '../../src/connectors/kit/collector.js'
import type { Inventory, Verdict } from '../../src/core/index.js'
import { around } from '../faults/around.js'
import { facts, judging, lies, pooled, scan, turnedPass, type Judged, type Scan } from '../faults/world.js'
import { error } from '../faults/faults.js'
import type { Fault } from '../server/server.js'
import { optionalReads } from '../../src/scan.js'
import { iamActions } from './iam-actions.js'

const optional = optionalReads(await aws.collectors())
const collectors: AnyCollector[] = await aws.collectors()
const policy = leastPrivilege(collectors, aws.calls, new Set(optional)).Statement.flatMap((statement) => statement.Action)
const codes = { json: 'AccessDeniedException', query: 'AccessDenied', ec2: 'UnauthorizedOperation', 'rest-xml': 'AccessDenied' }

function enforcing(allowed: ReadonlySet<string>, unknown: Set<string> = new Set()): Fault {
  return (asked, honest) => {
    const operation = `${asked.service}:${asked.action}`
    const needs = iamActions.get(operation)
    if (needs === undefined) unknown.add(operation)
    // S3 says that a name is free, and where a bucket is, to whoever asks.
    if (operation === 's3:HeadBucket' && honest().status === 404) return undefined
    const missing = needs?.find((action) => !allowed.has(action)) ?? (needs === undefined ? operation : undefined)
    return missing === undefined ? undefined : error(asked, codes, asked.protocol === 'json' ? 400 : 403, `User: arn:aws:iam::111122223333:user/scanner is not authorized to perform: ${missing} because no identity-based policy allows it`)
  }
}

describe('the printed policy', () => {
  let full: Scan
  let inventory: Inventory
  let judged: Judged
  let verdicts: Map<string, Verdict>
  const unknown = new Set<string>()
  beforeAll(async () => {
    full = await scan({ fault: enforcing(new Set(policy), unknown), with: optional })
    if (full.inventory === undefined) throw full.refused ?? new Error('no inventory')
    inventory = full.inventory
    judged = await judging()
    verdicts = judged.verdicts(inventory)
  })

  it('allows reads only', () => {
    // API Gateway's actions are the methods of HTTP; the report about an identity is kept by IAM and changes nothing.
    expect(policy.filter((action) => !/^[a-z0-9-]+:(?:Get|List|Describe|Search|BatchGet|Lookup)[A-Z]?/.test(action)).toSorted()).toEqual(['apigateway:GET', 'budgets:ViewBudget', 'iam:GenerateServiceLastAccessedDetails'])
    // The weights themselves are opened for whoever asks for that, and for nobody else.
    expect(policy.filter((action) => /Invoke|GetObject$|GetSecretValue|\*/.test(action))).toEqual(['s3:GetObject'])
    const usual = leastPrivilege(collectors, aws.calls, new Set(optional.filter((word) => word !== 'artifacts'))).Statement.flatMap((statement) => statement.Action)
    expect(policy.filter((action) => !usual.includes(action))).toEqual(expect.arrayContaining(['s3:GetObject']))
    expect(usual).not.toContain('s3:GetObject')
  })

  it('is enough: nothing is denied, nothing else is asked, and it is what an unhindered scan finds', async () => {
    expect([...unknown]).toEqual([])
    expect(inventory.gaps).toEqual([])
    const free = await scan({ with: optional })
    expect(facts(inventory)).toEqual(facts(free.inventory!))
  })

  it('asks for nothing that no call needs', () => {
    const needed = new Set([...iamActions.values()].flat())
    expect(policy.filter((action) => !needed.has(action) && action !== 'sts:GetCallerIdentity')).toEqual([])
  })

  it('is of one piece: without any one action, the gap names that action and changes nothing but what it feeds', { timeout: 600_000 }, async () => {
    // Asking who one is takes no permission; without a list of regions there is no scan at all.
    const single = policy.filter((action) => action !== 'sts:GetCallerIdentity' && action !== 'ec2:DescribeRegions')
    const wrong = await pooled(single, 6, async (action) => {
      const calls = declaredCalls(collectors, aws.calls).filter((call) => call.needs.includes(action))
      // Only what the action feeds is read again: everything else was just seen not to need it.
      const types = around(collectors.filter((collector) => callsOf(collector).some((call) => call.needs.includes(action))).map(({ type }) => type), inventory)
      const calm = await calmFor(types)
      const less = await scan({ fault: enforcing(new Set(policy.filter((other) => other !== action))), with: optional, types })
      const told: string[] = []
      if (less.inventory === undefined) return [`${action}: ${String(less.refused)}`]
      // What is in the objects is of types that are not read here.
      const denied = less.inventory.gaps.filter(({ reason }) => reason !== 'not-requested')
      // Spare reads leave no gap, since another gives the same facts; so do those that this small account never makes.
      const asked = calls.some((call) => less.collected?.made.get('aws')?.has(call.action) === true)
      const spare = calls.every((call) => call.spare === true) || !asked
      if (spare ? denied.length > 0 : denied.length === 0) told.push(`${denied.length} gaps`)
      for (const gap of denied) if (gap.reason !== 'denied' || gap.missing?.join() !== action) told.push(`${gap.id} names ${String(gap.missing)}`)
      told.push(...lies(calm.inventory, less.inventory, { action: new Set(calls.map((call) => call.action)), same: spare }))
      told.push(...turnedPass(calm.verdicts, judged.verdicts(less.inventory)))
      return told.map((text) => `${action}: ${text}`)
    })
    expect(wrong.flat()).toEqual([])
  })

  interface Calm {
    inventory: Inventory
    verdicts: ReadonlyMap<string, Verdict>
  }
  const calm = new Map<string, Promise<Calm>>()
  /** Types in which nothing is denied, as the policy is whole. */
  const calmFor = (types: ReadonlySet<string>): Promise<Calm> => {
    const key = [...types].toSorted((a, b) => (a < b ? -1 : 1)).join()
    let found = calm.get(key)
    if (found === undefined) {
      found = scan({ fault: enforcing(new Set(policy)), with: optional, types }).then(({ inventory: seen, refused }) => {
        if (seen === undefined) throw refused ?? new Error('no inventory')
        return { inventory: seen, verdicts: judged.verdicts(seen) }
      })
      calm.set(key, found)
    }
    return found
  }

  it('says which right is missing when it cannot even find the regions', async () => {
    const { refused } = await scan({ fault: enforcing(new Set(policy.filter((action) => action !== 'ec2:DescribeRegions'))) })
    expect(refused).toMatchObject({ name: 'ScanError', message: expect.stringContaining('ec2:DescribeRegions') as string })
  })

  it('a denied sagemaker:DescribeNotebookInstance turns its rules to unknown, and no other', async () => {
    const less = await scan({ fault: enforcing(new Set(policy.filter((action) => action !== 'sagemaker:DescribeNotebookInstance'))), with: optional })
    const after = judged.verdicts(less.inventory!)
    const changed = [...verdicts].filter(([key, verdict]) => after.get(key) !== verdict)
    expect(changed.length).toBeGreaterThan(5)
    expect(changed.filter(([key]) => !key.includes(':notebook-instance')).map(([key, verdict]) => `${key}: ${verdict} → ${after.get(key)}`)).toEqual([])
    expect(changed.filter(([key]) => after.has(key) && after.get(key) !== 'unknown').map(([key]) => key)).toEqual([])
  })
})
