// Marshalled Python code as a Keras configuration carries it: names and strings in it, by a scan of the bytes. Nothing is unmarshalled.

export interface Marshalled {
  bytes: number
  /** Printable names and strings in order of appearance, the first of them. */
  words: string[]
  /** Those that name what no model computes with. */
  dangerous: string[]
}

const longestCode = 2 ** 20
const wordsKept = 60
/** TYPE_CODE with and without FLAG_REF (Python/marshal.c). */
const codeMarks: ReadonlySet<number> = new Set([0x63, 0xe3])
/** Strings with a length of one byte, and of four. */
const short: ReadonlySet<number> = new Set([0x7a, 0x5a])
const long: ReadonlySet<number> = new Set([0x61, 0x41, 0x74, 0x75, 0x73])
/** Exact names that no layer computes with; common words such as `signal` or `compile` are none of them. */
const telling: ReadonlySet<string> = new Set([
  'os', 'posix', 'nt', 'sys', 'subprocess', 'socket', 'pty', 'importlib', 'builtins', 'ctypes', 'pickle', 'marshal', 'shutil', 'urllib',
  'urllib.request', 'requests', 'base64', 'runpy',
  'system', 'popen', 'exec', 'eval', '__import__', 'Popen', 'check_output', 'check_call', 'getoutput', 'execv', 'execve', 'execvp',
  'import_module', 'os.system', 'http.client',
  'urlopen', 'urlretrieve', 'b64decode', '__builtins__', '__subclasses__', '__globals__', 'rmtree', 'putenv',
])

/** Code in the text of a base64 or latin-1 string; null where it is none. */
export function marshalledIn(text: string): Marshalled | null {
  const bytes = decoded(text)
  return bytes === null ? null : scan(bytes)
}

function decoded(text: string): Uint8Array | null {
  if (text.length < 40 || text.length > longestCode * 2) return null
  // Keras 1 wrote the bytes as latin-1 text.
  if (codeMarks.has(text.charCodeAt(0))) {
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff)
    if (isCode(bytes)) return bytes
  }
  // Python's decoder passes over what is not of the alphabet. The first two letters of any code object:
  const letters = text.replaceAll(/[^A-Za-z0-9+/]/g, '')
  if (!/^[4Y][w-z0-9+/]/.test(letters)) return null
  const bytes = Uint8Array.from(atob(letters.slice(0, letters.length - (letters.length % 4 === 1 ? 1 : 0))), (c) => c.charCodeAt(0))
  return isCode(bytes) ? bytes : null
}

/** A mark, then the count of arguments as 32 bits: never above 255. */
function isCode(bytes: Uint8Array): boolean {
  return bytes.length > 20 && codeMarks.has(bytes[0] ?? 0) && bytes[2] === 0 && bytes[3] === 0 && bytes[4] === 0
}

function scan(bytes: Uint8Array): Marshalled {
  const words: string[] = []
  const seen = new Set<string>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 1; at < bytes.length; at++) {
    const type = (bytes[at] ?? 0) & 0x7f
    const head = short.has(type) ? 2 : long.has(type) && at + 5 <= bytes.length ? 5 : 0
    if (head === 0 || at + head > bytes.length) continue
    const length = head === 2 ? bytes[at + 1] ?? 0 : view.getUint32(at + 1, true)
    if (length < 1 || length > 4096 || at + head + length > bytes.length) continue
    const raw = bytes.subarray(at + head, at + head + length)
    if (raw.some((byte) => byte < 0x20 || byte === 0x7f || byte > 0x7e)) continue
    at += head + length - 1
    const word = String.fromCharCode(...raw)
    if (seen.has(word)) continue
    seen.add(word)
    words.push(word)
  }
  const dangerous = words.filter((word) => telling.has(word))
  return { bytes: bytes.length, words: words.slice(0, wordsKept), dangerous: dangerous.slice(0, wordsKept) }
}
