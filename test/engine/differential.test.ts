// Our closures against two CEL evaluators, over generated expressions and assets.
import { Environment } from '@marcbachmann/cel-js'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import type { CelInput } from '@bufbuild/cel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRule, frameFor } from '../../src/engine/index.js'
import type { CompiledRule } from '../../src/engine/index.js'
import { Story } from '../../src/engine/node.js'
import type { Json, Props } from '../../src/core/index.js'
import { asset, doc, graphOf, types } from './rule-text.js'

// ---- assets -----------------------------------------------------------------------------------------------------------

const word = fc.constantFrom('', 'a', 'ab', 'abc', 'x:y', 'é😀')
const small = fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constantFrom(0.5, 2.5))
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 3 })
const disk: fc.Arbitrary<Json> = fc.record({ image: maybe(word), size: small, encrypted: fc.boolean(), labels: fc.array(word, { maxLength: 3 }), secrets: fc.constant<Json>([]) })
const document = fc.oneof(small, word, fc.boolean(), fc.constant(null), fc.array(small, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b'), small), fc.record({ a: fc.record({ b: small }) }))
const propShapes: { [name: string]: fc.Arbitrary<Json> } = {
  rootAccess: fc.constantFrom('Enabled', 'Disabled'), subnetId: maybe(word), idle: maybe(fc.boolean()), open: fc.boolean(), volume: small, limit: maybe(small),
  createdAt: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '2026-05-31T12:00:00Z')), groups: fc.array(word, { maxLength: 3 }),
  tags: fc.dictionary(fc.constantFrom('team', 'env', 'constructor', '__proto__', 'toString'), word, { maxKeys: 3 }),
  network: maybe(fc.record({ open: fc.boolean(), name: maybe(word) })), disks: fc.array<Json>(disk, { maxLength: 3 }), doc: document, sizes: fc.array(small, { maxLength: 3 }),
  constructor: maybe(word),
}
const allProps: fc.Arbitrary<Props> = fc.record(propShapes)

// ---- expressions ------------------------------------------------------------------------------------------------------

const q = (text: string): string => JSON.stringify(text)
const literal = word.map(q)
const n = fc.integer({ min: -3, max: 6 }).map((i) => (i < 0 ? `(${i})` : String(i)))
const real = fc.constantFrom('0.5', '2.5', '2.0', '3.0')
const compared = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const equal = fc.constantFrom('==', '!=')
const join = (glue: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((texts) => texts.join(glue))
const say = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => strings.map((s, i) => s + (texts[i] ?? '')).join(''))

/** Booleans in a scope where `texts`, `numbers` and `bools` can be read. */
function grammar(depth: number, texts: readonly string[], numbers: readonly string[], bools: readonly string[]): fc.Arbitrary<string> {
  const text = fc.oneof(fc.constantFrom(...texts), literal)
  const number = fc.constantFrom(...numbers)
  const p = (name: string): fc.Arbitrary<string> => fc.constant(`asset.props.${name}`)
  const leaf: fc.Arbitrary<string>[] = [
    fc.constantFrom(...bools, 'true', 'false'),
    say`${p('idle')} == ${fc.constantFrom('true', 'false', 'null')}`,
    say`${p('rootAccess')} ${equal} ${fc.constantFrom('"Enabled"', '"Disabled"')}`,
    say`${text} ${compared} ${text}`,
    say`${number} ${compared} ${fc.oneof(n, real, number)}`,
    say`${p('subnetId')} ${equal} ${fc.oneof(fc.constant('null'), literal)}`,
    say`(${p('subnetId')} == null || ${p('subnetId')}.${fc.constantFrom('startsWith', 'endsWith', 'contains')}(${text}))`,
    say`(${p('subnetId')} != null && size(${p('subnetId')}) ${compared} ${n})`,
    say`(${p('limit')} != null ? ${p('limit')} ${compared} ${n} : ${fc.constantFrom('true', 'false')})`,
    say`(${p('network')} != null && ${p('network')}.open)`,
    say`(${p('network')} == null || ${p('network')}.name == null || ${p('network')}.name ${compared} ${text})`,
    say`${text} in ${fc.oneof(p('groups'), join('', fc.constant('['), join(', ', literal, literal), fc.constant(']')))}`,
    say`${n} in ${p('doc')}`,
    say`${number} in ${p('sizes')}`,
    say`${fc.constantFrom('"team"', '"constructor"', '"__proto__"', '"toString"')} in ${p('tags')}`,
    say`("team" in ${p('tags')} && ${p('tags')}.team ${equal} ${text})`,
    say`("constructor" in ${p('tags')} && ${p('tags')}["constructor"] ${equal} ${text})`,
    say`size(${fc.oneof(p('groups'), p('sizes'), p('tags'), p('disks'))}) ${compared} ${n}`,
    say`${p('groups')}.size() + 1 ${compared} size(${text}) * 2`,
    say`size(${p('groups')}) ${fc.constantFrom('/', '%')} ${fc.constantFrom('2', '3')} ${compared} ${n}`,
    say`${number} * 2.0 ${compared} ${real}`,
    say`${number} ${fc.constantFrom('+', '-')} ${real} ${compared} ${number}`,
    say`${text} + ${literal} == ${text}`,
    say`${p('groups')} ${equal} ["a"]`,
    say`${p('groups')} + ["a"] ${equal} ${p('groups')}`,
    say`${p('groups')}[${fc.constantFrom('0', '1')}] ${equal} ${text}`,
    // What is not declared may be of any type: these break as often as they hold.
    say`${p('doc')} ${fc.constantFrom('==', '!=')} ${fc.oneof(n, literal, fc.constantFrom('null', 'true', '[1.0]'))}`,
    say`${p('doc')} ${compared} ${n}`,
    say`${p('doc')}.a ${equal} ${n}`,
    say`${p('doc')}.a.b ${compared} ${n}`,
    say`${p('doc')}["b"] ${equal} ${n}`,
    say`${p('doc')}.startsWith(${literal})`,
    say`${p('doc')}`,
    say`size(${p('doc')}) ${compared} ${n}`,
  ]
  if (depth === 0) return fc.oneof(...leaf)
  const inner = grammar(depth - 1, texts, numbers, bools)
  const overText = grammar(depth - 1, [...texts, 'x'], numbers, bools)
  const overNumber = grammar(depth - 1, texts, [...numbers, 'k'], bools)
  const overDisk = fc.oneof(
    grammar(depth - 1, texts, [...numbers, 'd.size'], [...bools, 'd.encrypted']),
    say`d.image ${equal} ${fc.oneof(fc.constant('null'), literal)}`,
    say`(d.image == null || d.image.startsWith(${literal}))`,
    say`d.labels.${fc.constantFrom('exists', 'all', 'exists_one')}(x, x ${compared} ${literal})`,
    say`size(d.labels) ${compared} ${n}`,
  )
  const quantifier = fc.constantFrom('exists', 'all', 'exists_one')
  return fc.oneof(
    { maxDepth: 4 },
    ...leaf,
    say`(${inner} && ${inner})`, say`(${inner} || ${inner})`, say`!(${inner})`, say`(${inner} && ${inner})`, say`(${inner} || ${inner})`,
    say`(${inner} ? ${inner} : ${inner})`,
    say`${p('groups')}.${quantifier}(x, ${overText})`,
    say`${p('disks')}.${quantifier}(d, ${overDisk})`,
    say`${p('sizes')}.${quantifier}(k, ${overNumber})`,
    say`size(${p('disks')}.filter(d, ${overDisk})) ${compared} ${n}`,
    say`${p('disks')}.filter(d, ${overDisk}).${quantifier}(d, ${overDisk})`,
    say`${literal} in ${p('disks')}.map(d, d.image)`,
    say`${p('groups')}.map(x, size(x)).${quantifier}(k, k ${compared} ${n})`,
    say`${p('sizes')}.filter(k, ${overNumber}).size() ${compared} ${n}`,
    say`${p('groups')}.map(x, ${overText}, x + "!") ${equal} ["a!"]`,
    say`${p('tags')}.${quantifier}(x, ${overText})`,
  )
}

const texts = ['asset.props.rootAccess', 'asset.name']
const numbers = ['asset.props.volume']
const expression = grammar(3, texts, numbers, ['asset.props.open'])

// ---- the three evaluators ---------------------------------------------------------------------------------------------

class Unread extends Error {}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })

/** Throws where a gapped property is read, as decisions.md has it for the oracle. */
function withHoles(props: Props, gaps: ReadonlySet<string>): Props {
  const known = Object.fromEntries(Object.entries(props).filter(([name]) => !gaps.has(name)))
  return new Proxy(known, {
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'string' && gaps.has(key)) throw new Unread(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
    get(target, key, receiver) {
      if (typeof key === 'string' && gaps.has(key) && key !== 'constructor') throw new Unread(key)
      return key === 'constructor' ? Object : (Reflect.get(target, key, receiver) as Json)
    },
  })
}

type Answer = boolean | 'error'

function marc(text: string, props: Props, gaps: ReadonlySet<string>): Answer {
  try {
    const value: unknown = environment.parse(text)({ asset: { name: 'orchard-lab', props: withHoles(props, gaps) } })
    return typeof value === 'boolean' ? value : 'error'
  } catch {
    return 'error'
  }
}

function celValue(value: Json): CelInput {
  if (Array.isArray(value)) return value.map(celValue)
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value).map(([key, of]) => [key, celValue(of)]))
  return value
}

const buf = celEnv()
function bufbuild(text: string, props: Props): Answer {
  try {
    const value = plan(buf, parse(text))({ asset: celValue({ name: 'orchard-lab', props }) })
    return !isCelError(value) && typeof value === 'boolean' ? value : 'error'
  } catch {
    return 'error'
  }
}

type Ours = boolean | 'unknown' | 'broken'

function ours(made: CompiledRule, props: Props, gaps: ReadonlySet<string>): { value: Ours; gaps: string[] } {
  const known = Object.fromEntries(Object.entries(props).filter(([name]) => !gaps.has(name)))
  const one = asset(known, { gaps: Object.fromEntries([...gaps].map((name) => [name, `gap-${name}`])) })
  const graph = graphOf([one])
  const frame = frameFor([made], graph, [])
  frame.asset = one
  const value = made.assert.run(frame)
  if (typeof value === 'boolean') return { value, gaps: [] }
  return typeof value === 'symbol' && value.description === 'unknown' ? { value: 'unknown', gaps: frame.since(0) } : { value: 'broken', gaps: [] }
}

const names = Object.keys(propShapes)
const gapped = fc.oneof({ weight: 1, arbitrary: fc.constant<string[]>([]) }, { weight: 3, arbitrary: fc.subarray(names, { maxLength: 5 }) }).map((list) => new Set(list))

function compiled(text: string): CompiledRule | null {
  return compileRule(doc(text), { types, check: false }).rule
}

describe('against other CEL evaluators', () => {
  it('gives what cel-js gives, and is unknown only where cel-js, kept from reading gaps, errs', () => {
    const seen = { value: 0, unknown: 0, broken: 0 }
    fc.assert(fc.property(expression, allProps, gapped, (text, props, gaps) => {
      const made = compiled(text)
      fc.pre(made !== null)
      if (made === null) return
      const mine = ours(made, props, gaps)
      const theirs = marc(text, props, gaps)
      if (typeof theirs === 'boolean') expect(mine.value).toBe(theirs)
      if (mine.value === 'unknown' || mine.value === 'broken') expect(theirs).toBe('error')
      if (mine.value === 'unknown') for (const gap of mine.gaps) expect(gaps.has(gap.slice('gap-'.length))).toBe(true)
      if (mine.value === 'unknown') expect(mine.gaps.length).toBeGreaterThan(0)
      seen[typeof mine.value === 'boolean' ? 'value' : mine.value]++
    }), { numRuns: 3000, seed: 20261122 })
    expect(seen.value).toBeGreaterThan(1000)
    expect(seen.unknown).toBeGreaterThan(300)
    expect(seen.broken).toBeGreaterThan(20)
  })

  it('gives what @bufbuild/cel gives where nothing is gapped', () => {
    let decided = 0
    fc.assert(fc.property(expression, allProps, (text, props) => {
      const made = compiled(text)
      fc.pre(made !== null)
      if (made === null) return
      const mine = ours(made, props, new Set()).value
      const theirs = bufbuild(text, props)
      if (typeof theirs === 'boolean') {
        decided++
        expect(mine).toBe(theirs)
      }
      if (mine === 'broken') expect(theirs).toBe('error')
    }), { numRuns: 2500, seed: 20261123 })
    expect(decided).toBeGreaterThan(1500)
  })

  it('decides under gaps only what holds whatever the gaps hide', () => {
    fc.assert(fc.property(expression, allProps, gapped, fc.array(allProps, { minLength: 4, maxLength: 4 }), (text, props, gaps, others) => {
      const made = compiled(text)
      fc.pre(made !== null && gaps.size > 0)
      if (made === null) return
      const mine = ours(made, props, gaps).value
      if (mine === 'unknown') return
      for (const other of others) {
        const filled = { ...props, ...Object.fromEntries([...gaps].map((name) => [name, other[name] ?? null])) }
        const full = ours(made, filled, new Set()).value
        // What an expression trips over beside a gap may be mended by it: then it is unknown, not broken.
        if (full !== 'broken' || mine === 'broken') expect(full).toBe(mine)
      }
    }), { numRuns: 1500, seed: 20261124 })
  })

  it('tells a story of every verdict without breaking', () => {
    fc.assert(fc.property(expression, allProps, gapped, (text, props, gaps) => {
      const made = compiled(`!(${text})`)
      fc.pre(made !== null)
      if (made === null) return
      const known = Object.fromEntries(Object.entries(props).filter(([name]) => !gaps.has(name)))
      const one = asset(known, { gaps: Object.fromEntries([...gaps].map((name) => [name, `gap-${name}`])) })
      const frame = frameFor([made], graphOf([one]), [])
      frame.asset = one
      const value = made.assert.run(frame)
      if (typeof value !== 'boolean') return
      expect(frame.top).toBe(0)
      const story = new Story()
      made.assert.tell(frame, value, story)
      if (text.includes('asset.') && !value) expect(story.evidence.every((e) => e.asset === one.id)).toBe(true)
    }), { numRuns: 1500, seed: 20261125 })
  })
})
