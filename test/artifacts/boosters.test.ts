// XGBoost, LightGBM and CatBoost: models that hold together, and models that were tampered with.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readJson } from '../../src/artifacts/boosters/json.js'
import { readUbjson } from '../../src/artifacts/boosters/ubjson.js'
import type { Events } from '../../src/artifacts/boosters/events.js'
import { bytesOf } from '../../src/artifacts/bytes.js'
import catboost from '../../src/artifacts/formats/catboost.js'
import lightgbm from '../../src/artifacts/formats/lightgbm.js'
import xgboost from '../../src/artifacts/formats/xgboost.js'
import { Budget, defaultLimits } from '../../src/artifacts/limits.js'
import { flatBuffer, join, latin, u32, utf8, type Slots } from './dataset-builder.js'
import { opened, type OpenedHere } from './open.js'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const budget = (): Budget => new Budget(defaultLimits, () => 0)

/** UBJSON as XGBoost writes it: eight bytes for every length, numbers in typed arrays. */
function ubjson(value: Json): number[] {
  const long = (n: number): number[] => [0x4c, 0, 0, 0, 0, ...u32(n).toReversed()]
  const text = (one: string): number[] => [...long(utf8(one).length), ...utf8(one)]
  if (typeof value === 'string') return [0x53, ...text(value)]
  if (typeof value === 'number') return [0x6c, ...u32(value).toReversed()]
  if (value === null || typeof value === 'boolean') return [value === null ? 0x5a : value ? 0x54 : 0x46]
  if (!Array.isArray(value)) return [0x7b, ...Object.entries(value).flatMap(([key, one]) => [...text(key), ...ubjson(one)]), 0x7d]
  if (value.length > 0 && value.every((one) => typeof one === 'number')) return [0x5b, 0x24, 0x6c, 0x23, ...long(value.length), ...value.flatMap((one) => u32(one).toReversed())]
  return [0x5b, 0x23, ...long(value.length), ...value.flatMap(ubjson)]
}

const tree = (change: Record<string, Json> = {}): Json => ({
  base_weights: [0, 1, 2], categories: [], id: 0, left_children: [1, -1, -1], parents: [2_147_483_647, 0, 0], right_children: [2, -1, -1], split_conditions: [1, 2, 3],
  split_indices: [1, 0, 0], sum_hessian: [1, 2, 3], tree_param: { num_deleted: '0', num_feature: '2', num_nodes: '3', size_leaf_vector: '1' }, ...change,
})

function model(change: { trees?: Json[]; learner?: Record<string, Json>; top?: Record<string, Json>; numTrees?: string } = {}): Json {
  const trees = change.trees ?? [tree(), tree()]
  return {
    learner: {
      attributes: {}, feature_names: ['age', 'size'], feature_types: [], gradient_booster: {
        model: { gbtree_model_param: { num_parallel_tree: '1', num_trees: change.numTrees ?? String(trees.length) }, tree_info: trees.map(() => 0), trees }, name: 'gbtree',
      },
      learner_model_param: { base_score: '0', num_class: '0', num_feature: '2' }, objective: { name: 'binary:logistic' }, ...change.learner,
    },
    version: [2, 1, 4], ...change.top,
  }
}

type XgboostProps = Awaited<ReturnType<typeof xgboost.read>>['props']

async function both(value: Json): Promise<{ props: XgboostProps; file: OpenedHere }> {
  const [json, binary] = await Promise.all([utf8(JSON.stringify(value)), Uint8Array.from(ubjson(value))].map(async (data) => {
    const file = await opened('model', data)
    expect(xgboost.recognise(file)).toBe(3)
    return { props: (await xgboost.read(file)).props, file }
  }))
  if (json === undefined || binary === undefined) throw new Error('two readings')
  expect({ ...binary.props, layout: 'json' }).toEqual(json.props)
  expect(binary.file.unread.length).toBe(json.file.unread.length)
  return json
}

describe('xgboost', () => {
  it('reads the same facts from JSON and UBJSON', async () => {
    const { props, file } = await both(model())
    expect(props).toEqual({ layout: 'json', version: '2.1.4', objective: 'binary:logistic', booster: 'gbtree', features: 2, classes: 0, trees: 2, implausible: [] })
    expect(file.unread).toEqual([])
  })

  it.each<[string, Json, string]>([
    ['a child outside its tree', model({ trees: [tree({ left_children: [77, -1, -1] })] }), 'node outside its tree'],
    ['a child below the leaves', model({ trees: [tree({ right_children: [-5, -1, -1] })] }), 'node outside its tree'],
    ['a parent outside its tree', model({ trees: [tree({ parents: [2_147_483_647, 9, 0] })] }), 'node outside its tree'],
    ['a node that is its own child', model({ trees: [tree({ left_children: [0, -1, -1] })] }), 'node that is its own child'],
    ['arrays of different lengths', model({ trees: [tree({ split_indices: [1, 0] })] }), 'split_indices'],
    ['a feature nobody has', model({ trees: [tree({ split_indices: [9, 0, 0] })] }), 'split_indices'], ['fewer trees than declared', model({ numTrees: '9' }), 'number of trees'],
    ['names for other features', model({ learner: { feature_names: ['age'] } }), 'feature_names'],
    ['a command for a name', model({ learner: { feature_names: ['age', `__${'import'}__("os").system("echo")`] } }), 'reads like Python that runs a command'],
    ['a command in an attribute', model({ learner: { attributes: { note: 'x; curl -s https://x.example/a' } } }), 'reads like a shell command'],
    ['no nodes declared', model({ trees: [tree({ tree_param: {} })] }), 'has no num_nodes'],
  ])('tells %s', async (_, value, told) => {
    expect((await both(value)).props.implausible.map(({ what }) => what)).toContain(told)
  })

  it('tells what is missing', async () => {
    const { props } = await both({ learner: { attributes: {} } })
    expect(props.implausible.map(({ what }) => what)).toEqual(['has no learner.gradient_booster', 'has no learner.objective', 'has no learner.learner_model_param', 'has no version'])
  })

  it('reads the layout of old versions no further than its head', async () => {
    const file = await opened('old.model', join('binf', u32(0), u32(30), new Uint8Array(200)))
    expect((await xgboost.read(file)).props).toMatchObject({ layout: 'binary', features: 30 })
  })

  it.each(['{"learner": 1}', '{"learner":{"generic_param":{}}}', '{"version":[1,2,3],"name":"x"}', '{"name":"learner"}', '[]', 'binf', '{L'])('does not claim %j', async (text) => {
    expect(xgboost.recognise(await opened('a.json', utf8(text)))).toBe(0)
  })

  it('says where damage stops it, and keeps what came before', async () => {
    const whole = utf8(JSON.stringify(model({ trees: [tree({ left_children: [77, -1, -1] })] })))
    const file = await opened('m.json', whole.subarray(0, whole.length - 40))
    expect((await xgboost.read(file)).props.implausible).toHaveLength(1)
    expect(file.unread).toMatchObject([{ reason: 'truncated' }])
  })

  it('takes any damage', async () => {
    for (const good of [utf8(JSON.stringify(model({ trees: [tree()] }))), Uint8Array.from(ubjson(model({ trees: [tree()] })))]) {
      for (let i = 40; i < good.length; i++) {
        for (const byte of [0, 0xff, 0x5b, 0x7b, 0x24]) {
          const bad = good.slice()
          bad[i] = byte
          await xgboost.read(await opened('m', bad))
        }
      }
    }
  })
})

describe('documents in pieces', () => {
  async function events(read: typeof readJson, data: Uint8Array): Promise<string> {
    let said = ''
    const tell: Events = { object: () => void (said += '{'), array: () => void (said += '['), end: () => void (said += '.'), key: (name) => void (said += `${name}:`), value: (value) => void (said += `${String(value)},`) }
    await read(bytesOf(data), budget(), tell)
    return said
  }

  it.each<[Json]>([[{ a: [1, -2.5e3, true, null, 'x"\\\n\u00e9'], b: {} }], [[]], ['a'], [[[['x']], { k: { l: [] } }]]])('%j', async (value) => {
    const json = await events(readJson, utf8(JSON.stringify(value, null, 2)))
    if (!JSON.stringify(value).includes('.5')) expect(await events(readUbjson, Uint8Array.from(ubjson(value)))).toBe(json)
    expect(json.replaceAll(/[^{[]/g, '').length).toBe(JSON.stringify(value).replaceAll(/"(?:[^"\\]|\\.)*"|[^{[]/g, '').length)
  })

  it.each(['{', '{"a"', '[1,', '"a', '{"a":1}}', '[1] 2', '{1}', '[&]', '"\\x"', '[tru]', '[[[['.repeat(40)])('JSON stops at %j', async (text) => {
    await expect(events(readJson, utf8(text))).rejects.toMatchObject({ name: 'Stopped' })
  })

  it.each([[[0x5b, 0x24, 0x6c, 0x23, 0x6c, 0x7f, 255, 255, 255]], [[0x7b, 0x69, 0x7f]], [[0x5b, 0x24, 0x5a]], [[0x99]], [[0x5b, 0x23, 0x69, 0xff]], [[0x53, 0x69, 0xff]]])('UBJSON stops at %j', async (bytes) => {
    await expect(events(readUbjson, Uint8Array.from(bytes))).rejects.toMatchObject({ name: 'Stopped' })
  })
})

function light(change: { sizes?: (sizes: number[]) => number[]; header?: string; body?: string } = {}): string {
  const trees = [0, 1, 2].map((i) => `Tree=${i}\nnum_leaves=2\nsplit_feature=${i}\n\n\n`)
  const sizes = trees.map((one) => one.length)
  const header = `tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=2\nobjective=binary sigmoid:1\nfeature_names=a b c\nfeature_infos=none none none\n`
  return `${header}${change.header ?? ''}tree_sizes=${(change.sizes?.(sizes) ?? sizes).join(' ')}\n\n${trees.join('')}end of trees\n\n${change.body ?? 'feature_importances:\na=1\n'}`
}

describe('lightgbm', () => {
  async function read(text: string | Uint8Array): Promise<Awaited<ReturnType<typeof lightgbm.read>>['props']> {
    const file = await opened('model.txt', typeof text === 'string' ? latin(text) : text)
    expect(lightgbm.recognise(file)).toBe(3)
    return (await lightgbm.read(file)).props
  }

  it('reads the facts', async () => {
    expect(await read(light())).toEqual({ version: 'v4', objective: 'binary sigmoid:1', features: 3, classes: 1, trees: 3, inconsistent: [] })
  })

  it.each<[string, string, string]>([
    ['trees elsewhere', light({ sizes: ([a = 0, b = 0, c = 0]) => [a + 1, b - 1, c] }), 'tree_sizes'], ['an end elsewhere', light({ sizes: ([a = 0, b = 0, c = 0]) => [a, b, c + 5] }), 'end of trees'],
    ['sizes that are none', light({ sizes: () => [-5, Number.NaN] }), 'tree_sizes'], ['other features', light().replace('feature_names=a b c', 'feature_names=a b'), 'feature_names'],
    ['binary content', light({ body: 'pandas_categorical:\0\x01' }), 'binary content'], ['a command', light({ header: 'note=$(curl x.example)\n' }), 'reads like a command in brackets'],
    ['no sizes', light().replace('tree_sizes', 'other'), 'tree_sizes'],
  ])('tells %s', async (_, text, told) => {
    expect((await read(text)).inconsistent.map(({ what }) => what)).toContain(told)
  })

  it('stops where the header has no end', async () => {
    await expect(read('tree\nversion=v4\nnum_class=1\n')).rejects.toMatchObject({ name: 'Stopped', reason: 'truncated' })
  })
})

describe('catboost', () => {
  const core = (change: { info?: Record<string, string>; parts?: string[] } = {}): Uint8Array => {
    const info: Slots[] = Object.entries(change.info ?? { params: '{"loss_function":{"type":"Logloss"}}' }).map(([key, value]) => ({ slots: [key, value] }))
    const sizes = [{ slots: [] }, { slots: [] }, { slots: [] }]
    return flatBuffer({ slots: ['FlabuffersModel_v1', { slots: [1, null, sizes, null, null, [{ slots: [] }, { slots: [] }]] }, info, null] })
  }
  async function read(data: Uint8Array): Promise<{ file: OpenedHere; props: Awaited<ReturnType<typeof catboost.read>>['props'] }> {
    const file = await opened('model.cbm', data)
    expect(catboost.recognise(file)).toBe(3)
    return { file, props: (await catboost.read(file)).props }
  }

  it('reads the facts', async () => {
    const { props, file } = await read(join('CBM1', u32(core().length), core()))
    expect(props).toEqual({ version: 'FlabuffersModel_v1', objective: 'Logloss', trees: 3, features: 2, outputs: 1, parts: [], inconsistent: [] })
    expect(file.unread).toEqual([])
  })

  it.each<[string, Uint8Array, string]>([
    ['a core longer than the file', join('CBM1', u32(90_000), core()), 'length of the core'], ['bytes after the core', join('CBM1', u32(core().length), core(), 'PAYLOAD'), 'bytes after the core'],
    ['a command', (() => { const one = core({ info: { note: `os.${'system'}("echo")` } }); return join('CBM1', u32(one.length), one) })(), 'reads like Python that runs a command'],
  ])('tells %s', async (_, data, told) => {
    expect((await read(data)).props.inconsistent.map(({ what }) => what)).toEqual([told])
  })

  it('takes any damage', async () => {
    const good = join('CBM1', u32(core().length), core())
    for (let i = 8; i < good.length; i++) {
      for (const byte of [0, 0xff, 0x80]) {
        const bad = good.slice()
        bad[i] = byte
        await catboost.read(await opened('m.cbm', bad))
      }
    }
  })
})

const samples = process.env['AISPM_SAMPLES'] ?? ''

describe.skipIf(!existsSync(`${samples}/xgboost`))('models that the libraries wrote', () => {
  const made = (folder: string): string[] => (existsSync(`${samples}/${folder}`) ? readdirSync(`${samples}/${folder}`) : [])

  it.each(made('xgboost'))('xgboost/%s', async (name) => {
    const file = await opened(name, new Uint8Array(readFileSync(`${samples}/xgboost/${name}`)))
    expect(xgboost.recognise(file)).toBe(3)
    const { props } = await xgboost.read(file)
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ layout: name.endsWith('.ubj') ? 'ubjson' : 'json', features: name.startsWith('categories') ? 2 : 6, implausible: [] })
    expect(props.trees).toBe({ linear: 0, multi: 12, categories: 3 }[name.split('.')[0] ?? ''] ?? 5)
  })

  it.each(made('lightgbm'))('lightgbm/%s', async (name) => {
    const file = await opened(name, new Uint8Array(readFileSync(`${samples}/lightgbm/${name}`)))
    const { props } = await lightgbm.read(file)
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ version: 'v4', inconsistent: [] })
  })
})
