// A Modelfile of Ollama: instructions line by line, values in one, three or no quotes.
// https://docs.ollama.com/modelfile

export interface Instruction {
  name: string
  value: string
  line: number
}

const known: ReadonlySet<string> = new Set(['FROM', 'PARAMETER', 'TEMPLATE', 'SYSTEM', 'ADAPTER', 'LICENSE', 'MESSAGE', 'REQUIRES', 'RENDERER', 'PARSER', 'DRAFT'])

/** What is no instruction is passed over, as Ollama does with comments; `null` where there is none at all. */
export function parseModelfile(text: string): Instruction[] | null {
  const lines = text.split('\n')
  const found: Instruction[] = []
  for (let i = 0; i < lines.length; i++) {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(lines[i] ?? '') ?? []
    const name = word.toUpperCase()
    if (!known.has(name)) continue
    const line = i + 1
    const opened = rest.indexOf('"""')
    if (opened === -1) {
      found.push({ name, value: rest.replace(/^"(.*)"$/, '$1'), line })
      continue
    }
    let value = rest.slice(opened + 3)
    while (!value.includes('"""') && i + 1 < lines.length) {
      i += 1
      value += `\n${lines[i] ?? ''}`
    }
    found.push({ name, value: value.replace(/"""[^]*$/, ''), line })
  }
  return found.length === 0 ? null : found
}

/** What a FROM or ADAPTER names. */
export type Source = { is: 'file'; path: string } | { is: 'remote'; host: string; tag: string | null; digest: boolean }

export function sourceOf(value: string): Source {
  if (/^(?:\.{0,2}[/\\]|~|[a-z]:[/\\])/i.test(value) || /\.(?:gguf|ggml|bin|safetensors)$/i.test(value) || value === '.' || value === '..') {
    return { is: 'file', path: value }
  }
  const bare = value.replace(/^[a-z]+:\/\//i, '')
  const digest = /@sha256:[0-9a-f]{64}$/.test(bare)
  const last = bare.slice(bare.lastIndexOf('/') + 1)
  const tag = last.includes(':') ? last.slice(last.indexOf(':') + 1) : null
  const [first = ''] = bare.split('/')
  return { is: 'remote', host: bare.includes('/') && /[.:]/.test(first) ? first : 'registry.ollama.ai', tag, digest }
}

export function leaves(path: string): boolean {
  return /^(?:[/\\~]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes('..')
}
