// Functions of R that reach out of R: a model's own code has no need of them.

/** Commands, native code, sockets, files fetched or removed, other languages. */
export const runs: ReadonlySet<string> = new Set([
  'system', 'system2', 'shell', 'shell.exec', 'pipe', 'fifo', 'dyn.load', 'library.dynam', 'download.file', 'curl_download', 'curl_fetch_memory', 'socketConnection', 'serverSocket',
  'unlink', 'file.remove', 'Sys.setenv', 'Sys.chmod', 'install.packages', 'install_github', 'py_run_string', 'py_run_file', 'py_eval', 'source_python', 'exec_wait', 'exec_background',
  'run_process',
])

/** Ordinary in functions; in a promise that waits in a file they are how one call becomes any. */
export const runsText: ReadonlySet<string> = new Set([
  'eval', 'evalq', 'parse', 'str2lang', 'str2expression', 'source', 'sys.source', 'do.call', 'Recall', 'library', 'require', 'loadNamespace', 'attachNamespace', 'get', 'getFromNamespace',
  'readRDS', 'load', 'unserialize', 'url', 'file', 'writeLines', 'cat', 'assign', 'delayedAssign', 'makeActiveBinding', 'reg.finalizer', '.Call', '.External', '.Internal', '::', ':::',
])
