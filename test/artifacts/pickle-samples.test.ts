// True pickles and joblib files of scikit-learn, NumPy, XGBoost, LightGBM and Python itself: all of them benign.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnyFormat } from '../../src/artifacts/format.js'
import joblib from '../../src/artifacts/formats/joblib.js'
import pickle from '../../src/artifacts/formats/pickle.js'
import { opened } from './open.js'

const samples = process.env['AISPM_SAMPLES'] ?? ''
const formats: readonly AnyFormat[] = [joblib, pickle]
const files = samples === '' ? [] : ['pickle', 'joblib', 'code'].flatMap((folder) => (existsSync(join(samples, folder)) ? readdirSync(join(samples, folder)).map((name) => `${folder}/${name}`) : []))

if (files.length === 0) it.skip('pickles of frameworks: AISPM_SAMPLES names no folder with any', () => {})

async function read(path: string): Promise<{ type: string; unread: unknown[]; props: Record<string, unknown> }> {
  const file = await opened(path, readFileSync(join(samples, path)))
  for (const format of formats) {
    if (format.recognise(file) === 0 || (format.confirm !== undefined && !(await format.confirm(file)))) continue
    const { props } = await format.read(file)
    return { type: format.type, unread: file.unread, props: props as Record<string, unknown> }
  }
  return { type: 'none', unread: [], props: {} }
}

describe.runIf(files.length > 0)('benign files', () => {
  it.each(files.filter((path) => !path.startsWith('code/')))('%s', async (path) => {
    const { type, unread, props } = await read(path)
    expect(type).not.toBe('none')
    if (path.startsWith('joblib/nested')) expect(type).toBe('artifact.joblib')
    expect(unread).toEqual([])
    const signs = Object.entries(props).filter(([name, value]) => name !== 'estimators' && name !== 'imports' && name !== 'protocols' && Array.isArray(value) && value.length > 0)
    expect(signs).toEqual([])
    expect(props['verdict']).toBe('safe')
  })

  it.each(files.filter((path) => path.startsWith('code/')))('%s carries code', async (path) => {
    const { props } = await read(path)
    expect(props['verdict']).toBe('suspicious')
    expect(JSON.stringify(props['codeObjects'])).toContain('code that names len')
    expect([props['dangerousCalls'], props['unknownImports'], props['traversals'], props['dynamicImports']]).toEqual([[], [], [], []])
  })

  it.runIf(files.includes('joblib/nested-zlib.joblib'))('facts', async () => {
    const { props } = await read('joblib/nested-zlib.joblib')
    expect(props['compression']).toBe('zlib')
    expect(props['estimators']).toEqual(['sklearn.ensemble._forest.RandomForestClassifier', 'sklearn.tree._classes.DecisionTreeClassifier'])
    expect(props['imports']).toContain('joblib.numpy_pickle.NumpyArrayWrapper')
  })
})
