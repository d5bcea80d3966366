// YAML that breaks parsers: in rules, in the configuration, in documents beside models. What is refused is refused with a place.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { readCard } from '../../src/artifacts/repo/card.js'
import { Stopped } from '../../src/artifacts/unread.js'
import { parseYaml } from '../../src/config/yaml.js'
import { UsageError } from '../../src/core/errors.js'
import { isTooDeep } from '../../src/core/yaml-depth.js'
import { readRule } from '../../src/engine/index.js'
import { buildTar } from './tar-builder.js'
import { expectUntouched, inspected } from './hostile.js'
import { text } from './tensors-builder.js'

const bomb = (style: string, levels: number, wide: number): string =>
  [`a0: &a0 ${style === 'map' ? '{x: lol}' : '[lol, lol]'}`, ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} ${style === 'map' ? `{${Array.from({ length: wide }, (_value, n) => `k${n}: *a${i}`).join(', ')}}` : `[${Array.from({ length: wide }, () => `*a${i}`).join(', ')}]`}`)].join('\n')

const large = 2 ** 20 - 200
const hostile: readonly (readonly [name: string, yaml: string])[] = [
  ['a bomb of aliases in lists', bomb('list', 20, 10)], ['a bomb of aliases in maps', bomb('map', 20, 10)], ['a wide bomb', bomb('list', 3, 2000)], ['an alias of itself', 'a: &a [*a]'], ['an alias of itself in a map', 'a: &a {b: *a}'], ['an alias of nothing', 'a: *nobody'],
  ['merge keys', 'base: &b {severity: low}\nx:\n  <<: *b\n'], ['merge keys a thousand times', `base: &b {x: 1}\nx: {${'<<: *b, '.repeat(1000)}}`], ['a merge of merges', 'a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: [*a, *b]}'],
  ['a tag of Python', 'a: !!python/object/apply:os.system [echo]'], ['a tag of Python, spelt out', '%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system [echo]'], ['a tag of JavaScript', 'a: !!js/function "function(){}"'], ['a tag of Ruby', 'a: !ruby/object:Gem::Installer {}'], ['a tag of one\'s own', 'a: !own x'], ['binary', 'a: !!binary aGVsbG8='], ['a set', 'a: !!set {x, y}'], ['an ordered map', 'a: !!omap [x: 1]'], ['a verbatim tag', 'a: !<tag:yaml.org,2002:python/name:os.system> x'],
  ['the same key twice', 'title: a\ntitle: b'], ['the same key, quoted once', 'title: a\n"title": b'], ['the same key in another type', '1: a\n"1": b'], ['a thousand times the same key', 'a: 1\n'.repeat(1000)],
  ['a scalar of a megabyte', `a: ${'x'.repeat(large)}`], ['a quoted scalar of a megabyte', `a: "${'x'.repeat(large)}"`], ['a quoted scalar of line breaks', `a: "${'\n'.repeat(50_000)}"`], ['a block of a megabyte', `a: |\n${'  x\n'.repeat(50_000)}`], ['a folded block of blank lines', `a: >\n${'\n'.repeat(50_000)}`], ['a key of a megabyte', `${'x'.repeat(large)}: 1`], ['a comment of a megabyte', `# ${'x'.repeat(large)}\na: 1`], ['a quotation that never ends', `a: "${'x'.repeat(100_000)}`],
  ['__proto__', '__proto__: {polluted: true}'], ['__proto__ in a map', 'a: {__proto__: {polluted: true}}'], ['__proto__, merged', 'a: &a {__proto__: {polluted: true}}\nb: {<<: *a}'], ['constructor.prototype', 'constructor: {prototype: {polluted: true}}'], ['__proto__ as a list', '__proto__: [1]'], ['methods that are none', 'toString: 1\nvalueOf: 2\nhasOwnProperty: 3\nlength: -1\ntoJSON: 4\nthen: 5'],
  ['brackets in brackets, 20,000 deep', '['.repeat(20_000) + ']'.repeat(20_000)], ['braces in braces, 20,000 deep', `${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`], ['brackets that never close', '['.repeat(100_000)], ['lists in lists on one line', `${'- '.repeat(20_000)}a`], ['keys of keys', `${'? '.repeat(10_000)}a`], ['a stair of a thousand steps', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')], ['depth hidden behind brackets in quotes', `${'[ "]", '.repeat(20_000)}`], ['depth behind comments', '[ # ]\n'.repeat(20_000)],
  ['anchors in a row', `${'&a '.repeat(20_000)}x`], ['tags in a row', `${'!a '.repeat(20_000)}x`], ['a thousand documents', '---\na: 1\n'.repeat(1000)], ['directives', '%YAML 9.9\n---\na: 1'], ['a tab for an indentation', 'a:\n\tb: 1'], ['a byte order mark in the middle', 'a: 1\n\ufeffb: 2'], ['a NUL', 'a: "x\u0000y"\nb\u0000: 1'], ['line separators', 'a: x\u2028b: y\u0085c: z'], ['lone surrogates', 'a: "\\ud800"'], ['numbers beyond', 'a: 1e999\nb: 0x' + 'f'.repeat(1000) + '\nc: -.inf\nd: .nan\ne: 9007199254740993'], ['words that are truths elsewhere', 'severity: no\non: yes\nx: 1:30:00\ny: 0o17'], ['nothing', ''], ['only a comment', '# x'], ['only an end', '...'],
]

const documents: readonly (readonly [path: string, build: (yaml: string) => Uint8Array])[] = [
  ['m/conf.yaml', (yaml) => text(`model:\n  _target_: os.system\n---\n${yaml}`)],
  ['m/MLmodel', (yaml) => text(`artifact_path: m\nflavors:\n  python_function:\n    loader_module: x\nmlflow_version: 2.0.0\n${yaml}`)],
  ['m/model.nemo', (yaml) => buildTar([{ name: './model_config.yaml', data: `target: x\n${yaml}` }])],
  ['m/conda.yaml', (yaml) => text(`dependencies:\n- torch=1.0\n${yaml}`)],
]

describe('hostile YAML', () => {
  it.each(hostile)('in a rule: %s', { timeout: 60_000 }, async (_, yaml) => {
    const { rule, problems } = await readRule(yaml, 'some-rule.yaml')
    expect(rule).toBeNull()
    expect(problems[0]).toMatchObject({ file: 'some-rule.yaml', line: expect.any(Number) as number, column: expect.any(Number) as number })
    expectUntouched()
  })

  it.each(hostile)('in aispm.yaml: %s', { timeout: 60_000 }, (_, yaml) => {
    const schema = z.strictObject({ rules: z.string().optional() })
    if (['nothing', 'only a comment', 'only an end'].includes(_)) expect(parseYaml(yaml, 'aispm.yaml', schema).value).toEqual({})
    else expect(() => parseYaml(yaml, 'aispm.yaml', schema)).toThrow(UsageError)
    expectUntouched()
  })

  it.each(hostile)('beside a model: %s', { timeout: 120_000 }, async (_, yaml) => {
    for (const [path, build] of documents) await inspected(path, build(yaml))
    const card = await readCard(bytesOf(text(`---\n${yaml}\n---\n# Model`))).catch((error: unknown) => error)
    if (card instanceof Error) expect(card).toBeInstanceOf(Stopped)
    expectUntouched()
  })

  it('depth is measured in what is nested, not in what is long', () => {
    expect(isTooDeep(`[${'[], '.repeat(10_000)}]`)).toBe(false)
    expect(isTooDeep('a:\n'.repeat(10_000))).toBe(false)
    expect(isTooDeep(`${'['.repeat(100)}${']'.repeat(100)}`)).toBe(false)
    expect(isTooDeep(`${'['.repeat(101)}x${']'.repeat(101)}`)).toBe(true)
  })
})
