// Lists that may hide members, and the relations they come from.
import { describe, expect, it } from 'vitest'
import type { Asset } from '../../src/core/index.js'
import { evaluate } from '../../src/engine/index.js'
import { asset, bucket, config, graphOf, home, itemGap, judged, listGap, model, relation, role, rule } from './rule-text.js'

const roleId = 'arn:aws:iam::111122223333:role/orchard'
const self = asset()
const roles: Asset[] = ['a', 'b'].map((name) => ({
  id: `${roleId}-${name}`, type: role.type, kind: 'role', name, scope: { provider: 'aws', account: '111122223333' }, props: { path: `/${name}/`, trusted: [name] }, gaps: {},
}))
const linked = roles.map((r) => relation(self.id, 'runs-as', r.id, role.type))
const lost = relation(self.id, 'runs-as', `${roleId}-lost`, role.type)
const denied = listGap(role.type)
const letRoles = { roles: "related(asset, 'runs-as') as aws.iam.role" }

const of = (assert: string, hidden: boolean) => {
  const outcome = judged(rule(assert, { let: letRoles }), graphOf([self, ...roles], { relations: hidden ? [...linked, lost] : linked, gaps: [denied] }))
  return outcome.fault ?? outcome.verdict
}

describe('a list of which all members were seen, and one that hides some', () => {
  it.each([
    ['roles.exists(r, r.props.path == "/a/")', 'pass', 'pass'],
    ['roles.exists(r, r.props.path == "/z/")', 'fail', 'unknown'],
    ['roles.all(r, r.props.path != "/z/")', 'pass', 'unknown'],
    ['roles.all(r, r.props.path == "/a/")', 'fail', 'fail'],
    ['roles.exists_one(r, r.props.path == "/a/")', 'pass', 'unknown'],
    ['roles.exists_one(r, r.props.path != "/z/")', 'fail', 'fail'],
    ['size(roles) > 1', 'pass', 'pass'], ['size(roles) > 2', 'fail', 'unknown'], ['roles.size() >= 2', 'pass', 'pass'], ['size(roles) >= 3', 'fail', 'unknown'],
    ['size(roles) < 2', 'fail', 'fail'], ['size(roles) < 3', 'pass', 'unknown'], ['size(roles) <= 1', 'fail', 'fail'], ['size(roles) <= 2', 'pass', 'unknown'],
    ['size(roles) == 1', 'fail', 'fail'], ['size(roles) == 2', 'pass', 'unknown'], ['size(roles) != 1', 'pass', 'pass'], ['size(roles) != 2', 'fail', 'unknown'],
    ['2 <= size(roles)', 'pass', 'pass'], ['2 > size(roles)', 'fail', 'fail'], ['1 == size(roles)', 'fail', 'fail'],
    ['size(roles) + 0 > 1', 'pass', 'unknown'],
    ['roles[0].props.path == "/a/"', 'pass', 'unknown'],
    ['"/a/" in roles.map(r, r.props.path)', 'pass', 'pass'],
    ['"/z/" in roles.map(r, r.props.path)', 'fail', 'unknown'],
    ['size(roles.filter(r, r.props.path == "/a/")) > 0', 'pass', 'pass'],
    ['size(roles.filter(r, r.props.path == "/z/")) == 0', 'pass', 'unknown'],
    ['roles.filter(r, r.props.path == "/a/").all(r, r.props.path == "/a/")', 'pass', 'unknown'],
    ['roles.map(r, r.props.path) == ["/a/", "/b/"]', 'pass', 'unknown'],
    ['size(roles.map(r, r.props.path) + ["x"]) > 2', 'pass', 'pass'],
    ['size(roles.map(r, r.props.path) + ["x"]) > 3', 'fail', 'unknown'],
  ])('%s is %s and %s', (assert, whole, partial) => {
    expect(of(assert, false)).toBe(whole)
    expect(of(assert, true)).toBe(partial)
  })

  it('names the gap that hides them', () => {
    const outcome = judged(rule('size(roles) == 0', { let: letRoles }), graphOf([self], { relations: [lost], gaps: [denied] }))
    expect(outcome).toMatchObject({ verdict: 'unknown', gaps: [denied.id] })
  })
})

describe('a member that is unknown itself', () => {
  const [first, second] = roles
  const { path: _path, ...pathless } = second?.props ?? {}
  const half: Asset[] = [first ?? self, { ...(second ?? self), props: pathless, gaps: { path: 'gap-path' } }]
  const verdictOf = (assert: string) => judged(rule(assert, { let: letRoles }), graphOf([self, ...half], { relations: linked })).verdict
  it.each([
    ['roles.exists(r, r.props.path == "/a/")', 'pass'], ['roles.exists(r, r.props.path == "/z/")', 'unknown'], ['roles.all(r, r.props.path == "/a/")', 'unknown'],
    ['roles.all(r, r.props.path == "/z/")', 'fail'], ['roles.exists_one(r, r.props.path == "/a/")', 'unknown'], ['size(roles) == 2', 'pass'],
    ['size(roles.filter(r, r.props.path == "/a/")) > 0', 'pass'], ['size(roles.filter(r, r.props.path == "/a/")) == 1', 'unknown'],
    ['"/a/" in roles.map(r, r.props.path)', 'pass'], ['"/b/" in roles.map(r, r.props.path)', 'unknown'],
  ])('%s is %s', (assert, expected) => {
    expect(verdictOf(assert)).toBe(expected)
  })
})

describe('a member that breaks the question', () => {
  const { path: _path, ...pathless } = roles[1]?.props ?? {}
  const [first, second] = roles
  const three: Asset[] = [{ ...(first ?? self), props: { path: '', trusted: [] } }, { ...(second ?? self), props: pathless, gaps: { path: 'gap-path' } }]
  const verdictOf = (assert: string, members: Asset[]) => judged(rule(assert, { let: letRoles }), graphOf([self, ...members], {
    relations: members.map((member) => relation(self.id, 'runs-as', member.id, role.type)),
  }))
  it.each([
    'roles.exists(r, r.props.trusted[0] == "z")', 'roles.all(r, r.props.trusted[0] != "z")', 'roles.exists_one(r, r.props.trusted[0] == "z")',
    'size(roles.filter(r, r.props.trusted[0] == "z")) == 0', '!("z" in roles.map(r, r.props.trusted[0]))',
  ])('is a fault: %s', (assert) => {
    expect(verdictOf(assert, three.slice(0, 1)).fault).toBe('trusted has 0 members, none at 0')
  })
  it('stays unknown beside one that is unknown', () => {
    const assert = 'roles.exists(r, r.props.path == "" ? r.props.trusted[0] == "z" : r.props.path == "/z/")'
    expect(verdictOf(assert, three)).toMatchObject({ verdict: 'unknown', gaps: ['gap-path'] })
    expect(verdictOf(assert, [...three].reverse())).toMatchObject({ verdict: 'unknown', gaps: ['gap-path'] })
    expect(verdictOf('size(roles.filter(r, r.props.path == "" ? r.props.trusted[0] == "z" : r.props.path == "/z/")) == 0', three)).toMatchObject({ verdict: 'unknown', gaps: ['gap-path'] })
  })
})

describe('let', () => {
  it('is worked out anew for each asset', () => {
    const made = rule('size(roles) == 1', { let: letRoles })
    const other = asset(self.props, { id: 'other' })
    const results = evaluate([made], graphOf([self, other, ...roles], { relations: [...linked, relation('other', 'runs-as', `${roleId}-a`, role.type)] }), [])
    expect(results.map((r) => r.verdict)).toEqual(['fail', 'pass'])
  })
  const conf: Asset = { id: 'conf', type: config.type, kind: 'endpoint', name: 'conf', scope: home, props: { name: 'conf' }, gaps: {} }
  const served: Asset = { id: 'model', type: model.type, kind: 'model', name: 'model', scope: home, props: { name: 'm' }, gaps: {} }
  const chain = { configs: "related(asset, 'configured-by') as aws.sagemaker.config", models: "related(configs, 'serves') as aws.sagemaker.model" }
  it('builds on an earlier one', () => {
    const graph = graphOf([self, conf, served], { relations: [relation(self.id, 'configured-by', 'conf', config.type), relation('conf', 'serves', 'model', model.type)] })
    expect(judged(rule('models.exists(m, m.props.name == "m")', { let: chain }), graph).verdict).toBe('pass')
  })
  it('keeps the gaps of the earlier one', () => {
    const gap = listGap(config.type, home)
    const graph = graphOf([self], { relations: [relation(self.id, 'configured-by', 'arn:aws:sagemaker:us-east-1:111122223333:config/x', config.type)], gaps: [gap] })
    expect(judged(rule('size(models) == 0', { let: chain }), graph)).toMatchObject({ verdict: 'unknown', gaps: [gap.id] })
  })
  it('is unknown where the relations of an asset are unread', () => {
    const graph = graphOf([asset(self.props, { gaps: { '->runs-as': 'gap-runs-as' } })])
    expect(judged(rule('roles.all(r, r.props.path == "/a/")', { let: letRoles }), graph)).toMatchObject({ verdict: 'unknown', gaps: ['gap-runs-as'] })
  })
  it('counts a dangling target as none', () => {
    const graph = graphOf([self], { relations: [lost], gaps: [itemGap('s3', bucket.type)] })
    expect(judged(rule('size(roles) == 0', { let: letRoles }), graph).verdict).toBe('pass')
  })
  it('follows relations backwards', () => {
    const graph = graphOf([{ ...served }, conf], { relations: [relation('conf', 'serves', 'model', model.type)] })
    const used = { on: [model.type], let: { configs: "usedBy(asset, 'serves') as aws.sagemaker.config" } }
    expect(judged(rule('size(configs) == 1', used), graph).verdict).toBe('pass')
    const blind = graphOf([served], { gaps: [listGap(config.type, home)] })
    expect(judged(rule('size(configs) == 0', used), blind)).toMatchObject({ verdict: 'unknown', gaps: [listGap(config.type, home).id] })
  })
})

describe('assetsIn', () => {
  it('knows the AI assets of an account, and what could hide some', () => {
    const assert = 'assetsIn(asset).exists(a, a.type == "aws.sagemaker.model" && a.scope.region == asset.scope.region)'
    expect(judged(rule(assert), graphOf([self])).verdict).toBe('fail')
    expect(judged(rule(assert), graphOf([self], { gaps: [listGap(model.type, { ...home, region: 'eu-west-1' })] })).verdict).toBe('unknown')
    expect(judged(rule(assert), graphOf([self], { gaps: [listGap(bucket.type)] })).verdict).toBe('fail')
    const scopes = [{ scope: { ...home, region: 'eu-west-1' }, state: 'not-requested' as const, services: {}, calls: 0, answered: 0, vanished: 0 }]
    expect(judged(rule(assert), graphOf([self], { scopes })).gaps).toEqual(['scope:not-requested:aws/111122223333/eu-west-1'])
  })
})
