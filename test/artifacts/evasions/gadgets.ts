// What an attacker has a pickle do: functions by family, and programs that reach one without naming it. Arguments are harmless.

export type Argument = string | number | Uint8Array | { name: readonly [module: string, name: string] } | readonly Argument[]

export interface Gadget {
  family: string
  module: string
  name: string
  args: readonly Argument[]
  /** A class: NEWOBJ makes it, too. */
  isClass?: boolean
}

const echo = 'echo floor'
const script = 'print(1)'

/** `module name`, one a line, and what they are called with. */
const families: readonly (readonly [family: string, args: readonly Argument[], names: string])[] = [
  ['process', [echo], `os system|posix system|nt system|os popen|subprocess getoutput|subprocess getstatusoutput|subprocess call|subprocess check_output
    subprocess run|subprocess Popen|commands getoutput|pty spawn|os startfile|os execl|asyncio.subprocess create_subprocess_shell|multiprocessing.util spawnv_passfds
    _posixsubprocess fork_exec|platform popen|distutils.spawn spawn|test.support.script_helper assert_python_ok|pexpect run|webbrowser open|popen2 popen2`],
  ['code', [script], `builtins eval|builtins exec|__builtin__ eval|__builtin__ execfile|builtins compile|builtins breakpoint|code InteractiveInterpreter|codeop compile_command
    runpy run_path|timeit timeit|cProfile run|profile run|pdb run|bdb Bdb|trace Trace|doctest debug_script|idlelib.run Executive|lib2to3.pgen2.pgen generate_grammar
    pydoc pipepager|rlcompleter Completer|sqlite3 connect|sympy.parsing.sympy_parser parse_expr`],
  ['import', ['os'], 'builtins __import__|importlib import_module|importlib reload|imp load_source|imp load_module|pkgutil get_loader|zipimport zipimporter|site addsitedir|_frozen_importlib _gcd_import|ensurepip bootstrap|pip main|setuptools.sandbox run_setup'],
  ['resolver', ['os.system'], 'pkgutil resolve_name|operator attrgetter|operator methodcaller|_operator itemgetter|inspect getattr_static|pydoc locate|functools reduce|gc get_objects|copyreg add_extension'],
  ['torch', [echo], `torch.utils.collect_env run|torch._inductor.codecache compile_file|torch._dynamo.guards GuardBuilder.get|torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression
    torch.utils._config_module ConfigModule.load_config|torch.utils.data.datapipes.utils.decoder basichandlers|torch.utils.bottleneck.__main__ run_cprofile|torch.jit.unsupported_tensor_ops execWrapper
    torch.distributed.rpc rpc_sync|torch.utils.cpp_extension load_inline|torch.ops load_library|torch._C._distributed_rpc PyRRef`],
  ['library', [echo], `numpy.testing._private.utils runstring|numpy.f2py compile|numpy.f2py.crackfortran getlincoef|numpy.distutils.exec_command exec_command|mlflow.projects.backend.local _run_entry_point
    uuid _get_command_stdout|imaplib IMAP4_stream|_osx_support _read_output|_aix_support _read_cmd_output|_pyrepl.pager pipe_pager|pandas.core.frame DataFrame.query|numpy.lib.utils safe_eval`],
  ['network', ['https://collect.example/x'], `urllib.request urlopen|urllib urlopen|requests get|requests.api post|http.client HTTPSConnection|socket create_connection|ftplib FTP|smtplib SMTP|telnetlib Telnet
    xmlrpc.client ServerProxy|pandas read_csv|aiohttp ClientSession|logging.handlers SocketHandler|ssl get_server_certificate|torch.hub load_state_dict_from_url`],
  ['native', ['./lib.so'], 'ctypes CDLL|ctypes.util find_library|_ctypes dlopen|cffi FFI|numpy.ctypeslib load_library|ctypes PyDLL|torch.classes load_library'],
  ['loader', ['model.bin'], `pickle loads|_pickle loads|cPickle loads|dill loads|cloudpickle loads|joblib load|numpy load|torch load|torch.jit load|torch.hub load|pandas read_pickle|pandas.io.pickle read_pickle
    marshal loads|yaml unsafe_load|shelve open|tensorflow.keras.models load_model|joblib.numpy_pickle load|torch.serialization load`],
  ['file', ['/tmp/floor', 'w'], `builtins open|io open|_io open|io FileIO|_io FileIO|codecs open|shutil rmtree|shutil copyfile|os remove|pathlib Path.write_text|tempfile mktemp|linecache getlines
    distutils.file_util write_file|tarfile open|zipfile ZipFile|fileinput input|numpy savetxt|mmap mmap|dbm open|os chmod`],
  ['running', [1], 'sys settrace|signal signal|threading Thread|_thread start_new_thread|atexit register|sys setrecursionlimit|threading Timer|faulthandler dump_traceback_later|gc set_debug'],
  ['building', [script], `dill._dill _create_code|dill._dill _create_function|dill._dill _eval_repr|cloudpickle.cloudpickle _make_function|cloudpickle.cloudpickle subimport|cloudpickle.cloudpickle _make_skeleton_class
    types CodeType|types FunctionType|cloudpickle.cloudpickle dynamic_subimport|joblib.externals.cloudpickle.cloudpickle _make_function`],
  ['reached', [echo], `torch.serialization os.system|numpy.testing._private.utils os.system|torch os.system|sklearn.utils os.system|joblib.numpy_pickle os.system|pandas.io.common os.system
    numpy __builtins__|collections sys.modules|collections.OrderedDict __init__.__globals__|random _os.system|logging os.system|tarfile os.system|xgboost.core os.system|transformers.utils subprocess.run
    collections _sys.modules|numpy core.multiarray.os.system|torch.nn.modules.module.Module __init_subclass__.__self__|builtins dict.__class__.__base__.__subclasses__`],
]

const classes = new Set(['subprocess Popen', 'pdb Pdb', 'io FileIO', '_io FileIO', 'threading Thread', 'threading Timer', 'ctypes CDLL', 'zipfile ZipFile', 'code InteractiveInterpreter', 'types CodeType', 'bdb Bdb', 'imaplib IMAP4_stream', 'ftplib FTP'])

export const gadgets: readonly Gadget[] = families.flatMap(([family, args, names]) => names.split(/[|\n]/).map((line): Gadget => {
  const [module = '', name = ''] = line.trim().split(' ')
  return { family, module, name, args, ...(classes.has(line.trim()) && { isClass: true }) }
}))

const shell = { name: ['os', 'system'] } as const

/** Harmless-looking names that do harm by what they are given. */
export const carriers: readonly Gadget[] = [
  { family: 'carried', module: 'functools', name: 'partial', args: [shell, echo] },
  { family: 'carried', module: 'builtins', name: 'map', args: [shell, [echo]] },
  { family: 'carried', module: 'builtins', name: 'getattr', args: [{ name: ['os', 'path'] }, 'os'] },
  { family: 'carried', module: 'builtins', name: 'getattr', args: [{ name: ['collections', 'OrderedDict'] }, '__init__'] },
  { family: 'carried', module: '__builtin__', name: 'getattr', args: [{ name: ['builtins', '__import__'] }, '__self__'] },
  { family: 'carried', module: 'builtins', name: 'setattr', args: [{ name: ['collections', 'OrderedDict'] }, '__reduce__', 1] },
  { family: 'carried', module: 'collections', name: 'defaultdict', args: [shell] },
  { family: 'carried', module: 'torch._tensor', name: '_rebuild_from_type_v2', args: [shell, { name: ['torch', 'Tensor'] }, [echo], 0] },
  { family: 'carried', module: 'jax._src.array', name: '_reconstruct_array', args: [shell, [echo], 0, 0] },
  { family: 'carried', module: 'copyreg', name: '_reconstructor', args: [{ name: ['subprocess', 'Popen'] }, { name: ['builtins', 'object'] }, 0] },
  { family: 'carried', module: 'copyreg', name: '__newobj__', args: [{ name: ['subprocess', 'Popen'] }, echo] },
  { family: 'carried', module: 'copy_reg', name: '_reconstructor', args: [{ name: ['code', 'InteractiveConsole'] }, { name: ['__builtin__', 'object'] }, 0] },
  { family: 'carried', module: 'builtins', name: 'type', args: ['X', [{ name: ['builtins', 'object'] }], 0] },
  { family: 'carried', module: 'torch.storage', name: '_load_from_bytes', args: [Uint8Array.from('\x80\x02cos\nsystem\nX\x04\0\0\0echo\x85R.', (letter) => letter.charCodeAt(0))] },
  { family: 'carried', module: 'dill._dill', name: '_load_type', args: ['CodeType'] },
  { family: 'carried', module: 'weakref', name: 'finalize', args: [{ name: ['collections', 'OrderedDict'] }, shell, echo] },
]
