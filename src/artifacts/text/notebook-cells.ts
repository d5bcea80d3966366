// Takes the cells of a notebook apart: Python, shell commands and what is neither, after the rules of IPython.

export interface CellCode {
  /** Python with the same lines; magics are put aside as `pass`. Empty for a cell in another language. */
  python: string
  /** Commands for a shell, by their line in the cell, counted from 1. */
  commands: { line: number; command: string }[]
  /** Language of a cell that is neither Python nor shell, such as `sql`. */
  other: string | null
}

const shellMagics = new Set(['bash', 'sh', 'system', 'sx', '!'])
const pythonMagics = new Set(['python', 'python3', 'pypy', 'time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'lprun', 'debug', 'script', 'wandb', 'cache', 'skip', 'heat', 'tb', 'snakeviz', 'spark', 'local', 'pyspark'])
/** Their text is not run, neither here nor by a shell. */
const textMagics = new Set(['markdown', 'latex', 'html', 'svg', 'writefile', 'file', 'javascript', 'js', 'css', 'mermaid'])

export function codeOfCell(source: string): CellCode {
  const lines = source.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  const magic = /^%%(!|\w+)\s*(.*)$/.exec(lines[first]?.trimStart() ?? '')
  if (magic !== null) {
    const [, name = '', rest = ''] = magic
    const shell = shellMagics.has(name) || (name === 'script' && /^(?:--\S+\s+)*(?:ba|z|k|da)?sh\b/.test(rest))
    const body = lines.map((line, i) => (i <= first ? '' : line))
    if (shell) return { python: '', commands: [{ line: first + 2, command: body.slice(first + 1).join('\n') }], other: null }
    if (!pythonMagics.has(name) || (name === 'script' && !rest.includes('python'))) return { python: '', commands: [], other: textMagics.has(name) ? 'text' : name.toLowerCase() }
    return ofLines(body)
  }
  return ofLines(lines)
}

function ofLines(lines: readonly string[]): CellCode {
  const commands: CellCode['commands'] = []
  const python: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const magic = /^(\s*)(?:([\w., ]{1,100}?)\s*=\s*)?(!!?|%(?=[A-Za-z]))(.*)$/.exec(line)
    if (magic === null) {
      // `name?` and `?name` ask for help.
      python.push(/^\s*\?{1,2}[\w.]+\s*$|^\s*[\w.]+\?{1,2}\s*$/.test(line) ? 'pass' : line)
      continue
    }
    const [, indent = '', target, sigil = '', rest = ''] = magic
    const start = i
    let text = rest
    while (text.endsWith('\\') && i + 1 < lines.length) {
      i += 1
      text = `${text.slice(0, -1)} ${(lines[i] ?? '').trim()}`
    }
    python.push(`${indent}${target === undefined ? 'pass' : `${target} = None`}`, ...Array.from({ length: i - start }, () => ''))
    if (sigil !== '%') commands.push({ line: start + 1, command: text.trim() })
    else if (/^(?:pip|conda|mamba|uv)\s/.test(text)) commands.push({ line: start + 1, command: text.trim() })
    else if (/^(?:sx|system|bash|sh)\s/.test(text)) commands.push({ line: start + 1, command: text.replace(/^\w+\s+/, '') })
  }
  return { python: python.join('\n'), commands, other: null }
}
