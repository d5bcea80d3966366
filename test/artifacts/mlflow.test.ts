// MLmodel files: loaders, code and pickles that run when MLflow opens a model.
import { describe, expect, it } from 'vitest'
import mlflow from '../../src/artifacts/formats/mlflow.js'
import { opened } from './open.js'
import { bytes, callingPickle } from './torch-bytes.js'

const sklearn = `artifact_path: model
flavors:
  python_function:
    env: {conda: conda.yaml, virtualenv: python_env.yaml}
    loader_module: mlflow.sklearn
    model_path: model.pkl
    predict_fn: predict
    python_version: 3.11.7
  sklearn:
    code: null
    pickled_model: model.pkl
    serialization_format: cloudpickle
    sklearn_version: 1.5.0
mlflow_version: 2.16.0
model_uuid: 3c5a1e
run_id: 0a1b2c
signature:
  inputs: '[{"type": "double"}]'
`

async function read(text: string, siblings: Record<string, Uint8Array> = {}) {
  const file = await opened('run/model/MLmodel', bytes(text), { siblings })
  expect(mlflow.recognise(file)).toBe(3)
  return { file, props: (await mlflow.read(file)).props }
}

describe('MLflow', () => {
  it('tells the facts of an ordinary model', async () => {
    const { file, props } = await read(sklearn, { 'run/model/requirements.txt': bytes('mlflow==2.16.0\n--extra-index-url https://download.pytorch.org/whl/cpu\nscikit-learn==1.5.0 # see https://example.org\n') })
    expect(file.unread).toEqual([])
    expect(props).toEqual({
      mlflowVersion: '2.16.0', pythonVersion: '3.11.7', flavors: ['python_function', 'sklearn'], loaderModule: 'mlflow.sklearn', runId: '0a1b2c', modelId: '3c5a1e',
      signature: true, customCode: [], remoteArtifacts: [], directRequirements: [],
    })
  })

  it.each([
    ['loader_module: mlflow.sklearn', 'loader_module: churn.loader', 'churn.loader'],
    ['loader_module: mlflow.sklearn', 'loader_module: mlflow_evil', 'mlflow_evil'],
    ['loader_module: mlflow.sklearn', 'loader_module: mlflow.pyfunc.model\n    python_model: python_model.pkl', 'python_model.pkl'],
    ['loader_module: mlflow.sklearn', 'loader_module: mlflow.sklearn\n    code: code', 'code'],
    ['    code: null', '    model_code_path: /srv/chain.py', '/srv/chain.py'],
    ['flavors:', 'flavors:\n  pyfunc: {loader_module: x}', 'x'],
  ])('%s → %s', async (from, to, what) => {
    const { props } = await read(sklearn.replace(from, to))
    expect(props.customCode.map((sign) => sign.what)).toEqual([what])
  })

  it('tells artifacts and requirements that come from elsewhere', async () => {
    const { props } = await read(sklearn.replace('    model_path: model.pkl', '    artifacts:\n      a: {path: artifacts/a, uri: "s3://bucket/a"}\n      b: {path: "https://u:p@example.org/b", uri: x}'), {
      'run/model/requirements.txt': bytes('git+https://user:word@git.example.org/lib.git@main\npkg @ https://example.org/pkg.whl\n'),
    })
    expect(props.remoteArtifacts.map((sign) => sign.what)).toEqual(['https://example.org/b'])
    expect(props.directRequirements.map((sign) => [sign.what, sign.detail])).toEqual([['git+https://git.example.org/lib.git@main', 'line 1'], ['https://example.org/pkg.whl', 'line 2']])
  })

  it('says so when it cannot be read', async () => {
    const { file, props } = await read('flavors:\n  python_function: [unclosed\n')
    expect(file.unread).toMatchObject([{ reason: 'malformed' }])
    expect(props.customCode).toEqual([])
  })

  it('is no pickle of that name', async () => {
    expect(mlflow.recognise(await opened('MLmodel', callingPickle()))).toBe(0)
    expect(mlflow.recognise(await opened('MLmodel', bytes('flavors:', 0)))).toBe(0)
  })

  it('does not follow requirements out of the folder', async () => {
    const file = await opened('run/model/MLmodel', bytes(sklearn), { siblings: { 'run/model/requirements.txt': 'outside' } })
    await mlflow.read(file)
    expect(file.unread).toMatchObject([{ reason: 'unreadable', member: 'requirements.txt' }])
  })

  it('is not seen in other YAML', async () => {
    for (const text of ['flavors:\n- vanilla\n', 'a: 1\n', '']) expect(mlflow.recognise(await opened('conf.yaml', bytes(text)))).toBe(0)
    expect(mlflow.recognise(await opened('copy.yaml', bytes(sklearn)))).toBe(3)
  })
})
