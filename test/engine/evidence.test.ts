// What is told of a failed verdict: it comes from the expression.
import { describe, expect, it } from 'vitest'
import type { AccessModel } from '../../src/access/model.js'
import type { Asset, Ruling } from '../../src/core/index.js'
import { asset, fullProps, graphOf, judged, relation, role, rule, verdict } from './rule-text.js'

const self = asset()
const roleOf = (name: string, path: string): Asset => ({ id: `role-${name}`, type: role.type, kind: 'role', name, scope: { provider: 'aws', account: '111122223333' }, props: { path, trusted: [] }, gaps: {} })

/** Evidence as `path: saw, wanted`. */
function told(assert: string, props = fullProps): string[] {
  const outcome = verdict(assert, props)
  expect(outcome.verdict).toBe('fail')
  return outcome.evidence.map((e) => `${e.path}: ${JSON.stringify(e.saw)}, wanted ${e.wanted}`)
}

describe('evidence', () => {
  it.each([
    ['asset.props.rootAccess == "Disabled"', ['rootAccess: "Enabled", wanted "Disabled"']],
    ['asset.props.rootAccess != "Enabled"', ['rootAccess: "Enabled", wanted not "Enabled"']],
    ['!(asset.props.rootAccess == "Enabled")', ['rootAccess: "Enabled", wanted not "Enabled"']],
    ['asset.props.subnetId != null', ['subnetId: null, wanted not null']],
    ['"Disabled" == asset.props.rootAccess', ['rootAccess: "Enabled", wanted "Disabled"']],
    ['asset.props.volume > 7', ['volume: 5, wanted > 7']],
    ['7 < asset.props.volume', ['volume: 5, wanted > 7']],
    ['!(asset.props.volume >= 5)', ['volume: 5, wanted < 5']],
    ['asset.props.rootAccess in ["Disabled"]', ['rootAccess: "Enabled", wanted one of ["Disabled"]']],
    ['!(asset.props.rootAccess in ["Enabled"])', ['rootAccess: "Enabled", wanted none of ["Enabled"]']],
    ['"z" in asset.props.groups', ['groups: ["a","b"], wanted holding "z"']],
    ['!("a" in asset.props.groups)', ['groups: ["a","b"], wanted without "a"']],
    ['!asset.props.open', ['open: true, wanted false']],
    ['asset.props.rootAccess.startsWith("Dis")', ['rootAccess: "Enabled", wanted starting with "Dis"']],
    ['!asset.props.rootAccess.contains("able")', ['rootAccess: "Enabled", wanted not containing "able"']],
    ['re2(asset.props.rootAccess, "^Dis")', ['rootAccess: "Enabled", wanted matching "^Dis"']],
    ['size(asset.props.groups) > 5', ['size(groups): 2, wanted > 5']],
    ['days(asset.props.createdAt == null ? "2020-01-01T00:00:00Z" : asset.props.createdAt) <= 90', ['days(createdAt): 151, wanted <= 90']],
    ['asset.props.disks[1].encrypted', ['disks[1].encrypted: false, wanted true']],
    ['asset.props.disks.all(d, d.encrypted)', ['disks[1].encrypted: false, wanted true']],
    ['asset.props.disks.all(d, d.image != null && d.size < 2)', ['disks[1].image: null, wanted not null', 'disks[1].size: 2, wanted < 2']],
    ['!asset.props.disks.exists(d, d.image == "x")', ['disks[0].image: "x", wanted not "x"']],
    ['asset.props.disks.exists(d, d.size > 9)', ['disks[0].size: 1, wanted > 9', 'disks[1].size: 2, wanted > 9']],
    ['asset.props.disks.exists_one(d, d.size > 0)', [`disks: ${JSON.stringify(fullProps['disks'])}, wanted exactly one where d.size > 0`]],
    ['asset.props.disks.filter(d, d.size > 1).all(d, d.encrypted)', ['disks[1].encrypted: false, wanted true']],
    ['asset.props.disks.map(d, d.size).all(s, s < 2)', ['disks[1].size: 2, wanted < 2']],
    ['asset.props.disks.all(d, d.labels.all(l, l == "k"))', ['disks[1].labels[0]: "l", wanted "k"']],
    ['asset.props.open && asset.props.rootAccess == "Disabled" && asset.props.subnetId != null', ['rootAccess: "Enabled", wanted "Disabled"', 'subnetId: null, wanted not null']],
    ['asset.props.subnetId != null || asset.props.rootAccess == "Disabled"', ['subnetId: null, wanted not null', 'rootAccess: "Enabled", wanted "Disabled"']],
    ['!(asset.props.subnetId == null || asset.props.open)', ['subnetId: null, wanted not null']],
    ['asset.props.open ? asset.props.subnetId != null : true', ['subnetId: null, wanted not null']],
    ['asset.props.open ? false : true', ['open: true, wanted false']],
    ['"team" in asset.props.tags && asset.props.tags.team == "pear"', ['tags.team: "orchard", wanted "pear"']],
    ['asset.name == asset.scope.region', ['name: "orchard-lab", wanted "us-east-1"']],
    ['asset.scope.region in trust.regions', ['scope.region: "us-east-1", wanted one of []']],
  ])('%s', (assert, expected) => {
    expect(told(assert)).toEqual(expected)
  })

  it('says what an empty list should have held', () => {
    expect(told('asset.props.disks.exists(d, d.size > 9)', { ...fullProps, disks: [] })).toEqual(['disks: [], wanted one where d.size > 9'])
  })

  it('tells of five members of a list, not of a thousand', () => {
    const disks = Array.from({ length: 1000 }, (_, size) => ({ image: null, size, encrypted: false, labels: [], secrets: [] }))
    expect(told('asset.props.disks.all(d, d.encrypted)', { ...fullProps, disks })).toHaveLength(5)
  })

  it('names the related asset that decides', () => {
    const roles = [roleOf('a', '/ok/'), roleOf('b', '/bad/')]
    const graph = graphOf([self, ...roles], { relations: roles.map((r) => relation(self.id, 'runs-as', r.id, role.type)) })
    const made = { let: { roles: "related(asset, 'runs-as') as aws.iam.role" } }
    expect(judged(rule('roles.all(r, r.props.path == "/ok/")', made), graph).evidence).toEqual([{ asset: 'role-b', path: 'path', saw: '/bad/', wanted: '"/ok/"' }])
    expect(judged(rule('size(roles) == 0', made), graph).evidence).toEqual([{ asset: self.id, path: 'size(roles)', saw: 2, wanted: '0' }])
    expect(judged(rule('roles.exists(r, r.props.path == "/z/")', made), graphOf([self])).evidence).toEqual([
      { asset: self.id, path: '->runs-as', saw: [], wanted: 'one where r.props.path == "/z/"' },
    ])
  })

  it('cuts long values, so that no document ends up whole in a report', () => {
    const [evidence] = verdict('asset.props.doc == null', { ...fullProps, doc: { statement: 'x'.repeat(5000) } }).evidence
    expect(evidence?.saw).toMatch(/^\{"statement":"x{286}… \(5016 characters\)$/)
    const [text] = verdict('asset.props.subnetId == null', { ...fullProps, subnetId: 'y'.repeat(301) }).evidence
    expect(text?.saw).toBe(`${'y'.repeat(300)}… (301 characters)`)
  })
})

describe('access rulings', () => {
  const because = [{ asset: 'role-a', path: 'inlinePolicies[0]', saw: 'Allow *', wanted: 'no star' }]
  const access = (ruling: Partial<Ruling>): AccessModel => {
    const answer = (): Ruling => ({ value: true, gaps: [], doubts: [], confidence: 'high', because, ...ruling })
    return {
      provider: 'aws', needs: [], escalationPaths: ['passrole'], can: answer, admin: answer, escalates: answer, anyone: answer, outsiders: answer,
      exposed: answer, grants: answer, grantsWithout: answer,
    }
  }
  const graph = graphOf([self, roleOf('a', '/')], { relations: [relation(self.id, 'runs-as', 'role-a', role.type)] })
  const made = rule('roles.all(r, !admin(r))', { let: { roles: "related(asset, 'runs-as') as aws.iam.role" } })

  it('bring their own evidence, doubts and confidence', () => {
    expect(judged(made, graph, [access({ doubts: ['gap-scp'], confidence: 'medium' })])).toEqual({
      verdict: 'fail', evidence: because, gaps: [], doubts: ['gap-scp'], confidence: 'medium',
    })
  })
  it('never raise the confidence of the rule', () => {
    const unsure = rule('roles.all(r, !admin(r))', { confidence: 'low', let: { roles: "related(asset, 'runs-as') as aws.iam.role" } })
    expect(judged(unsure, graph, [access({})]).confidence).toBe('low')
  })
  it('are unknown with their gaps', () => {
    expect(judged(made, graph, [access({ value: 'unknown', gaps: ['gap-policy'] })])).toMatchObject({ verdict: 'unknown', gaps: ['gap-policy'] })
  })
  it('are asked once for the same question', () => {
    let asked = 0
    const model = { ...access({}), admin: (): Ruling => { asked++; return { value: false, gaps: [], doubts: [], confidence: 'high', because: [] } } }
    judged(rule('!admin(asset) && !admin(asset) && roles.all(r, !admin(r))', { let: { roles: "related(asset, 'runs-as') as aws.iam.role" } }), graph, [model])
    expect(asked).toBe(2)
  })
  it('break without a model for the provider', () => {
    expect(judged(made, graph, []).fault).toBe('admin(): no access model for provider "aws"')
  })
})
