// Keras: what a configuration makes the loader run, import and open, in .keras and in HDF5.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../src/artifacts/bytes.js'
import hdf5Format from '../../src/artifacts/formats/hdf5.js'
import h5 from '../../src/artifacts/formats/keras-h5.js'
import keras from '../../src/artifacts/formats/keras.js'
import { opened } from './open.js'
import { concat, hdf5, text, textAttribute, uint } from './tensors-builder.js'
import { zipOf } from './torch-bytes.js'

const [os, system] = [['o', 's'].join(''), ['sys', 'tem'].join('')]

function layer(name: string, module: string | null, className: string, config: object = {}, more: object = {}): object {
  return { module, class_name: className, config: { name, ...config }, registered_name: null, ...more }
}
function model(...layers: object[]): object {
  return { module: 'keras', class_name: 'Sequential', config: { name: 'orchard', layers }, registered_name: null, compile_config: { loss: 'mse' } }
}

/** What marshal makes of a code object, as far as a scan sees it: the mark, four counts, names. */
function code(...names: string[]): string {
  const bytes = concat(Uint8Array.of(0xe3), uint(1, 4), new Uint8Array(20), ...names.map((name) => concat(Uint8Array.of(0xda, name.length), text(name))))
  return btoa(String.fromCharCode(...bytes))
}
const metadata = JSON.stringify({ keras_version: '3.11.3' })

async function read(config: object | string, more: Record<string, string | Uint8Array> = {}) {
  const file = await opened('orchard.keras', zipOf({ 'metadata.json': metadata, 'config.json': typeof config === 'string' ? config : JSON.stringify(config), ...more }))
  expect(keras.recognise(file)).toBe(3)
  expect(await keras.confirm?.(file)).toBe(true)
  const { props } = await keras.read(file)
  return { ...props, unread: file.unread, contained: file.contained }
}

async function readH5(attributes: Record<string, string>) {
  const file = await opened('orchard.h5', hdf5(() => [Object.entries(attributes).map(([name, value]) => textAttribute(name, value))]))
  expect(h5.recognise(file)).toBe(3)
  expect(await h5.confirm?.(file)).toBe(true)
  const { props } = await h5.read(file)
  return { ...props, unread: file.unread }
}

const quiet = { lambdas: [], foreignModules: [], customModules: [], gadgets: [], repeatedKeys: [], unread: [] }

describe('.keras', () => {
  it('tells what is in a sound model', async () => {
    const props = await read(model(
      layer('in', 'keras.layers', 'InputLayer', { batch_shape: [null, 4] }),
      layer('one', 'keras.layers', 'Dense', { activation: { module: 'keras.activations', class_name: 'function', config: 'relu', registered_name: 'relu' }, kernel_initializer: { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null } }),
      layer('words', 'keras.layers', 'StringLookup', { vocabulary: null, max_tokens: null }),
      layer('old', 'builtins', 'function', {}, { config: 'relu', registered_name: 'function' }),
      { class_name: '__typespec__', module: 'tensorflow', spec_name: 'TensorSpec', config: [] },
    ), { 'model.weights.h5': new Uint8Array(16), 'assets/words/vocabulary.txt': 'apple' })
    expect(props).toMatchObject({ ...quiet, kerasVersion: '3.11.3', modelClass: 'Sequential', modelName: 'orchard', layers: 5, compiled: true, unexpectedMembers: [], tampering: [] })
    expect(props.contained.map(({ member }) => member).toSorted()).toEqual(['assets/words/vocabulary.txt', 'model.weights.h5'])
  })

  it('takes the numbers that only Python takes for JSON', async () => {
    expect(await read('{"class_name":"Sequential","config":{"layers":[{"class_name":"ReLU","config":{"max_value":Infinity,"x":NaN}}]}}')).toMatchObject({ ...quiet, layers: 1 })
  })

  it.each<[string, object, RegExp]>([
    ['a Lambda layer', layer('trick', 'keras.layers', 'Lambda', { function: { class_name: '__lambda__', config: { code: code('x', 'relu'), defaults: null } } }), /Lambda layer trick .*marshalled code.*naming x, relu/],
    ['a Lambda under a registered name', layer('trick', 'keras.layers', 'Other', {}, { registered_name: 'Custom>Lambda' }), /Lambda layer trick/],
    ['a lambda that is no layer', layer('dense', 'keras.layers', 'Dense', { activation: { class_name: '__lambda__', config: { value: [code('y'), null, null] } } }), /lambda function/],
    ['code of Keras 2', { class_name: 'Lambda', config: { name: 'two', function: [code('z'), null, null], function_type: 'lambda' } }, /Lambda layer two .*naming z/],
    ['code in no lambda at all', layer('dense', 'keras.layers', 'Dense', { note: code('q') }), /marshalled code/],
    ['code with strangers among its letters', layer('dense', 'keras.layers', 'Dense', { note: `!${code('q')}` }), /marshalled code/],
  ])('%s is told', async (_, one, wanted) => {
    const { lambdas } = await read(model(one))
    expect(lambdas.map(({ what, detail }) => `${what} ${detail}`).join('\n')).toMatch(wanted)
    expect(lambdas).toHaveLength(1)
  })

  it('names what the code of a lambda reaches for', async () => {
    const { foreignModules } = await read(model(layer('trick', 'keras.layers', 'Lambda', { function: { class_name: '__lambda__', config: { code: code(os, system, 'echo hi') } } })))
    expect(foreignModules).toMatchObject([{ what: `${os}, ${system}`, member: 'config.json' }])
    const plain = await read(model(layer('calm', 'keras.layers', 'Lambda', { function: { class_name: '__lambda__', config: { code: code('signal', 'compile', 'open', 'x') } } })))
    expect(plain.foreignModules).toEqual([])
  })

  it.each<[string, string, object]>([
    [`${os}.${system}`, 'a function of another module', { module: os, class_name: 'function', config: system, registered_name: system }],
    ['builtins.eval', 'a built-in', { module: 'builtins', class_name: 'function', config: 'eval', registered_name: 'function' }],
    ['subprocess.Popen', 'a class', layer('x', 'subprocess', 'Popen')],
    ['numpy.testing._private.utils.runstring', 'a function of an installed library', { module: 'numpy.testing._private.utils', class_name: 'function', config: 'runstring', registered_name: null }],
    ['shutil.rmtree', 'a second name', { module: 'shutil', class_name: 'function', config: 'harmless', registered_name: 'rmtree' }],
    ['tensorflow.io.write_file', 'a function of TensorFlow', { module: 'tensorflow.io', class_name: 'function', config: 'write_file', registered_name: null }],
    ['keras.src.saving.saving_lib.__builtins__', 'what is behind a module of Keras', { module: 'keras.src.saving.saving_lib', class_name: '__builtins__', config: {} }],
    ['pickle.loads', 'fn_module', { fn_module: 'pickle', class_name: 'loads', config: {} }],
  ])('%s is foreign: %s', async (what, _, one) => {
    const { foreignModules } = await read(model(one))
    expect(foreignModules.map((sign) => sign.what)).toContain(what)
  })

  it('keeps layers that somebody wrote apart', async () => {
    const props = await read(model(layer('mine', 'orchard.layers', 'Graft', {}, { registered_name: 'orchard>Graft' }), layer('hub', 'keras_hub.src.models', 'Backbone'), layer('bert', 'transformers.models.bert.modeling_tf_bert', 'TFBertMainLayer')))
    expect(props).toMatchObject({ ...quiet, customModules: [{ what: 'transformers.models.bert.modeling_tf_bert.TFBertMainLayer' }, { what: 'orchard.layers.Graft', detail: 'class at config.layers[0], in mine' }] })
  })

  it.each<[string, object]>([
    ['keras.utils.get_file', { module: 'keras.utils', class_name: 'function', config: 'get_file', registered_name: 'get_file' }],
    ['keras.config.enable_unsafe_deserialization', { module: 'keras.config', class_name: 'function', config: 'enable_unsafe_deserialization', registered_name: null }],
    ['keras.src.utils.python_utils.func_load', { module: 'keras.src.utils.python_utils', class_name: 'function', config: 'func_load', registered_name: null }],
    ['keras.utils.split_dataset', { module: 'keras.utils', class_name: 'function', config: 'split_dataset', registered_name: null }],
    ['keras.models.load_model', { module: 'keras.models', class_name: 'function', config: 'load_model', registered_name: null }],
    ['TFSMLayer', layer('inner', 'keras.layers', 'TFSMLayer', { filepath: '/tmp/other' })],
    ['TorchModuleWrapper', layer('inner', 'keras.layers', 'TorchModuleWrapper', { module: { class_name: '__bytes__', config: { value: 'x' } } })],
    ['StringLookup', layer('words', 'keras.layers', 'StringLookup', { vocabulary: '/etc/passwd' })],
    ['TextVectorization', layer('words', null, 'TextVectorization', { vocabulary: 'https://example.org/words.txt' })],
    ['keras.callbacks.RemoteMonitor', layer('x', 'keras.callbacks', 'RemoteMonitor', { root: 'https://example.org' })],
  ])('%s is a gadget', async (what, one) => {
    expect((await read(model(one))).gadgets.map((sign) => sign.what)).toContain(what)
  })

  it('tells members that Keras does not write, and configurations that do not parse', async () => {
    const props = await read('{"class_name":', { 'run.py': 'print(1)', '../../etc/cron.d/x': 'x', 'model.weights.h5': 'not hdf5' })
    expect(props.unexpectedMembers.map(({ what }) => what)).toEqual(['run.py', '../../etc/cron.d/x'])
    expect(props.escapes).toHaveLength(1)
    expect(props.unread).toMatchObject([{ reason: 'malformed', member: 'config.json' }])
  })

  it('tells keys that are there twice', async () => {
    expect((await read('{"class_name":"Sequential","class_name":"Functional","config":{}}')).repeatedKeys).toMatchObject([{ what: 'class_name' }])
  })

  it.each(['utf16le', 'with a mark'])('reads what Python reads: %s', async (how) => {
    const json = JSON.stringify(model(layer('x', 'subprocess', 'Popen')))
    const bytes = how === 'utf16le' ? new Uint8Array(Buffer.from(json, 'utf16le')) : concat(Uint8Array.of(0xef, 0xbb, 0xbf), text(json))
    const file = await opened('x.keras', zipOf({ 'metadata.json': metadata, 'config.json': bytes }))
    expect((await keras.read(file)).props.foreignModules).toMatchObject([{ what: 'subprocess.Popen' }])
  })

  it('does not go deeper than it can', async () => {
    const deep = `${'{"config":'.repeat(5000)}1${'}'.repeat(5000)}`
    expect((await read(deep)).unread).toMatchObject([{ reason: 'limit', member: 'config.json' }])
  })

  it('is not any zip', async () => {
    expect(await keras.confirm?.(await opened('x.zip', zipOf({ 'config.json': '{}', 'a.txt': 'x' })))).toBe(false)
    expect(await keras.confirm?.(await opened('x.keras', text('nothing of the kind')))).toBe(false)
  })
})

describe('Keras in HDF5', () => {
  const dense = { class_name: 'Sequential', config: { name: 'orchard', layers: [{ class_name: 'Dense', config: { name: 'one', units: 4, activation: 'relu' } }] } }

  it('tells what is in a sound model', async () => {
    const props = await readH5({ keras_version: '2.15.0', backend: 'tensorflow', model_config: JSON.stringify(dense), training_config: '{"loss":"mse"}' })
    expect(props).toMatchObject({ ...quiet, kerasVersion: '2.15.0', backend: 'tensorflow', modelName: 'orchard', layers: 1, layerClasses: ['Dense'], compiled: true, unguarded: [], externalLinks: [] })
  })

  it('tells code, imports and gadgets, and that nothing guards them', async () => {
    const lambda = { class_name: 'Lambda', config: { name: 'trick', function: [code(os, system), null, null], function_type: 'lambda', module: '__main__' } }
    const props = await readH5({ model_config: JSON.stringify({ ...dense, config: { layers: [lambda, { module: 'subprocess', class_name: 'Popen', config: {} }] } }) })
    expect(props.lambdas).toMatchObject([{ what: 'Lambda layer trick', member: 'model_config' }])
    expect(props.foreignModules.map(({ what }) => what).toSorted()).toEqual([`${os}, ${system}`, 'subprocess.Popen'])
    expect(props.unguarded).toHaveLength(3)
  })

  it('reads losses of the training configuration, too', async () => {
    const props = await readH5({ model_config: JSON.stringify(dense), training_config: JSON.stringify({ loss: { module: os, class_name: 'function', config: system } }) })
    expect(props.foreignModules).toMatchObject([{ what: `${os}.${system}`, member: 'training_config' }])
  })

  it('leaves plain weights to HDF5', async () => {
    const file = await opened('model.weights.h5', hdf5(() => [[textAttribute('backend', 'jax')]]))
    expect(await h5.confirm?.(file)).toBe(false)
    expect(hdf5Format.recognise(file)).toBe(2)
  })
})

const folder = join(process.env['AISPM_SAMPLES'] ?? '', 'keras')
if (process.env['AISPM_SAMPLES'] === undefined || !existsSync(folder)) it.skip('Keras samples: AISPM_SAMPLES names no folder with any', () => {})
else {
  describe('Keras with the zips of Python and the HDF5 of h5py', () => {
    it('.keras', async () => {
      const file = await opened('plain.keras', readFileSync(join(folder, 'plain.keras')))
      expect(await keras.confirm?.(file)).toBe(true)
      expect((await keras.read(file)).props).toMatchObject({ kerasVersion: '3.11.3', layers: 3, lambdas: [], foreignModules: [], customModules: [], gadgets: [], unexpectedMembers: [], tampering: [] })
      const [weights] = file.contained
      expect(weights?.member).toBe('model.weights.h5')
      if (weights === undefined) return
      expect((await textOf(weights.content, 4)).slice(1)).toBe('HDF')
      const inner = await opened('model.weights.h5', weights.content)
      expect((await hdf5Format.read(inner)).props).toMatchObject({ datasets: 2, externalLinks: [] })
      expect([file.unread, inner.unread]).toEqual([[], []])
    })
    it.each([['lambda.keras', []], ['lambda-os.keras', ['os, __import__']]])('%s, with code that Python marshalled', async (name, foreign) => {
      const { props } = await keras.read(await opened(name, readFileSync(join(folder, name))))
      expect(props.lambdas).toMatchObject([{ what: 'Lambda layer scale' }])
      expect(props.foreignModules.map(({ what }) => what)).toEqual(foreign)
    })
    it('.h5', async () => {
      const file = await opened('plain.h5', readFileSync(join(folder, 'plain.h5')))
      expect(await h5.confirm?.(file)).toBe(true)
      expect((await h5.read(file)).props).toMatchObject({ kerasVersion: '2.15.0', backend: 'tensorflow', modelName: 'orchard', layers: 1, compiled: true, lambdas: [], foreignModules: [], gadgets: [], externalLinks: [] })
      expect(file.unread).toEqual([])
    })
  })
}
