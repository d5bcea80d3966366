// Configuration and dependency files: which of them are of interest, what they name, and what is certain of a pin.
import { describe, expect, it } from 'vitest'
import config from '../../src/artifacts/formats/config.js'
import dependency from '../../src/artifacts/formats/dependency.js'
import { whyDangerous } from '../../src/artifacts/torch/callables.js'
import { dialectOf } from '../../src/artifacts/torch/requirements.js'
import { isOlder, newest } from '../../src/artifacts/torch/versions.js'
import { opened } from './open.js'
import { bytes } from './torch-bytes.js'

async function configOf(text: string, name = 'conf/model.yaml') {
  const file = await opened(name, bytes(text))
  if (config.recognise(file) === 0 || !(await config.confirm?.(file))) return null
  return { file, props: (await config.read(file)).props }
}

describe('configuration', () => {
  it.each([
    ['an ordinary file', 'name: test\non: push\njobs: { build: { steps: [{ run: make }] } }\n'],
    ['a loader of something else', 'module:\n  rules:\n    - loader: babel-loader\n      target: web\n'],
    ['a dotted name under an ordinary word', 'target: release.candidate\nfn: utils.helpers\n'],
    ['data tags', 'size: !!python/tuple [1, 2]\nname: !!python/str x\n'],
    ['documentation', 'markdown_extensions:\n  - pymdownx.emoji: { emoji_index: !!python/name:material.extensions.emoji.twemoji }\n'],
    ['a word in text', 'note: "set _target_ to the class"\n'],
    ['nothing', ''],
  ])('%s is none of ours', async (_, text) => {
    expect(await configOf(text)).toBeNull()
  })

  it.each([
    ['_target_: os.system\ncommand: echo\n', 'os.system', '_target_'],
    ['model:\n  _target_: builtins.eval\n', 'builtins.eval', 'model._target_'],
    ['trainer:\n  callbacks:\n    - class_path: subprocess.Popen\n      init_args: { args: [echo] }\n', 'subprocess.Popen', 'trainer.callbacks[0].class_path'],
    ['{ _target_: "torch.hub.load" }', 'torch.hub.load', '_target_'],
    ['"\\x5ftarget_": posix.system\n', 'posix.system', '_target_'],
    ['first_stage:\n  target: importlib.import_module\n  params: { name: x }\n', 'importlib.import_module', 'first_stage.target'],
    ['a: &x { _target_: shutil.rmtree }\nb: *x\n', 'shutil.rmtree', 'a._target_'],
    ['a: { _target_: torch.nn.Linear, _target_: os.system }\n', 'os.system', 'a._target_'],
    ['_target_: pickle:loads\n', 'pickle:loads', '_target_'],
    ['_target_: numpy.__builtins__.eval\n', 'numpy.__builtins__.eval', '_target_'],
    ['---\na: 1\n---\n_target_: pty.spawn\n', 'pty.spawn', '_target_'],
    ['loader: joblib.load\n', 'joblib.load', 'loader'],
    ['_target_: hydra.utils.call\n', 'hydra.utils.call', '_target_'],
    ['_target_: webbrowser.open\n', 'webbrowser.open', '_target_'],
  ])('%j names something dangerous', async (text, what, member) => {
    const found = await configOf(text)
    expect(found?.props.dangerousTargets.map((sign) => [sign.what, sign.member])).toEqual([[what, member]])
    expect(found?.props.dangerousTargets[0]?.detail).not.toBe('')
    expect(found?.file.unread).toEqual([])
  })

  it('lists what is harmless as a fact', async () => {
    const found = await configOf('model:\n  _target_: src.models.Net\n  optimizer: { _target_: torch.optim.Adam, _partial_: true }\n  log: { _target_: logging.getLogger }\n')
    expect(found?.props).toEqual({ targets: ['src.models.Net', 'torch.optim.Adam', 'logging.getLogger'], targetCount: 3, dangerousTargets: [], pythonTags: [] })
  })

  it('reads JSON, with places', async () => {
    const found = await configOf('{"model": {"_target_": "os.popen", "x": NaN}}', 'config.json')
    const strict = await configOf('{"model": {"\\u005ftarget_": "os.popen"}}', 'config.json')
    for (const one of [found, strict]) expect(one?.props.dangerousTargets).toMatchObject([{ what: 'os.popen', member: 'model._target_' }])
    expect(strict?.props.dangerousTargets[0]?.offset).toBe(28)
  })

  it.each([
    ['a: !!python/object/apply:os.system [echo]\n', '!!python/object/apply:os.system', 'calls it'],
    ['a: !!python/object:subprocess.Popen {}\n', '!!python/object:subprocess.Popen', 'builds an object of it'],
    ['a: !!python/object/new:type [x]\n', '!!python/object/new:type', 'builds an object of it'],
    ['a: !!python/name:os.system\n', '!!python/name:os.system', 'imports its module and looks it up'],
    ['a: !!python/module:antigravity\n', '!!python/module:antigravity', 'imports it'],
    ['a: !<tag:yaml.org,2002:python/object/apply:os.system> [echo]\n', '!!python/object/apply:os.system', 'calls it'],
    ['%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system [echo]\n', '!!python/object/apply:os.system', 'calls it'],
    ['a: !!pyth%6fn/object/apply:os.system [echo]\n', '!!python/object/apply:os.system', 'calls it'],
    ['? !!python/name:os.system x\n: 1\n', '!!python/name:os.system', 'imports its module and looks it up'],
  ])('%j builds Python', async (text, what, detail) => {
    expect((await configOf(text))?.props.pythonTags).toMatchObject([{ what, detail }])
  })

  it('looks at what its parser gave up on', async () => {
    const found = await configOf('a: [1, 2\nb: !!python/object/apply:os.system ["x"]\n  c: {{ template }}: }\n')
    expect(found?.props.pythonTags).toMatchObject([{ what: '!!python/object/apply:os.system' }])
    expect(found?.file.unread).toMatchObject([{ reason: 'malformed' }])
  })

  it.each([
    ['brackets', `_target_: x.y\na: ${'['.repeat(200_000)}`],
    ['braces', `_target_: x.y\na: ${'{a: '.repeat(50_000)}`],
    ['a long file', `_target_: x.y\n${'- { a: 1 }\n'.repeat(150_000)}`],
  ])('%s without end are told, not followed', async (_, text) => {
    const found = await configOf(text)
    expect(found?.file.unread[0]?.reason).toMatch(/limit|malformed/)
  })
})

it.each([
  ['torch.nn.Linear', false], ['my.package.Model', false], ['collections.OrderedDict', false], ['os.path.join', false], ['pathlib.Path', false], ['functools.partial', false],
  ['lightning.pytorch.callbacks.ModelCheckpoint', false], ['transformers.AutoModel.from_pretrained', false], ['numpy.array', false], ['hydra._internal.core_plugins.basic_launcher.BasicLauncher', false], ['hydra._internal.utils._locate', true], ['builtins.dict', false],
  ['os.system', true], ['nt.system', true], ['builtins.exec', true], ['_posixsubprocess.fork_exec', true], ['torch.load', true], ['ctypes.CDLL', true], ['requests.get', true],
  ['operator.attrgetter', true], ['torch.utils.cpp_extension.load', true], ['omegaconf.OmegaConf.register_new_resolver', true], ['zipimport.zipimporter', true],
])('%s: dangerous %s', (name, dangerous) => {
  expect(whyDangerous(name) !== null).toBe(dangerous)
})

describe('versions', () => {
  it.each([
    ['==2.5.1', true], ['==2.5.1+cu121', true], ['<2.6', true], ['<=2.5.9', true], ['~=2.5.0', true], ['==2.5.*', true], ['=2.5', true], ['^2.5.1', false], ['~2.5', true], ['>=2.0,<2.6', true], ['2.3.0', true],
    ['==2.6.0', false], ['<2.6.1', false], ['<=2.6', false], ['>=2.0', false], ['', false], ['>=2,<3', false], ['~=2.5', false], ['!=2.5', false], ['==2.6.0rc1', false], ['<2.6 || >3', false], ['latest', false],
  ])('torch %s: certainly older than 2.6.0: %s', (specifier, older) => {
    expect(isOlder(newest(specifier), [2, 6, 0])).toBe(older)
  })
})

describe('dependencies', () => {
  it.each([
    ['requirements.txt', 'requirements'], ['requirements-gpu.txt', 'requirements'], ['dev_requirements.in', 'requirements'], ['constraints.txt', 'requirements'], ['pyproject.toml', 'toml'],
    ['conda.yaml', 'conda'], ['environment.yml', 'conda'], ['python_env.yaml', 'conda'], ['Dockerfile', 'docker'], ['Dockerfile.gpu', 'docker'], ['serve.Dockerfile', 'docker'],
    ['notes.txt', null], ['Cargo.toml', null], ['docker-compose.yml', null], ['config.yaml', null],
  ])('%s is read as %s', (name, dialect) => {
    expect(dialectOf(name)).toBe(dialect)
  })

  async function pins(name: string, text: string) {
    const file = await opened(name, bytes(text))
    return dependency.recognise(file) > 0 && (await dependency.confirm?.(file)) === true ? (await dependency.read(file)).props : null
  }

  it('leaves other projects alone', async () => {
    expect(await pins('requirements.txt', 'django==5.0\nrequests\n# torch==1.0\n')).toBeNull()
    expect(await pins('Dockerfile', 'FROM python:3.12\nRUN pip install flask==3.0\n')).toBeNull()
  })

  it.each([
    ['requirements.txt', '# pinned\nnumpy>=1.26\nTorch[opt] == 2.5.1 ; sys_platform == "linux"\ntorch==2.5.1 --hash=sha256:00\n', [['numpy', '>=1.26', 2], ['torch', '==2.5.1', 3], ['torch', '==2.5.1', 4]]],
    ['requirements.txt', 'torch (>=2.0, <2.6)  # old\nkeras ; python_version < "3.9"\n', [['torch', '>=2.0,<2.6', 1], ['keras', '', 2]]],
    ['pyproject.toml', '[project]\ndependencies = [\n  "torch==2.3.0",\n  "keras>=3,<3.9",\n]\n', [['torch', '==2.3.0', 3], ['keras', '>=3,<3.9', 4]]],
    ['pyproject.toml', '[tool.poetry.dependencies]\ntorch = "^2.3"\nkeras = { version = "3.8.0", optional = true }\n', [['torch', '^2.3', 2], ['keras', '3.8.0', 3]]],
    ['conda.yaml', 'dependencies:\n- python=3.11\n- pytorch::pytorch=2.3.1=py3.11_cuda12.1_0\n- pip:\n  - keras==3.10.0\n', [['torch', '=2.3.1', 3], ['keras', '==3.10.0', 5]]],
    ['Dockerfile', 'FROM pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime\nRUN pip install --no-cache-dir \\\n    "keras==3.8.0" \\\n    flask\n', [['torch', '==2.3.0', 1], ['keras', '==3.8.0', 2]]],
  ])('%s: %j', async (name, text, wanted) => {
    expect((await pins(name, text))?.pins.map((pin) => [pin.package, pin.specifier, pin.line])).toEqual(wanted)
  })

  it('tells what is certainly exposed', async () => {
    const props = await pins('requirements.txt', 'torch==2.5.1\nkeras==3.8.0\n')
    expect(props?.exposedTorch).toMatchObject([{ what: 'torch ==2.5.1', detail: expect.stringMatching(/^line 1: runs code .*CVE-2025-32434, CVE-2026-24747.*mended in 2\.10\.0$/) }])
    expect(props?.exposedKeras).toMatchObject([{ what: 'keras ==3.8.0', detail: expect.stringMatching(/^line 2: .*CVE-2025-1550, CVE-2025-8747, CVE-2025-9905, CVE-2026-1462.*mended in 3\.13\.2$/) }])
    expect(await pins('requirements.txt', 'torch>=2.0\nkeras<3\n')).toMatchObject({ exposedTorch: [], exposedKeras: [] })
    expect(await pins('requirements.txt', 'torch==2.10.0\nkeras==3.14.0\n')).toMatchObject({ exposedTorch: [], exposedKeras: [] })
    expect((await pins('requirements.txt', 'keras==2.12.0\n'))?.exposedKeras).toMatchObject([{ what: 'keras ==2.12.0' }])
  })

  it.each(['=', '<1,', ' ', '\\\n', '"'])('stays quick on a megabyte of %j', async (piece) => {
    const start = performance.now()
    await pins('requirements.txt', `torch==2.5.1\ntorch${piece.repeat(2 ** 20 / piece.length)}!`)
    await pins('Dockerfile', `FROM pytorch/pytorch:2.3.0-x\nRUN pip install a=${piece.repeat(2 ** 20 / piece.length)}!`)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
