// What the events of a stream mean: which list of signs each import, call and change of an object belongs to.
import { Stopped } from '../unread.js'
import { arrayOf, isArrayWrapper, type InlineArray } from './arrays.js'
import { judgeCall } from './calls.js'
import { codeNames, describe, describeArguments } from './describe.js'
import type { How, PickleFacts } from './facts.js'
import { hidesBytes, hidesText, type Hidden } from './hidden.js'
import type { Machine } from './machine.js'
import { Names, type Name } from './names.js'
import { storageProblem } from './storages.js'
import { forgotten, globals, isConstant, isGlobal, isRecord, kindOf, nameOf, noName, persistent, results, tuple, unknown, type Value } from './values.js'

export type Kind = keyof PickleFacts['found']

/** Signs that a reader which stops at the first inline array would miss. */
const missable: ReadonlySet<Kind> = new Set<Kind>([
  'dangerousImports', 'dangerousCalls', 'dynamicImports', 'traversals', 'overwrites', 'nestedLoaders', 'codeObjects', 'remoteModules', 'unknownImports',
])
/** Signs that chance bytes give as well. */
const formal: ReadonlySet<Kind> = new Set<Kind>([
  'brokenStreams', 'bombs', 'anomalies', 'trailing', 'dynamicImports', 'wrongTargets', 'extensionCodes', 'persistentIds', 'overwrites',
])
/** Constants that wait to be looked into. */
const mostHidden = 10_000
const mostImports = 200

export class Judge {
  readonly names: Names
  /** Constants that look like something of their own. */
  readonly hidden: Hidden[] = []
  /** The array whose bytes come next. */
  array: InlineArray | null = null
  /** Number of the stream, and arrays that were passed over so far. */
  stream = 0
  arrays = 0
  /** The stream was found again after a fault. */
  resumed = false
  private tooManyHidden = false
  /** Text constants of the stream, where somebody collects them. */
  collected: string[] | null = null
  /** Item sizes of the storages that persistent ids name. */
  readonly itemSizes = new Map<string, number>()

  constructor(readonly facts: PickleFacts, readonly how: How) {
    this.names = new Names(how.extraKnown ?? new Set())
  }

  sign(kind: Kind, what: string, offset: number | null, detail = ''): void {
    // Behind a fault anything may look like a stream for a while: only names that somebody wrote say something.
    if (this.resumed && (formal.has(kind) || !/^[A-Za-z_]\w*(?:\.\w+)+/.test(what))) return
    const place = [this.stream > 0 ? `stream ${this.stream + 1}` : '', this.arrays > 0 ? 'behind an array' : '', this.resumed ? 'after a fault' : '']
    const where = { member: this.how.member, offset, detail: [detail, ...place].filter((part) => part !== '').join(', ') }
    this.facts.found[kind].add(what, where)
    if (this.arrays > 0 && missable.has(kind)) this.facts.found.arrayGaps.add(what, where)
  }

  broken(what: string, offset: number): void {
    this.sign('brokenStreams', what, offset)
  }
  anomaly(what: string, offset: number): void {
    this.sign('anomalies', what, offset)
  }
  bomb(what: string, offset: number): void {
    this.sign('bombs', what, offset)
  }
  protocol(version: number, offset: number): void {
    if (version <= 5) this.facts.protocols.add(version)
    else this.anomaly(`protocol ${version}`, offset)
  }

  /** A name that stands in the file as such. */
  global(module: string, name: string, op: string, offset: number): Value {
    const { name: one, fresh } = this.names.take(module, name)
    if (fresh) this.imported(one, op, offset)
    return globals + one.id
  }

  /** A name put together on the stack. */
  stackGlobal(machine: Machine, module: Value, name: Value, offset: number): Value {
    if (module === forgotten || name === forgotten) throw new Stopped('limit', 'imports a name that stood too far back to be remembered', offset)
    const texts = [machine.text(module), machine.text(name)]
    const [first, second] = texts
    if (first !== undefined && second !== undefined) return this.global(first, second, 'STACK_GLOBAL', offset)
    this.sign('dynamicImports', `${first ?? describe(machine, module)} . ${second ?? describe(machine, name)}`, offset, 'a name made while loading')
    return unknown
  }

  private imported(one: Name, op: string, offset: number): void {
    const { facts } = this
    if (facts.imports.size < mostImports) facts.imports.add(one.full)
    const detail = one.why === '' ? op : `${one.why}, ${op}`
    switch (one.verdict) {
      case 'dangerous': return this.sign('dangerousImports', one.written, offset, detail)
      case 'loader': return this.sign('dangerousImports', one.written, offset, detail)
      case 'remote': return this.sign('remoteModules', one.written, offset, detail)
      case 'code': return this.sign('codeObjects', one.written, offset, detail)
      case 'traversal': return this.sign('traversals', one.written, offset, detail)
      case 'framework': case 'unknown': return this.sign('unknownImports', one.written, offset, detail)
      default:
    }
  }

  call(machine: Machine, callee: Value, args: Value, op: string, offset: number): Value {
    const id = isGlobal(callee) ? callee - globals : undefined
    const name = id === undefined ? undefined : this.names.list[id]
    if (name === undefined) {
      this.callOfValue(machine, callee, args, op, offset)
      return machine.arena.call(callee, noName, args)
    }
    const rebuilt = op === 'NEWOBJ' || op === 'NEWOBJ_EX'
    const shown = (): string => `${name.written}${describeArguments(machine, args)}`
    switch (name.verdict) {
      case 'judged': return judgeCall(this, machine, name, args, op, offset)
      case 'dangerous': case 'traversal': this.sign('dangerousCalls', shown(), offset, op); break
      case 'loader': this.sign('nestedLoaders', shown(), offset, op); break
      case 'remote': this.sign('remoteModules', shown(), offset, op); break
      case 'code': this.sign('codeObjects', codeNames(machine, args) ?? shown(), offset, `${name.written}, ${op}`); break
      case 'class':
        if (rebuilt) this.rebuilds(name)
        else this.sign('unknownImports', name.written, offset, `called while loading, ${op}`)
        break
      case 'reference': this.sign('unknownImports', name.written, offset, `called while loading, ${op}`); break
      case 'known':
        if (name.full.startsWith('torch._utils._rebuild_')) this.tensor(machine, args)
        if (name.full.startsWith('sklearn.')) this.rebuilds(name)
        break
      default:
    }
    if (name.kept || name.verdict !== 'known') return name.verdict === 'class' && rebuilt ? results + name.id : machine.arena.call(callee, name.id, args)
    return results + name.id
  }

  /** A call of something that is no plain name. */
  private callOfValue(machine: Machine, callee: Value, args: Value, op: string, offset: number): void {
    if (callee === forgotten) throw new Stopped('limit', 'calls something that stood too far back to be remembered', offset)
    const origin = this.originOf(machine, callee)
    const shown = `${describe(machine, callee)}${describeArguments(machine, args)}`
    if (isConstant(callee) || (isRecord(callee) && kindOf(callee) <= 3)) return this.broken(`${op} of what cannot be called`, offset)
    if (origin !== undefined && ['dangerous', 'traversal', 'loader'].includes(origin.verdict)) return this.sign('dangerousCalls', shown, offset, op)
    if (origin !== undefined && ['code', 'remote'].includes(origin.verdict)) {
      const names = codeNames(machine, args)
      if (names !== null) this.sign('codeObjects', names, offset, `${origin.written}, ${op}`)
      return
    }
    this.sign('dynamicImports', shown, offset, `${op} of what another call gave`)
  }

  /** The name that a chain of calls starts from. */
  originOf(machine: Machine, value: Value): Name | undefined {
    let at = value
    for (let steps = 0; steps < 16; steps++) {
      const id = nameOf(at)
      if (id !== undefined) return this.names.list[id]
      const made = machine.arena.callOf(at)
      if (made === undefined) return undefined
      at = made.callee
    }
    return undefined
  }

  /** A class of a framework is rebuilt from its state. */
  private rebuilds(name: Name): void {
    if (name.full.startsWith('sklearn.')) this.facts.estimators.add(name.full)
    if (!name.kept) this.names.quick[name.id] = (this.names.quick[name.id] ?? 0) | 2
  }

  private tensor(machine: Machine, args: Value): void {
    const items = machine.arena.items(args)
    const sizes = items?.[0] === persistent ? machine.arena.items(items[2] ?? unknown) : undefined
    if (sizes === undefined) return
    let elements = 1
    for (const size of sizes) elements *= machine.integer(size) ?? Number.NaN
    if (!Number.isSafeInteger(elements) || elements < 0) return
    this.facts.tensors++
    this.facts.elements += elements
  }

  /** State given to an object; true when the bytes of an array follow. */
  build(machine: Machine, target: Value, state: Value, offset: number): boolean {
    if (isGlobal(target)) {
      const name = this.names.list[target - globals]
      this.sign('overwrites', name?.written ?? '', offset, `BUILD with ${describe(machine, state)}`)
      return false
    }
    const name = this.names.list[nameOf(target) ?? -1]
    if (name?.full.startsWith('sklearn.') === true) this.carried(machine, name, state, offset)
    if (machine.arena.callOf(target) === undefined) return false
    if (name !== undefined && isArrayWrapper(name.full)) {
      const array = arrayOf(machine, state)
      if (typeof array === 'string') throw new Stopped('malformed', array, offset)
      this.array = array
      return true
    }
    machine.arena.setState(target, state)
    return false
  }

  /** Functions that an estimator keeps for later, and that are no known ones. */
  private carried(machine: Machine, estimator: Name, state: Value, offset: number): void {
    const items = machine.arena.items(state) ?? []
    for (let i = 0; i + 1 < items.length; i += 2) {
      const value = items[i + 1] ?? unknown
      const carried = this.names.list[nameOf(value) ?? -1]
      if (carried === undefined || !(carried.verdict === 'code' || (isGlobal(value) && ['dangerous', 'framework', 'unknown', 'traversal'].includes(carried.verdict)))) continue
      const key = machine.text(items[i] ?? unknown) ?? '…'
      this.sign('estimatorCode', `${estimator.name}.${key} = ${carried.written}`, offset, 'BUILD')
    }
  }

  /** Items put into what was not built as a container. */
  items(machine: Machine, target: Value, op: string, offset: number): void {
    if (isGlobal(target)) return this.sign('overwrites', this.names.list[target - globals]?.written ?? '', offset, op)
    const name = this.names.list[nameOf(target) ?? -1]
    const wrong = name?.fixed ?? (isConstant(target) || target === persistent || (isRecord(target) && kindOf(target) === tuple))
    if (wrong) this.sign('wrongTargets', describe(machine, target), offset, op)
    else if (target === unknown) this.sign('wrongTargets', 'an unknown object', offset, op)
  }

  persist(machine: Machine, value: Value, offset: number, line: string | undefined): Value {
    const { kind, storages } = this.how
    const torch = kind === 'torch-zip' || kind === 'torch-legacy'
    const problem = line === undefined ? torch ? storageProblem(this, machine, value, storages) : 'no storage of PyTorch' : 'a line of text'
    if (problem !== null) this.sign('persistentIds', line ?? describe(machine, value), offset, problem)
    return persistent
  }

  extension(code: number, op: string, offset: number): Value {
    this.sign('extensionCodes', `number ${code}`, offset, op)
    return unknown
  }

  text(chunk: Uint8Array, from: number, length: number, base: number): void {
    const coding = hidesText(chunk, from, length)
    if (coding !== null) this.hide({ from: base + from, length, coding, loaded: false })
  }

  bytes(chunk: Uint8Array, from: number, length: number, base: number): void {
    const coding = hidesBytes(chunk, from, length)
    if (coding !== null) this.hide({ from: base + from, length, coding, loaded: false })
  }

  hide(hidden: Hidden): void {
    if (this.hidden.length < mostHidden) {
      this.hidden.push(hidden)
    } else if (!this.tooManyHidden) {
      this.tooManyHidden = true
      this.how.unread.push({ reason: 'limit', what: `more than ${mostHidden} constants that look like files`, member: this.how.member, offset: hidden.from })
    }
  }
}
