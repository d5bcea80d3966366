// What the settings make of findings: severities, owners, what is accepted, and what became of each ignore.
import { describe, expect, it } from 'vitest'
import { noTriage, UsageError, type Asset, type Finding, type Ignore, type RuleDoc, type ScopeStatus, type Triage, type Unknown } from '../../src/core/index.js'
import { checkTriage, triage, type Folders } from '../../src/triage/index.js'
import { isAtPath, isInScope } from '../../src/triage/place.js'
import { isLike } from '../../src/triage/wildcard.js'
import { doc } from '../engine/rule-text.js'

const account = '111122223333'
const virginia = { provider: 'aws', account, region: 'us-east-1' }
const files = { provider: 'local', account: 'models' }
const status = (scope: ScopeStatus['scope'], state: ScopeStatus['state'] = 'read'): ScopeStatus => ({ scope, state, services: {}, calls: 1, answered: 1, vanished: 0 })
const docs: RuleDoc[] = [doc('true', { id: 'bucket-public', aliases: ['s3-public'] }), doc('true', { id: 'notebook-root' }), doc('true', { id: 'pickle-calls' }), doc('true', { id: 'strict-one' })]

function finding(rule: string, name: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: `${rule}-${name}`, rule, title: rule, severity: 'medium', confidence: 'high', message: `${name} is wrong`, asset: `arn:aws:x:us-east-1:${account}:${name}`, assetType: 'aws.s3.bucket', assetName: name,
    scope: virginia, evidence: [], frameworks: {}, fix: { text: 'mend' }, alsoViolates: [], ...more,
  }
}
const pickle = (path: string): Finding => finding('pickle-calls', path, { asset: `local:${path}`, assetType: 'artifact.pickle', scope: files, source: { file: `team/models/${path}` } })
const unknown = (rule: string, name: string | null, scope = virginia): Unknown => ({ rule, title: rule, severity: 'low', asset: name === null ? null : `arn:${name}`, assetName: name, assetType: null, scope, gaps: ['g'] })
const ignore = (more: Partial<Ignore> = {}): Ignore => ({ rules: ['bucket-public'], assets: [], files: [], scopes: [], reason: 'accepted', where: 'aispm.yaml:3:5', ...more })
const asset = (id: string, props: Asset['props'] = {}, name = id): Asset => ({ id, name, type: 'aws.s3.bucket', kind: 'bucket', scope: virginia, props, gaps: {} })

interface World { findings?: Finding[]; unknowns?: Unknown[]; assets?: Asset[]; scopes?: ScopeStatus[]; rules?: RuleDoc[]; waiting?: string[]; partial?: boolean; hidden?: boolean; folders?: Folders; earlier?: string[]; today?: string }
function judged(settings: Partial<Triage>, world: World = {}): ReturnType<typeof triage> {
  const { findings = [], unknowns = [], assets = [], scopes = [status({ provider: 'aws', account }), status(virginia), status(files)], rules = docs.slice(0, 3), waiting = [], partial = false, hidden = false, folders = new Map([['models', 'models']]), earlier = [], today = '2026-06-02' } = world
  return triage({
    findings, unknowns, asset: (id) => assets.find((one) => one.id === id), assets, rules, waiting: new Set(waiting), scopes, partial, hidden: () => hidden, earlier: () => earlier, folders,
  }, { ...noTriage, ...settings }, today)
}
const state = (one: Ignore, world?: World): string => judged({ ignores: [one] }, world).ignores[0]?.state ?? ''

describe('severities', () => {
  const severities = [{ rule: '*', severity: 'low' as const, where: '' }, { rule: 's3-*', severity: 'critical' as const, where: '' }]
  it('are the user\'s, the last that matches, by earlier ids too; sorted and counted anew', () => {
    const { findings, counts, unknowns } = judged({ severities }, { findings: [finding('notebook-root', 'a', { severity: 'high' }), finding('bucket-public', 'b')], unknowns: [unknown('bucket-public', 'c')] })
    expect(findings.map(({ rule, severity, ruleSeverity }) => [rule, severity, ruleSeverity])).toEqual([['bucket-public', 'critical', 'medium'], ['notebook-root', 'low', 'high']])
    expect(counts).toEqual({ findings: { critical: 1, high: 0, medium: 0, low: 1 }, suppressed: 0 })
    expect(unknowns[0]?.severity).toBe('critical')
  })
  it('say nothing where they are the rule\'s own', () => {
    expect(judged({ severities: [{ rule: '*', severity: 'medium', where: '' }] }, { findings: [finding('bucket-public', 'b')] }).findings[0]).not.toHaveProperty('ruleSeverity')
  })
})

describe('owners', () => {
  const owners = { paths: [{ pattern: '*.pkl', owners: ['@files'] }, { pattern: '/team/models/', owners: ['@models'] }, { pattern: 'x', owners: ['@own'], within: 'models/own' }], tags: ['team', 'Owner'], scopes: [{ scope: 'aws', owners: ['@cloud'] }, { scope: `aws:${account}`, owners: ['@account'] }] }
  const of = (one: Finding, assets: Asset[] = []): string[] | undefined => judged({ owners }, { findings: [one], assets }).findings[0]?.owners
  it('come from paths first, the last that matches', () => {
    expect([of(pickle('a.pkl')), of({ ...pickle('a.pkl'), source: { file: 'deep/a.pkl' } }), of(pickle('own/x'))]).toEqual([['@models'], ['@files'], ['@own']])
  })
  it('then from the tags of the asset, whatever their case, then from the longest scope', () => {
    const one = finding('bucket-public', 'b')
    expect([of(one, [asset(one.asset, { tags: { owner: ' jo ' } })]), of(one, [asset(one.asset, { labels: { TEAM: 'ml', owner: 'jo' } })]), of(one, [asset(one.asset, { tags: { owner: '' } })]), of(one, [asset(one.asset, { tags: ['owner'] })])])
      .toEqual([['jo'], ['ml'], ['@account'], ['@account']])
  })
})

describe('an ignore', () => {
  const [a, b] = [finding('bucket-public', 'logs'), finding('bucket-public', 'corpus')]
  it('suppresses what fits in all it says, and no more; it does not count', () => {
    const { findings, counts, ignores } = judged({ ignores: [ignore({ assets: ['lo*'], scopes: [`aws:${account}:us-east-1`], until: '2026-06-02', by: 'jo' })] }, { findings: [a, b, finding('notebook-root', 'logs')] })
    expect(findings.map(({ assetName, rule, suppressed }) => [rule, assetName, suppressed])).toEqual([
      ['bucket-public', 'logs', { by: 'jo', reason: 'accepted', until: '2026-06-02' }], ['bucket-public', 'corpus', undefined], ['notebook-root', 'logs', undefined],
    ])
    expect(counts).toEqual({ findings: { critical: 0, high: 0, medium: 2, low: 0 }, suppressed: 1 })
    expect(ignores).toEqual([{ where: 'aispm.yaml:3:5', what: `bucket-public on lo* in aws:${account}:us-east-1`, reason: 'accepted', until: '2026-06-02', state: 'used', findings: 1 }])
  })
  it.each([
    [{ assets: ['corpus', 'nothing'] }, ['corpus']], [{ assets: [a.asset] }, ['logs']], [{ rules: ['s3-public'] }, ['logs', 'corpus']], [{ rules: ['*'] }, ['logs', 'corpus']], [{ scopes: ['gcp'] }, []],
    [{ scopes: ['aws:444455556666'] }, []], [{ fingerprint: b.fingerprint }, ['corpus']], [{ fingerprint: 'of-an-earlier-id' }, ['logs', 'corpus']], [{ files: ['**'] }, []], [{ assets: ['log'] }, []],
  ])('fits %j', (more, fits) => {
    const { findings } = judged({ ignores: [ignore(more)] }, { findings: [a, b], earlier: ['of-an-earlier-id'] })
    expect(findings.filter(({ suppressed }) => suppressed !== undefined).map(({ assetName }) => assetName)).toEqual(fits)
  })
  it('is the first of several, and the second is not stale for it', () => {
    const { findings, ignores } = judged({ ignores: [ignore({ reason: 'one' }), ignore({ reason: 'two' })] }, { findings: [a] })
    expect(findings[0]?.suppressed?.reason).toBe('one')
    expect(ignores.map(({ state: is, findings: n }) => [is, n])).toEqual([['used', 1], ['used', 0]])
  })
  it('that has expired hides nothing, and says what it would have hidden', () => {
    const { findings, ignores, counts } = judged({ ignores: [ignore({ until: '2026-06-01' })] }, { findings: [a, b] })
    expect([findings.some(({ suppressed }) => suppressed !== undefined), counts.suppressed, ignores[0]?.state, ignores[0]?.findings]).toEqual([false, 0, 'expired', 2])
  })
  it('is stale where all it names was judged', () => {
    expect(state(ignore(), { findings: [finding('notebook-root', 'x')] })).toBe('stale')
    expect(state(ignore({ assets: ['logs'] }), { assets: [asset('arn:1', {}, 'logs')], scopes: [status(virginia), status({ ...virginia, region: 'eu-west-1' }, 'not-requested')] })).toBe('stale')
    expect(state(ignore({ rules: ['pickle-calls'], files: ['old/**'] }))).toBe('stale')
  })
  it.each<[string, Ignore, World]>([
    ['the asset could not be judged', ignore({ assets: ['logs'] }), { unknowns: [unknown('bucket-public', 'logs')] }],
    ['a list was not read', ignore({ assets: ['logs'] }), { unknowns: [unknown('bucket-public', null)] }],
    ['the rule did not run', ignore({ rules: ['strict-one'] }), {}],
    ['the rule waits for a setting', ignore(), { waiting: ['bucket-public'] }],
    ['the run was cut short', ignore(), { partial: true }],
    ['its account was not scanned', ignore({ scopes: ['aws:444455556666'] }), {}],
    ['its region was not scanned', ignore({ scopes: [`aws:${account}:eu-west-1`] }), {}],
    ['no folder was scanned', ignore({ rules: ['pickle-calls'], files: ['old/**'] }), { scopes: [status(virginia)] }],
    ['the name may be in a region that was left out', ignore({ assets: ['logs'] }), { scopes: [status(virginia), status({ ...virginia, region: 'eu-west-1' }, 'not-requested')] }],
    ['the place of the id was not read', ignore({ assets: ['arn:aws:x:eu-west-1:111122223333:logs'] }), { hidden: true }],
    ['another account gave no answer', ignore(), { scopes: [status(virginia), status({ provider: 'aws', account: '444455556666' }, 'unreachable')] }],
  ])('is not stale while %s', (_, one, world) => {
    expect(state(one, world)).toBe('unjudged')
  })
  it('is not stale for what another finding speaks for', () => {
    expect(state(ignore(), { findings: [finding('notebook-root', 'x', { alsoViolates: ['bucket-public'] })] })).toBe('used')
  })
})

describe('a folder\'s own settings', () => {
  const within = 'models/own'
  it('hold for what lies in it alone, whatever their patterns try', () => {
    const all = [pickle('own/a.pkl'), pickle('other/a.pkl'), pickle('owner/a.pkl'), finding('pickle-calls', 'cloud')]
    for (const patterns of [[], ['**'], ['../**'], ['/**'], ['*'], ['!(x)'], ['{a.pkl,../other/a.pkl}', '*.pkl']]) {
      const { findings } = judged({ ignores: [ignore({ rules: ['*'], files: patterns, within })], severities: [{ rule: '*', severity: 'low', where: '', within }] }, { findings: all })
      expect(findings.filter(({ severity }) => severity === 'low').map(({ assetName }) => assetName)).toEqual(['own/a.pkl'])
      const hidden = findings.filter(({ suppressed }) => suppressed !== undefined).map(({ assetName }) => assetName)
      expect(hidden).toEqual(patterns.some((one) => one.includes('..') && patterns.length === 1) || patterns[0] === '!(x)' ? [] : ['own/a.pkl'])
    }
  })
  it('mean paths as seen from it', () => {
    const { findings } = judged({ ignores: [ignore({ rules: ['*'], files: ['old/a.pkl'], within })] }, { findings: [pickle('own/old/a.pkl'), pickle('old/a.pkl')] })
    expect(findings.filter(({ suppressed }) => suppressed).map(({ assetName }) => assetName)).toEqual(['own/old/a.pkl'])
  })
  it('do not reach a folder of the same name elsewhere', () => {
    expect(judged({ ignores: [ignore({ rules: ['*'], within })] }, { findings: [pickle('own/a.pkl')], folders: new Map([['models', null]]) }).counts.suppressed).toBe(0)
  })
})

describe('patterns', () => {
  it('of names are quick and take everything else as it is', () => {
    expect([isLike('a*c', 'abc'), isLike('a*c', 'a/b/c'), isLike('[a]', '[a]'), isLike('[a]', 'a'), isLike('a', 'ab'), isLike('*', ''), isLike('', 'a')]).toEqual([true, true, true, false, false, true, false])
    const before = performance.now()
    expect(isLike('*a'.repeat(40), `${'a'.repeat(20_000)}b`)).toBe(false)
    expect(performance.now() - before).toBeLessThan(1000)
  })
  it.each([
    ['*.pkl', 'a/b.pkl', true], ['/b.pkl', 'a/b.pkl', false], ['a/b', 'a/b/c', true], ['a/', 'a/b/c', true], ['a/*', 'a/b', true], ['a/*', 'a/b/c', false], ['docs', 'x/docs/y', true], ['a/b', 'x/a/b', false],
    ['*', 'a/b', true], ['**', '.hidden/x', true], ['!a', 'b', false], ['./a', 'a', true],
  ])('of paths: %s on %s', (pattern, path, fits) => {
    expect(isAtPath(pattern, path)).toBe(fits)
  })
  it('of scopes', () => {
    expect([isInScope('aws', virginia), isInScope('aws:1111*', virginia), isInScope(`aws:${account}:eu-*`, virginia), isInScope('gcp:projects/orchard', { provider: 'gcp', account: 'orchard' }), isInScope('awsx', virginia)]).toEqual([true, true, false, true, false])
  })
})

describe('settings that name nothing', () => {
  const check = (settings: Partial<Triage>) => (): void => { checkTriage({ ...noTriage, ...settings }, docs, ['aws', 'gcp']) }
  it('are refused with their place', () => {
    expect(check({ ignores: [ignore({ rules: ['bucket-pubic'] })] })).toThrow(new UsageError('aispm.yaml:3:5  ignores: no rule "bucket-pubic"; nothing was judged', 'did you mean bucket-public?'))
    expect(check({ ignores: [ignore({ rules: ['azure-*'] })] })).toThrow('no rule "azure-*"')
    expect(check({ severities: [{ rule: 'x', severity: 'low', where: 'aispm.yaml:9:3' }] })).toThrow('aispm.yaml:9:3  severity: no rule "x"')
    expect(check({ ignores: [ignore({ scopes: ['asw:1'] })] })).toThrow('"asw:1" begins with no provider')
  })
  it('are fine by an earlier id', () => {
    expect(check({ ignores: [ignore({ rules: ['s3-public', '*-root'], scopes: ['aws:1'] })] })).not.toThrow()
  })
})
