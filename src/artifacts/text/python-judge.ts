// Judges the calls of a Python program, in the order in which they may run.
import type { Budget } from '../limits.js'
import type { Signs } from '../sign.js'
import {
  actionOf, bareOf, countsInFunctions, credentialFiles, decoders, downloads, fileCalls, guarded, persistent, unsafeLoads, type Action,
} from './python-actions.js'
import { judgeHub } from './python-hub.js'
import { positional, type PythonNames } from './python-names.js'
import { child, sourceOf, type PythonNode } from './python-tree.js'
import type { PythonFacts } from './python.js'
import { findSecrets } from './secrets.js'
import { hostileCommand } from './shell.js'

/** When a piece of code runs: with the import, when the file is started as a program, when somebody calls it. */
type When = 'import' | 'program' | 'call'

interface Open {
  node: PythonNode
  when: When
  parent: PythonNode | null
}

export class PythonJudge {
  private readonly seen = new Set<PythonNode>()
  /** Bodies of functions that something called on import. */
  private readonly called: PythonNode[] = []
  private readonly deferred: PythonNode[] = []

  constructor(private readonly names: PythonNames, private readonly facts: PythonFacts, private readonly budget: Budget) {}

  judge(roots: readonly PythonNode[]): void {
    for (const root of roots) this.walk({ node: root, when: 'import', parent: null })
    for (let body = this.called.pop(); body !== undefined; body = this.called.pop()) this.walk({ node: body, when: 'import', parent: null })
    for (let body = this.deferred.pop(); body !== undefined; body = this.deferred.pop()) this.walk({ node: body, when: 'call', parent: null })
  }

  private walk(start: Open): void {
    if (this.seen.has(start.node)) return
    this.seen.add(start.node)
    const open = [start]
    let count = 0
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, when } = next
      count += 1
      if (count % 4096 === 0) this.budget.tick()
      this.node(node, when)
      const isMain = node.type === 'if_statement' && /^if\s+\(?\s*__name__\s*==\s*["']__main__["']/.test(node.part.source.slice(node.from, node.from + 60))
      for (let i = node.children.length - 1; i >= 0; i--) {
        const inner = node.children[i]
        if (inner === undefined) continue
        if (inner.field === 'body' && (node.type === 'function_definition' || (node.type === 'lambda' && !runsAtOnce(next.parent)))) {
          this.deferred.push(inner)
          continue
        }
        open.push({ node: inner, when: isMain && inner.field === 'consequence' ? 'program' : when, parent: node })
      }
    }
  }

  private node(node: PythonNode, when: When): void {
    switch (node.type) {
      case 'call':
        this.call(node, when)
        break
      case 'decorator': {
        const inner = node.children[0]
        if (when === 'import' && inner !== undefined) this.follow(this.names.pathOf(inner))
        break
      }
      case 'exec_statement':
        this.add(when, 'exec', 'code', node)
        this.runsWhat(node, node)
        break
      case 'keyword_argument':
        this.setting(child(node, 'name'), child(node, 'value'), node)
        break
      case 'pair': case 'assignment':
        this.assigned(node)
        break
      case 'list':
        for (const one of node.children) if (one.type === 'string' && /^--trust[-_]remote[-_]code$/.test(String(this.names.constantOf(one)))) this.sign(this.facts.remoteCode, '--trust-remote-code', one)
        break
      default:
    }
  }

  /** `{'trust_remote_code': True}`, `kwargs['trust_remote_code'] = True`, `args.trust_remote_code = True`, environment variables. */
  private assigned(node: PythonNode): void {
    if (node.type === 'pair') {
      this.setting(child(node, 'key'), child(node, 'value'), node)
      return
    }
    const left = child(node, 'left')
    if (left?.type === 'subscript') this.setting(child(left, 'subscript'), child(node, 'right'), node)
    else if (left?.type === 'attribute') this.setting(child(left, 'attribute'), child(node, 'right'), node)
    else if (left?.type === 'identifier' && child(node, 'type') !== null) this.setting(left, child(node, 'right'), node)
  }

  private setting(key: PythonNode | null, value: PythonNode | null, at: PythonNode): void {
    if (key === null || value === null) return
    const name = key.type === 'identifier' ? sourceOf(key) : this.names.constantOf(key)
    if (typeof name !== 'string') return
    const values = this.names.valuesOf(value)
    const isOn = values.some((one) => one === true || one === 1 || (typeof one === 'string' && /^(?:1|true|yes|on)$/i.test(one)))
    if (name === 'trust_remote_code' && isOn) this.sign(this.facts.remoteCode, 'trust_remote_code=True', at)
    else if (/^(?:HF_(?:HUB|DATASETS)_)?TRUST_REMOTE_CODE$/.test(name) && isOn) this.sign(this.facts.remoteCode, `${name}=1`, at)
    else if (name === 'TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD' && isOn) this.sign(this.facts.unsafeLoads, `${name}=1`, at)
    else if (name === 'weights_only' && at.type !== 'keyword_argument' && values.includes(false)) this.sign(this.facts.unsafeLoads, 'weights_only=False', at)
  }

  private call(node: PythonNode, when: When): void {
    const callee = child(node, 'function')
    let path = callee === null ? null : this.names.pathOf(callee)
    if (callee === null || path === null) return
    let given = positional(node)
    const [target] = given
    // `partial(torch.load, weights_only=False)` is a call of what it wraps, sooner or later.
    if (/(?:^|\.)partial$/.test(path) && target !== undefined) {
      path = this.names.pathOf(target) ?? path
      given = given.slice(1)
    }
    if (when === 'import') this.follow(path)
    const bare = bareOf(path)
    const action = actionOf(path)
    if (action !== null) {
      this.add(when, bare, action, node)
      if (action === 'process') this.command(node, given)
      if (action === 'code') for (const one of given.slice(0, 1)) this.runsWhat(one, node)
      if (isPiecedTogether(callee)) this.sign(this.facts.obfuscated, `${bare}, named in pieces`, node)
    }
    if (bare.endsWith('.?') && guarded.has(bare.slice(0, -2))) this.sign(this.facts.obfuscated, `${bare}, by a computed name`, node)
    if (bare === '__import__' || bare === 'importlib.import_module') this.importOf(node, given[0])
    if (bare === 'get_ipython().system' || bare === 'get_ipython().getoutput') this.command(node, given)
    if (/(?:^|\.)environ\.setdefault$|^os\.putenv$/.test(bare)) this.setting(given[0] ?? null, given[1] ?? null, node)
    if (fileCalls.test(bare)) this.file(node, bare, when)
    if (decoders.test(bare) && when === 'import' && bare !== 'chr' && bare !== 'bytes') this.chain(node, given)
    this.load(node, bare, given)
    judgeHub(node, bare, given, this.names, this.facts, (signs, what) => this.sign(signs, what, node))
  }

  /** A module whose name is put together out of constants, and so could have been written. */
  private importOf(node: PythonNode, name: PythonNode | undefined): void {
    const module = name === undefined ? undefined : this.names.constantOf(name)
    if (name !== undefined && typeof module === 'string' && isPiecedTogether(name)) this.sign(this.facts.obfuscated, `import of ${module}, named in pieces`, node)
  }

  /** What a call of something that is defined here runs. */
  private follow(path: string | null): void {
    const [, name, , member] = path === null ? [] : /^<here>\.(\w+)(\(\))?(?:\.(\w+))?$/.exec(path) ?? []
    if (name === undefined) return
    for (const one of this.names.functions.get(name) ?? []) this.enqueue(one)
    const definition = this.names.classes.get(name)
    if (definition === undefined) return
    const wanted = new Set(['__init__', '__new__', '__post_init__', '__call__', '__enter__', ...(member === undefined ? [] : [member])])
    for (const statement of child(definition, 'body')?.children ?? []) {
      const method = statement.type === 'decorated_definition' ? child(statement, 'definition') : statement
      const called = method?.type === 'function_definition' ? child(method, 'name') : null
      if (method !== null && called !== null && wanted.has(sourceOf(called))) this.enqueue(method)
    }
  }

  private enqueue(definition: PythonNode): void {
    const body = child(definition, 'body')
    if (body !== null && !this.seen.has(body)) this.called.push(body)
  }

  private add(when: When, what: string, action: Action, node: PythonNode): void {
    if (when === 'import') this.sign(this.facts.importTime, what, node)
    else if (when === 'call' && countsInFunctions(what, action)) this.sign(this.facts.onUse, what, node)
  }

  private command(node: PythonNode, given: readonly PythonNode[]): void {
    const command = given[0] === undefined ? undefined : this.names.constantOf(given[0])
    const text = Array.isArray(command) ? command.map(String).join(' ') : command
    if (typeof text !== 'string') return
    const why = hostileCommand(text)
    if (why !== null) this.sign(this.facts.fetchAndRun, why, node)
    if (/(?:^|\s)--trust[-_]remote[-_]code(?:\s|=|$)/.test(text) && !Array.isArray(command)) this.sign(this.facts.remoteCode, '--trust-remote-code', node)
  }

  /** Where the text that is run comes from. */
  private runsWhat(source: PythonNode, at: PythonNode): void {
    if (this.comesFrom(source, decoders)) {
      this.sign(this.facts.obfuscated, 'runs decoded text', at)
      this.sign(this.facts.fetchAndRun, 'runs decoded text', at)
    }
    if (this.comesFrom(source, downloads)) this.sign(this.facts.fetchAndRun, 'runs what it downloads', at)
  }

  /** Whether a call to such a path has a part in a value, through variables too. */
  private comesFrom(value: PythonNode, pattern: RegExp): boolean {
    const open = [value]
    const seen = new Set<PythonNode>()
    for (let node = open.pop(); node !== undefined && seen.size < 2000; node = open.pop()) {
      if (seen.has(node)) continue
      seen.add(node)
      if (node.type === 'call') {
        const callee = child(node, 'function')
        const path = callee === null ? null : this.names.pathOf(callee)
        if (path !== null && (pattern.test(bareOf(path)) || pattern.test(`${bareOf(path)}()`))) return true
      }
      const result = node.type === 'identifier' ? this.names.results.get(sourceOf(node)) : undefined
      if (result !== undefined) open.push(result)
      open.push(...node.children)
    }
    return false
  }

  /** Decoders in one another over a constant: a block that was packed to be unpacked here. */
  private chain(node: PythonNode, given: readonly PythonNode[]): void {
    const [inner] = given
    if (inner?.type !== 'call') return
    const callee = child(inner, 'function')
    const path = callee === null ? null : this.names.pathOf(callee)
    const first = positional(inner)[0]
    const block = first === undefined ? undefined : this.names.constantOf(first)
    if (path !== null && decoders.test(bareOf(path)) && typeof block === 'string' && block.length >= 200) this.sign(this.facts.obfuscated, 'unpacks a block of encoded text', node)
  }

  private file(node: PythonNode, bare: string, when: When): void {
    if (when === 'program') return
    const mode = bare.endsWith('open') ? this.names.keyword(node, 'mode') ?? positional(node)[bare.startsWith('?') || bare.includes(').') ? 0 : 1] : undefined
    const writes = mode === undefined ? !/open$|read_(?:text|bytes)$/.test(bare) : /[wax+]/.test(String(this.names.constantOf(mode) ?? ''))
    for (const text of this.textsIn(node)) {
      const into = when === 'import' ? this.facts.importTime : this.facts.onUse
      if (writes && persistent.test(text)) this.sign(into, `writes ${text}`, node)
      else if (!writes && credentialFiles.test(text)) this.sign(into, `reads ${text}`, node)
    }
  }

  private *textsIn(node: PythonNode): Iterable<string> {
    const open = [node]
    for (let count = 0, one = open.pop(); one !== undefined && count < 500; count++, one = open.pop()) {
      const value = one === node ? undefined : this.names.constantOf(one)
      if (typeof value === 'string') yield value
      else open.push(...one.children)
    }
  }

  private load(node: PythonNode, bare: string, given: readonly PythonNode[]): void {
    const [first] = given
    if (unsafeLoads.always.has(bare)) {
      // `pickle.loads(pickle.dumps(x))` copies what is already here.
      const inner = first?.type === 'call' ? child(first, 'function') : null
      if (inner === null || !/(?:^|\.)dumps$/.test(this.names.pathOf(inner) ?? '')) this.sign(this.facts.unsafeLoads, bare, node)
      return
    }
    if (/^yaml\.load(?:_all)?$/.test(bare)) {
      const loader = this.names.keyword(node, 'Loader') ?? given[1]
      const path = loader === undefined ? null : this.names.pathOf(loader)
      if (path === null) this.sign(this.facts.unsafeLoads, `${bare} without a loader`, node)
      else if (/(?:^|\.)(?:C?Loader|C?UnsafeLoader)$/.test(path)) this.sign(this.facts.unsafeLoads, `${bare} with ${path}`, node)
      return
    }
    for (const [path, keyword, value] of unsafeLoads.when) {
      if (!path.test(bare)) continue
      const setting = this.names.keyword(node, keyword) ?? (keyword === 'allow_pickle' ? given[2] : undefined)
      if (setting !== undefined && this.names.valuesOf(setting).includes(value)) this.sign(this.facts.unsafeLoads, `${bare} with ${keyword}=${value ? 'True' : 'False'}`, node)
    }
  }

  private sign(signs: Signs, what: string, node: PythonNode): void {
    const line = sourceOf(node).slice(0, 300).replaceAll(/\s+/g, ' ')
    const shown = findSecrets(line).length > 0 ? '(a credential stands here)' : line.slice(0, 140)
    const { member, hasOffsets, source } = node.part
    signs.add(what, { member, offset: hasOffsets ? Buffer.byteLength(source.slice(0, node.from)) : null, detail: `line ${node.line}: ${shown}` })
  }
}

/** `(lambda: …)()` and `map(lambda …)`, as against a lambda that is only given a name. */
function runsAtOnce(parent: PythonNode | null): boolean {
  return parent?.type === 'argument_list' || parent?.type === 'parenthesized_expression'
}

/** Strings joined, reversed or decoded to make a name. */
function isPiecedTogether(node: PythonNode): boolean {
  const open = [node]
  let named = false
  for (let count = 0, one = open.pop(); one !== undefined && count < 200; count++, one = open.pop()) {
    if (one.type === 'call' || one.type === 'subscript' || one === node) named = true
    if (one.type === 'binary_operator' || one.type === 'slice' || (one.type === 'concatenated_string' && one.children.length > 1)) return named
    if (one.type === 'attribute') {
      const attribute = child(one, 'attribute')
      if (attribute !== null && /^(?:join|decode|replace|b64decode|fromhex|format)$/.test(sourceOf(attribute))) return named
    }
    open.push(...one.children.filter((inner) => inner.field !== 'attribute'))
  }
  return false
}
