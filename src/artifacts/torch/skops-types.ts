// Which types a skops file may name: what skops itself trusts, and what it holds back for reasons that are not code.
// skops/io/_trusted_types.py, skops/io/_general.py (0.16)

/** Loaders of skops.io, protocols 0 to 2: others are unknown to it, and whatever reads them is not skops. */
export const loaders = new Set([
  'BytearrayNode', 'BytesNode', 'CachedNode', 'ConstructorFromReduceNode', 'DTypeNode', 'DefaultDictNode', 'DictNode', 'FunctionNode', 'JsonNode', 'ListNode',
  'LossNode', 'MaskedArrayNode', 'MethodNode', 'NdArrayNode', 'ObjectNode', 'OperatorFuncNode', 'PartialNode', 'QuantileForestNode', 'RandomGeneratorNode',
  'RandomStateNode', 'SetNode', 'SliceNode', 'SparseMatrixNode', 'TreeNode', 'TupleNode', 'TypeNode', '_DictWithDeprecatedKeysNode',
])

const builtin = new Set(['int', 'float', 'str', 'bool', 'complex', 'list', 'set', 'tuple', 'dict', 'map', 'bytes', 'bytearray', 'slice', 'frozenset', 'range'])

const numpyTypes = new Set([
  'ndarray', 'dtype', 'generic', 'bool', 'bool_', 'bytes_', 'str_', 'void', 'object_', 'datetime64', 'timedelta64',
  'float16', 'float32', 'float64', 'float128', 'longdouble', 'complex64', 'complex128', 'complex256', 'clongdouble', 'longlong', 'ulonglong',
  ...[8, 16, 32, 64].flatMap((bits) => [`int${bits}`, `uint${bits}`]),
])

/** Functions of NumPy that are pure arithmetic (numpy.ufunc instances). */
const ufuncs = new Set(`
absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count bitwise_not bitwise_or bitwise_xor cbrt ceil conj conjugate
copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal
heaviside hypot invert isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not
logical_or logical_xor matmul matvec maximum minimum mod modf multiply negative nextafter not_equal positive power rad2deg radians reciprocal remainder
right_shift rint sign signbit sin sinh spacing sqrt square subtract tan tanh true_divide trunc vecdot vecmat`.trim().split(/\s+/))

const bitGenerators = new Set(['MT19937', 'PCG64', 'PCG64DXSM', 'Philox', 'SFC64'])

/** Held back by skops because their arrays of indices are followed unchecked: data that can crash, and that every forest has. */
const nativeNodes = new Set(['sklearn.tree._tree.Tree', 'sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor'])

export function isNativeTree(name: string): boolean {
  return nativeNodes.has(name)
}

/** Whether a name needs no trust of its own. `loader` says what is done with it. */
export function isTrusted(module: string, name: string, loader: string): boolean {
  if (!/^\w+$/.test(name) || !/^\w+(?:\.\w+)*$/.test(module) || name.startsWith('__')) return false
  if (module === 'builtins') return builtin.has(name)
  if (module === 'collections') return ['OrderedDict', 'defaultdict', 'Counter', 'deque'].includes(name)
  if (module === 'numpy') return loader === 'FunctionNode' ? ufuncs.has(name) : numpyTypes.has(name)
  if (module === 'numpy.ma' || module === 'numpy.ma.core') return name === 'MaskedArray'
  if (module.startsWith('numpy.random')) return ['RandomState', 'Generator'].includes(name) || bitGenerators.has(name)
  if (module === 'numpy.dtypes' || module === 'numpy._core.multiarray') return /^[A-Z]\w*DType$/.test(name)
  if (module.startsWith('scipy.sparse')) return /^(?:bsr|coo|csc|csr|dia|dok|lil)_(?:matrix|array)$/.test(name)
  if (module === 'scipy.special' || /^scipy\.special\._(?:special_)?ufuncs$/.test(module)) return loader === 'FunctionNode' && /^[a-z]\w*$/.test(name)
  if (module === 'datetime') return ['date', 'datetime', 'time', 'timedelta', 'timezone'].includes(name)
  // Estimators are classes in private modules or in modules named after what they do; a function of scikit-learn is none.
  if (!/^sklearn(?:\.\w+)+$/.test(module) || !isEstimatorModule(module)) return false
  return ['ObjectNode', 'LossNode', 'TreeNode', 'TypeNode'].includes(loader) && /^_?[A-Z]\w*$/.test(name)
}

/** Parts of scikit-learn that read files, fetch data sets or run tests hold no estimators. */
function isEstimatorModule(module: string): boolean {
  return !/^sklearn\.(?:datasets|externals|utils|tests|_build_utils|_loss\.tests|conftest|setup|__check_build|experimental)\b/.test(module)
}
