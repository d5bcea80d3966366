// What frameworks really write into pickles, by exact name, taken from files that they made (and, where marked, from their
// sources). A name that is not here gets no trust from the module it stands in.

/** Harmless to import and to call, whatever the arguments: constructors of data and rebuilders of arrays and tensors. */
const names: Readonly<Record<string, string>> = {
  builtins: `Ellipsis NotImplemented bool bytearray bytes complex dict float frozenset int iter list object range set slice str
    tuple chr zip enumerate reversed BaseException Exception ArithmeticError AssertionError AttributeError BufferError EOFError FloatingPointError
    ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotImplementedError
    OSError OverflowError RecursionError ReferenceError RuntimeError StopIteration SyntaxError SystemError SystemExit TypeError
    UnicodeDecodeError UnicodeEncodeError UnicodeError UserWarning ValueError Warning ZeroDivisionError TimeoutError
    ConnectionError FileNotFoundError PermissionError`,
  __builtin__: 'long unicode xrange basestring unichr',
  collections: 'OrderedDict defaultdict Counter deque ChainMap UserDict UserList UserString',
  // As protocols below 3 name collections.UserDict (Python's _compat_pickle).
  UserDict: 'IterableUserDict',
  'collections.abc': 'Callable Iterable Mapping Sequence',
  datetime: 'datetime date time timedelta timezone',
  _datetime: 'datetime date time timedelta timezone',
  decimal: 'Decimal',
  fractions: 'Fraction',
  uuid: 'UUID SafeUUID',
  pathlib: 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath',
  'pathlib._local': 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath',
  ipaddress: 'IPv4Address IPv6Address IPv4Network IPv6Network IPv4Interface IPv6Interface',
  argparse: 'Namespace',
  array: 'array _array_reconstructor',
  types: 'SimpleNamespace GenericAlias NoneType MappingProxyType',
  typing: 'Any Union Optional List Dict Tuple Set Callable Sequence Mapping Literal NamedTuple',
  random: 'Random',
  re: '_compile RegexFlag',
  zoneinfo: 'ZoneInfo ZoneInfo._unpickle',
  itertools: 'count repeat cycle chain product',
  string: 'Template',
  logging: 'getLogger Logger',
  io: 'BytesIO StringIO',
  _io: 'BytesIO StringIO',
  time: 'struct_time',
  enum: 'Enum IntEnum auto',
  pytz: '_p _UTC UTC',
  'dateutil.tz.tz': 'tzutc tzlocal tzoffset tzfile',

  numpy: `dtype ndarray matrix record recarray poly1d bool_ bool bytes_ str_ unicode_ string_ object_ void generic number int8 int16 int32 int64
    uint8 uint16 uint32 uint64 intc intp uintc uintp longlong ulonglong long ulong short byte ubyte float16 float32 float64 float128 longdouble half single
    double complex64 complex128 complex256 clongdouble csingle cdouble datetime64 timedelta64 integer signedinteger unsignedinteger floating
    inexact complexfloating flexible character int_ float_ complex_`,
  'numpy.dtypes': `BoolDType Int8DType Int16DType Int32DType Int64DType UInt8DType UInt16DType UInt32DType UInt64DType Float16DType Float32DType
    Float64DType StrDType BytesDType ObjectDType StringDType`,
  'numpy.core.multiarray': '_reconstruct scalar',
  'numpy._core.multiarray': '_reconstruct scalar',
  'numpy.core._multiarray_umath': '_reconstruct scalar',
  'numpy.core.numeric': '_frombuffer',
  'numpy._core.numeric': '_frombuffer',
  'numpy.ma.core': '_mareconstruct MaskedArray',
  'numpy.ma': 'MaskedArray',
  'numpy.char': 'chararray',
  'numpy._core.defchararray': 'chararray',
  'numpy.core.defchararray': 'chararray',
  'numpy.rec': 'recarray record',
  'numpy.core.records': 'recarray record',
  'numpy._core.records': 'recarray record',
  'numpy.matrixlib.defmatrix': 'matrix',
  'numpy.polynomial.polynomial': 'Polynomial',
  'numpy.polynomial.chebyshev': 'Chebyshev',
  'numpy.random._pickle': '__bit_generator_ctor __generator_ctor __randomstate_ctor',
  'numpy.random': '__RandomState_ctor',
  'numpy.random.mtrand': 'RandomState',
  'numpy.random._mt19937': 'MT19937',
  'numpy.random._pcg64': 'PCG64 PCG64DXSM',
  'numpy.random._philox': 'Philox',
  'numpy.random._sfc64': 'SFC64',
  'numpy.random.bit_generator': 'SeedSequence __pyx_unpickle_SeedSequence',
  ml_dtypes: 'bfloat16 float8_e4m3fn float8_e5m2 int4 uint4',

  'joblib.numpy_pickle': 'NumpyArrayWrapper',
  'sklearn.externals.joblib.numpy_pickle': 'NumpyArrayWrapper',
  'joblib.memory': 'Memory',

  'scipy._lib.array_api_compat.numpy._aliases': 'asarray',
  'scipy.interpolate._interpolate': 'interp1d interp1d._call_linear_np interp1d._call_linear interp1d._call_spline interp1d._call_nearest interp1d._call_previousnext PPoly',
  'scipy.interpolate.interpolate': 'interp1d interp1d._call_linear_np interp1d._call_linear interp1d._call_spline interp1d._call_nearest',
  'scipy.spatial._ckdtree': 'cKDTree',
  'scipy.spatial.ckdtree': 'cKDTree',
  'scipy.spatial.transform._rotation': 'Rotation',
  'scipy.stats._distn_infrastructure': 'rv_continuous_frozen rv_discrete_frozen rv_frozen',

  'sklearn.tree._tree': 'Tree',
  'sklearn.tree.tree': 'Tree',
  'sklearn.neighbors._kd_tree': 'newObj KDTree KDTree64 KDTree32',
  'sklearn.neighbors.kd_tree': 'newObj KDTree',
  'sklearn.neighbors._ball_tree': 'newObj BallTree BallTree64 BallTree32',
  'sklearn.neighbors.ball_tree': 'newObj BallTree',
  'sklearn.neighbors.dist_metrics': 'newObj EuclideanDistance',
  'sklearn.neighbors._dist_metrics': 'newObj EuclideanDistance',
  'sklearn.metrics._dist_metrics': 'newObj',
  'sklearn.neighbors._typedefs': '_memoryviewslice',
  'sklearn.linear_model._sgd_fast': 'Hinge Log SquaredLoss Huber ModifiedHuber EpsilonInsensitive SquaredEpsilonInsensitive SquaredHinge',
  'sklearn.linear_model.sgd_fast': 'Hinge Log SquaredLoss Huber ModifiedHuber EpsilonInsensitive SquaredEpsilonInsensitive SquaredHinge',

  'xgboost.core': 'Booster',
  'xgboost.sklearn': 'XGBModel XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor',
  'lightgbm.basic': 'Booster',
  'lightgbm.sklearn': 'LGBMModel LGBMClassifier LGBMRegressor LGBMRanker',
  'catboost.core': 'CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker',

  // From the sources of pandas; a data frame's pickle names no others.
  'pandas.core.frame': 'DataFrame',
  'pandas.core.series': 'Series',
  'pandas.core.flags': 'Flags',
  'pandas.core.internals.managers': 'BlockManager SingleBlockManager',
  'pandas.core.internals.blocks': 'new_block Block',
  'pandas._libs.internals': '_unpickle_block BlockPlacement BlockManager',
  'pandas.core.indexes.base': 'Index _new_Index',
  'pandas.core.indexes.range': 'RangeIndex',
  'pandas.core.indexes.numeric': 'Int64Index UInt64Index Float64Index',
  'pandas.core.indexes.multi': 'MultiIndex',
  'pandas.core.indexes.category': 'CategoricalIndex',
  'pandas.core.indexes.frozen': 'FrozenList',
  'pandas.core.indexes.datetimes': 'DatetimeIndex _new_DatetimeIndex',
  'pandas.core.indexes.timedeltas': 'TimedeltaIndex',
  'pandas.core.indexes.period': 'PeriodIndex _new_PeriodIndex',
  'pandas.core.indexes.interval': 'IntervalIndex _new_IntervalIndex',
  'pandas.core.arrays.categorical': 'Categorical',
  'pandas.core.arrays.datetimes': 'DatetimeArray',
  'pandas.core.arrays.timedeltas': 'TimedeltaArray',
  'pandas.core.arrays.period': 'PeriodArray',
  'pandas.core.arrays.interval': 'IntervalArray',
  'pandas.core.arrays.integer': 'IntegerArray Int64Dtype Int32Dtype Int16Dtype Int8Dtype UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype',
  'pandas.core.arrays.floating': 'FloatingArray Float32Dtype Float64Dtype',
  'pandas.core.arrays.boolean': 'BooleanArray BooleanDtype',
  'pandas.core.arrays.string_': 'StringArray StringDtype',
  'pandas.core.arrays.string_arrow': 'ArrowStringArray',
  'pandas.core.arrays.numpy_': 'PandasArray NumpyExtensionArray',
  'pandas.core.arrays.sparse.array': 'SparseArray',
  'pandas.core.arrays.sparse.dtype': 'SparseDtype',
  'pandas.core.dtypes.dtypes': 'CategoricalDtype DatetimeTZDtype IntervalDtype PeriodDtype SparseDtype NumpyEADtype',
  'pandas._libs.arrays': '__pyx_unpickle_NDArrayBacked',
  'pandas._libs.interval': 'Interval',
  'pandas._libs.missing': 'NAType NA',
  'pandas._libs.sparse': 'IntIndex BlockIndex',
  'pandas._libs.tslibs.timestamps': '_unpickle_timestamp Timestamp',
  'pandas._libs.tslibs.timedeltas': '_timedelta_unpickle Timedelta',
  'pandas._libs.tslibs.nattype': '_nat_unpickle',
  'pandas._libs.tslibs.period': 'Period',
  'pandas._libs.tslibs.offsets': `Day Hour Minute Second Milli Micro Nano BusinessDay MonthEnd MonthBegin Week YearEnd YearBegin QuarterEnd
    QuarterBegin DateOffset`,
  'pyarrow.lib': '_reconstruct_table _restore_array _reconstruct_record_batch chunked_array field py_buffer schema type_for_alias struct',

  // From the sources of PyTorch: its own safe list for weights_only, and the rebuilders of _utils.
  torch: `FloatStorage DoubleStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage CharStorage ByteStorage BoolStorage
    ComplexFloatStorage ComplexDoubleStorage QInt8Storage QUInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage Size device dtype Tensor
    float32 float float64 double float16 half bfloat16 int8 uint8 int16 short int32 int int64 long bool complex32 complex64 complex128 cfloat
    cdouble qint8 quint8 qint32 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz uint16 uint32 uint64 strided sparse_coo sparse_csr
    contiguous_format preserve_format channels_last per_tensor_affine per_channel_affine per_tensor_symmetric per_channel_symmetric
    per_channel_affine_float_qparams Generator layout`,
  'torch.cuda': `FloatTensor DoubleTensor HalfTensor LongTensor IntTensor ShortTensor CharTensor ByteTensor BoolTensor BFloat16Tensor FloatStorage
    DoubleStorage HalfStorage LongStorage IntStorage ShortStorage CharStorage ByteStorage BoolStorage BFloat16Storage`,
  'torch.storage': 'UntypedStorage TypedStorage _UntypedStorage _TypedStorage',
  'torch._utils': `_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_v2 _rebuild_parameter_with_state _rebuild_qtensor
    _rebuild_sparse_tensor _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy
    _rebuild_device_tensor_from_cpu_tensor _rebuild_nested_tensor _rebuild_wrapper_subclass _rebuild_xla_tensor`,
  'torch._tensor': 'Tensor',
  'torch.nn.parameter': 'Parameter Buffer UninitializedParameter UninitializedBuffer',
  'torch.serialization': '_get_layout',
  'torch.torch_version': 'TorchVersion',
  'torch.utils.hooks': 'RemovableHandle',
  'torch._C': '_TensorBase',

  // What trainers and their arguments leave beside the weights.
  'transformers.training_args': 'TrainingArguments OptimizerNames ParallelMode',
  'transformers.training_args_seq2seq': 'Seq2SeqTrainingArguments',
  'transformers.trainer_utils': 'IntervalStrategy EvaluationStrategy SaveStrategy SchedulerType HubStrategy FSDPOption ShardedDDPOption EvalPrediction',
  'transformers.trainer_pt_utils': 'AcceleratorConfig',
  'transformers.debug_utils': 'DebugOption',
  'transformers.integrations.deepspeed': 'HfDeepSpeedConfig HfTrainerDeepSpeedConfig',
  'transformers.deepspeed': 'HfDeepSpeedConfig HfTrainerDeepSpeedConfig',
  'transformers.generation.configuration_utils': 'GenerationConfig CompileConfig',
  'transformers.tokenization_utils_base': 'BatchEncoding',
  'accelerate.state': 'PartialState AcceleratorState DistributedType',
  'accelerate.utils.dataclasses': `DistributedType DeepSpeedPlugin FullyShardedDataParallelPlugin DataLoaderConfiguration
    GradientAccumulationPlugin PrecisionType DynamoBackend TorchDynamoPlugin`,
  'omegaconf.dictconfig': 'DictConfig',
  'omegaconf.listconfig': 'ListConfig',
  'omegaconf.base': 'Metadata ContainerMetadata SCMode',
  'omegaconf.nodes': 'AnyNode StringNode IntegerNode FloatNode BooleanNode',
  'pytorch_lightning.utilities.parsing': 'AttributeDict',
  'lightning_fabric.utilities.data': 'AttributeDict',
  'lightning.fabric.utilities.data': 'AttributeDict',
  'pytorch_lightning.callbacks.model_checkpoint': 'ModelCheckpoint',
  'pytorch_lightning.callbacks.early_stopping': 'EarlyStopping',
}

/** Classes that frameworks rebuild from their state without calling them; called outright, they are like any other name. */
const classes: readonly RegExp[] = [
  /^sklearn\.(?:_loss|calibration|cluster|compose|covariance|cross_decomposition|decomposition|discriminant_analysis|dummy|ensemble|feature_extraction|feature_selection|frozen|gaussian_process|impute|isotonic|kernel_approximation|kernel_ridge|linear_model|manifold|metrics|mixture|model_selection|multiclass|multioutput|naive_bayes|neighbors|neural_network|pipeline|preprocessing|random_projection|semi_supervised|svm|tree|utils\._bunch|utils\._metadata_requests|utils\.deprecation)(?:\.\w+)*\.(?:_?[A-Z]\w*)$/,
  /^scipy\.(?:sparse|stats|interpolate|spatial|optimize)\.(?:\w+\.)*\w+$/,
  /^torch\.nn\.modules\.\w+\.[A-Z]\w*$/,
  // Quantised layers, and what their packed weights are kept in.
  /^torch\.ao\.nn\.(?:\w+\.)*modules\.\w+\.[A-Z]\w*$/,
  /^torch\.ScriptObject$/,
  /^torch\.fx\._symbolic_trace\.Tracer$/,
  /^torch\.nn\.parallel\.(?:distributed|data_parallel)\.[A-Z]\w*$/,
  /^torch\.optim\.(?:\w+\.)?\w+\.[A-Z]\w*$/,
  /^torchvision\.(?:models|transforms|ops)\.(?:\w+\.)+[A-Z]\w*$/,
  /^transformers\.models\.\w+\.(?:configuration|modeling|tokenization)_\w+\.[A-Z]\w*$/,
  /^trl\.trainer\.\w+_config\.\w+Config$/,
  /^transformers\.trainer_(?:utils|callback)\.[A-Z]\w*$/,
]

/** Functions that estimators and layers keep a reference to. That is harmless; a call of one while loading is not expected. */
const references: readonly RegExp[] = [
  /^numpy\.(?:core\.\w+\.|_core\.\w+\.)?(?:abs|absolute|add|all|any|arange|arccos|arccosh|arcsin|arcsinh|arctan|arctan2|arctanh|argmax|argmin|argsort|array|asarray|around|average|cbrt|ceil|clip|concatenate|copysign|cos|cosh|cumprod|cumsum|deg2rad|degrees|diff|divide|dot|equal|exp|exp2|expand_dims|expm1|fabs|floor|floor_divide|fmax|fmin|fmod|greater|greater_equal|hstack|hypot|identity|isfinite|isinf|isnan|ldexp|less|less_equal|linspace|log|log10|log1p|log2|logaddexp|logical_and|logical_not|logical_or|logical_xor|matmul|max|maximum|mean|median|min|minimum|mod|multiply|nan_to_num|nanmax|nanmean|nanmedian|nanmin|nanstd|nansum|negative|not_equal|ones|percentile|positive|power|prod|quantile|rad2deg|radians|ravel|reciprocal|remainder|reshape|rint|round|sign|sin|sinh|sort|sqrt|square|squeeze|stack|std|subtract|sum|tan|tanh|transpose|true_divide|trunc|unique|var|vstack|where|zeros)$/,
  /^sklearn\.(?:metrics|feature_selection|cluster|decomposition|linear_model|manifold|neighbors|preprocessing|inspection|gaussian_process|covariance|ensemble)(?:\.\w+)*\._?[a-z]\w*$/,
  /^torch\.nn\.(?:functional|init)\.[a-z]\w*$/,
  /^torch\._C\._nn\.[a-z]\w*$/,
  /^torch\.(?:relu|tanh|sigmoid|softmax|abs|add|cat|mean|sum|max|min|exp|log|sqrt)$/,
  /^scipy\.special\._(?:ufuncs|basic|logsumexp)\.\w+$/,
  /^lightgbm\.sklearn\.\w+$/,
]

/** Classes that are called with plain values to be made again. */
const constructed: readonly RegExp[] = [
  /^sklearn\._loss\._loss\.Cy\w+$/,
  /^sklearn\.metrics\._dist_metrics\.\w+Distance(?:32|64)?$/,
]

const exact = new Set<string>()
for (const [module, list] of Object.entries(names)) for (const name of list.split(/\s+/)) exact.add(`${module}.${name}`)

export function isKnown(full: string): boolean {
  return exact.has(full) || constructed.some((one) => one.test(full))
}
export function isKnownClass(full: string): boolean {
  return classes.some((one) => one.test(full))
}
export function isKnownReference(full: string): boolean {
  return references.some((one) => one.test(full))
}

/** Classes and rebuilders whose results take items, and those whose results do not. The rest may be either. */
export function isFixed(full: string): boolean {
  return /^torch\._utils\._rebuild_|^torch\.(?:\w*Storage|Size|device|Tensor|storage\.\w+)$|^torch\._tensor\._rebuild|^numpy\.dtype$|^(?:numpy\._?core\.multiarray\.(?:_reconstruct|scalar))$|^torch\.nn\.parameter\./.test(full)
}

const frameworks = new Set((`accelerate catboost datasets detectron2 diffusers fairseq fastai flair flax gensim gym gymnasium haiku huggingface_hub hydra
  imblearn jax jaxlib keras langchain librosa lightgbm lightning lightning_fabric mlflow mmcv mmdet mmengine monai networkx nltk numba numpy omegaconf
  onnx onnxruntime optax paddle pandas peft pyannote pyarrow pytorch_lightning safetensors scipy seaborn sentence_transformers sentencepiece shap
  sklearn skorch spacy speechbrain stable_baselines3 statsmodels tensorflow thinc timm tokenizers torch torchaudio torchmetrics torchtext torchvision
  transformers trl ultralytics whisper xgboost yolov5`).split(/\s+/))

/** The framework that a module belongs to, if it is a well-known one. */
export function frameworkOf(module: string): string | undefined {
  const top = module.split('.', 1)[0] ?? ''
  return frameworks.has(top) ? top : undefined
}
