// From verdicts to findings, unknowns and coverage.
import { describe, expect, it } from 'vitest'
import type { Asset, RuleDoc } from '../../src/core/index.js'
import { evaluate, fingerprint, judge, neededTypes, runExamples, selectRules, stubTypes } from '../../src/engine/index.js'
import type { AccessModel } from '../../src/access/model.js'
import { asset, bucket, config, doc, fullProps, graphOf, home, inventory, itemGap, job, listGap, model, noAccess, relation, role, rule, types } from './rule-text.js'
import { indexInventory } from '../../src/graph/index.js'

const one = (id: string, assert: string, more: Partial<RuleDoc> = {}) => rule(assert, { id, ...more })
const notebook = (name: string, props = fullProps, more: Partial<Asset> = {}): Asset => asset(props, { id: `nb/${name}`, name, ...more })

describe('findings', () => {
  const rules = [
    one('c-low', 'false', { severity: 'low' }), one('b-high', 'asset.props.rootAccess == "Disabled"', { severity: 'high', fix: { text: 'Mend {name}', command: 'aws mend --name {name}' }, message: '{name} in {region} has root {props.rootAccess}' }),
    one('a-low', 'false', { severity: 'low' }), one('d-pass', 'true'),
  ]
  const graph = graphOf([notebook('z lab'), notebook('a-lab')])
  const judgement = judge(rules, graph, [])

  it('are sorted by severity, rule and asset', () => {
    expect(judgement.findings.map((f) => `${f.severity} ${f.rule} ${f.asset}`)).toEqual([
      'high b-high nb/a-lab', 'high b-high nb/z lab', 'low a-low nb/a-lab', 'low a-low nb/z lab', 'low c-low nb/a-lab', 'low c-low nb/z lab',
    ])
    expect(judgement.counts).toEqual({ findings: { critical: 0, high: 2, medium: 0, low: 4 }, unknowns: 0 })
  })
  it('say what was seen and what to do', () => {
    expect(judgement.findings[1]).toEqual({
      fingerprint: fingerprint('b-high', 'nb/z lab'), rule: 'b-high', title: 'A rule', severity: 'high', confidence: 'high', message: 'z lab in us-east-1 has root Enabled', asset: 'nb/z lab',
      assetType: 'aws.sagemaker.notebook_instance', assetName: 'z lab', scope: home, evidence: [{ asset: 'nb/z lab', path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }],
      frameworks: {}, fix: { text: 'Mend z lab', command: "aws mend --name 'z lab'" }, alsoViolates: [],
    })
  })
  it('keep their fingerprint whatever is said of them', () => {
    const later = judge([one('b-high', 'asset.props.rootAccess != "Enabled"', { severity: 'low', message: 'other words', title: 'Other' })], graph, [])
    expect(later.findings.map((f) => f.fingerprint)).toEqual(judgement.findings.slice(0, 2).map((f) => f.fingerprint))
    expect(fingerprint('a', 'b')).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set([fingerprint('a', 'b'), fingerprint('ab', ''), fingerprint('a', 'b', 'c'), fingerprint('a', 'bc')]).size).toBe(4)
  })
  it('are the same for the same inventory, whatever its order', () => {
    const other = judge([...rules].reverse(), graphOf([notebook('a-lab'), notebook('z lab')]), [])
    expect(JSON.stringify(other)).toBe(JSON.stringify(judgement))
  })
})

describe('what stands around AI', () => {
  const corpus: Asset = { id: 'arn:aws:s3:::orchard-corpus', type: bucket.type, kind: 'bucket', name: 'orchard-corpus', scope: { provider: 'aws', account: '111122223333' }, props: { owner: 'self', encryption: null }, gaps: {} }
  const made = one('no-key', 'asset.props.encryption != null', { on: [bucket.type] })

  it('names the AI that refers to it, a few of many', () => {
    const labs = ['a', 'b', 'c', 'd'].map((name) => notebook(name))
    const { findings } = judge([made], graphOf([corpus, ...labs], { relations: labs.map((lab) => relation(lab.id, 'stored-in', corpus.id, bucket.type)) }), [])
    expect(findings[0]?.usedBy).toEqual({ count: 4, some: ['a', 'b', 'c'].map((name) => ({ asset: `nb/${name}`, name, type: 'aws.sagemaker.notebook_instance' })) })
  })

  it('says nothing of it on AI itself', () => {
    const lab = notebook('a')
    expect(judge([one('a', 'false')], graphOf([lab, corpus], { relations: [relation(lab.id, 'stored-in', corpus.id, bucket.type)] }), []).findings[0]).not.toHaveProperty('usedBy')
  })
})

describe('what was read and cannot be understood', () => {
  it('is a gap of its own, though no read failed', () => {
    const unreadable: AccessModel = { ...noAccess, admin: (who) => ({ value: 'unknown', gaps: [`policy:invalid-answer:${who.id}#inlinePolicies[0] is not JSON`], doubts: [], confidence: 'low', because: [] }) }
    const who: Asset = { id: 'arn:aws:iam::111122223333:role/orchard-lab-role', type: role.type, kind: 'role', name: 'orchard-lab-role', scope: { provider: 'aws', account: '111122223333' }, props: { path: '/', trusted: [] }, gaps: {} }
    const judgement = judge([one('a', '!admin(asset)', { on: [role.type] })], graphOf([who]), [unreadable])
    expect(judgement.unknowns).toHaveLength(1)
    expect(judgement.gaps).toMatchObject([{ call: 'policy', reason: 'invalid-answer', message: `${who.id}#inlinePolicies[0] is not JSON`, blinds: ['a'] }])
  })
})

describe('coverage', () => {
  const { rootAccess: _rootAccess, ...without } = fullProps
  const euWest = { ...home, region: 'eu-west-1' }
  const gap = itemGap('sagemaker:DescribeNotebookInstance:denied:aws/111122223333/us-east-1', 'aws.sagemaker.notebook_instance')
  const unread = listGap('aws.sagemaker.notebook_instance', euWest)
  const rules = [
    one('root', 'asset.props.rootAccess == "Disabled"'), one('open', 'asset.props.open'), one('never', 'asset.props.open', { when: 'asset.props.volume < 0' }),
    one('roles', 'asset.props.path == "/"', { on: [role.type] }), one('buckets', 'asset.props.owner == "self"', { on: [bucket.type] }),
    one('artifacts', 'true', { needs: ['artifacts'] }), one('unset', 'asset.props.volume > 1', { params: { days: { type: 'int', doc: 'x' } } }),
  ]
  const assets = [notebook('a'), notebook('b', without, { gaps: { rootAccess: gap.id } })]
  const judgement = judge(rules, graphOf(assets, { gaps: [gap, unread, listGap(role.type)] }), [])

  it('counts verdicts, and one unknown per rule and unread scope', () => {
    expect(judgement.coverage).toEqual({
      decided: 3, unknown: 5, ratio: 3 / 8, nothingToJudge: ['buckets'],
      notConfigured: [{ rule: 'artifacts', wants: '--with artifacts' }, { rule: 'unset', wants: 'params.unset.days' }],
      rules: {
        buckets: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }, never: { pass: 0, fail: 0, unknown: 1, 'not-applicable': 2 }, open: { pass: 2, fail: 0, unknown: 1, 'not-applicable': 0 },
        roles: { pass: 0, fail: 0, unknown: 1, 'not-applicable': 0 }, root: { pass: 0, fail: 1, unknown: 2, 'not-applicable': 0 },
      },
    })
  })
  it('names what each gap blinds', () => {
    expect(judgement.gaps.map((g) => [g.id, g.blinds])).toEqual([
      ['list-aws.iam.role:denied:aws/111122223333', ['roles']],
      ['list-aws.sagemaker.notebook_instance:denied:aws/111122223333/eu-west-1', ['never', 'open', 'root']],
      ['sagemaker:DescribeNotebookInstance:denied:aws/111122223333/us-east-1', ['root']],
    ])
    expect(judgement.unknowns.map((u) => [u.rule, u.asset, u.scope.region ?? ''])).toEqual([
      ['never', null, 'eu-west-1'], ['open', null, 'eu-west-1'], ['roles', null, ''], ['root', null, 'eu-west-1'], ['root', 'nb/b', 'us-east-1'],
    ])
    expect(judgement.complete).toBe(false)
  })
  it('says nothing of a scope to which no setting sends the rule', () => {
    const regional = one('regional', 'false', { when: 'size(trust.regions) > 0' })
    expect(judge([regional], graphOf([], { gaps: [unread] }), []).unknowns).toEqual([])
    expect(judge([one('always', 'false')], graphOf([], { gaps: [unread] }), []).unknowns).toHaveLength(1)
  })
  it('runs what was asked for and configured', () => {
    const asked = judge(rules, graphOf(assets), [], { with: new Set(['artifacts']), params: { unset: { days: 3 } } })
    expect(asked.coverage.notConfigured).toEqual([])
    expect(asked.coverage.rules['artifacts']).toEqual({ pass: 2, fail: 0, unknown: 0, 'not-applicable': 0 })
  })
  it('is whole where nothing was to be judged', () => {
    const empty = judge(rules.slice(0, 1), graphOf([]), [])
    expect(empty).toMatchObject({ coverage: { decided: 0, unknown: 0, ratio: 1, nothingToJudge: ['root'] }, complete: true })
  })
  it('has an unknown for a type that the inventory never looked for', () => {
    const graph = indexInventory({ ...inventory([notebook('a')]), collected: ['aws.sagemaker.notebook_instance'] }, types)
    const partly = judge(rules.slice(3, 4), graph, [])
    expect(partly.unknowns).toMatchObject([{ rule: 'roles', asset: null, gaps: ['collect:not-requested:aws.iam.role'] }])
    expect(partly.gaps).toMatchObject([{ id: 'collect:not-requested:aws.iam.role', reason: 'not-requested', blinds: ['roles'] }])
  })
  it('is not complete when collection was cut short or a scope gave no answer, and is with optional reads left out', () => {
    const of = (more: Parameters<typeof graphOf>[1]): boolean => judge([], graphOf([], more), []).complete
    expect(of({})).toBe(true)
    expect(of({ finished: false })).toBe(false)
    expect(of({ scopes: [{ scope: home, state: 'unreachable', services: {}, calls: 1, answered: 0, vanished: 0 }] })).toBe(false)
    expect(of({ scopes: [{ scope: home, state: 'not-requested', services: {}, calls: 0, answered: 0, vanished: 0 }] })).toBe(true)
    expect(of({ gaps: [{ ...gap, reason: 'not-requested' }] })).toBe(true)
    expect(of({ gaps: [gap] })).toBe(false)
  })
})

describe('faults', () => {
  it('are unknown, named, and no verdict of their neighbours', () => {
    const { open: _open, ...without } = fullProps
    const judgement = judge([one('open', 'asset.props.open'), one('root', 'asset.props.rootAccess == "Enabled"')], graphOf([notebook('a', without), notebook('b')]), [])
    expect(judgement.faults).toEqual([{ rule: 'open', asset: 'nb/a', message: 'aws.sagemaker.notebook_instance: property "open" of nb/a is neither read nor gapped' }])
    expect(judgement.unknowns).toMatchObject([{ rule: 'open', asset: 'nb/a', gaps: ['rule open:error:aws/111122223333/us-east-1'] }])
    expect(judgement.gaps).toMatchObject([{ call: 'rule open', reason: 'error', blinds: ['open'], count: 1 }])
    expect(judgement.coverage).toMatchObject({ decided: 3, unknown: 1 })
    expect(judgement.complete).toBe(false)
  })
})

describe('supersedes', () => {
  const general = one('general', 'false', { severity: 'high' })
  const middle = one('middle', 'asset.props.open == false', { supersedes: ['general'] })
  const specific = one('specific', 'asset.props.rootAccess == "Disabled"', { supersedes: ['middle'] })
  const told = (rules: ReturnType<typeof one>[], props = fullProps) => judge(rules, graphOf([notebook('a', props)]), []).findings.map((f) => [f.rule, f.alsoViolates])

  it('tells the specific one, with the general ones beside it', () => {
    expect(told([general, middle, specific])).toEqual([['specific', ['general', 'middle']]])
  })
  it('reaches over a rule that passes', () => {
    expect(told([general, middle, specific], { ...fullProps, open: false })).toEqual([['specific', ['general']]])
  })
  it('tells the general one where the specific one passes', () => {
    expect(told([general, specific], { ...fullProps, rootAccess: 'Disabled' })).toEqual([['general', []]])
  })
  it('knows former ids', () => {
    expect(told([one('renamed', 'false', { aliases: ['general'] }), middle])).toEqual([['middle', ['renamed']]])
  })
  it('loses nothing where two rules supersede each other', () => {
    expect(told([one('a', 'false', { supersedes: ['b'] }), one('b', 'false', { supersedes: ['a'] })])).toEqual([['a', []], ['b', []]])
  })
  it('works asset by asset', () => {
    const graph = graphOf([notebook('a'), notebook('b', { ...fullProps, open: false })])
    expect(judge([general, middle], graph, []).findings.map((f) => [f.rule, f.asset])).toEqual([['general', 'nb/b'], ['middle', 'nb/a']])
  })
})

describe('what is past', () => {
  const isolated = one('isolated', 'asset.props.isolated', { on: [job.type], message: '{name} is open' })
  const past = (name: string, at: string | null, family = 'train', more: Partial<Asset> = {}): Asset => ({
    id: `job/${name}`, type: job.type, kind: 'training-job', name, scope: home, props: { isolated: false }, gaps: {}, ...(at === null ? {} : { past: { family, at } }), ...more,
  })
  const modelOf = (name: string, more: Partial<Asset> = {}): Asset => ({ id: `model/${name}`, type: model.type, kind: 'model', name, scope: home, props: { name }, gaps: {}, ...more })
  const conf: Asset = { id: 'conf', type: config.type, kind: 'endpoint', name: 'conf', scope: home, props: { name: 'conf' }, gaps: {} }
  const jobs = [past('1', '2026-03-01'), past('3', '2026-05-01'), past('2', '2026-04-01'), past('other', '2026-01-01', 'else'), past('running', null)]

  it('is told once per family, on the newest', () => {
    const { findings, coverage } = judge([isolated], graphOf(jobs), [])
    expect(findings.map((f) => [f.asset, f.family])).toEqual([
      ['job/3', { count: 3, firstSeen: '2026-03-01', lastSeen: '2026-05-01' }], ['job/other', { count: 1, firstSeen: '2026-01-01', lastSeen: '2026-01-01' }], ['job/running', undefined],
    ])
    expect(findings[0]?.message).toBe('3 is open')
    expect(coverage.decided).toBe(5)
  })
  it('keeps its fingerprint when a newer member comes, and shares it with no other family or account', () => {
    const before = judge([isolated], graphOf(jobs), []).findings
    const after = judge([isolated], graphOf([...jobs, past('4', '2026-06-01')]), []).findings
    expect(after[0]).toMatchObject({ asset: 'job/4', fingerprint: before[0]?.fingerprint ?? '' })
    const abroad = past('x', '2026-03-01', 'train', { scope: { ...home, account: '444455556666' } })
    const prints = judge([isolated], graphOf([...jobs, abroad]), []).findings.map((f) => f.fingerprint)
    expect(new Set(prints).size).toBe(4)
  })
  it('stands for itself when what it made is live', () => {
    const relations = [relation('model/m', 'derived-from', 'job/2', job.type, 'inferred'), relation('conf', 'serves', 'model/m', model.type)]
    const { findings } = judge([isolated], graphOf([...jobs, modelOf('m'), conf], { relations }), [])
    expect(findings.map((f) => [f.asset, f.family?.count])).toEqual([['job/2', undefined], ['job/3', 2], ['job/other', 1], ['job/running', undefined]])
  })
  it('does not when the model is not served, or past itself', () => {
    const derived = relation('model/m', 'derived-from', 'job/2', job.type, 'inferred')
    const unserved = judge([isolated], graphOf([...jobs, modelOf('m'), conf], { relations: [derived] }), []).findings
    expect(unserved.map((f) => f.asset)).toEqual(['job/3', 'job/other', 'job/running'])
    const gone = graphOf([...jobs, modelOf('m', { past: { family: 'm', at: '2026-01-01' } }), conf], { relations: [derived, relation('conf', 'serves', 'model/m', model.type)] })
    expect(judge([isolated], gone, []).findings.map((f) => f.asset)).toEqual(['job/3', 'job/other', 'job/running'])
  })
  it('ends where lineage runs in a circle', () => {
    const relations = [relation('model/m', 'derived-from', 'job/2', job.type), relation('model/n', 'derived-from', 'model/m', model.type), relation('model/m', 'derived-from', 'model/n', model.type)]
    expect(judge([isolated], graphOf([...jobs, modelOf('m'), modelOf('n')], { relations }), []).findings).toHaveLength(3)
  })
})

describe('which rules run', () => {
  const rules = [one('aws-a', 'true'), one('aws-b', 'true', { level: 'strict' }), one('gcp-c', 'true', { aliases: ['gcp-old'] }), one('aws-d', 'true', { status: 'deprecated' })]
  it.each([[['recommended'], ['aws-a', 'gcp-c']], [['all'], ['aws-a', 'aws-b', 'gcp-c', 'aws-d']], [['aws-*'], ['aws-a', 'aws-b', 'aws-d']], [['gcp-old', 'aws-a'], ['aws-a', 'gcp-c']], [['recommended', 'aws-b'], ['aws-a', 'aws-b', 'gcp-c']]])('%j', (patterns, ids) => {
    expect(selectRules(rules, patterns).map((r) => r.doc.id)).toEqual(ids)
  })
  it('a pattern that names none is a mistake', () => {
    expect(() => selectRules(rules, ['aws-x'])).toThrow('no rule matches "aws-x" — nothing was scanned')
    expect(() => selectRules(rules, ['recomended'])).toThrow(expect.objectContaining({ hint: 'did you mean recommended?' }))
  })
})

describe('which types are needed', () => {
  const access: AccessModel = { ...noAccess, needs: ['aws.iam.role', 'aws.account.account'] }
  const need = (made: ReturnType<typeof one>): string[] => [...neededTypes([made], [access], types)].sort()
  it('those judged, and those named', () => {
    expect(need(one('a', 'true'))).toEqual(['aws.sagemaker.notebook_instance'])
    expect(need(one('a', 'size(roles) == 0', { let: { roles: "related(asset, 'runs-as') as aws.iam.role" } }))).toEqual(['aws.iam.role', 'aws.sagemaker.notebook_instance'])
  })
  it('those that access evaluation reads', () => {
    expect(need(one('a', '!admin(asset)', { on: [role.type] }))).toEqual(['aws.account.account', 'aws.iam.role'])
  })
  it('whatever shows that what a job made is live', () => {
    expect(need(one('a', 'asset.props.isolated', { on: [job.type] }))).toEqual(['aws.sagemaker.config', 'aws.sagemaker.model', 'aws.sagemaker.training_job'])
  })
  it('all that refer to what is only found by reference', () => {
    expect(need(one('a', 'asset.props.owner == "self"', { on: [bucket.type] }))).toEqual(['aws.s3.bucket', 'aws.sagemaker.notebook_instance'])
  })
  it('both ends of a relation followed without a type', () => {
    expect(need(one('a', 'size(related(asset, "serves")) == 0', { on: [config.type] }))).toEqual(['aws.sagemaker.config', 'aws.sagemaker.model'])
  })
  it('all AI types for assetsIn', () => {
    expect(need(one('a', 'size(assetsIn(asset)) == 0', { on: [role.type] }))).toEqual(['aws.iam.role', 'aws.sagemaker.config', 'aws.sagemaker.model', 'aws.sagemaker.notebook_instance', 'aws.sagemaker.training_job'])
  })
})

describe('evaluate', () => {
  it('tells every verdict, passes included', () => {
    const results = evaluate([one('a', 'asset.props.open'), one('b', 'true', { when: 'false' })], graphOf([notebook('a')]), [])
    expect(results.map((r) => [r.rule, r.asset, r.verdict])).toEqual([['a', 'nb/a', 'pass'], ['b', 'nb/a', 'not-applicable']])
  })
})

describe('examples', () => {
  const run = (assert: string, examples: Partial<RuleDoc['examples']>, more: Partial<RuleDoc> = {}) =>
    runExamples(rule(assert, { examples: { pass: [], fail: [], unknown: [], notApplicable: [], ...examples }, ...more }), types).map((r) => [r.example, r.verdict, r.problem ?? ''])

  it('hold, or say why not', () => {
    expect(run('asset.props.rootAccess == "Disabled"', { pass: [{ rootAccess: 'Disabled' }, { rootAccess: 'Enabled' }], unknown: [{ $gaps: { rootAccess: 'denied' } }] })).toEqual([
      ['pass 1', 'pass', ''], ['pass 2', 'fail', 'is fail, not pass because rootAccess is "Enabled", wanted "Disabled"'], ['unknown 1', 'unknown', ''],
    ])
  })
  it('read only what they set', () => {
    expect(run('asset.props.open && asset.props.rootAccess == "Disabled"', { pass: [{ open: true }] })[0]?.[2]).toContain('reads what the example does not set: aws.sagemaker.notebook_instance: property "rootAccess"')
  })
  it('compare the message, and want one', () => {
    expect(run('false', { fail: [{ $message: 'orchard-lab is not as it should be' }] })).toEqual([['fail 1', 'fail', '']])
    expect(run('false', { fail: [{ $message: 'other' }] })[0]?.[2]).toBe('says "orchard-lab is not as it should be", not "other"')
    expect(run('false', { fail: [{}] })[0]?.[2]).toBe('no fail example says which $message it expects')
  })
  it('have relations, other assets, unread lists, parameters, trust and a time', () => {
    const lets = { let: { roles: "related(asset, 'runs-as') as aws.iam.role" } }
    const id = 'arn:aws:iam::111122223333:role/orchard'
    expect(run('roles.all(r, r.props.path == "/")', {
      pass: [{}, { $assets: [{ $id: id, $type: role.type, $region: null, path: '/' }], $relations: [['self', 'runs-as', id]] }],
      unknown: [{ $gaps: { '->runs-as': 'denied' } }, { $relations: [['self', 'runs-as', id]], $listGaps: { [role.type]: 'denied' } }],
    }, lets)).toEqual([['pass 1', 'pass', ''], ['pass 2', 'pass', ''], ['unknown 1', 'unknown', ''], ['unknown 2', 'unknown', '']])
    expect(run('asset.props.createdAt == null || days(asset.props.createdAt) <= params.days', {
      pass: [{ createdAt: '2026-05-01T00:00:00Z', $params: { days: 31 } }, { createdAt: '2026-05-01T00:00:00Z', $takenAt: '2026-05-02T00:00:00Z' }],
    }, { params: { days: { type: 'int', default: 1, doc: 'x' } } })).toEqual([['pass 1', 'pass', ''], ['pass 2', 'pass', '']])
    expect(run('asset.scope.account in trust.accounts', { pass: [{ $account: '444455556666', $trust: { accounts: ['444455556666'] } }] })).toEqual([['pass 1', 'pass', '']])
  })
  it.each([
    [{ rootAcces: 'x' }, 'no property rootAcces, did you mean rootAccess?'], [{ volume: 'x' }, 'volume is no number'], [{ disks: [{ imag: 'x' }] }, 'no property disks[0].imag, did you mean disks[0].image?'],
    [{ $gaps: { rootAcces: 'denied' } }, '$gaps: aws.sagemaker.notebook_instance has no property rootAcces, did you mean rootAccess?'], [{ $gaps: { open: 'deny' } }, '"deny" is no reason for a gap'],
    [{ $relations: [['self', 'runs-us', 'x']] }, '$relations: [from, relation, to] with a known relation'], [{ $assets: [{ path: '/' }] }, 'each of $assets says its $id and $type'],
    [{ $assets: [{ $id: 'b', $type: bucket.type }], $relations: [['self', 'runs-as', 'b']] }, 'declares no runs-as to aws.s3.bucket'],
  ])('are checked themselves: %j', (example, message) => {
    expect(run('true', { pass: [example] })[0]?.[2]).toContain(message)
  })
  it('can be run before a collector exists', () => {
    const early = doc('asset.props.size > 3', { on: ['aws.new.thing'], examples: { pass: [{ size: 4 }], fail: [], unknown: [], notApplicable: [] } })
    const { types: all, stubbed } = stubTypes(early, types)
    expect(stubbed).toEqual(['aws.new.thing'])
    expect(Object.keys(all.get('aws.new.thing')?.props.fields ?? {})).toEqual(['size'])
  })
})
