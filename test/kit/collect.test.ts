import { describe, expect, it } from 'vitest'
import { nullable, shape, string } from '../../src/core/shape.js'
import type { Inventory } from '../../src/core/index.js'
import { collect, collector, known, type AnyCollector, type Call, type ListCall } from './kit.js'
import { fakeConnector, refuse, type Handler } from './fake-session.js'

interface Page { rows?: { name: string }[]; next?: string }
const list: ListCall<{ token?: string }, Page, { name: string }> = {
  action: 'fake:ListThings', needs: ['fake:ListThings'], per: 'region', items: (page) => page.rows, paging: { token: 'token', next: (page) => page.next },
}
const detail: Call<{ name: string }, { colour: string; owner?: string }> = { action: 'fake:DescribeThing', needs: ['fake:DescribeThing'], per: 'item' }
const note: Call<{ name: string }, { text: string } | null> = { action: 'fake:GetNote', needs: ['fake:ReadNote'], per: 'item', absent: ['NoNote'] }
const extra: Call<{ name: string }, { text: string }> = { action: 'fake:GetExtra', needs: ['fake:GetExtra'], per: 'item', with: 'extras' }

const things = collector({
  type: 'fake.shop.thing', kind: 'model', service: 'shop', per: 'region',
  props: shape({ colour: nullable(string), note: nullable(string), extra: nullable(string) }),
  relates: { 'runs-as': ['fake.shop.owner'] },
  calls: { list, detail, note, extra },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async ({ name }) => {
      const [d, n, e] = await Promise.all([call.detail({ name }), call.note({ name }), call.extra({ name })])
      emit({
        id: `thing/${name}`, name,
        props: { colour: known(d, (v) => v.colour), note: known(n, (v) => v?.text ?? null), extra: known(e, (v) => v.text) },
        edges: known(d, (v) => [v.owner === undefined ? null : { type: 'runs-as' as const, target: 'fake.shop.owner', to: v.owner }]),
      })
    })
  },
})
const owners = collector({
  type: 'fake.shop.owner', kind: 'role', service: 'shop', per: 'region', props: shape({ colour: string }), relates: {},
  calls: { read: { action: 'fake:GetOwner', needs: ['fake:GetOwner'], per: 'item' } as Call<{ id: string }, { colour: string }> },
  async resolve(ref, { call, emit }) {
    const answer = await call.read({ id: ref.id })
    emit({ id: ref.id, name: ref.id, props: known(answer, (v) => ({ colour: v.colour })) })
  },
})

const good: Record<string, Handler> = {
  'fake:ListThings': ({ token }) => (token === undefined ? { rows: [{ name: 'a' }, { name: 'b' }], next: '2' } : { rows: [{ name: 'c' }] }),
  'fake:DescribeThing': ({ name }) => ({ colour: 'green', owner: name === 'a' ? 'owner/x' : undefined }),
  'fake:GetNote': () => ({ text: 'hello' }),
  'fake:GetOwner': () => ({ colour: 'red' }),
}

async function run(handlers: Record<string, Handler>, options: { collectors?: AnyCollector[]; signal?: AbortSignal; regions?: string[] } = {}): Promise<{ inventory: Inventory; log: string[]; bugs: number }> {
  const connector = fakeConnector(options.collectors ?? [things, owners], { ...good, ...handlers }, options.regions)
  const { inventory, bugs } = await collect({
    connectors: [{ connector, settings: { scopes: [], regions: [], maxRate: 1 } }], takenAt: new Date(0), historySince: new Date(0), with: new Set(),
    concurrency: 8, requestTimeout: 300, signal: options.signal ?? new AbortController().signal, random: () => 0, env: {},
  })
  return { inventory, log: connector.log, bugs }
}
const thing = (inventory: Inventory, name: string): Inventory['assets'][number] => inventory.assets.find((a) => a.name === name)!

describe('collecting', () => {
  it('walks pages, follows references once, and marks what was not asked for', async () => {
    const { inventory, log } = await run({})
    expect(inventory.assets.map((a) => a.id)).toEqual(['owner/x', 'thing/a', 'thing/b', 'thing/c'])
    expect(inventory.relations).toEqual([{ from: 'thing/a', type: 'runs-as', to: 'owner/x', target: 'fake.shop.owner', basis: 'declared' }])
    expect(thing(inventory, 'a').props).toEqual({ colour: 'green', note: 'hello' })
    expect(inventory.gaps).toMatchObject([{ call: 'fake:GetExtra', reason: 'not-requested', missing: ['fake:GetExtra'], count: 3, list: false }])
    expect(log.filter((line) => line.includes('GetExtra'))).toEqual([])
    expect(inventory.scopes.map((s) => [s.scope.region, s.state, s.services])).toEqual([[undefined, 'read', {}], ['here', 'read', { shop: 'enabled' }]])
  })

  it('turns a denied detail into a gap on exactly what it hides, relations included', async () => {
    const { inventory } = await run({ 'fake:DescribeThing': ({ name }) => (name === 'a' ? refuse({ class: 'denied', message: 'no' }) : { colour: 'green' }) })
    const a = thing(inventory, 'a')
    expect(a.props).toEqual({ note: 'hello' })
    expect(a.gaps).toMatchObject({ colour: 'fake:DescribeThing:denied:fake/111122223333/here', '->runs-as': 'fake:DescribeThing:denied:fake/111122223333/here' })
    expect(thing(inventory, 'b').gaps).not.toHaveProperty('colour')
    expect(inventory.gaps.find((g) => g.reason === 'denied')).toMatchObject({ missing: ['fake:DescribeThing'], count: 1, list: false })
  })

  it('takes "there is none" for a fact and a vanished item for a count', async () => {
    const { inventory } = await run({
      'fake:GetNote': () => refuse({ class: 'error', code: 'NoNote' }),
      'fake:DescribeThing': ({ name }) => (name === 'b' ? refuse({ class: 'gone' }) : { colour: 'green' }),
    })
    expect(thing(inventory, 'a').props['note']).toBeNull()
    expect(inventory.assets.map((a) => a.name)).toEqual(['a', 'c'])
    expect(inventory.scopes.at(-1)?.vanished).toBe(1)
    expect(inventory.gaps.map((g) => g.reason)).toEqual(['not-requested'])
  })

  it('marks an unread list, keeps what the first page gave', async () => {
    const { inventory } = await run({ 'fake:ListThings': ({ token }) => (token === undefined ? { rows: [{ name: 'a' }], next: '2' } : refuse({ class: 'denied' })) })
    expect(inventory.assets.map((a) => a.name)).toContain('a')
    expect(inventory.gaps.find((g) => g.list)).toMatchObject({ types: ['fake.shop.thing'], reason: 'denied' })
  })

  it('stops at a page that comes again', async () => {
    const { inventory } = await run({ 'fake:ListThings': () => ({ rows: [{ name: 'a' }], next: 'again' }) })
    expect(inventory.gaps.find((g) => g.list)).toMatchObject({ reason: 'pagination-loop' })
    expect(inventory.assets.filter((a) => a.type === 'fake.shop.thing')).toHaveLength(1)
  })

  it('starts a list over once when its token goes stale', async () => {
    let stale = true
    const { inventory } = await run({ 'fake:ListThings': ({ token }) => {
      if (token === undefined) return { rows: [{ name: 'a' }, { name: 'b' }], next: '2' }
      if (stale) {
        stale = false
        refuse({ class: 'stale-token', code: 'stale-token' })
      }
      return { rows: [{ name: 'c' }] }
    } })
    expect(inventory.assets.filter((a) => a.type === 'fake.shop.thing').map((a) => a.name)).toEqual(['a', 'b', 'c'])
    expect(inventory.gaps.filter((g) => g.list)).toEqual([])
  })

  it('retries throttling and a passing 503, and gives the same facts', async () => {
    const calm = await run({})
    const { inventory } = await run({
      'fake:DescribeThing': (input, nth) => (nth < 3 ? refuse({ class: 'throttled' }) : good['fake:DescribeThing']!(input, nth)),
      'fake:GetNote': (input, nth) => (nth === 0 ? refuse({ class: 'transient' }) : good['fake:GetNote']!(input, nth)),
    })
    expect(inventory.assets).toEqual(calm.inventory.assets)
  })

  it('gives up on endless throttling at the deadline', async () => {
    const { inventory } = await run({ 'fake:DescribeThing': () => refuse({ class: 'throttled' }) }, { signal: AbortSignal.timeout(400) })
    expect(inventory.finished).toBe(false)
    expect(inventory.gaps.find((g) => g.call === 'fake:DescribeThing')).toMatchObject({ reason: 'throttled' })
  })

  it('cuts an answer that never ends', async () => {
    const { inventory } = await run({ 'fake:GetNote': () => new Promise(() => undefined) })
    expect(inventory.gaps.find((g) => g.call === 'fake:GetNote')).toMatchObject({ reason: 'timeout', count: 3 })
  })

  it('takes a service that is not offered for a fact about the scope', async () => {
    const { inventory } = await run({ 'fake:ListThings': () => refuse({ class: 'not-offered' }) })
    expect(inventory.scopes.at(-1)?.services).toEqual({ shop: 'not-offered' })
    expect(inventory.gaps).toEqual([])
  })

  it('says aloud when a collector fails, and blinds its type', async () => {
    const { inventory, bugs } = await run({ 'fake:DescribeThing': ({ name }) => (name === 'a' ? null : { colour: 'green' }) })
    expect(bugs).toBe(1)
    expect(inventory.gaps.find((g) => g.list)).toMatchObject({ types: ['fake.shop.thing'], reason: 'error' })
    expect(inventory.assets.filter((a) => a.type === 'fake.shop.thing').map((a) => a.name)).toEqual(['b', 'c'])
  })

  it('gaps a property whose answer does not have the declared shape, and nothing else', async () => {
    const { inventory, bugs } = await run({ 'fake:DescribeThing': ({ name }) => ({ colour: name === 'a' ? 7 : 'green' }) })
    expect(bugs).toBe(0)
    expect(Object.keys(thing(inventory, 'a').gaps)).toContain('colour')
    expect(inventory.gaps.find((g) => g.reason === 'invalid-answer')?.message).toContain('colour')
  })

  it('says which account a foreign reference lies in, without asking there', async () => {
    const { inventory, log } = await run({ 'fake:DescribeThing': () => ({ colour: 'green', owner: 'owner/foreign' }) })
    expect(log.some((line) => line.includes('GetOwner'))).toBe(false)
    expect(Object.keys(thing(inventory, 'a').gaps)).toContain('->runs-as')
  })

  it('refuses a call that nobody declared', async () => {
    const rogue = { ...things, calls: {}, list: (ctx: { call: Record<string, (input: object) => Promise<unknown>> }) => ctx.call['detail']!({}) } as unknown as AnyCollector
    const { bugs } = await run({}, { collectors: [rogue] })
    expect(bugs).toBe(1)
  })

  it('stops asking once credentials are lost', async () => {
    const { inventory, log } = await run({ 'fake:GetNote': () => refuse({ class: 'credentials', message: 'expired' }) }, { regions: ['here', 'there', 'everywhere'] })
    expect(inventory.finished).toBe(false)
    expect(log.filter((line) => line.includes('GetNote')).length).toBeLessThan(9)
  })
})
