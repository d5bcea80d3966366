// What the graph knows, and what it says when something could be hidden.
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Asset, Gap, Inventory, Relation } from '../../src/core/index.js'
import { relationTypes } from '../../src/core/index.js'
import { indexInventory } from '../../src/graph/index.js'
import { asset, bucket, config, graphOf, home, inventory, itemGap, listGap, model, relation, role, types } from '../engine/rule-text.js'

const self = asset()
const roleArn = 'arn:aws:iam::111122223333:role/orchard'
const aRole: Asset = { id: roleArn, type: role.type, kind: 'role', name: 'orchard', scope: { provider: 'aws', account: '111122223333' }, props: {}, gaps: {} }
const ids = (list: { assets: readonly Asset[]; gaps: readonly string[] }) => [list.assets.map((a) => a.id), list.gaps]
const eu = { ...home, region: 'eu-west-1' }
const account = { provider: 'aws', account: '111122223333' }

describe('related', () => {
  const toRole = (to = roleArn, basis: Relation['basis'] = 'declared') => relation(self.id, 'runs-as', to, role.type, basis)
  it('finds targets by id and by alias, each once', () => {
    const graph = graphOf([self, { ...aRole, aliases: ['orchard-role'] }], { relations: [toRole(), toRole('orchard-role'), relation(self.id, 'stored-in', 'x', bucket.type)] })
    expect(ids(graph.related(self, 'runs-as'))).toEqual([[roleArn], []])
    expect(ids(graph.related(self, 'runs-as', bucket.type))).toEqual([[], []])
    expect(graph.asset('orchard-role')?.id).toBe(roleArn)
  })
  it('knows a missing target not to exist, when nothing hides it', () => {
    expect(ids(graphOf([self], { relations: [toRole()] }).related(self, 'runs-as'))).toEqual([[], []])
    expect(ids(graphOf([self], { relations: [toRole()], gaps: [listGap(bucket.type)] }).related(self, 'runs-as'))).toEqual([[], []])
  })
  it.each<[string, string, Gap[], boolean]>([
    ['the list of its type is unread in its account', roleArn, [listGap(role.type)], true],
    ['an item of its type is unread in its account', roleArn, [itemGap('iam:GetRole', role.type, account)], true],
    ['the list is unread in another account', roleArn, [listGap(role.type, { provider: 'aws', account: '444455556666' })], false],
    ['the list is unread in another region', 'arn:aws:sagemaker:us-east-1:111122223333:model/x', [listGap(role.type, eu)], false],
    ['the list is unread in its region', 'arn:aws:sagemaker:eu-west-1:111122223333:model/x', [listGap(role.type, eu)], true],
    ['its id names neither account nor region', 'arn:aws:s3:::orchard', [listGap(role.type, eu)], true],
    ['its account was not read at all', 'arn:aws:iam::444455556666:role/x', [], true],
  ])('is unknown or not when %s', (_why, to, gaps, hidden) => {
    expect(graphOf([self], { relations: [toRole(to)], gaps }).related(self, 'runs-as', role.type).gaps.length > 0).toBe(hidden)
  })
  it('names the scope that was not asked for', () => {
    const scopes = [...inventory([]).scopes, { scope: eu, state: 'not-requested' as const, services: {}, calls: 0, answered: 0, vanished: 0 }]
    const graph = graphOf([self], { relations: [toRole('arn:aws:ecr:eu-west-1:111122223333:repository/x')], scopes })
    expect(graph.related(self, 'runs-as').gaps).toEqual(['scope:not-requested:aws/111122223333/eu-west-1'])
    expect(graph.gaps.get('scope:not-requested:aws/111122223333/eu-west-1')).toMatchObject({ reason: 'not-requested', scope: eu })
  })
  it('takes an inferred relation to nothing for nothing', () => {
    expect(ids(graphOf([self], { relations: [toRole(roleArn, 'inferred')], gaps: [listGap(role.type)] }).related(self, 'runs-as'))).toEqual([[], []])
  })
  it('is unknown where the relations themselves are unread', () => {
    const mute = asset({}, { gaps: { '->runs-as': 'gap-1' } })
    expect(ids(graphOf([mute, aRole], { relations: [toRole()] }).related(mute, 'runs-as'))).toEqual([[roleArn], ['gap-1']])
    expect(ids(graphOf([mute]).related(mute, 'stored-in'))).toEqual([[], []])
  })
  it('is unknown where the target type was never looked for', () => {
    const graph = indexInventory({ ...inventory([self]), collected: [self.type], relations: [toRole()] }, types)
    expect(graph.related(self, 'runs-as').gaps).toEqual(['collect:not-requested:aws.iam.role'])
  })
})

describe('usedBy', () => {
  const aModel: Asset = { id: 'model', type: model.type, kind: 'model', name: 'm', scope: home, props: {}, gaps: {} }
  const aConfig: Asset = { id: 'conf', type: config.type, kind: 'endpoint', name: 'c', scope: home, props: {}, gaps: {} }
  const serves = relation('conf', 'serves', 'model', model.type)
  it('finds sources', () => {
    expect(ids(graphOf([aModel, aConfig], { relations: [serves] }).usedBy(aModel, 'serves'))).toEqual([['conf'], []])
    expect(ids(graphOf([aModel, aConfig], { relations: [serves] }).usedBy(aModel, 'serves', self.type))).toEqual([[], []])
  })
  it.each<[string, Gap[], string[]]>([
    ['a holder in the account', [listGap(config.type, eu)], [listGap(config.type, eu).id]],
    // serves reaches within an account.
    ['a holder in another account', [listGap(config.type, { ...eu, account: '444455556666' })], []],
    ['a type that draws no such relation', [listGap(bucket.type, home)], []],
  ])('asks about the unread list of %s', (_what, gaps, expected) => {
    expect(graphOf([aModel], { gaps }).usedBy(aModel, 'serves').gaps).toEqual(expected)
  })
  it('keeps to the reach of the relation', () => {
    const conf: Asset = { ...aConfig, type: 'aws.sagemaker.config' }
    const gaps = (scope: Asset['scope']) => graphOf([conf], { gaps: [listGap('aws.sagemaker.notebook_instance', scope)] }).usedBy(conf, 'configured-by').gaps.length
    // configured-by: same scope, or a list over the whole account.
    expect([gaps(home), gaps(eu), gaps(account), gaps({ ...home, account: '444455556666' })]).toEqual([1, 0, 1, 0])
    const anyReach = (scope: Asset['scope']) => graphOf([aRole], { gaps: [listGap('aws.sagemaker.model', scope)] }).usedBy(aRole, 'runs-as').gaps.length
    expect([anyReach(home), anyReach({ ...eu, account: '444455556666' })]).toEqual([1, 1])
  })
  it('asks about holders whose relations are unread', () => {
    const mute = { ...aConfig, gaps: { '->serves': 'gap-serves' } }
    expect(graphOf([aModel, mute]).usedBy(aModel, 'serves').gaps).toEqual(['gap-serves'])
    expect(graphOf([aModel, mute]).usedBy(aModel, 'serves', self.type).gaps).toEqual([])
    expect(graphOf([aModel, { ...mute, scope: { ...home, account: '444455556666' } }]).usedBy(aModel, 'serves').gaps).toEqual([])
  })
  it('asks about scopes that gave no answer', () => {
    const scopes = [{ scope: eu, state: 'unreachable' as const, services: {}, calls: 1, answered: 0, vanished: 0 }]
    expect(graphOf([aModel], { scopes }).usedBy(aModel, 'serves').gaps).toEqual(['scope:error:aws/111122223333/eu-west-1'])
  })
})

describe('access evaluation sees', () => {
  it('assets by type and account, and the gaps over their lists', () => {
    const foreign = { ...aRole, id: 'foreign', scope: { provider: 'aws', account: '444455556666' } }
    const graph = graphOf([aRole, foreign], { gaps: [listGap(role.type)] })
    expect(graph.assets(role.type).map((a) => a.id)).toEqual([roleArn, 'foreign'])
    expect(graph.assets(role.type, '111122223333').map((a) => a.id)).toEqual([roleArn])
    expect(graph.listGaps(role.type, '111122223333')).toEqual([listGap(role.type).id])
    expect(graph.listGaps(role.type, '444455556666')).toEqual([])
    expect(indexInventory({ ...inventory([]), collected: [] }, types).listGaps(role.type, '111122223333')).toEqual(['collect:not-requested:aws.iam.role'])
  })
})

describe('the index', () => {
  it('keeps the first of two assets of one id, and one of two gaps', () => {
    const graph = graphOf([aRole, { ...aRole, name: 'again' }], { gaps: [{ ...listGap(role.type), count: 1 }, { ...listGap(role.type), count: 2, types: [bucket.type] }] })
    expect(graph.all.map((a) => a.name)).toEqual(['orchard'])
    expect(graph.gaps.get(listGap(role.type).id)).toMatchObject({ count: 3, types: [role.type, bucket.type] })
  })
  it('never takes an alias for the id of another', () => {
    expect(graphOf([{ ...aRole, id: 'a', aliases: ['b'] }, { ...aRole, id: 'b' }]).asset('b')?.id).toBe('b')
  })
  it('answers as a plain search over the relations does', () => {
    const number = fc.integer({ min: 0, max: 7 })
    const links = fc.array(fc.tuple(number, fc.constantFrom(...relationTypes), number), { maxLength: 40 })
    fc.assert(fc.property(links, (drawn) => {
      const assets = Array.from({ length: 8 }, (_, i): Asset => ({ ...aRole, id: `r${i}` }))
      const relations = drawn.map(([from, type, to]) => relation(`r${from}`, type, `r${to}`, role.type))
      const made: Inventory = { ...inventory(assets), relations }
      const graph = indexInventory(made, types)
      for (const one of assets) for (const type of relationTypes) {
        const out = new Set(relations.filter((r) => r.from === one.id && r.type === type).map((r) => r.to))
        const back = new Set(relations.filter((r) => r.to === one.id && r.type === type).map((r) => r.from))
        expect(new Set(graph.related(one, type).assets.map((a) => a.id))).toEqual(out)
        expect(new Set(graph.usedBy(one, type).assets.map((a) => a.id))).toEqual(back)
      }
    }), { numRuns: 100 })
  })
})
