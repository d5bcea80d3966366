// Rules and inventories that mean harm, or only look like it.
import { describe, expect, it } from 'vitest'
import { readRule } from '../../src/engine/index.js'
import { fill, quote } from '../../src/engine/index.js'
import { asset, fullProps, mistakes, verdict } from './rule-text.js'

describe('regular expressions', () => {
  it.each(['^(a+)+$', '^(a|aa)+$', '^(a|a?)+$', '(.*a){20}', '^([a-z]+)*$', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a*)*b', '(?:a|b|ab)*c', '^(\\d+)*$'])('%s ends soon on a hostile text', (pattern) => {
    const started = performance.now()
    const text = `${'a'.repeat(5000)}!`
    expect(verdict(`re2(asset.props.rootAccess, ${JSON.stringify(pattern)}) || true`, { ...fullProps, rootAccess: text }).verdict).toBe('pass')
    expect(performance.now() - started).toBeLessThan(2000)
  })
  it('take no backward references', () => {
    expect(mistakes('re2(asset.name, "(a)\\\\1")')[0]).toContain('is no regular expression')
  })
  it('from a property are compiled once, and break when they are none', () => {
    expect(verdict('re2(asset.name, asset.props.rootAccess)', { ...fullProps, rootAccess: '^orchard' }).verdict).toBe('pass')
    expect(verdict('re2(asset.name, asset.props.rootAccess)', { ...fullProps, rootAccess: '(' }).fault).toContain('is no regular expression')
  })
})

describe('words that JavaScript takes for its own', () => {
  it('are properties like any other', () => {
    expect(verdict('asset.props.constructor == null').verdict).toBe('pass')
    const { constructor: _constructor, ...without } = fullProps
    expect(verdict('asset.props.constructor == null', without, { constructor: 'gap-c' })).toMatchObject({ verdict: 'unknown', gaps: ['gap-c'] })
    expect(verdict('asset.props.constructor == null', without).fault).toContain('"constructor" of')
  })
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('are no entries of a map that lacks them: %s', (word) => {
    expect(verdict(`"${word}" in asset.props.tags`).verdict).toBe('fail')
    expect(verdict(`"${word}" in asset.props.doc`).verdict).toBe('fail')
    expect(verdict(`asset.props.doc["${word}"] == 1`).fault).toContain(`doc has no entry "${word}"`)
    const tags: unknown = JSON.parse(`{ "${word}": "x" }`)
    expect(verdict(`"${word}" in asset.props.tags && asset.props.tags["${word}"] == "x"`, { ...fullProps, tags: tags as typeof fullProps }).verdict).toBe('pass')
  })
  it('are no functions, names or gaps', () => {
    expect(mistakes('constructor(asset)')[0]).toContain('unknown function constructor()')
    expect(mistakes('toString')[0]).toContain('unknown name "toString"')
    expect(mistakes('asset.props.toString == null')[0]).toContain('has no property "toString"')
    expect(fill('{props.toString} {props.doc.constructor}', asset(), 'text')).toBe('unknown unknown')
  })
})

describe('expressions without end', () => {
  it('are refused, not run', () => {
    expect(mistakes(`${'!'.repeat(5000)}true`)).toHaveLength(1)
    expect(mistakes(`${'!'.repeat(100_000)}true`)).toHaveLength(1)
    expect(mistakes(`${'('.repeat(5000)}true${')'.repeat(5000)}`)).toHaveLength(1)
    expect(mistakes(`${'asset.props.open || '.repeat(4000)}true`)).toEqual(['assert:0 the expression is nested deeper than 500 levels: split it up with `let`'])
    expect(mistakes(`${'asset.props.open || '.repeat(400)}true`)).toEqual([])
    expect(verdict(`${'asset.props.open && '.repeat(400)}true`).verdict).toBe('pass')
  })
})

describe('commands', () => {
  it.each([
    ['orchard-lab', 'orchard-lab'], ['a b', "'a b'"], ["it's", `'it'\\''s'`], ['$(rm -rf ~)', "'$(rm -rf ~)'"], ['`x`', "'`x`'"], ['a;b', "'a;b'"], ['a\nb', "'a\nb'"], ['', "''"], ['é', "'é'"],
    ['arn:aws:iam::111122223333:role/x', 'arn:aws:iam::111122223333:role/x'],
  ])('quote %j', (word, quoted) => {
    expect(quote(word)).toBe(quoted)
  })
  it('have every placeholder filled once, whatever the values hold', () => {
    const one = asset({ ...fullProps, subnetId: '{name}; {id}' }, { name: '{props.subnetId}' })
    expect(fill('run --name {name} --subnet {props.subnetId} --tags {props.tags} {other}', one, 'command')).toBe(
      `run --name '{props.subnetId}' --subnet '{name}; {id}' --tags '{"team":"orchard"}' {other}`)
  })
})

describe('YAML', () => {
  const wrong = async (text: string): Promise<string[]> => (await readRule(text, 'rule.yaml')).problems.map((p) => `${p.line}:${p.column} ${p.message}`)
  it('aliases are refused, bombs or not', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i] ?? ''},`.repeat(9)}]`)].join('\n')
    expect((await wrong(bomb))[0]).toBe('2:8 aliases (*name) are not used in rule files: write the value out')
  })
  it.each([
    ['__proto__: { polluted: true }', '1:1 "__proto__" is not used as a key in rule files'],
    ['title: x\nexamples:\n  pass: [{ __proto__: 1 }]', '3:12 "__proto__" is not used as a key in rule files'],
    ['<<: { title: x }', '1:1 "<<" is not used as a key in rule files'],
    ['title: !!js/function "x"', '1:8 Unresolved tag: tag:yaml.org,2002:js/function'],
    ['title: !mine x', '1:8 Unresolved tag: !mine'],
    ['title: a\ntitle: b', '2:1 Map keys must be unique'],
    ['1: x', '1:1 unknown key "1", did you mean "on"?'],
    ['title: "a', '1:10 Missing closing "quote'],
    ['title: a: b', '1:8 Nested mappings are not allowed in compact mappings'],
  ])('%j', async (text, message) => {
    expect(await wrong(text)).toContain(message)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
  it('a text of ten million characters is no rule', async () => {
    expect(await wrong(`title: ${'x'.repeat(10_000_000)}`)).toEqual(['1:1 is larger than 1,000,000 characters, which no rule is'])
  })
  it('depth is bounded', async () => {
    expect((await wrong(`title: ${'['.repeat(20_000)}`)).length).toBeGreaterThan(0)
  })
})
