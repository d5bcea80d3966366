// Against a baseline: new and known; fixed only where that is known, and open with why where it is not.
import { describe, expect, it } from 'vitest'
import type { Asset, Finding, Gap, Inventory, Since } from '../../src/core/index.js'
import type { EarlierFinding, EarlierReport } from '../../src/drift/earlier.js'
import { compareWith, wantedOf } from '../../src/drift/since.js'
import { earlierFingerprints, fingerprint, judge, type CompiledRule } from '../../src/engine/index.js'
import { asset, bucket, fullProps, graphOf, home, itemGap, job, listGap, relation, rule } from '../engine/rule-text.js'

const root = rule('asset.props.rootAccess == "Disabled"', { id: 'root', aliases: ['old-root'], severity: 'high' })
const open = rule('!asset.props.open', { id: 'open' })
const specific = rule('asset.props.rootAccess == "Disabled"', { id: 'specific', supersedes: ['root'] })
const onlyIdle = rule('asset.props.rootAccess == "Disabled"', { id: 'idle', when: 'asset.props.volume < 0' })
const key = rule('asset.props.encryption != null', { id: 'key', on: [bucket.type] })

const lab = (name = 'lab', props = fullProps, more: Partial<Asset> = {}): Asset => asset(props, { id: `nb/${name}`, name, ...more })
const past = (id: string, of: string, more: Partial<EarlierFinding> = {}): EarlierFinding => ({
  fingerprint: fingerprint(id, of), rule: id, title: id, severity: 'high', message: 'm', asset: of, assetType: 'aws.sagemaker.notebook_instance', assetName: of, scope: home, alsoViolates: [], causes: [], suppressed: false, ...more,
})
const report = (findings: EarlierFinding[], more: Partial<EarlierReport> = {}): EarlierReport => ({ file: 'june.json', takenAt: '2026-06-01T00:00:00.000Z', complete: true, findings, unknowns: [], gaps: [], scopes: [], ...more })

interface Run { assets?: Asset[]; inventory?: Partial<Inventory>; rules?: CompiledRule[]; all?: CompiledRule[]; only?: string; accepted?: string[]; held?: boolean }
function since(before: EarlierReport, { assets = [lab()], inventory = {}, rules = [root, open], all = [root, open, specific, onlyIdle, key], only, accepted = [], held = false }: Run = {}): Since & { marks: string[] } {
  const graph = graphOf(assets, inventory)
  const docs = all.map(({ doc }) => doc)
  const judged = judge(rules, graph, [], { wanted: wantedOf(before.findings, docs, graph), ...(only !== undefined && { only }) })
  const findings = judged.findings.map((one): Finding => (accepted.includes(one.asset) ? { ...one, suppressed: { by: 'x', reason: 'y' } } : one))
  const made = compareWith(before, {
    findings, selected: judged.rules, all: docs, waiting: new Map(judged.coverage.notConfigured.map(({ rule: id, wants }) => [id, wants])), graph, held, ...(only !== undefined && { only }),
    answer: (id, of) => judged.answers.get(of)?.get(id),
    earlier: (one) => earlierFingerprints(one.asset, one.family !== undefined, docs.find(({ id }) => id === one.rule) ?? root.doc, graph),
  })
  return { ...made.since, marks: made.findings.map((one) => `${one.rule} ${one.asset} ${one.baseline ?? ''}`) }
}
const fate = (made: Since): string => [...made.fixed.map(({ how }) => `fixed: ${how ?? ''}`), ...made.open.map(({ why }) => `open: ${why}`)].join('; ')
const bad = { ...fullProps, rootAccess: 'Enabled' }
const good = { ...fullProps, rootAccess: 'Disabled', open: false }

describe('what is found', () => {
  it('is new or known, by fingerprint', () => {
    const made = since(report([past('root', 'nb/lab')]), { assets: [lab('lab', { ...bad, open: false }), lab('annex', { ...bad, open: false })] })
    expect(made.marks).toEqual(['root nb/annex new', 'root nb/lab known'])
    expect(made.counts).toEqual({ new: 1, known: 1, fixed: 0, open: 0 })
  })
  it('is known by an earlier id of its rule', () => {
    expect(since(report([past('old-root', 'nb/lab')]), { rules: [root], assets: [lab('lab', bad)] })).toMatchObject({ marks: ['root nb/lab known'], counts: { fixed: 0, open: 0 } })
  })
  it('is known where another finding spoke for it then', () => {
    expect(since(report([past('specific', 'nb/lab', { alsoViolates: ['root'] })]), { rules: [root], assets: [lab('lab', bad)] }).marks).toEqual(['root nb/lab known'])
  })
  it('does not count while it is accepted, and is new when it no longer is', () => {
    const before = report([past('root', 'nb/lab', { suppressed: true })])
    expect(since(before, { rules: [root], assets: [lab('lab', bad)], accepted: ['nb/lab'] })).toMatchObject({ marks: ['root nb/lab known'], counts: { new: 0, known: 0 } })
    expect(since(before, { rules: [root], assets: [lab('lab', bad)] })).toMatchObject({ marks: ['root nb/lab new'], counts: { new: 1 } })
  })
  it('of a family is known when a newer member comes', () => {
    const noNet = rule('false', { id: 'isolated', on: [job.type] })
    const member = (name: string, at: string): Asset => ({ id: `job/${name}`, type: job.type, kind: job.kind, name, scope: home, props: Object.fromEntries(Object.keys(job.props.fields).map((one) => [one, null])), gaps: {}, past: { family: 'nightly', at } })
    const first = judge([noNet], graphOf([member('1', '2026-05-01T00:00:00Z')]), []).findings[0]
    const before = report([past('isolated', 'job/1', { fingerprint: first?.fingerprint ?? '', assetType: job.type, lastSeen: '2026-05-01T00:00:00Z' })])
    expect(since(before, { rules: [noNet], all: [noNet], assets: [member('2', '2026-06-01T00:00:00Z')] })).toMatchObject({ marks: ['isolated job/2 known'], counts: { fixed: 0, open: 0 } })
    expect(fate(since(before, { rules: [noNet], all: [noNet], assets: [], inventory: { historySince: '2026-05-15T00:00:00Z' } }))).toBe('open: it ended before 2026-05-15, and this run looked no further back')
  })
})

describe('what is not found is fixed', () => {
  it.each<[string, EarlierFinding, Run, string]>([
    ['where the rule passes', past('root', 'nb/lab'), { assets: [lab('lab', good)] }, 'fixed: passes'],
    ['where it no longer applies', past('idle', 'nb/lab'), { assets: [lab('lab', { ...good, volume: 5 })], rules: [onlyIdle] }, 'fixed: not-applicable'],
    ['where the asset is gone', past('root', 'nb/gone'), { assets: [lab('lab', good)] }, 'fixed: gone'],
    ['where it is gone, whatever was unread elsewhere', past('root', 'nb/gone'), { assets: [], inventory: { gaps: [listGap('aws.sagemaker.notebook_instance', { ...home, region: 'eu-west-1' }), listGap('aws.iam.role'), itemGap('x', 'aws.sagemaker.notebook_instance')] } }, 'fixed: gone'],
    ['where nothing refers to it any more', past('key', 'arn:b', { assetType: bucket.type }), { assets: [lab('lab', good)], rules: [key] }, 'fixed: gone'],
  ])('%s', (_, one, run, told) => {
    expect(fate(since(report([one], { scopes: [] }), run))).toBe(told)
  })
})

describe('what is not found is open', () => {
  const statuses = (state: 'unreachable' | 'not-requested'): Inventory['scopes'] => [{ scope: { provider: 'aws', account: home.account }, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 }, { scope: home, state, services: {}, calls: 0, answered: 0, vanished: 0 }]
  const denied: Gap = { ...itemGap('sagemaker:Describe:denied:x', 'aws.sagemaker.notebook_instance'), call: 'sagemaker:DescribeNotebookInstance' }
  const { rootAccess: _rootAccess, ...without } = good
  it.each<[string, EarlierFinding, Run, string]>([
    ['while its property is unread', past('root', 'nb/lab'), { assets: [lab('lab', without, { gaps: { rootAccess: denied.id } })], inventory: { gaps: [denied] } }, 'open: sagemaker:DescribeNotebookInstance denied in us-east-1'],
    ['while the list is unread', past('root', 'nb/gone'), { inventory: { gaps: [listGap('aws.sagemaker.notebook_instance', home)] }, assets: [] }, 'open: list-aws.sagemaker.notebook_instance denied in us-east-1'],
    ['while the list is unread in the whole account', past('root', 'nb/gone'), { inventory: { gaps: [listGap('aws.sagemaker.notebook_instance')] }, assets: [] }, 'open: list-aws.sagemaker.notebook_instance denied in aws 111122223333'],
    ['when nobody collected its type', past('root', 'nb/gone'), { inventory: { collected: ['aws.iam.role'] }, assets: [] }, 'open: aws.sagemaker.notebook_instance was not collected: no rule of this run reads it'],
    ['when its region gave no answer', past('root', 'nb/gone'), { inventory: { scopes: statuses('unreachable') }, assets: [] }, 'open: aws 111122223333 us-east-1 gave no answer'],
    ['when its region was left out', past('root', 'nb/gone'), { inventory: { scopes: statuses('not-requested') }, assets: [] }, 'open: aws 111122223333 us-east-1 was not asked for'],
    ['when its region is not known to this run', past('root', 'nb/gone', { scope: { ...home, region: 'eu-west-1' } }), { assets: [] }, 'open: aws 111122223333 eu-west-1 was not looked at'],
    ['when its account was not scanned', past('root', 'nb/gone', { scope: { ...home, account: '444455556666' } }), { assets: [] }, 'open: aws 444455556666 was not scanned'],
    ['when the run was cut short', past('root', 'nb/gone'), { inventory: { finished: false }, assets: [] }, 'open: this run was cut short'],
    ['when its rule was not selected', past('specific', 'nb/lab'), { assets: [lab('lab', good)] }, 'open: its rule was not selected in this run'],
    ['when there is no such rule any more', past('older', 'nb/lab'), { assets: [lab('lab', good)] }, 'open: this aispm has no such rule'],
    ['when another asset was judged alone', past('root', 'nb/annex'), { assets: [lab('lab', good), lab('annex', good)], only: 'nb/lab' }, 'open: only nb/lab was judged in this run'],
    ['when what may refer to it is unread', past('key', 'arn:b', { assetType: bucket.type }), { assets: [], rules: [key], inventory: { gaps: [listGap('aws.sagemaker.notebook_instance', home)] } }, 'open: list-aws.sagemaker.notebook_instance denied in us-east-1, and what it lists may refer to it'],
    ['when what something refers to is unread', past('key', 'arn:b', { assetType: bucket.type }), { assets: [lab('lab', good, { gaps: { '->stored-in': denied.id } })], rules: [key], inventory: { gaps: [denied] } }, 'open: what lab refers to could not be read'],
    ['when it lies in a store that was not looked into', past('root', 's3://b/k', { assetType: 'artifact.pickle' }), { assets: [] }, 'open: this run knows no artifact.pickle'],
  ])('%s', (_, one, run, told) => {
    expect(fate(since(report([one]), run))).toBe(told)
  })
})

it('says nothing of what another finding speaks for now, nor of what was accepted', () => {
  expect(fate(since(report([past('root', 'nb/lab')]), { rules: [root, specific], assets: [lab('lab', { ...bad, open: false })] }))).toBe('')
  expect(fate(since(report([past('root', 'nb/lab', { suppressed: true })]), { assets: [lab('lab', good)] }))).toBe('')
})

it('keeps what refers to a thing alive only while it is there', () => {
  const b: Asset = { id: 'arn:b', type: bucket.type, kind: 'bucket', name: 'b', scope: { provider: 'aws', account: home.account }, props: { owner: 'self', encryption: null }, gaps: {} }
  const before = report([past('key', 'arn:b', { assetType: bucket.type })])
  expect(since(before, { assets: [lab('lab', good), b], inventory: { relations: [relation('nb/lab', 'stored-in', 'arn:b', bucket.type)] }, rules: [key] }).counts).toEqual({ new: 0, known: 1, fixed: 0, open: 0 })
})
