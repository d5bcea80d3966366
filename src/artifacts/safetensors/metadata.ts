// What free text in a model's metadata can do to whoever trusts it: names of callables, code, shell commands, templates, pickles, keys.
import type { Budget } from '../limits.js'
import type { Signs } from '../sign.js'
import { findSecrets } from '../text/secrets.js'
import { pipesDownload } from '../text/shell-scripts.js'
import { Stopped } from '../unread.js'
import { JsonMap, parseJson, type Node } from './json.js'

interface Field {
  name: string
  value: string
  offset: number
}

/** Values longer than this are searched at both ends only: training tools leave megabytes of captions there. */
const searched = 2 ** 18

const codes: readonly { what: string; pattern: RegExp }[] = [
  { what: 'Python that runs text', pattern: /(?<![\w.])(?:exec|eval|compile|__import__)\(\s*["'\w(]/ },
  { what: 'Python that starts programs', pattern: /\b(?:os\.(?:system|popen|exec[lv]p?e?|spawn\w+)|subprocess\.(?:run|call|Popen|check_output|check_call|getoutput)|pty\.spawn)\s*\(/ },
  { what: 'Python that unpickles', pattern: /\b(?:pickle|cPickle|dill|cloudpickle|marshal|joblib)\.loads?\s*\(/ },
  { what: 'Python import', pattern: /(?:^|[;\n]\s*)(?:import\s+(?:os|sys|subprocess|socket|ctypes|base64|pickle|shutil)\b|from\s+(?:os|subprocess|socket|ctypes)\s+import\b)/ },
  { what: 'shell command', pattern: /(?:\/bin\/(?:ba|z|da)?sh|\bbash)\s+-[a-z]*[ci]\b|\/dev\/tcp\/|\bpowershell(?:\.exe)?\s+-(?:e|enc|encodedcommand|nop|w)\b/i },
  { what: 'template that leaves its sandbox', pattern: /(?:\{\{|\{%)[^}]{0,200}(?:__\w{1,40}__|\blipsum\b|\bcycler\b|\bself\._|\|\s*attr\b)/ },
  { what: 'script in HTML', pattern: /<script[\s>]|\bjavascript:/i },
]
/** Keys by which configuration frameworks find a class or function to call (Hydra, LightningCLI). */
const callables: ReadonlySet<string> = new Set(['_target_', '_recursive_', 'class_path'])

export function checkMetadata(fields: readonly Field[], budget: Budget, signs: Signs): void {
  for (const { name, value, offset } of fields) {
    budget.tick()
    const member = `__metadata__.${name}`
    if (callables.has(name)) signs.add(`${name}: ${value}`, { member, offset, detail: 'names something to import and call' })
    for (const { what, detail } of found(value, 0)) signs.add(what, { member, offset, detail })
  }
}

function* found(value: string, depth: number): Iterable<{ what: string; detail: string }> {
  for (const text of value.length <= searched ? [value] : [value.slice(0, searched / 2), value.slice(-searched / 2)]) {
    for (const { what, pattern } of codes) {
      const hit = pattern.exec(text)
      if (hit !== null) yield { what, detail: text.slice(Math.max(0, hit.index - 20), hit.index + 100).trim() }
    }
    for (const line of text.split('\n', 1000)) {
      if (pipesDownload(line)) yield { what: 'download that is run at once', detail: line.slice(0, 160) }
    }
    for (const { type, at, length } of findSecrets(text)) yield { what: `credential: ${type}`, detail: `${at}, ${length} characters` }
  }
  const pickle = encodedPickle(value)
  if (pickle !== null) yield { what: 'encoded pickle', detail: pickle }
  if (depth < 3 && /^\s*[[{]/.test(value)) yield* inJson(value, depth)
}

function* inJson(value: string, depth: number): Iterable<{ what: string; detail: string }> {
  let tree: Node
  try {
    tree = parseJson(new TextEncoder().encode(value), { python: true })
  } catch (error) {
    // No JSON after all, or not worth more: it was searched as text.
    if (error instanceof Stopped) return
    throw error
  }
  const open: Node[] = [tree]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) for (const item of node) open.push(item)
    if (!(node instanceof JsonMap)) continue
    for (const { key, value: inner } of node.entries) {
      if (callables.has(key) && typeof inner === 'string') yield { what: `${key}: ${inner}`, detail: 'names something to import and call' }
      // Plain strings were searched with the whole; JSON within a string has its quotes escaped there.
      if (typeof inner === 'string' && /^\s*[[{]/.test(inner)) yield* found(inner, depth + 1)
      open.push(inner)
    }
  }
}

/** Base64 or hex of a pickle of protocol 2 to 5: `80 0N` at its start, STOP at its end. */
function encodedPickle(value: string): string | null {
  for (const run of value.matchAll(/gA[I-X][A-Za-z0-9+/_-]{20,}={0,2}/g)) {
    if (run.index > 0 && /[A-Za-z0-9+/_-]/.test(value.charAt(run.index - 1))) continue
    const bytes = base64(run[0])
    if (bytes !== null && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 9) <= 5 && bytes.at(-1) === 0x2e) return `base64, ${bytes.length} bytes`
  }
  const hex = /(?<![0-9a-f])800[2-5](?:[0-9a-f]{2}){15,}2e(?![0-9a-f])/i.exec(value)
  return hex === null ? null : `hex, ${hex[0].length / 2} bytes`
}

function base64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  } catch {
    return null
  }
}
