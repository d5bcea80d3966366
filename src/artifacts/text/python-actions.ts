// What calls in Python do, by the path they go to: the lists behind every judgement on source code.

export type Action = 'process' | 'code' | 'network' | 'native'

const paths = (words: string): string[] => words.trim().split(/\s+/)

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ...paths(`
    os.system os.popen os.startfile os.fork os.forkpty os.posix_spawn os.posix_spawnp posix.system nt.system posix.popen nt.popen platform.popen pty.spawn
    os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve
    os.spawnvp os.spawnvpe subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen subprocess.getoutput
    subprocess.getstatusoutput commands.getoutput commands.getstatusoutput popen2.popen2 popen2.popen3 asyncio.create_subprocess_exec
    asyncio.create_subprocess_shell multiprocessing.util.spawnv_passfds _posixsubprocess.fork_exec pip.main pip._internal.main pip._internal.cli.main.main
    torch.utils.collect_env.run pexpect.spawn pexpect.run sh.bash sh.sh
  `).map((path) => [path, 'process'] as const),
  ...paths(`
    exec eval compile execfile runpy.run_path runpy.run_module imp.load_source imp.load_module imp.load_dynamic marshal.loads marshal.load
    types.FunctionType types.CodeType code.InteractiveInterpreter code.interact importlib.machinery.SourceFileLoader
    importlib.machinery.SourcelessFileLoader numpy.testing._private.utils.runstring timeit.timeit
  `).map((path) => [path, 'code'] as const),
  ...paths(`
    socket.socket socket.create_connection socket.create_server requests.get requests.post requests.put requests.patch requests.request requests.head
    requests.Session requests.session urllib.request.urlopen urllib.request.urlretrieve urllib.request.build_opener urllib.urlopen urllib.urlretrieve
    urllib2.urlopen http.client.HTTPConnection http.client.HTTPSConnection httplib.HTTPConnection httplib.HTTPSConnection httpx.get httpx.post httpx.put
    httpx.request httpx.stream httpx.Client httpx.AsyncClient aiohttp.ClientSession aiohttp.request urllib3.PoolManager urllib3.request ftplib.FTP
    ftplib.FTP_TLS smtplib.SMTP smtplib.SMTP_SSL telnetlib.Telnet paramiko.SSHClient websocket.create_connection websockets.connect asyncio.open_connection
    xmlrpc.client.ServerProxy webbrowser.open wget.download dns.resolver.resolve
  `).map((path) => [path, 'network'] as const),
  ...paths(`
    ctypes.CDLL ctypes.PyDLL ctypes.WinDLL ctypes.OleDLL ctypes.cdll.LoadLibrary ctypes.windll.LoadLibrary ctypes.pydll.LoadLibrary ctypes.CFUNCTYPE
    _ctypes.dlopen cffi.FFI().dlopen torch.ops.load_library torch.classes.load_library torch.utils.cpp_extension.load torch.utils.cpp_extension.load_inline
    numpy.ctypeslib.load_library
  `).map((path) => [path, 'native'] as const),
])

/** Sends rather than fetches, or opens a line of its own: nothing that model code has to do while it runs. */
const sending = new Set(paths(`
  socket.socket socket.create_connection socket.create_server requests.post requests.put requests.patch httpx.post httpx.put smtplib.SMTP smtplib.SMTP_SSL
  ftplib.FTP ftplib.FTP_TLS telnetlib.Telnet paramiko.SSHClient websocket.create_connection asyncio.open_connection xmlrpc.client.ServerProxy
`))
/** In functions these are ordinary: kernels that are compiled on first use, clocks. */
const ordinaryInFunctions = new Set(paths('torch.utils.cpp_extension.load torch.utils.cpp_extension.load_inline torch.ops.load_library torch.classes.load_library ctypes.CFUNCTYPE timeit.timeit'))

const windows = /^ctypes\.(?:windll|cdll|oledll)\.(?!LoadLibrary)/

/** `__builtins__.exec` and `builtins.exec` are `exec`; `os.?` is something of `os`, by a name that is not written out. */
export function actionOf(path: string): Action | null {
  const bare = bareOf(path)
  const known = actions.get(bare)
  if (known !== undefined) return known
  if (windows.test(bare)) return 'native'
  return null
}

export function bareOf(path: string): string {
  return path.replace(/^(?:__builtins__|builtins|__builtin__)\./, '').replace(/^(?:cPickle|_pickle)\b/, 'pickle').replace(/^np\./, 'numpy.')
}

/** Whether it counts where it runs only when somebody calls the function that it stands in. */
export function countsInFunctions(path: string, action: Action): boolean {
  const bare = bareOf(path)
  return action === 'network' ? sending.has(bare) : !ordinaryInFunctions.has(bare)
}

/** Modules of which an attribute by a computed name can only be meant to be hidden. */
export const guarded = new Set(['os', 'subprocess', 'posix', 'nt', 'builtins', '__builtins__', 'sys', 'socket', 'ctypes', 'importlib', 'shutil', 'pty', 'marshal'])

export const decoders = /(?:^|\.)(?:b64decode|urlsafe_b64decode|standard_b64decode|b32decode|b85decode|a85decode|decodebytes|fromhex|unhexlify|a2b_hex|a2b_base64|decompress)$|^(?:marshal\.loads|codecs\.decode|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress|chr)$|^bytes$/
export const downloads = /^(?:requests\.(?:get|post|request)\(\)|urllib\.request\.urlopen\(\)|urllib2?\.urlopen\(\)|httpx\.(?:get|post)\(\))/

/** Files that run code at the next login, or open the door to it. */
export const persistent = /(?:^|[/\\~])(?:\.ssh[/\\]authorized_keys|authorized_keys|\.bashrc|\.bash_profile|\.bash_login|\.profile|\.zshrc|\.zprofile|\.zshenv|\.cshrc|config\.fish)$|^\/etc\/(?:cron|crontab|passwd|shadow|sudoers|ld\.so\.preload|rc\.local|init\.d|profile|systemd|hosts)|systemd[/\\](?:system|user)[/\\]|LaunchAgents[/\\]|LaunchDaemons[/\\]|Start Menu[/\\]Programs[/\\]Startup|CurrentVersion\\Run|(?:site|dist)-packages[/\\][^/\\]*\.pth$|(?:^|[/\\])(?:sitecustomize|usercustomize)\.py$/
/** Files that hold credentials. */
export const credentialFiles = /(?:^|[/\\~])(?:\.ssh[/\\]id_\w+|\.aws[/\\]credentials|\.kube[/\\]config|\.docker[/\\]config\.json|\.netrc|\.git-credentials|\.pypirc|\.npmrc|\.config[/\\]gcloud[/\\][\w./\\-]+|\.azure[/\\][\w./\\-]+\.json|\.cache[/\\]huggingface[/\\]token|\.huggingface[/\\]token)$|^\/etc\/shadow$/
/** Takes the path of a file. */
export const fileCalls = /^(?:open|io\.open|os\.open|codecs\.open|_io\.open|shutil\.(?:copy|copy2|copyfile|move|copyfileobj)|os\.(?:symlink|link|rename|replace)|(?:pathlib\.)?Path\(\)\.\w+)$|(?:^|\.)(?:open|write_text|write_bytes|read_text|read_bytes)$/

/** Libraries that say that a file has to do with AI. */
export const aiLibraries: ReadonlySet<string> = new Set(paths(`
  torch torchvision torchaudio transformers diffusers accelerate peft trl datasets huggingface_hub tokenizers safetensors sentence_transformers tensorflow
  keras tf_keras jax flax optax haiku orbax onnx onnxruntime sklearn joblib xgboost lightgbm catboost mlflow wandb vllm sglang llama_cpp ctransformers
  langchain langchain_core langchain_community langchain_openai llama_index langgraph crewai autogen openai anthropic cohere mistralai google.generativeai
  ollama litellm gradio pytorch_lightning lightning fastai timm ultralytics detectron2 paddle mxnet bitsandbytes deepspeed auto_gptq awq unsloth faiss
  chromadb pinecone qdrant_client weaviate spacy nltk gensim skops bentoml kserve ray tritonclient monai nemo evaluate setfit spacy_transformers
  sagemaker vertexai cloudpickle dill open_clip whisper
`))

export interface Unsafe {
  /** Given nothing more than its file, it runs what is in there. */
  always: ReadonlySet<string>
  /** Does so with a keyword of this value. */
  when: readonly (readonly [path: RegExp, keyword: string, value: boolean])[]
}

export const unsafeLoads: Unsafe = {
  always: new Set(paths(`
    pickle.load pickle.loads pickle.Unpickler dill.load dill.loads dill.load_session dill.load_module cloudpickle.load cloudpickle.loads
    cloudpickle.pickle.load joblib.load sklearn.externals.joblib.load pandas.read_pickle pd.read_pickle shelve.open marshal.load marshal.loads
    jsonpickle.decode yaml.unsafe_load yaml.unsafe_load_all ruamel.yaml.unsafe_load keras.config.enable_unsafe_deserialization
    tensorflow.keras.config.enable_unsafe_deserialization keras.src.saving.serialization_lib.enable_unsafe_deserialization
    tf_keras.config.enable_unsafe_deserialization pickle5.load pickle5.loads hickle.load compress_pickle.load
  `)),
  when: [
    [/(?:^|\.)torch\.load$|^torch\.serialization\.load$/, 'weights_only', false],
    [/(?:^|\.)(?:numpy|np)\.load$|^numpy\.lib\.npyio\.load$/, 'allow_pickle', true],
    [/(?:^|\.)load_model$|(?:^|\.)(?:from_config|deserialize_keras_object|model_from_json)$/, 'safe_mode', false],
    [/(?:^|\.)load_local$/, 'allow_dangerous_deserialization', true],
    [/(?:^|\.)load_from_checkpoint$/, 'weights_only', false],
    [/^skops\.io\.loads?$/, 'trusted', true],
  ],
}

/** Calls that fetch something from a hub: where the id and the revision stand, and what it is told as. */
export const hubCalls: readonly { path: RegExp; library: string; id: readonly (string | number)[] }[] = [
  { path: /(?:^|\.)from_pretrained$/, library: 'transformers', id: [0, 'pretrained_model_name_or_path'] },
  { path: /(?:^|\.)snapshot_download$/, library: 'huggingface_hub', id: [0, 'repo_id'] },
  { path: /(?:^|\.)(?:hf_hub_download|cached_download)$/, library: 'huggingface_hub', id: [0, 'repo_id'] },
  { path: /^(?:datasets\.)?load_dataset$/, library: 'datasets', id: [0, 'path'] },
  { path: /^(?:transformers\.)?pipeline$/, library: 'transformers', id: ['model', 1] },
  { path: /^sentence_transformers\.(?:SentenceTransformer|CrossEncoder|SparseEncoder)$|^(?:SentenceTransformer|CrossEncoder)$/, library: 'sentence_transformers', id: [0, 'model_name_or_path', 'model_name'] },
  { path: /^vllm\.LLM$/, library: 'vllm', id: ['model', 0] },
]

/** What `from module import *` brings, of the modules that matter here. */
export const starred: ReadonlyMap<string, readonly string[]> = new Map([
  ['os', ['system', 'popen', 'execv', 'execve', 'spawnl', 'spawnv']], ['subprocess', ['run', 'call', 'check_call', 'check_output', 'Popen', 'getoutput']],
  ['pickle', ['load', 'loads', 'Unpickler']], ['joblib', ['load']], ['torch', ['load']], ['base64', ['b64decode']], ['marshal', ['loads']],
  ['ctypes', ['CDLL', 'cdll']], ['socket', ['socket', 'create_connection']], ['transformers', ['pipeline']], ['huggingface_hub', ['snapshot_download', 'hf_hub_download']],
  ['datasets', ['load_dataset']],
])
