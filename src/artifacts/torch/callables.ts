// Judges callables that a configuration names for somebody else's code to import and call.
import { dangerOf, isLoader, reasons } from '../pickle/dangerous.js'
import { standardLibrary } from '../pickle/standard-library.js'

/**
 * What configurations really name of Python's own library, and what only a pickle has no business with; an entry covers what
 * is under it. Everything else of the library has no place in a configuration.
 */
const harmless = `abc calendar cmath collections copy.copy copy.deepcopy dataclasses datetime decimal enum fractions functools.partial
  hashlib heapq ipaddress itertools json.loads json.dumps json.JSONEncoder json.JSONDecoder math numbers os.path os.cpu_count os.getcwd
  os.getpid pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.WindowsPath random re.compile statistics string textwrap time typing
  types.SimpleNamespace uuid.UUID uuid.uuid4 zoneinfo logging.getLogger logging.StreamHandler logging.FileHandler logging.Formatter
  logging.handlers.RotatingFileHandler logging.NullHandler socket.gethostname platform.node tempfile.mkdtemp tempfile.gettempdir
  concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor multiprocessing.cpu_count
  builtins.bool builtins.bytes builtins.complex builtins.dict builtins.float builtins.frozenset builtins.int builtins.len builtins.list
  builtins.max builtins.min builtins.object builtins.print builtins.range builtins.round builtins.set builtins.slice builtins.sorted
  builtins.str builtins.sum builtins.tuple builtins.zip`.split(/\s+/)

/** Outside of it, beside what no pickle may name either: instantiators, resolvers, and helpers that run commands. */
const dangerous: readonly (readonly [does: string, names: string])[] = [
  ['calls what its arguments name', `hydra.utils.call hydra.utils.get_method hydra.utils.get_object hydra.utils.get_class hydra.utils.get_static_method
    hydra._internal.utils hydra._internal.instantiate omegaconf.OmegaConf.register_new_resolver omegaconf.OmegaConf.register_resolver pydoc.locate six.exec_`],
  ['runs commands', `sh plumbum invoke.run fabric psutil.Popen gevent.subprocess trio.run_process langchain_experimental.utilities.python
    langchain_experimental.tools.python langchain.utilities.PythonREPL langchain.utilities.BashProcess git.cmd`],
  ['fetches files', 'wget gdown.download torch.hub torch.utils.model_zoo'],
  ['loads native code', 'torch.classes.load_library tensorflow.load_op_library tensorflow.load_library numpy.ctypeslib'],
  ['loads code from a file', 'torch.package jsonpickle hydra_zen.load_from_yaml'],
]

/** Dotted names as Python has them: `a.b.C`, `a.b:C`. */
export function isDotted(text: string): boolean {
  return text.length <= 300 && /^[\p{L}_][\p{L}\p{N}_]*(?:[.:][\p{L}_][\p{L}\p{N}_]*)+$/u.test(text)
}

/** What makes a callable have no place in a configuration, as a clause; or null. */
export function whyDangerous(callable: string): string | null {
  // `module:name` and `module.name` mean the same to those that import them.
  const full = callable.replaceAll(':', '.')
  const parts = full.split('.')
  const module = parts.slice(0, -1).join('.')
  const name = parts.at(-1) ?? ''
  if (parts.some((part, i) => i > 0 && /^__\w+__$/.test(part) && part !== '__init__' && part !== '__main__')) return 'reaches for what Python keeps to itself'
  if (covered(full, harmless)) return null
  if (isLoader(full)) return 'loads pickles or other code'
  const reason = dangerOf(module, name)
  if (reason !== undefined) return reasons[reason]
  for (const [does, names] of dangerous) if (covered(full, names.split(/\s+/))) return does
  return standardLibrary.has(parts.at(0) ?? '') ? 'a function of the standard library that no model needs' : null
}

function covered(name: string, list: readonly string[]): boolean {
  return list.some((entry) => name === entry || name.startsWith(`${entry}.`))
}
