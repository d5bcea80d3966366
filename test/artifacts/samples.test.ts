// Files as the frameworks write them: each must be what it is, read to its end, and without a finding but those expected.
// Large frameworks have some in fixtures/local/torch; the others are made by samples/make.py, into the folder AISPM_SAMPLES.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usePython } from '../../src/artifacts/text/python.js'
import { judgeFolder, type Benign } from './benign.js'
import { Judged } from './evasions/judged.js'
import { floor, keep } from './floor.js'
import { withPython } from './python.js'

const kept = fileURLToPath(new URL('../../fixtures/local/torch', import.meta.url))
const samples = process.env['AISPM_SAMPLES'] ?? ''

const pickled = ['artifact.pickle']
/** What a folder's files are, where its name does not say so. */
const types: Readonly<Record<string, readonly string[]>> = {
  '7z': ['artifact.archive'], arrow: ['dataset.arrow'], code: ['artifact.pickle', 'artifact.torch'], csv: ['dataset.csv'], joblib: ['artifact.joblib', 'artifact.pickle'], joblib_compressed: ['artifact.joblib'],
  jsonl: ['dataset.file'], keras: ['artifact.keras', 'artifact.keras_h5'], lightgbm_pickle: ['artifact.pickle', 'artifact.joblib'], numpy: ['dataset.numpy'], numpy_pickle: pickled, parquet: ['dataset.parquet'], python: pickled,
  safetensors: ['artifact.safetensors', 'artifact.safetensors_index'], scipy: pickled, sklearn: pickled, sklearn_joblib: ['artifact.joblib', 'artifact.pickle'], stream: ['artifact.joblib', 'artifact.pickle'],
  tar: ['artifact.archive'], 'torchserve-mar': ['artifact.torchserve_mar'], arrow_vectors: ['dataset.arrow'], xgboost_objectives: ['artifact.xgboost'], xgboost_pickle: pickled, zip: ['artifact.archive'],
}
/** Files that only stand beside others, and those of the signatures' own test. */
const beside = /\.expected\.json$|^signature\/|^onnx\/external\/weights\.bin$/

/** Samples that have on purpose what rules look for. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  'arrow/pickled-call.arrow': ['dataset-arrow-pickle-extension'], 'parquet/avro.parquet': ['dataset-parquet-avro-schema'],
  'onnx/traversal.onnx': ['model-onnx-external-data-traversal'], 'onnx/custom.onnx': ['model-onnx-custom-operator'],
  'keras/lambda.keras': ['model-keras-lambda', 'model-format-uninspectable'], 'keras/lambda-os.keras': ['model-keras-lambda', 'model-keras-arbitrary-module', 'model-format-uninspectable'],
  'hdf5/outside-earliest.h5': ['model-hdf5-external-link'], 'hdf5/outside-latest.h5': ['model-hdf5-external-link'], '7z/ppmd.7z': ['model-format-uninspectable'],
}
/** Not read to their end: decoders that are not there, and members that the sample leaves empty. */
const unreadOnPurpose: ReadonlySet<string> = new Set(['7z/ppmd.7z', 'parquet/delta.parquet', 'keras/lambda.keras', 'keras/lambda-os.keras'])
/** Functions that a pickle carries are code, whoever wrote it; an fx.GraphModule is source text that loading compiles and runs. */
const carriesCode = /^code\//

const folderOf = (path: string): string => path.slice(0, path.indexOf('/'))

function rowsOf(prefix: string, files: readonly Benign[]): Record<string, { files: number; falseAlarms: number; expected: string[] }> {
  const rows: Record<string, { files: number; falseAlarms: number; expected: string[] }> = {}
  for (const { path, told } of files) {
    const name = `${prefix}${folderOf(path)}`
    const row = rows[name] ??= { files: 0, falseAlarms: 0, expected: floor().benign[name]?.expected ?? [] }
    row.files += 1
    row.falseAlarms += [...told.failed].filter((rule) => !row.expected.includes(rule) && onPurpose[path]?.includes(rule) !== true).length
  }
  return rows
}

const places: [name: string, folder: string, prefix: string][] = [['kept here', kept, 'kept/']]
if (samples === '') it.skip('samples: AISPM_SAMPLES names no folder with any', () => {})
else places.push(['made by samples/make.py', samples, ''])

describe.each(places)('files of frameworks, %s', (_, folder, prefix) => {
  let files: Benign[] = []
  beforeAll(async () => {
    await withPython()
    files = await judgeFolder(await Judged.open(), folder, prefix === '' ? beside : /\.md$/)
  }, 240_000)
  afterAll(() => usePython(null))

  it('are there', () => {
    expect(existsSync(folder)).toBe(true)
    expect(files.length).toBeGreaterThan(prefix === '' ? 1000 : 30)
  })

  it('are what their folder says', () => {
    const wrong = files.filter(({ path, told }) => !(types[folderOf(path)] ?? [`artifact.${folderOf(path)}`]).includes(told.found[0]?.type ?? ''))
    expect(wrong.map(({ path, told }) => `${path}: ${told.found[0]?.type ?? 'nothing'}`)).toEqual([])
  })

  it('are read to their end', () => {
    const unread = files.filter(({ path }) => !unreadOnPurpose.has(path)).flatMap(({ told }) => told.found.flatMap((one) => [...one.unread.map(({ what }) => `${one.path}: ${what}`), ...(one.bug === undefined ? [] : [`${one.path}: a bug of ours`])]))
    expect(unread).toEqual([])
  })

  it('are neither dangerous nor suspicious', () => {
    const judged = files.filter(({ path }) => !carriesCode.test(path)).flatMap(({ told }) => told.found.map((one): [string, unknown] => [one.path, one.props?.['verdict']]))
    expect(judged.filter(([, verdict]) => verdict !== undefined && verdict !== 'safe')).toEqual([])
  })

  it('have no finding but those expected', () => {
    const rows = rowsOf(prefix, files)
    keep({ benign: rows })
    const alarms = files.flatMap(({ path, told }) => [...told.failed].filter((rule) => rows[`${prefix}${folderOf(path)}`]?.expected.includes(rule) !== true && onPurpose[path]?.includes(rule) !== true).map((rule) => `${path}: ${rule}`))
    expect(alarms).toEqual([])
    for (const [name, row] of Object.entries(rows)) {
      const { files: before, ...rest } = floor().benign[name] ?? { files: Number.NaN, falseAlarms: 0, expected: [] }
      expect([name, rest]).toEqual([name, { falseAlarms: row.falseAlarms, expected: row.expected }])
      // Another Python fits an estimator more or less.
      expect(row.files).toBeGreaterThan(before * 0.9)
    }
  })

  it.runIf(prefix === '')('that are hostile on purpose are told as such', () => {
    for (const [path, rules] of Object.entries(onPurpose)) expect([path, rules.filter((rule) => files.find((one) => one.path === path)?.told.failed.has(rule) !== true)]).toEqual([path, []])
  })
})
