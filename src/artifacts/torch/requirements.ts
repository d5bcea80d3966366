// Finds pinned Python packages in what installs them: requirements, pyproject, Pipfile, conda environments, Dockerfiles.

export interface Pin {
  /** As PyPI spells it: small letters, hyphens. */
  package: string
  /** What stands after the name, without blanks; empty where any version is let in. */
  specifier: string
  /** Counted from 1. */
  line: number
}

export type Dialect = 'requirements' | 'toml' | 'conda' | 'docker'

export function dialectOf(name: string): Dialect | null {
  if (/^(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in)$/i.test(name)) return 'requirements'
  if (/^(?:pyproject\.toml|Pipfile)$/i.test(name)) return 'toml'
  if (/^(?:.*[-_.])?(?:conda|environment|env|python_env)(?:[-_.].*)?\.ya?ml$/i.test(name)) return 'conda'
  return /^(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?$/i.test(name) ? 'docker' : null
}

/** Conda and Docker Hub call some of them by other names. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['pytorch', 'torch'], ['pytorch-cpu', 'torch'], ['pytorch-gpu', 'torch'], ['tensorflow-cpu', 'tensorflow'], ['tensorflow-gpu', 'tensorflow'],
])

export function pinsIn(text: string, dialect: Dialect, wanted: ReadonlySet<string>): Pin[] {
  const pins: Pin[] = []
  const add = (name: string, specifier: string, line: number): void => {
    const plain = name.toLowerCase().replaceAll(/[-_.]+/g, '-')
    const known = (dialect === 'conda' || dialect === 'docker' ? otherNames.get(plain) : undefined) ?? plain
    if (wanted.has(known)) pins.push({ package: known, specifier: specifier.replaceAll(/\s+/g, '').slice(0, 100), line })
  }
  for (const { line, number } of joinedLines(text)) {
    if (dialect === 'docker') dockerLine(line, number, add)
    else if (dialect === 'toml') tomlLine(line, number, add)
    else if (dialect === 'conda') condaLine(line, number, add)
    else requirement(line, number, add)
  }
  return pins
}

type Add = (name: string, specifier: string, line: number) => void

/** Of a line, the characters that are matched. Rows of blanks are one: expressions that have several of them cost their cube. */
const longestLine = 1000

/** PEP 508: `name[extra] >=1,<2 ; marker`, pip's comments and options. Where a marker lets it be installed, it is that version. */
function requirement(line: string, number: number, add: Add): void {
  const plain = line.slice(0, longestLine).replaceAll(/\s+/g, ' ').replace(/(?:^|\s)#.*$/, '').replace(/\s--\w.*$/, '').trim()
  const [, name, specifier] = /^([A-Za-z0-9][\w.-]{0,100})\s*(?:\[[^\]]{0,200}\])?\s*\(?((?:[=<>!~]={0,2}\s*[\w.*+-]+\s*(?:,\s*)?)*)\)?\s*(?:;.*)?$/.exec(plain) ?? []
  if (name !== undefined) add(name, specifier ?? '', number)
}

/** `torch = "^2.3"`, `torch = { version = "2.3.0", … }`, and quoted requirements in lists of dependencies. */
function tomlLine(line: string, number: number, add: Add): void {
  const plain = line.slice(0, longestLine).replace(/^\s*#.*$/, '')
  const [, name, version] = /^\s*["']?([\w.-]{1,100})["']?\s*=\s*(?:\{[^}]{0,300}?\bversion\s*=\s*)?["']([^"']{0,100})["']/.exec(plain) ?? []
  if (name !== undefined && version !== undefined) {
    // A plain text after a key is no list of dependencies.
    add(name, version === '*' ? '' : version, number)
    return
  }
  for (const [, quoted] of plain.matchAll(/["']([^"']{1,300})["']/g)) requirement(quoted ?? '', number, add)
}

/** `- pytorch=2.5`, `- conda-forge::pytorch==2.5.1=py311_0`, and pip's requirements below them. */
function condaLine(line: string, number: number, add: Add): void {
  const item = /^\s*-\s+["']?([^"'#]{1,300})/.exec(line.slice(0, longestLine))?.[1]?.trim()
  if (item === undefined) return
  const [, name, specifier] = /^(?:[\w.-]+::)?([\w.-]+)\s*(=?=\s*[\w.*+]+)(?:=[\w.*]+)?$/.exec(item) ?? []
  if (name !== undefined && specifier !== undefined) add(name, specifier, number)
  else requirement(item.replace(/^[\w.-]+::/, ''), number, add)
}

/** `RUN pip install torch==2.3.0`, and images whose tag is the version: `FROM pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime`. */
function dockerLine(line: string, number: number, add: Add): void {
  const tag = /^\s*FROM\s+(?:--\S+\s+)?(?:docker\.io\/)?pytorch\/pytorch:(\d+\.\d+(?:\.\d+)?)(?:-|@|\s|$)/i.exec(line)?.[1]
  if (tag !== undefined) add('torch', `==${tag}`, number)
  if (!/\b(?:pip[0-9.]*|uv|conda|mamba)\b.{0,40}\binstall\b/.test(line.slice(0, 20_000))) return
  for (const word of line.split(/\s+/)) {
    const plain = word.replaceAll(/["']/g, '')
    if (/[=<>~]/.test(plain)) requirement(plain, number, add)
  }
}

/** Lines that end in a backslash are one with the next. */
function* joinedLines(text: string): Iterable<{ line: string; number: number }> {
  let start = 0
  let joined = ''
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (joined === '') start = i + 1
    if (line.endsWith('\\') && joined.length < 20_000) {
      joined += `${line.slice(0, -1)} `
      continue
    }
    yield { line: joined + line, number: start }
    joined = ''
  }
  if (joined !== '') yield { line: joined, number: start }
}
