import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { declaredCalls, leastPrivilege } from '../../src/connectors/aws/permissions.js'
import type { Collected } from '../../src/connectors/kit/collect.js'
import type { Call } from '../../src/connectors/kit/collector.js'
import { findSecrets } from '../../src/connectors/kit/secrets.js'
import { misfit } from '../../src/core/shape.js'
import type { Judgement } from '../../src/engine/index.js'
import { judged, recommendedTypes, replay, rewrite, rules, scenarios, told, without, type Scenario } from './scenario.js'

const all = scenarios()
const collected = new Map<string, Collected>()
const of = (name: string): Collected => {
  const found = collected.get(name)
  if (found === undefined) throw new Error(`no scenario ${name}`)
  return found
}

beforeAll(async () => {
  for (const scenario of all) collected.set(scenario.name, await replay(scenario))
})

describe.each(all.map((scenario): [string, Scenario] => [scenario.name, scenario]))('recorded account %s', (name, scenario) => {
  it('answers every call that is made', () => {
    const { inventory, bugs, skipped } = of(name)
    expect(inventory.gaps.filter((gap) => gap.reason === 'error')).toEqual([])
    expect({ bugs, skipped, finished: inventory.finished }).toEqual({ bugs: 0, skipped: [], finished: true })
    expect(inventory.scopes.map(({ state, vanished }) => [state, vanished])).toEqual(inventory.scopes.map(() => ['read', 0]))
    expect(inventory.scopes.map(({ scope }) => scope.region)).toContain('us-east-1')
  })

  it('gives assets of the declared shape', async () => {
    const types = new Map((await aws.collectors()).map((collector) => [collector.type, collector]))
    for (const asset of of(name).inventory.assets) {
      const declared = types.get(asset.type)
      expect(declared, asset.type).toBeDefined()
      if (declared !== undefined) expect(misfit(declared.props, asset.props, asset.id, new Set(Object.keys(asset.gaps)))).toBeNull()
      expect(asset.id, asset.name).toMatch(/^arn:aws:/)
    }
  })

  it('is judged as expected', async () => {
    const { inventory } = of(name)
    const [usual, strict] = await Promise.all([judged(scenario, inventory, 'recommended'), judged(scenario, inventory, 'all')])
    expect(usual.faults).toEqual([])
    expect(strict.faults).toEqual([])
    const now = { ...told(usual), strict: without(told(strict), told(usual)) }
    if (process.env['UPDATE_GOLDEN'] === '1') rewrite(scenario, now)
    else expect(now).toEqual(scenario.expect)
    expect(without(told(usual), told(strict))).toEqual({ findings: [], unknowns: [] })
  })

  it('is judged alike when no more is read than the recommended rules need', async () => {
    const { inventory } = await replay(scenario, await recommendedTypes())
    const [lean, whole] = await Promise.all([judged(scenario, inventory, 'recommended'), judged(scenario, of(name).inventory, 'recommended')])
    expect(told(lean)).toEqual(told(whole))
  })

  it('holds no secret', () => {
    for (const file of readdirSync(scenario.folder, { recursive: true, encoding: 'utf8' }).filter((one) => /\.(json|xml|yaml)$/.test(one))) {
      expect(findSecrets(readFileSync(join(scenario.folder, file), 'utf8')), file).toEqual([])
    }
  })
})

describe('the recorded accounts as such', () => {
  const recommended = async (name: string): Promise<Judgement> => {
    const scenario = all.find((one) => one.name === name)
    if (scenario === undefined) throw new Error(`no scenario ${name}`)
    return judged(scenario, of(name).inventory, 'recommended')
  }
  /** Accounts of one character, such as `tidy` and `bedrock/tidy`. */
  const those = (character: string): Scenario[] => all.filter(({ name }) => basename(name) === character)
  const typesSeen = (character: string): ReadonlySet<string> => new Set(those(character).flatMap(({ name }) => of(name).inventory.assets.map((asset) => asset.type)))
  const listed = async (): Promise<string[]> => (await aws.collectors()).map((collector) => collector.type)

  it('tidy has nothing to fix and nothing unread', async () => {
    for (const { name } of those('tidy')) {
      const { findings, unknowns } = await recommended(name)
      expect(told({ findings, unknowns }), name).toEqual({ findings: [], unknowns: [] })
      expect(of(name).inventory.gaps.filter((gap) => gap.reason !== 'not-requested'), name).toEqual([])
    }
  })

  it('every type is seen tidy, careless, and with gaps or as a list that is unread', async () => {
    const types = await listed()
    for (const character of ['tidy', 'careless']) {
      const seen = typesSeen(character)
      expect(types.filter((type) => !seen.has(type)), character).toEqual([])
    }
    const blind = new Set(those('half-blind').flatMap(({ name }) => of(name).inventory.gaps.flatMap((gap) => gap.types)))
    expect(types.filter((type) => !blind.has(type)), 'half-blind').toEqual([])
  })

  it('careless fails every recommended rule', async () => {
    const findings = (await Promise.all(those('careless').map(({ name }) => recommended(name)))).flatMap((judgement) => judgement.findings)
    const failed = new Set(findings.flatMap((finding) => [finding.rule, ...finding.alsoViolates]))
    const wanted = (await rules()).filter(({ doc }) => doc.level === 'recommended' && doc.status !== 'deprecated').map(({ doc }) => doc.id)
    expect(wanted.filter((id) => !failed.has(id))).toEqual([])
  })

  it('orchard tells its story on a page, with one read denied', async () => {
    const { findings, counts } = await recommended('orchard')
    expect(findings.length).toBeGreaterThanOrEqual(12)
    expect(findings.length).toBeLessThanOrEqual(26)
    expect(counts.findings.critical).toBe(3)
    const { gaps } = of('orchard').inventory
    expect(gaps.filter((gap) => gap.reason !== 'not-requested')).toMatchObject([{ call: 's3:GetBucketPolicy', reason: 'denied', count: 1, list: false }])
  })

  it('what AWS creates by default fails at most two recommended rules', async () => {
    const types = typesSeen('fresh-defaults')
    expect((await listed()).filter((type) => !types.has(type))).toEqual([])
    for (const { name } of those('fresh-defaults')) {
      const perAsset = new Map<string, string[]>()
      for (const { asset, rule } of (await recommended(name)).findings) perAsset.set(asset, [...(perAsset.get(asset) ?? []), rule])
      expect([...perAsset].filter(([, failed]) => failed.length > 2), name).toEqual([])
    }
  })
})

describe('permissions', () => {
  // The only read that starts something: a report about an identity, kept by IAM and changing nothing.
  const startsAReport = 'iam:GenerateServiceLastAccessedDetails'

  it('are those of the calls made, and no others', async () => {
    const collectors = await aws.collectors()
    const made = new Set([...collected.values()].flatMap((one) => [...(one.made.get('aws') ?? [])]))
    const declared = declaredCalls(collectors, aws.calls)
    expect([...made].filter((action) => !declared.some((call) => call.action === action))).toEqual([])
    const granted = new Set(leastPrivilege(collectors, aws.calls, new Set()).Statement.flatMap((statement) => statement.Action))
    const needed = (calls: readonly Call[]): string[] => calls.filter((call) => call.with === undefined).flatMap((call) => call.needs)
    expect(granted).toEqual(new Set(needed(declared)))
    // What no recorded account comes to ask is declared for nothing; a bucket's region is asked for only where the list lacks it.
    const silent = declared.filter((call) => !made.has(call.action) && call.with === undefined)
    expect([...new Set(silent.map((call) => call.action))].toSorted()).toEqual(['s3:GetBucketLocation'])
  })

  it('are reads', async () => {
    const actions = declaredCalls(await aws.collectors(), aws.calls).flatMap((call) => [call.action, ...call.needs])
    expect(actions.length).toBeGreaterThan(40)
    expect([...new Set(actions)].filter((action) => !/:(?:Get|List|Describe|BatchGet|Head|Search|Lookup|View|GET$)/.test(action) && action !== startsAReport)).toEqual([])
  })
})
