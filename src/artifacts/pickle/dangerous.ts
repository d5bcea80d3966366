// What no model needs to import, by module or exact name: a pickle that does runs code, commands or native libraries, reaches
// files or the network, or finds its way to something that does. Sources: Python's own documentation of what these do, and the
// gadgets published against other scanners (PickleBall, "Hide and Seek", the advisories of picklescan and fickling).

/** What a name is good for to whoever wrote the file; it is the story of a finding. */
export type Reason = 'commands' | 'code' | 'imports' | 'resolvers' | 'files' | 'network' | 'native' | 'process'

export const reasons: Readonly<Record<Reason, string>> = {
  commands: 'runs commands', code: 'runs code', imports: 'imports modules', resolvers: 'reaches any attribute or function by name',
  files: 'reads, writes or removes files', network: 'speaks to the network', native: 'loads native code', process: 'changes the running process',
}

/** Modules, with all below them, except for names that known.ts lists. */
const modules: Readonly<Record<Reason, string>> = {
  commands: `os posix nt subprocess pty commands popen2 multiprocessing pexpect pipes pip setuptools ensurepip venv idlelib
    lib2to3 distutils test doctest unittest pydoc webbrowser antigravity turtledemo tkinter curses torch.utils.bottleneck
    torch.utils.collect_env mlflow.projects platform mailcap torch.utils.cpp_extension numpy.distutils numpy.f2py
    torch.distributed.run torch.distributed.launch torch.distributed.elastic torch.utils.benchmark
    imaplib dask.distributed ray.remote`,
  code: `code codeop runpy marshal py_compile compileall bdb pdb cProfile profile timeit trace sched rlcompleter cgitb
    concurrent pkg_resources numpy.testing torch._dynamo torch._inductor torch.fx.experimental torch.testing
    torch.utils.data.datapipes.utils.decoder torch.jit.unsupported_tensor_ops torch.utils._config_module IPython ipykernel
    sqlite3 weakref._finalizer pandas.core.computation numexpr sympy.parsing modulefinder`,
  imports: 'importlib imp zipimport pkgutil site zipapp pyclbr sysconfig',
  resolvers: 'operator inspect gc ast',
  files: `shutil tempfile fileinput glob pathlib shelve dbm tarfile zipfile linecache mmap fcntl filecmp mailbox netrc
    bz2 gzip lzma sndhdr`,
  network: `socket ssl http httplib urllib urllib2 urllib3 requests aiohttp httpx ftplib smtplib smtpd poplib nntplib telnetlib
    xmlrpc xmlrpclib SimpleXMLRPCServer socketserver SocketServer asyncio asyncore asynchat select selectors syslog wsgiref
    boto3 botocore paramiko fsspec smart_open`,
  native: 'ctypes cffi torch.ops torch.utils.hipify winreg msvcrt',
  process: 'sys signal threading atexit resource pwd grp readline thread logging faulthandler termios tty crypt',
}

/** Exact names of modules that are not dangerous as a whole. */
const exact: Readonly<Record<Reason, string>> = {
  commands: 'uuid._get_command_stdout torch.utils.show_pickle.main dask.config.refresh',
  code: `types.CodeType types.FunctionType types.LambdaType types.MethodType types.ModuleType types.coroutine types.new_class
    functools.reduce functools.singledispatch functools.cached_property numpy.vectorize numpy.apply_along_axis
    numpy.frompyfunc itertools.starmap pandas.eval pandas.core.frame.DataFrame.eval pandas.core.frame.DataFrame.query
    torch.jit._script.script torch.fx.graph_module._exec_with_source torch.fx.graph_module._forward_from_src
    torch.fx.graph_module.reduce_graph_module torch.fx.graph_module.reduce_package_graph_module
    torch.fx.graph_module._deserialize_graph_module torch.fx.graph_module._forward_from_src
    sympy.core.sympify.sympify sympy.sympify sympy.lambdify string.Formatter timeit.timeit
    copyreg.add_extension copyreg.pickle dataclasses.make_dataclass collections.namedtuple enum.EnumMeta abc.ABCMeta`,
  imports: 'numpy.lib.utils.safe_eval torch.package.package_importer.PackageImporter tensorflow.python.framework.load_library.load_op_library',
  resolvers: 'functools.partialmethod pydoc.locate enum.property copyreg.remove_extension',
  files: `io.open io.FileIO io.open_code codecs.open _io.open _io.FileIO _io.open_code numpy.save numpy.savez numpy.savetxt
    numpy.memmap numpy.core.memmap.memmap numpy.fromfile numpy.genfromtxt numpy.loadtxt numpy.lib.npyio.loadtxt
    numpy.lib.npyio.save numpy.lib.npyio.genfromtxt numpy.lib._npyio_impl.genfromtxt numpy.lib._npyio_impl.loadtxt
    numpy.lib._datasource.DataSource numpy.DataSource torch.save torch.serialization.save joblib.dump joblib.numpy_pickle.dump pandas.read_csv
    pandas.io.parsers.readers.read_csv pandas.read_json pandas.read_html pandas.read_xml pandas.read_table pandas.read_sql
    pandas.read_excel pandas.read_parquet logging.FileHandler argparse.FileType tokenize.open wave.open`,
  network: 'logging.handlers.SocketHandler torch.hub.load_state_dict_from_url torch.hub.download_url_to_file',
  native: `numpy.ctypeslib.load_library torch.classes.load_library torch._ops.load_library xgboost.core._load_lib
    lightgbm.libpath.find_lib_path torch._C._jit_pass_custom`,
  process: `warnings.showwarning builtins.eval builtins.exec builtins.compile builtins.open builtins.__import__ builtins.getattr
    builtins.setattr builtins.delattr builtins.breakpoint builtins.input builtins.globals builtins.locals builtins.vars
    builtins.apply builtins.execfile builtins.file builtins.reload builtins.help builtins.exit builtins.quit builtins.dir`,
}

/** Deserialisers: what they are given runs in turn. */
const loaders = `pickle.load pickle.loads pickle.Unpickler pickle._load pickle._loads pickle._Unpickler _pickle.load _pickle.loads
  _pickle.Unpickler cPickle.load cPickle.loads dill.load dill.loads dill._dill.load dill._dill.loads dill.load_session
  dill.session.load_module dill._dill.Unpickler dill._dill.load_session cloudpickle.load cloudpickle.loads
  cloudpickle.cloudpickle.load cloudpickle.cloudpickle.loads joblib.load joblib.numpy_pickle.load joblib.numpy_pickle.NumpyUnpickler
  joblib.numpy_pickle_compat.load_compatibility joblib.numpy_pickle_compat.NDArrayWrapper joblib.numpy_pickle_compat.ZNDArrayWrapper
  joblib.numpy_pickle_compat.ZipNumpyUnpickler numpy.load numpy.lib.npyio.load numpy.lib._npyio_impl.load numpy.lib.format.read_array
  numpy.loads numpy.lib.npyio.NpzFile numpy.lib._npyio_impl.NpzFile torch.load torch.serialization.load torch.serialization._load
  torch.serialization._legacy_load torch.jit.load torch.jit._serialization.load torch.hub.load torch.hub._load_local torch.package.PackageImporter
  torch.export.load torch.distributed.checkpoint.load pandas.read_pickle pandas.io.pickle.read_pickle pandas.compat.pickle_compat.load
  pandas.compat.pickle_compat.loads marshal.load marshal.loads yaml.load yaml.unsafe_load yaml.full_load yaml.load_all yaml.unsafe_load_all
  shelve.open tensorflow.keras.models.load_model keras.models.load_model keras.saving.load_model keras.src.saving.saving_api.load_model
  tensorflow.python.keras.saving.save.load_model tensorflow.saved_model.load mlflow.pyfunc.load_model xgboost.Booster.load_model
  skops.io.load skops.io.loads jsonpickle.decode jsonpickle.unpickler.decode sklearn.externals.joblib.load srsly.pickle_loads
  srsly.cloudpickle.loads pyarrow.deserialize hickle.load`

/** Builders of functions and classes out of code that stands in the file. (dill writes `__builtin__.__main__` for their globals.) */
const builders = `types.CodeType types.FunctionType types.LambdaType dill._dill._create_code dill._dill._create_function
  dill._dill._create_type dill._dill._create_cell dill._dill._create_lock dill._dill._eval_repr
  cloudpickle.cloudpickle._make_function cloudpickle.cloudpickle._make_skeleton_class cloudpickle.cloudpickle._make_skel_func
  cloudpickle.cloudpickle._builtin_type cloudpickle.cloudpickle.subimport cloudpickle.cloudpickle._function_setstate
  cloudpickle.cloudpickle._class_setstate cloudpickle.cloudpickle._make_empty_cell cloudpickle.cloudpickle._make_cell
  cloudpickle.cloudpickle._fill_function cloudpickle.cloudpickle._rehydrate_skeleton_class cloudpickle.cloudpickle.dynamic_subimport
  cloudpickle.cloudpickle._make_skeleton_enum cloudpickle.cloudpickle._make_typevar cloudpickle.cloudpickle._gen_ellipsis
  cloudpickle.cloudpickle._empty_cell_value cloudpickle.cloudpickle._make_dict_keys cloudpickle.cloudpickle._make_dict_values
  cloudpickle.cloudpickle._make_dict_items cloudpickle.cloudpickle._lookup_module_and_qualname cloudpickle.cloudpickle._modules_to_main
  cloudpickle.cloudpickle._make_none cloudpickle.cloudpickle._cell_set cloudpickle.cloudpickle_fast._function_setstate
  cloudpickle.cloudpickle_fast._class_setstate cloudpickle.cloudpickle_fast._make_function cloudpickle.cloudpickle._get_cell_contents
  __builtin__.__main__ builtins.__main__`
/** Whole modules whose functions build code; their loaders are named above. */
const buildingModules = ['dill', 'cloudpickle', 'ray.cloudpickle', 'srsly.cloudpickle', 'pyspark.cloudpickle', 'mlflow.utils._cloudpickle', 'joblib.externals.cloudpickle']

/** PyTorch's remote calls: whoever rebuilds one is driven by another machine (CVE-2024-5480, CVE-2024-48063). */
const remote = ['torch.distributed.rpc', 'torch.distributed.nn.api.remote_module', 'torch.distributed.nn.jit', 'torch._C._distributed_rpc']

const byModule = new Map<string, Reason>()
const byName = new Map<string, Reason>()
for (const reason of Object.keys(reasons) as Reason[]) {
  for (const name of modules[reason].split(/\s+/)) byModule.set(name, reason)
  for (const name of exact[reason].split(/\s+/)) byName.set(name, reason)
}
const loaderNames = new Set(loaders.split(/\s+/))
const builderNames = new Set(builders.split(/\s+/))

/** Why a name is dangerous, if it is: by itself, its module, a parent of that, or the start of a dotted name. */
export function dangerOf(module: string, name: string): Reason | undefined {
  const path = `${module}.${name}`
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const start = path.slice(0, end)
    const reason = byName.get(start) ?? byModule.get(start)
    if (reason !== undefined) return reason
  }
  // Python's own underscored modules are the insides of all that stands above.
  const top = module.split('.', 1)[0] ?? ''
  return insides.has(top) ? 'code' : undefined
}
const insides = new Set((`_abc _aix_support _ast _asyncio _bootsubprocess _codecs _collections _compat_pickle _compression _crypt _ctypes
  _curses _dbm _dummy_thread _dummy_threading _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm _hashlib
  _imp _interpreters _interpqueues _interpchannels _io _json _locale _lsprof _lzma _multiprocessing _opcode _operator _osx_support
  _overlapped _pickle _posixshmem _posixsubprocess _py_abc _pyio _pyrepl _queue _scproxy _signal _sitebuiltins _socket _sqlite3 _ssl
  _strptime _struct _symtable _thread _threading_local _tkinter _tracemalloc _typing _uuid _warnings _weakref _winapi _winreg
  _xxsubinterpreters _xxinterpchannels`).split(/\s+/))

export function isLoader(full: string): boolean {
  return loaderNames.has(full)
}

export function buildsCode(module: string, full: string): boolean {
  return builderNames.has(full) || buildingModules.some((one) => module === one || module.startsWith(`${one}.`))
}

export function isRemote(module: string, name: string): boolean {
  const path = `${module}.${name}`
  return remote.some((one) => path === one || path.startsWith(`${one}.`))
}

/** A module of Python's own that libraries have among their attributes, and from which everything can be reached. */
export function isDangerousModule(name: string): boolean {
  return handedOut.has(name)
}
const handedOut = new Set((`os posix nt subprocess sys builtins __builtin__ importlib imp shutil socket ctypes marshal runpy pty pickle _pickle
  cPickle multiprocessing inspect pkgutil tempfile urllib requests threading asyncio`).split(/\s+/))
