// True files of NumPy, skops and msgpack, and PyTorch's containers with pickles that Python wrote: all of them benign.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnyFormat } from '../../src/artifacts/format.js'
import flax from '../../src/artifacts/formats/flax.js'
import numpy from '../../src/artifacts/formats/numpy.js'
import skops from '../../src/artifacts/formats/skops.js'
import torchExport from '../../src/artifacts/formats/torch-export.js'
import torch from '../../src/artifacts/formats/torch.js'
import torchscript from '../../src/artifacts/formats/torchscript.js'
import { opened } from './open.js'

const samples = process.env['AISPM_SAMPLES'] ?? ''
const formats: Record<string, AnyFormat> = { torch, torchscript, torch_export: torchExport, numpy, skops, flax }
const files = samples === '' ? [] : Object.keys(formats).flatMap((folder) => (existsSync(join(samples, folder)) ? readdirSync(join(samples, folder)).map((name) => `${folder}/${name}`) : []))

if (files.length === 0) it.skip('samples of PyTorch and its neighbours: AISPM_SAMPLES names no folder with any', () => {})

/** Signs that honest files may have: they are what a rule of lower rank is there for. */
const expected: Record<string, string[]> = { 'numpy/objects.npy': ['objectArrays'], 'numpy/wide.npy': ['headerAbuse'] }

describe.runIf(files.length > 0)('benign files', () => {
  it.each(files)('%s', async (path) => {
    const file = await opened(path, readFileSync(join(samples, path)))
    const takers: string[] = []
    for (const format of Object.values(formats)) {
      if (format.recognise(file) > 0 && (format.confirm === undefined || await format.confirm(file))) takers.push(format.type)
    }
    const format = formats[path.slice(0, path.indexOf('/'))]
    expect(takers).toEqual([format?.type])
    const { props } = await (format ?? torch).read(file)
    const signs = Object.entries(props as Record<string, unknown>).filter(([, value]) => Array.isArray(value) && value.some((sign: unknown) => typeof sign === 'object' && sign !== null && 'what' in sign))
    expect(file.unread).toEqual([])
    expect(Object.fromEntries(signs.filter(([name]) => expected[path]?.includes(name) !== true))).toEqual({})
    expect(signs.map(([name]) => name)).toEqual(expected[path] ?? [])
  })

  it.runIf(files.includes('torch/state-dict.pt'))('facts', async () => {
    const facts = async (path: string): Promise<unknown> => (await (formats[path.slice(0, path.indexOf('/'))] ?? torch).read(await opened(path, readFileSync(join(samples, path))))).props
    expect(await facts('torch/state-dict.pt')).toMatchObject({ container: 'zip', formatVersion: '1', byteorder: 'little', tensors: 3, parameters: 16 })
    expect(await facts('torch/legacy.pth')).toMatchObject({ container: 'stream', tensors: 3, parameters: 16 })
    expect(await facts('torchscript/net.pt')).toMatchObject({ flavour: 'script', codeMembers: 1 })
    expect(await facts('torch_export/program.pt2')).toMatchObject({ weights: 1, models: ['model'] })
    expect(await facts('numpy/compressed.npz')).toMatchObject({ arrays: 3, elements: 22 })
    expect(await facts('numpy/records.npy')).toMatchObject({ elements: 5, contents: [{ dtype: 'structured' }] })
    expect(await facts('skops/forest.skops')).toMatchObject({ nativeTrees: true, protocol: 2 })
    expect(await facts('flax/params.msgpack')).toMatchObject({ arrays: 3, parameters: 17, dtypes: ['bfloat16', 'float32'] })
  })
})
