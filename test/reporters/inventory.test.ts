import { createHash } from 'node:crypto'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import inventoryReporter from '../../src/reporters/inventory.js'
import { gapReasons, kinds, relationTypes, UsageError, type AssetType, type Inventory, type Json } from '../../src/core/index.js'
import { inventoryLines, readInventory } from '../../src/core/inventory-file.js'
import { inventorySchema } from '../../src/core/report-schema.js'
import { nullable, oneOf, shape, string } from '../../src/core/shape.js'
import { expectGolden } from '../golden.js'
import { inventory, orchard } from './sample.js'
import { written } from './written.js'

const tool = { name: 'aispm', version: '0.1.0' } as const
const saved = [...inventoryLines(inventory, tool)]

/** A file whose header, or any line, was changed by somebody who knows how to seal it again. */
function sealed(lines: readonly string[]): string {
  const body = lines.slice(0, -1).join('')
  const end = { ...JSON.parse(lines.at(-1) ?? ''), sha256: createHash('sha256').update(body).digest('hex') }
  return `${body}${JSON.stringify(end)}\n`
}

function changed(line: number, change: (record: Record<string, unknown>) => void): string {
  const record = JSON.parse(saved[line - 1] ?? '')
  change(record)
  return sealed(saved.with(line - 1, `${JSON.stringify(record)}\n`))
}

describe('the inventory file', () => {
  it('is what it was', async () => {
    expectGolden('inventory.jsonl', await written(inventoryReporter, orchard()))
  })

  it('reads back what was written, by text, by chunk and with Windows line ends', async () => {
    const text = saved.join('')
    const expected = { ...inventory, tool }
    expect(await readInventory(text)).toEqual(expected)
    expect(await readInventory(text.replaceAll('\n', '\r\n'))).toEqual(expected)
    const bytes = Buffer.from(text)
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(i * 7, i * 7 + 7))
    expect(await readInventory(chunks)).toEqual(expected)
  })

  it('reads back any inventory', async () => {
    await fc.assert(fc.asyncProperty(anyInventory, async (made) => {
      const text = [...inventoryLines(made, tool)].join('')
      expect(text.split(/\r\n|[\n\r\u2028\u2029\u0085]/)).toHaveLength(made.scopes.length + made.assets.length + made.relations.length + made.gaps.length + 3)
      expect(JSON.stringify(await readInventory(text))).toBe(JSON.stringify(ordered(made)))
    }), { numRuns: 200 })
  })

  it('keeps a key named __proto__ as data', async () => {
    const read = await readInventory(sealed(saved.map((line) => line.replace('"tags":{}', '"tags":{"__proto__":{"polluted":true}}'))))
    const props = read.assets.find(({ name }) => name === 'orchard-corpus')?.props
    expect(JSON.stringify(props)).toContain('"__proto__":{"polluted":true}')
    expect(Object.getPrototypeOf(props)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  const lines = saved.length
  it.each<[string, string, RegExp]>([
    ['an empty file', '', /orchard\.jsonl is empty/],
    ['something else', 'Hello\n', /line 1: is not JSON/],
    ['another JSON file', '{"schema": 1}\n', /line 1: is not the header of an aispm inventory/],
    ['no footer', saved.slice(0, -1).join(''), new RegExp(`cut short: line ${lines - 1} is the last one`)],
    ['half a line', saved.join('').slice(0, -40), new RegExp(`line ${lines}: is not JSON`)],
    ['a changed line', saved.join('').replace('orchard-lab', 'orchard-lob'), new RegExp(`line ${lines}: does not match the lines above`)],
    ['a missing line', saved.toSpliced(6, 1).join(''), /does not match the lines above/],
    ['a missing line, sealed again', sealed(saved.toSpliced(6, 1)), new RegExp(`line ${lines - 1}: promises 14 scopes, the file has 13`)],
    ['more after the end', `${saved.join('')}{}\n`, new RegExp(`line ${lines + 1}: stands after the end record`)],
    ['two files in one', saved.join('') + saved.join(''), /stands after the end record/],
    ['a second header', sealed(saved.toSpliced(1, 0, saved[0] ?? '')), /line 2: is a second header/],
    ['a tag nobody knows', changed(3, (record) => { record['t'] = 'dream' }), /line 3: is tagged "dream"/],
    ['a wrong field', changed(2, (record) => { record['calls'] = 'many' }), /line 2: "calls" wants a count, has "many"/],
    ['a missing field', changed(17, (record) => { delete record['props'] }), /line 17: props is no object/],
    ['a word from the future', changed(17, (record) => { record['kind'] = 'oracle' }), /line 17: "kind" is "oracle", a word this aispm does not know/],
    ['schema zero', changed(1, (record) => { record['schema'] = 0 }), /line 1: has schema 0/],
    ['a newer aispm', changed(1, (record) => { Object.assign(record, { schema: 2, tool: { name: 'aispm', version: '9.1.0' } }) }), /orchard\.jsonl was written by a newer aispm \(9\.1\.0, schema 2/],
  ])('refuses %s', async (_, text, message) => {
    const refusal = readInventory(text, 'orchard.jsonl')
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.toThrow('nothing was judged')
    await expect(refusal).rejects.toBeInstanceOf(UsageError)
  })

  it('refuses bytes that are no text', async () => {
    await expect(readInventory([Buffer.from(saved[0] ?? ''), Buffer.from([0x7b, 0xff, 0xfe])])).rejects.toThrow(/line 1: the bytes after it are not UTF-8/)
  })

  it('keeps its published schema, in which every declared property is read or gapped', () => {
    const types = new Map([...new Set(inventory.assets.map((asset) => asset.type))].map((type): [string, AssetType] => {
      const kind = inventory.assets.find((asset) => asset.type === type)?.kind ?? 'model'
      const props = type === 'aws.sagemaker.notebook_instance' ? shape({ rootAccess: nullable(oneOf('Enabled', 'Disabled')) }) : shape({})
      return [type, { type, kind, props, relates: {} }]
    }))
    types.set('aws.s3.bucket', { type: 'aws.s3.bucket', kind: 'bucket', relates: {}, props: { is: 'record', fields: { owner: nullable(string), tags: { is: 'map', of: string }, encryption: nullable(string) } } })
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
    addFormats.default(ajv)
    const valid = ajv.compile(inventorySchema(types))
    const lab = JSON.parse(saved.find((line) => line.includes('"name":"orchard-lab"')) ?? '')
    expect([valid(lab), valid.errors]).toEqual([true, null])
    for (const line of [saved[0], saved[1], saved.at(-1), ...saved.filter((one) => /^\{"t":"(relation|gap)"/.test(one))]) {
      expect([line, valid(JSON.parse(line ?? '')), valid.errors]).toEqual([line, true, null])
    }
    expect(valid({ ...lab, props: {} })).toBe(false)
    expect(valid({ ...lab, props: {}, gaps: { rootAccess: 'gap' } })).toBe(true)
    expect(valid({ ...lab, props: { rootAccess: 'Enabled', surprise: 1 } })).toBe(false)
  })
})

const text = fc.string({ unit: 'binary', maxLength: 12 })
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
const props = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString')), json, { maxKeys: 4 })
const scope = fc.record({ provider: text, account: text, region: text }, { requiredKeys: ['provider', 'account'] })
const anyInventory: fc.Arbitrary<Inventory> = fc.record({
  schema: fc.constant(1 as const), takenAt: text, historySince: text, collected: fc.array(text), finished: fc.boolean(),
  scopes: fc.array(fc.record({
    scope, state: fc.constantFrom('read', 'not-requested', 'unreachable'), services: fc.dictionary(text, fc.constantFrom('enabled', 'not-enabled', 'not-offered')),
    calls: fc.nat(), answered: fc.nat(), vanished: fc.nat(),
  }), { maxLength: 3 }),
  assets: fc.array(fc.record({
    id: text, type: text, kind: fc.constantFrom(...kinds), name: text, scope, props, gaps: fc.dictionary(text, text),
    aliases: fc.array(text), past: fc.record({ family: text, at: text }), source: fc.record({ file: text, line: fc.nat(), column: fc.nat() }, { requiredKeys: ['file'] }),
  }, { requiredKeys: ['id', 'type', 'kind', 'name', 'scope', 'props', 'gaps'] }), { maxLength: 4 }),
  relations: fc.array(fc.record({
    from: text, type: fc.constantFrom(...relationTypes), to: text, target: text, basis: fc.constantFrom('declared', 'inferred'), via: text,
  }, { requiredKeys: ['from', 'type', 'to', 'target', 'basis'] }), { maxLength: 3 }),
  gaps: fc.array(fc.record({
    id: text, scope, call: text, types: fc.array(text), list: fc.boolean(), reason: fc.constantFrom(...gapReasons), message: text, count: fc.nat(), missing: fc.array(text),
  }, { requiredKeys: ['id', 'scope', 'call', 'types', 'list', 'reason', 'message', 'count'] }), { maxLength: 3 }),
}, { requiredKeys: ['schema', 'takenAt', 'collected', 'finished', 'scopes', 'assets', 'relations', 'gaps'] })

/** Key order as the reader gives it, through JSON, which is what the file can say. */
function ordered(made: Inventory): object {
  const pick = (from: object, keys: string[]): object => {
    const entries = new Map(Object.entries(from))
    return Object.fromEntries(keys.filter((key) => entries.get(key) !== undefined).map((key) => [key, entries.get(key)]))
  }
  const scoped = (from: { scope: object }, keys: string[]): object => pick({ ...from, scope: pick(from.scope, ['provider', 'account', 'region']) }, keys)
  return {
    schema: 1, tool, takenAt: made.takenAt, ...(made.historySince === undefined ? {} : { historySince: made.historySince }), collected: made.collected, finished: made.finished,
    scopes: made.scopes.map((one) => scoped(one, ['scope', 'state', 'services', 'calls', 'answered', 'vanished'])),
    assets: made.assets.map((one) => scoped(
      { ...one, ...(one.past && { past: pick(one.past, ['family', 'at']) }), ...(one.source && { source: pick(one.source, ['file', 'line', 'column']) }) } as { scope: object },
      ['id', 'type', 'kind', 'name', 'scope', 'props', 'gaps', 'aliases', 'past', 'source'])),
    relations: made.relations.map((one) => pick(one, ['from', 'type', 'to', 'target', 'basis', 'via'])),
    gaps: made.gaps.map((one) => scoped(one, ['id', 'scope', 'call', 'types', 'list', 'reason', 'message', 'count', 'missing'])),
  }
}
