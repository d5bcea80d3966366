// What names and expressions of Python source stand for: imported paths with their aliases followed, and constants folded.
import { starred } from './python-actions.js'
import { rot13, unescape } from './python-literals.js'
import { child, sourceOf, type PythonNode } from './python-tree.js'

export type PythonConstant = string | number | boolean | null | PythonConstant[]

const deepest = 40
const longest = 200_000

/** Names of one program; scopes are not told apart, which errs on the side of knowing more. */
export class PythonNames {
  /** Name → dotted path. */
  private readonly paths = new Map<string, string>()
  private readonly constants = new Map<string, PythonConstant[]>()
  /** Characters of constants that are kept in sum: doubling one over and over costs no more. */
  private left = 2 ** 24
  readonly dictionaries = new Map<string, PythonNode>()
  readonly functions = new Map<string, PythonNode[]>()
  readonly classes = new Map<string, PythonNode>()
  /** Names that hold what a call gave, with that call. */
  readonly results = new Map<string, PythonNode>()
  readonly imports = new Set<string>()

  /** Takes in what a statement says about names. To be called on every node, in the order of the source. */
  learn(node: PythonNode): void {
    switch (node.type) {
      case 'import_statement':
        for (const one of node.children) {
          const name = one.type === 'aliased_import' ? child(one, 'name') : one
          const alias = one.type === 'aliased_import' ? child(one, 'alias') : null
          if (name === null) continue
          const path = sourceOf(name).replaceAll(/\s/g, '')
          const top = path.split('.')[0] ?? path
          this.imports.add(top)
          if (alias === null) this.paths.set(top, top)
          else this.paths.set(sourceOf(alias), path)
        }
        break
      case 'import_from_statement': {
        const from = child(node, 'module_name')
        if (from === null) break
        const module = sourceOf(from).replaceAll(/\s/g, '')
        if (from.type === 'dotted_name') this.imports.add(module.split('.')[0] ?? module)
        for (const one of node.children) {
          if (one.field !== 'name') continue
          const name = one.type === 'aliased_import' ? child(one, 'name') : one
          const alias = one.type === 'aliased_import' ? child(one, 'alias') : one
          if (name !== null && alias !== null) this.paths.set(sourceOf(alias), `${module}.${sourceOf(name)}`)
        }
        if (node.children.some((one) => one.type === 'wildcard_import')) for (const name of starred.get(module) ?? []) this.paths.set(name, `${module}.${name}`)
        break
      }
      case 'assignment': case 'named_expression': {
        const left = child(node, node.type === 'assignment' ? 'left' : 'name')
        const right = child(node, node.type === 'assignment' ? 'right' : 'value')
        if (left !== null && right !== null) this.assign(left, right)
        break
      }
      case 'default_parameter': case 'typed_default_parameter': {
        const [name, value] = [child(node, 'name'), child(node, 'value')]
        if (name !== null && value !== null) this.assign(name, value)
        break
      }
      case 'as_pattern': {
        const [value, target] = node.children
        if (value !== undefined && target?.type === 'as_pattern_target' && value.type === 'call') this.results.set(sourceOf(target), value)
        break
      }
      case 'function_definition': {
        const name = child(node, 'name')
        if (name !== null) this.functions.set(sourceOf(name), [...(this.functions.get(sourceOf(name)) ?? []), node])
        break
      }
      case 'class_definition': {
        const name = child(node, 'name')
        if (name !== null) this.classes.set(sourceOf(name), node)
        break
      }
      default:
    }
  }

  private assign(left: PythonNode, right: PythonNode): void {
    if (left.type !== 'identifier' && left.type !== 'attribute') return
    const name = sourceOf(left)
    if (name.length > 200) return
    const value = this.constantOf(right)
    const size = typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * 8 : 1
    if (value !== undefined && size <= this.left) {
      this.left -= size
      this.constants.set(name, [...(this.constants.get(name) ?? []).slice(-7), value])
    }
    if (right.type === 'dictionary' || (right.type === 'call' && this.pathOf(right, 0) === 'dict()')) this.dictionaries.set(name, right)
    if (right.type === 'call') this.results.set(name, right)
    const path = this.pathOf(right)
    // `model = Model.from_pretrained(…)` gives an object, `run = os.system` another name.
    if (path !== null && path.length <= 200 && !path.startsWith('?') && !path.endsWith(')')) this.paths.set(name, path)
  }

  /**
   * What an expression names: `os.system`, `?.from_pretrained` on an object that is not known, `requests.get()` for what a
   * call gives. Null for what names nothing.
   */
  pathOf(node: PythonNode, depth = 0): string | null {
    if (depth > deepest) return null
    switch (node.type) {
      case 'identifier': {
        const name = sourceOf(node)
        const path = this.paths.get(name)
        if (path !== undefined) return path
        return this.functions.has(name) || this.classes.has(name) ? `<here>.${name}` : name
      }
      case 'attribute': {
        const [object, attribute] = [child(node, 'object'), child(node, 'attribute')]
        if (object === null || attribute === null) return null
        const whole = node.to - node.from < 200 ? this.paths.get(sourceOf(node)) : undefined
        if (whole !== undefined) return whole
        return `${this.pathOf(object, depth + 1) ?? '?'}.${sourceOf(attribute)}`
      }
      case 'call': return this.pathOfCall(node, depth)
      case 'subscript': {
        const [value, key] = [child(node, 'value'), child(node, 'subscript')]
        const on = value === null ? null : this.pathOf(value, depth + 1)
        const name = key === null ? undefined : this.constantOf(key)
        if (on === null || typeof name !== 'string') return null
        if (on === 'sys.modules') return name
        return /(?:^|\.)(?:__builtins__|__dict__|globals\(\)|locals\(\)|vars\(\))$/.test(on) ? `${on.replace(/\.?(?:__dict__|globals\(\)|locals\(\)|vars\(\))$/, '')}.${name}`.replace(/^\./, '') : null
      }
      case 'parenthesized_expression': case 'await': {
        const inner = node.children[0]
        return inner === undefined ? null : this.pathOf(inner, depth + 1)
      }
      default: return null
    }
  }

  private pathOfCall(node: PythonNode, depth: number): string | null {
    const callee = child(node, 'function')
    const path = callee === null ? null : this.pathOf(callee, depth + 1)
    if (path === null) return null
    const [first, second] = positional(node)
    const bare = path.replace(/^(?:__builtins__|builtins)\./, '')
    if (first !== undefined && (bare === '__import__' || bare === 'importlib.import_module' || bare === 'importlib.__import__')) {
      const name = this.constantOf(first)
      return typeof name === 'string' ? name : '?'
    }
    if (first !== undefined && second !== undefined && bare === 'getattr') {
      const name = this.constantOf(second)
      return `${this.pathOf(first, depth + 1) ?? '?'}.${typeof name === 'string' ? name : '?'}`
    }
    if (first !== undefined && bare === 'vars') return `${this.pathOf(first, depth + 1) ?? '?'}.__dict__`
    return `${path}()`
  }

  /** Every value that an expression has been given anywhere. */
  valuesOf(node: PythonNode): PythonConstant[] {
    const known = node.type === 'identifier' || node.type === 'attribute' ? this.constants.get(sourceOf(node)) : undefined
    if (known !== undefined) return known
    const value = this.constantOf(node)
    return value === undefined ? [] : [value]
  }

  constantOf(node: PythonNode, depth = 0): PythonConstant | undefined {
    if (depth > deepest) return undefined
    const of = (one: PythonNode | null | undefined): PythonConstant | undefined => (one === null || one === undefined ? undefined : this.constantOf(one, depth + 1))
    switch (node.type) {
      case 'true': return true
      case 'false': return false
      case 'none': return null
      case 'integer': case 'float': {
        const number = Number(sourceOf(node).replaceAll('_', ''))
        return Number.isFinite(number) ? number : undefined
      }
      case 'string': return this.textOf(node, depth)
      case 'concatenated_string': {
        const parts = node.children.map(of)
        return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined
      }
      case 'identifier': case 'attribute': return this.constants.get(sourceOf(node))?.at(-1)
      case 'parenthesized_expression': return of(node.children[0])
      case 'list': case 'tuple': {
        if (node.children.length > 5000) return undefined
        const items = node.children.map(of)
        return items.every((item) => item !== undefined) ? items : undefined
      }
      case 'unary_operator': {
        const value = of(child(node, 'argument'))
        return typeof value === 'number' ? -value : undefined
      }
      case 'binary_operator': return this.combine(child(node, 'operator'), child(node, 'left'), child(node, 'right'), depth)
      case 'subscript': {
        const [value, key] = [of(child(node, 'value')), child(node, 'subscript')]
        if (key === null || (typeof value !== 'string' && !Array.isArray(value))) return undefined
        if (key.type === 'slice') return /^\s*:\s*:\s*-1\s*$/.test(sourceOf(key)) && typeof value === 'string' ? value.split('').toReversed().join('') : undefined
        const at = of(key)
        return typeof at === 'number' ? value.at(at) : undefined
      }
      case 'call': return this.folded(node, depth)
      default: return undefined
    }
  }

  private combine(operator: PythonNode | null, left: PythonNode | null, right: PythonNode | null, depth: number): PythonConstant | undefined {
    if (operator === null || left === null || right === null) return undefined
    const [a, b] = [this.constantOf(left, depth + 1), this.constantOf(right, depth + 1)]
    switch (sourceOf(operator)) {
      case '+': return typeof a === 'string' && typeof b === 'string' && a.length + b.length <= longest ? a + b : typeof a === 'number' && typeof b === 'number' ? a + b : undefined
      case '%': {
        if (typeof a !== 'string' || b === undefined) return undefined
        const values = Array.isArray(b) ? b : [b]
        let next = 0
        return a.replaceAll(/%[sdr]/g, (all) => String(values[next++] ?? all))
      }
      case '*': return typeof a === 'string' && typeof b === 'number' && b >= 0 && a.length * b <= longest ? a.repeat(Math.trunc(b)) : undefined
      default: return undefined
    }
  }

  /** Strings and bytes alike; `{name}` of an f-string is put in where it is known. */
  private textOf(node: PythonNode, depth: number): string | undefined {
    const raw = /^[a-z]*r/i.test(node.part.source.slice(node.from, node.from + 3))
    let text = ''
    for (const part of node.children) {
      if (part.type === 'string_content') text += raw ? sourceOf(part) : unescape(sourceOf(part))
      else if (part.type === 'interpolation') {
        const inner = child(part, 'expression') ?? part.children[0]
        const value = inner === undefined ? undefined : this.constantOf(inner, depth + 1)
        if (value === undefined || value === null || Array.isArray(value)) return undefined
        text += String(value)
      }
    }
    return text
  }

  /** Calls that give a constant: `chr`, `''.join`, decoders, paths. */
  private folded(node: PythonNode, depth: number): PythonConstant | undefined {
    const callee = child(node, 'function')
    if (callee === null) return undefined
    const given = positional(node)
    const [first, second] = [given[0], given[1]].map((one) => (one === undefined ? undefined : this.constantOf(one, depth + 1)))
    const path = this.pathOf(callee, depth + 1) ?? ''
    if (path === 'chr') return typeof first === 'number' && Number.isInteger(first) && first >= 0 && first < 0x110000 ? String.fromCodePoint(first) : undefined
    if (path === 'str' || path === 'os.path.expanduser' || path === 'pathlib.Path') return first
    if (path === 'bytes' || path === 'bytearray') return Array.isArray(first) && first.every((one) => typeof one === 'number') ? String.fromCharCode(...first.slice(0, 5000)) : first
    if (path === 'os.path.join') {
      const parts = given.map((one) => this.constantOf(one, depth + 1))
      return parts.some((part) => typeof part === 'string') ? parts.map((part) => (typeof part === 'string' ? part : '…')).join('/') : undefined
    }
    if (typeof first === 'string' && first.length <= longest) {
      if (/(?:^|\.)(?:b64decode|urlsafe_b64decode|decodebytes|standard_b64decode)$/.test(path)) return Buffer.from(first, 'base64').toString('latin1')
      if (/(?:^|\.)(?:fromhex|unhexlify|a2b_hex)$/.test(path)) return Buffer.from(first.replaceAll(/\s/g, ''), 'hex').toString('latin1')
      if (path === 'codecs.decode' && typeof second === 'string' && /^rot[_-]?13$/i.test(second)) return rot13(first)
    }
    if (callee.type !== 'attribute') return undefined
    const [object, attribute] = [child(callee, 'object'), child(callee, 'attribute')]
    const on = object === null ? undefined : this.constantOf(object, depth + 1)
    if (typeof on !== 'string' || attribute === null) return undefined
    switch (sourceOf(attribute)) {
      case 'join': return Array.isArray(first) && first.every((one) => typeof one === 'string') ? first.join(on) : undefined
      case 'decode': case 'encode': case 'strip': return on
      case 'lower': return on.toLowerCase()
      case 'upper': return on.toUpperCase()
      case 'replace': return typeof first === 'string' && typeof second === 'string' && first !== '' && on.length * (second.length + 1) <= longest ? on.split(first).join(second) : undefined
      case 'format': return on.replaceAll(/\{\}/g, () => String(first ?? '{}'))
      default: return undefined
    }
  }

  /** The value of a keyword of a call, looked for in `**kwargs` of a known dictionary, too. */
  keyword(call: PythonNode, name: string): PythonNode | null {
    for (const one of child(call, 'arguments')?.children ?? []) {
      if (one.type === 'keyword_argument') {
        const key = child(one, 'name')
        if (key !== null && sourceOf(key) === name) return child(one, 'value')
      }
      if (one.type !== 'dictionary_splat') continue
      const inner = one.children[0]
      const held = inner?.type === 'identifier' ? this.dictionaries.get(sourceOf(inner)) : inner
      const value = held === undefined ? null : this.entry(held, name)
      if (value !== null) return value
    }
    return null
  }

  private entry(held: PythonNode, name: string): PythonNode | null {
    if (held.type === 'call') return this.keyword({ ...held, children: held.children.map((one) => (one.field === 'arguments' ? { ...one, children: one.children.filter((each) => each.type === 'keyword_argument') } : one)) }, name)
    for (const pair of held.children) {
      const key = pair.type === 'pair' ? child(pair, 'key') : null
      if (key !== null && this.constantOf(key) === name) return child(pair, 'value')
    }
    return null
  }
}

export function positional(call: PythonNode): PythonNode[] {
  const given = child(call, 'arguments')
  if (given === null) return []
  if (given.type === 'generator_expression') return [given]
  return given.children.filter((one) => one.type !== 'keyword_argument' && one.type !== 'dictionary_splat' && one.type !== 'list_splat')
}
