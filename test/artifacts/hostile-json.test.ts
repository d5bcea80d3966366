// JSON that breaks parsers, in every place where a model's files hold JSON.
import { describe, expect, it } from 'vitest'
import { readInventory } from '../../src/core/inventory-file.js'
import { UsageError } from '../../src/core/errors.js'
import { expectUntouched, inspected } from './hostile.js'
import { safetensors, text } from './tensors-builder.js'
import { zipOf } from './torch-bytes.js'

/** Where JSON stands: the fragment is the value of a key that is read. */
const holders: readonly (readonly [path: string, build: (fragment: string) => Uint8Array])[] = [
  ['m/adapter_config.json', (x) => text(`{"peft_type":"LORA","base_model_name_or_path":${x}}`)],
  ['m/tokenizer.json', (x) => text(`{"version":"1.0","truncation":null,"added_tokens":[{"id":0,"content":${x}}],"normalizer":${x},"model":${x}}`)],
  ['m/tokenizer_config.json', (x) => text(`{"chat_template":${x},"auto_map":${x}}`)],
  ['m/model.safetensors.index.json', (x) => text(`{"metadata":${x},"weight_map":{"a":"model-00001-of-00001.safetensors","b":${x}}}`)],
  ['m/model.safetensors', (x) => safetensors(`{"__metadata__":${x},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":${x}}`, 4)],
  ['m/conf.json', (x) => text(`{"_target_":"os.system","args":${x}}`)],
  ['m/bom.json', (x) => text(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":${x},"hashes":${x}}],"x":${x}}`)],
  ['m/rank-symbol.json', (x) => text(`{"nodes":[{"op":"Custom","name":${x},"attrs":${x},"inputs":[]}],"arg_nodes":[0],"heads":[[0,0,0]]}`)],
  ['m/inference.json', (x) => text(`{"base_code":{"magic":"pir","version":1},"program":{"regions":[{"#":"r","blocks":[{"ops":[{"#":"1.py_func","x":${x}}],"y":${x}}]}]}}`)],
  ['m/x.mlpackage/Manifest.json', (x) => text(`{"fileFormatVersion":"1.0.0","itemInfoEntries":{"a":{"path":${x}},"b":${x}},"rootModelIdentifier":${x}}`)],
  ['m/xgb.json', (x) => text(`{"learner":{"attributes":${x},"feature_names":${x},"objective":{"name":${x}}},"version":[2,1,4]}`)],
  ['m/a.ipynb', (x) => text(`{"cells":[{"cell_type":"code","source":${x},"outputs":[{"data":${x}}],"metadata":${x}}],"metadata":${x},"nbformat":4,"nbformat_minor":5}`)],
  ['data/train.jsonl', (x) => text(`{"prompt":"a","completion":"b"}\n{"prompt":"a","completion":${x}}\n`)],
  ['data/train.json', (x) => text(`[{"instruction":"a","output":"b"},{"instruction":"c","output":${x}}]`)],
  ['manifests/registry.ollama.ai/library/m/latest', (x) => text(`{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":${x},"layers":[${x}]}`)],
  ['m/model.keras', (x) => zipOf({ 'metadata.json': '{"keras_version":"3"}', 'config.json': `{"class_name":"Sequential","module":"keras","config":{"layers":${x}},"x":${x}}`, 'model.weights.h5': '' })],
  ['m/model.skops', (x) => zipOf({ 'schema.json': `{"__loader__":"ObjectNode","__module__":"a","__class__":"B","content":${x},"protocol":${x}}` })],
  ['m/model.mar', (x) => zipOf({ 'MAR-INF/MANIFEST.json': `{"model":{"handler":${x},"modelName":${x}}}` })],
  ['m/program.pt2', (x) => zipOf({ 'p/archive_format': 'pt2', 'p/data/weights/model_weights_config.json': `{"config":{"w":${x}}}` })],
]

const deep = 100_000
const many = 10_000
const hostile: readonly (readonly [name: string, fragment: string])[] = [
  ['lists in lists, 10^5 deep', '['.repeat(deep) + ']'.repeat(deep)], ['objects in objects, 10^5 deep', '{"a":'.repeat(deep) + '1' + '}'.repeat(deep)], ['both in turn, 10^5 deep', '[{"a":'.repeat(deep / 2) + '1' + '}]'.repeat(deep / 2)],
  ['deep and never closed', '['.repeat(deep)], ['deep, and closed too early', '['.repeat(deep) + ']'.repeat(deep / 2)], ['500 deep', '['.repeat(500) + ']'.repeat(500)], ['a thousand objects deep', '{"config":'.repeat(1000) + '1' + '}'.repeat(1000)],
  ['2^53 + 1', '9007199254740993'], ['2^64', '18446744073709551616'], ['-2^63 - 1', '-9223372036854775809'], ['beyond all doubles', '1e999'], ['below all doubles', '1e-999'], ['minus nothing', '-0'], ['a number of 10^5 digits', '9'.repeat(deep)], ['a fraction of 10^5 digits', `0.${'3'.repeat(deep)}`], ['an exponent of 10^5 digits', `1e${'9'.repeat(deep)}`],
  ['NaN', 'NaN'], ['Infinity', '-Infinity'], ['a leading zero', '007'], ['hexadecimal', '0x10'],
  ['the same key twice', '{"a":1,"a":2}'], ['the same key, once escaped', '{"a":1,"\\u0061":2}'], ['10,000 times the same key', `{${'"a":1,'.repeat(many)}"a":2}`], ['10,000 keys', `{${Array.from({ length: many }, (_, i) => `"k${i}":${i}`).join()}}`], ['10,000 numbers, as keys', `{${Array.from({ length: many }, (_, i) => `"${i}":0`).join()}}`],
  ['a lone high surrogate', '"\\ud800"'], ['a lone low surrogate', '"\\udc00x"'], ['surrogates the wrong way round', '"\\udc00\\ud800"'], ['a lone surrogate as a key', '{"\\ud800":1}'], ['a NUL', '"a\\u0000b"'], ['a raw control character', '"a\u0001b"'], ['a raw line break', '"a\nb"'], ['a broken escape', '"\\u12"'], ['an escape that is none', '"\\x41"'],
  ['__proto__', '{"__proto__":{"polluted":true,"a":1}}'], ['__proto__, escaped', '{"\\u005f_proto__":{"polluted":true}}'], ['constructor.prototype', '{"constructor":{"prototype":{"polluted":true}}}'], ['__proto__ as a list', '{"__proto__":[1,2]}'],
  ['methods that are none', '{"toString":1,"valueOf":null,"hasOwnProperty":"x","length":-1,"toJSON":2,"then":3}'], ['numbers that count as a list', '{"0":1,"1":2,"length":4294967296}'],
  ['a byte order mark within', '\ufeff1'], ['a text of a megabyte', `"${'a'.repeat(2 ** 20)}"`], ['a megabyte of escapes', `"${'\\u0061'.repeat(180_000)}"`], ['a megabyte of backslashes', `"${'\\\\'.repeat(2 ** 19)}"`], ['a megabyte of blanks', `${' '.repeat(2 ** 20)}1`], ['a text that never ends', '"aaaa'],
  ['a comment', '/* x */1'], ['a comma too many', '[1,]'], ['nothing', ''], ['two values', '1 2'], ['null', 'null'], ['true', 'true'], ['an empty list', '[]'], ['a list of null', '[null,null]'], ['a list of lists', '[[],[[]],{}]'],
]

describe('hostile JSON', () => {
  it.each(hostile)('%s', { timeout: 120_000 }, async (_, fragment) => {
    for (const [path, build] of holders) {
      const data = build(fragment)
      const { found, isClean } = await inspected(path, data)
      // What no parser takes is never taken for a file in which there is nothing to find.
      if (isBroken(fragment) && found.length > 0 && path !== 'data/train.jsonl') expect([path, isClean && !tells(found)]).toEqual([path, false])
    }
  })

  it('a byte order mark before everything, which most parsers pass over', async () => {
    for (const path of ['m/tokenizer.json', 'm/a.ipynb', 'm/bom.json', 'm/tokenizer_config.json']) {
      const build = holders.find(([name]) => name === path)?.[1]
      const data = new Uint8Array([0xef, 0xbb, 0xbf, ...build?.('"x"') ?? []])
      const { found } = await inspected(path, data)
      expect([path, found.map(({ type }) => type)]).toEqual([path, [expect.stringMatching(/tokenizer|notebook|aibom|chat_template|config/)]])
    }
  })
})

/** Signs or a number of broken records tell as well. */
function tells(found: Awaited<ReturnType<typeof inspected>>['found']): boolean {
  return found.some(({ props }) => Object.values(props ?? {}).some((value) => Array.isArray(value) && value.length > 0))
}

function isBroken(fragment: string): boolean {
  try {
    JSON.parse(`[${fragment}]`)
    return fragment === ''
  } catch {
    // Python reads and writes these.
    return !/^-?(?:NaN|Infinity)$/.test(fragment)
  }
}

describe('hostile JSON in a saved inventory', () => {
  it.each(hostile)('%s', async (_, fragment) => {
    const header = '{"t":"inventory","schema":1,"tool":{"name":"aispm","version":"0.1.0"},"takenAt":"2026-06-01T00:00:00Z","historySince":"2026-06-01T00:00:00Z","collected":[],"finished":true}'
    await expect(readInventory(`${header}\n{"t":"asset","id":${fragment},"props":${fragment}}\n`)).rejects.toThrow(UsageError)
    await expect(readInventory(`${fragment}\n`)).rejects.toThrow(UsageError)
    expectUntouched()
  })
})
