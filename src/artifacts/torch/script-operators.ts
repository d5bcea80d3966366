// Operators that the source code of TorchScript calls, and which of them reach files, the network or native libraries.

/** Namespaces of operators that PyTorch and its own libraries register. */
const knownNamespaces = new Set([
  'aten', 'prim', 'prims', 'quantized', '_quantized', 'quantized_decomposed', 'prepacked', 'sparse', 'mkldnn', 'mkldnn_prepacked',
  'onednn', 'onnx', 'xnnpack', 'metal', 'metal_prepack', 'vulkan', 'vulkan_prepack', 'vulkan_quantized', 'static_runtime', 'inductor',
  'mps', 'cuda', 'nested', 'rngprims', 'profiler', 'tensorexpr', 'torchvision', 'image', 'torchaudio', 'torchtext', 'fbgemm',
  'torch_sparse', 'torch_scatter', 'torch_cluster', 'torch_spline_conv', 'pyg', 'detectron2', 'torchao', 'executorch_prim', 'debugprims',
])

/** What they do, by the operator's name without its namespace (aten/src/ATen/native/native_functions.yaml, register_prim_ops.cpp). */
const risky: ReadonlyMap<string, string> = new Map([
  ['from_file', 'maps a file into memory, and makes it where it is missing'],
  ['save', 'writes a file'],
  ['_save', 'writes a file'],
  ['load', 'reads a file'],
  ['read_file', 'reads a file'],
  ['write_file', 'writes a file'],
  ['rpc_sync', 'calls another process'],
  ['rpc_async', 'calls another process'],
  ['rpc_remote', 'calls another process'],
  ['remote', 'calls another process'],
  ['load_library', 'loads a native library'],
  ['python_op', 'calls Python'],
  ['PythonOp', 'calls Python'],
])
/** `torch.save(…)` is written so for what is in the namespace aten; a method of that name on an object is none of it. */
const asTorch = new Set(['from_file', 'save', 'load', '_save', 'load_library'])

export interface Operator {
  name: string
  /** Null for an operator of an unknown namespace: it needs a library that registers it. */
  does: string | null
  offset: number
}

/** `ops.aten.save`, `torch.save(`, `distributed.rpc`, `torch.classes.acme.Thing` */
const mention = new RegExp([
  '\\bops\\.(\\w{1,100})\\.(\\w{1,100})', '\\btorch\\.(\\w{1,100})\\s{0,10}\\(', '\\b(?:torch\\.)?distributed\\.(rpc|autograd|c10d)\\b',
  '\\btorch\\.classes\\.(\\w{1,100})\\.(\\w{1,100})',
].join('|'), 'g')

/** Operators in one code member that are not plain arithmetic, each time they are called. */
export function* operatorsIn(source: string): Iterable<Operator> {
  for (const match of source.matchAll(mention)) {
    const [all, namespace, name = '', direct = '', distributed, classes, className = ''] = match
    const offset = match.index
    if (distributed !== undefined) yield { name: all, does: 'calls another process', offset }
    else if (classes !== undefined && !knownNamespaces.has(classes)) yield { name: `torch.classes.${classes}.${className}`, does: null, offset }
    else if (asTorch.has(direct)) yield { name: `torch.${direct}`, does: risky.get(direct) ?? null, offset }
    else if (namespace !== undefined && risky.has(name)) yield { name: `${namespace}::${name}`, does: risky.get(name) ?? null, offset }
    else if (namespace !== undefined && !knownNamespaces.has(namespace)) yield { name: `${namespace}::${name}`, does: null, offset }
  }
}
