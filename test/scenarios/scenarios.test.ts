import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import azure from '../../src/connectors/azure/index.js'
import gcp from '../../src/connectors/gcp/index.js'
import { permissionsOf } from '../../src/connectors/gcp/permissions.js'
import { declaredCalls, leastPrivilege } from '../../src/connectors/aws/permissions.js'
import type { Collected } from '../../src/connectors/kit/collect.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import type { Connector } from '../../src/connectors/kit/connector.js'
import { findSecrets } from '../../src/artifacts/text/secrets.js'
import { misfit } from '../../src/core/shape.js'
import type { Judgement } from '../../src/engine/index.js'
import { judged, recommendedTypes, replay, rewrite, rules, scenarios, told, without, type Scenario } from './scenario.js'

const all = scenarios()
const collected = new Map<Scenario, Collected>()
const of = (scenario: Scenario): Collected => {
  const found = collected.get(scenario)
  if (found === undefined) throw new Error(`no scenario ${scenario.name}`)
  return found
}
const madeIn = (provider: string): ReadonlySet<string> => new Set([...collected.values()].flatMap((one) => [...(one.made.get(provider) ?? [])]))
/** How ids begin. */
const ids: Record<string, RegExp> = { aws: /^arn:aws:/, azure: /^\/(?:subscriptions|providers|principals)\/[^A-Z]+$/, gcp: /^\/\/[a-z]+\.googleapis\.com\/./ }

beforeAll(async () => {
  for (const scenario of all) collected.set(scenario, await replay(scenario))
})

describe.each(all.map((scenario): [string, Scenario] => [`${scenario.provider.id} ${scenario.name}`, scenario]))('recorded account %s', (_name, scenario) => {
  it('answers every call that is made', () => {
    const { inventory, bugs, skipped } = of(scenario)
    expect(inventory.gaps.filter((gap) => gap.reason === 'error')).toEqual([])
    expect({ bugs, skipped, finished: inventory.finished }).toEqual({ bugs: 0, skipped: [], finished: true })
    expect(inventory.scopes.map(({ state, vanished }) => [state, vanished])).toEqual(inventory.scopes.map(() => ['read', 0]))
    if (scenario.provider === aws) expect(inventory.scopes.map(({ scope }) => scope.region)).toContain('us-east-1')
  })

  it('gives assets of the declared shape', async () => {
    const types = new Map((await scenario.provider.collectors()).map((collector) => [collector.type, collector]))
    for (const asset of of(scenario).inventory.assets) {
      const declared = types.get(asset.type)
      expect(declared, asset.type).toBeDefined()
      if (declared !== undefined) expect(misfit(declared.props, asset.props, asset.id, new Set(Object.keys(asset.gaps)))).toBeNull()
      expect(asset.id, asset.name).toMatch(ids[scenario.provider.id] ?? /^$/)
    }
  })

  it('is judged as expected', async () => {
    const { inventory } = of(scenario)
    const [usual, strict] = await Promise.all([judged(scenario, inventory, 'recommended'), judged(scenario, inventory, 'all')])
    expect(usual.faults).toEqual([])
    expect(strict.faults).toEqual([])
    const now = { ...told(usual), strict: without(told(strict), told(usual)) }
    if (process.env['UPDATE_GOLDEN'] === '1') rewrite(scenario, now)
    else expect(now).toEqual(scenario.expect)
    expect(without(told(usual), told(strict))).toEqual({ findings: [], unknowns: [] })
  })

  it('is judged alike when no more is read than the recommended rules need', async () => {
    const { inventory } = await replay(scenario, await recommendedTypes(scenario.provider))
    const [lean, whole] = await Promise.all([judged(scenario, inventory, 'recommended'), judged(scenario, of(scenario).inventory, 'recommended')])
    expect(told(lean)).toEqual(told(whole))
  })

  it('holds no secret', () => {
    for (const file of readdirSync(scenario.folder, { recursive: true, encoding: 'utf8' }).filter((one) => /\.(json|xml|yaml)$/.test(one))) {
      expect(findSecrets(readFileSync(join(scenario.folder, file), 'utf8')), file).toEqual([])
    }
  })
})

describe.each([aws, azure, gcp].map((provider): [string, Connector] => [provider.id, provider]))('the recorded accounts of %s', (id, provider) => {
  const recommended = (scenario: Scenario): Promise<Judgement> => judged(scenario, of(scenario).inventory, 'recommended')
  /** Accounts of one character, such as `tidy` and `bedrock/tidy`. */
  const those = (character: string): Scenario[] => all.filter(({ name, provider: its }) => its === provider && basename(name) === character)
  const typesSeen = (character: string): ReadonlySet<string> => new Set(those(character).flatMap((scenario) => of(scenario).inventory.assets.map((asset) => asset.type)))
  const listed = async (): Promise<string[]> => (await provider.collectors()).map((collector) => collector.type)

  it('tidy has nothing to fix and nothing unread', async () => {
    for (const scenario of those('tidy')) {
      const { findings, unknowns } = await recommended(scenario)
      expect(told({ findings, unknowns }), scenario.name).toEqual({ findings: [], unknowns: [] })
      expect(of(scenario).inventory.gaps.filter((gap) => gap.reason !== 'not-requested'), scenario.name).toEqual([])
    }
  })

  it('every type is seen tidy, careless, and with gaps or as a list that is unread', async () => {
    const types = await listed()
    for (const character of ['tidy', 'careless']) {
      const seen = typesSeen(character)
      expect(types.filter((type) => !seen.has(type)), character).toEqual([])
    }
    const blind = new Set(those('half-blind').flatMap((scenario) => of(scenario).inventory.gaps.flatMap((gap) => gap.types)))
    expect(types.filter((type) => !blind.has(type)), 'half-blind').toEqual([])
  })

  it('careless fails every recommended rule', async () => {
    const findings = (await Promise.all(those('careless').map(recommended))).flatMap((judgement) => judgement.findings)
    const failed = new Set(findings.flatMap((finding) => [finding.rule, ...finding.alsoViolates]))
    const wanted = (await rules()).filter(({ doc }) => doc.id.startsWith(`${id}-`) && doc.level === 'recommended' && doc.status !== 'deprecated').map(({ doc }) => doc.id)
    expect(wanted.filter((id) => !failed.has(id))).toEqual([])
  })

  it('what the provider creates by default fails at most two recommended rules', async () => {
    const types = typesSeen('fresh-defaults')
    expect((await listed()).filter((type) => !types.has(type))).toEqual([])
    for (const scenario of those('fresh-defaults')) {
      const perAsset = new Map<string, string[]>()
      for (const { asset, rule } of (await recommended(scenario)).findings) perAsset.set(asset, [...(perAsset.get(asset) ?? []), rule])
      expect([...perAsset].filter(([, failed]) => failed.length > 2), scenario.name).toEqual([])
    }
  })
})

describe('the demo', () => {
  it('tells its story on a page, with one read denied', async () => {
    const orchard = all.find(({ name, provider }) => provider === aws && name === 'orchard')
    if (orchard === undefined) throw new Error('no orchard')
    const { inventory } = of(orchard)
    const { findings, counts } = await judged(orchard, inventory, 'recommended')
    expect(findings.length).toBeGreaterThanOrEqual(12)
    expect(findings.length).toBeLessThanOrEqual(26)
    expect(counts.findings.critical).toBe(3)
    expect(inventory.gaps.filter((gap) => gap.reason !== 'not-requested')).toMatchObject([{ call: 's3:GetBucketPolicy', reason: 'denied', count: 1, list: false }])
  })
})

describe('permissions in AWS', () => {
  // The only read that starts something: a report about an identity, kept by IAM and changing nothing.
  const startsAReport = 'iam:GenerateServiceLastAccessedDetails'

  it('are those of the calls made, and no others', async () => {
    const collectors = await aws.collectors()
    const made = madeIn('aws')
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

describe('permissions in Google Cloud', () => {
  it('are those of the calls made, and no others', async () => {
    const collectors = await gcp.collectors()
    const made = madeIn('gcp')
    const declared = [...Object.values(gcp.calls), ...Object.values(gcp.hubCalls ?? {}), ...collectors.flatMap(callsOf)]
    expect([...made].filter((action) => !declared.some((call) => call.action === action))).toEqual([])
    expect(new Set(permissionsOf(collectors, new Set()))).toEqual(new Set(collectors.flatMap(callsOf).concat(Object.values(gcp.calls)).filter((call) => call.with === undefined).flatMap((call) => call.needs)))
    const silent = declared.filter((call) => !made.has(call.action) && call.with === undefined && !Object.values(gcp.hubCalls ?? {}).includes(call))
    expect([...new Set(silent.map((call) => call.action))].toSorted()).toEqual([])
  })

  it('are reads', async () => {
    const needs = [...Object.values(gcp.calls), ...(await gcp.collectors()).flatMap(callsOf)].flatMap((call) => call.needs)
    expect([...new Set(needs)].filter((permission) => !/\.(?:get\w*|list\w*|search\w*)$/.test(permission))).toEqual([])
  })
})
