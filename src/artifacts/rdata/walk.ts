// Walks the objects of R's serialization without making any: what it looks for are promises, which R runs when they are touched.
// https://github.com/wch/r-source/blob/trunk/src/main/serialize.c (ReadItem, ReadBC1, ReadBCLang)
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { runs, runsText } from './functions.js'
import type { Source } from './source.js'

const types = {
  symbol: 1, pairlist: 2, closure: 3, environment: 4, promise: 5, language: 6, special: 7, builtin: 8, char: 9, logical: 10, integer: 13, real: 14, complex: 15, string: 16,
  dots: 17, list: 19, expression: 20, bytecode: 21, pointer: 22, weak: 23, raw: 24, s4: 25,
  altrep: 238, attributedList: 239, attributedLanguage: 240, bytecodeRef: 243, bytecodeDef: 244, persistent: 247, package: 248, namespace: 249, unbound: 252, ref: 255,
} as const
/** Values that are their own type: NULL and the well-known environments. */
const constants: ReadonlySet<number> = new Set([0, 241, 242, 250, 251, 252, 253, 254])

/** What is to be read next. `bytecode*` are the layouts within compiled functions. */
type Next = { what: 'item' | 'bytecode' | 'constants' | 'constant' | 'language'; at: Place; count: number }
interface Place {
  /** First element of a call: the function's name. */
  isCalled: boolean
  /** The value of a promise. */
  isForced: boolean
  /** Of a promise that is still to be computed. */
  inPromise: boolean
  /** A constant of a compiled function. */
  inBytecode: boolean
  /** An argument of `::` or its like, in the place of a function's name. */
  isNamed: boolean
}

const plain: Place = { isCalled: false, isForced: false, inPromise: false, inBytecode: false, isNamed: false }
const refsKept = 4_000_000
const waiting = 4_000_000

export class RWalk {
  readonly promises = new Signs()
  readonly calls = new Signs()
  closures = 0
  compiled = 0
  pointers = 0
  private readonly stack: Next[] = []
  private readonly refs: (string | null)[] = []
  private items = 0

  constructor(private readonly source: Source, private readonly budget: Budget) {}

  async run(): Promise<void> {
    this.push('item', plain)
    for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop()) {
      this.items += 1
      if ((this.items & 0xfff) === 0) this.budget.tick()
      // Vectors of texts are most of what there is.
      if (next.what === 'item' && !next.at.inPromise) while (next.count > 1 && this.source.passText()) next.count -= 1
      // A count stands for as many items of the same kind.
      if (next.count > 1) this.stack.push({ ...next, count: next.count - 1 })
      switch (next.what) {
        case 'item': await this.item(await this.source.int(), next.at); break
        case 'bytecode': this.code(next.at); break
        case 'constants': this.repeat('constant', next.at, await this.length()); break
        case 'constant': await this.constant(next.at); break
        case 'language': await this.language(await this.source.int(), next.at); break
      }
    }
  }

  private push(what: Next['what'], at: Place, count = 1): void {
    if (this.stack.length > waiting) throw new Stopped('limit', 'its objects are nested too deep', this.source.place)
    this.stack.push({ what, at, count })
  }

  private repeat(what: Next['what'], at: Place, count: number): void {
    // Everything takes a byte at least.
    if (count > this.source.left) throw new Stopped('malformed', 'a list longer than the file', this.source.place)
    if (count > 0) this.push(what, at, count)
  }

  private async item(flags: number, at: Place): Promise<void> {
    const { source } = this
    const type = flags & 255
    const hasAttributes = (flags & 0x200) !== 0
    const hasTag = (flags & 0x400) !== 0
    if (type === types.unbound && at.isForced) this.waits(source.place - 4)
    if (constants.has(type)) return
    const inner: Place = { ...plain, inPromise: at.inPromise, inBytecode: at.inBytecode }
    switch (type) {
      case types.ref: {
        const index = flags >>> 8 === 0 ? await source.int() : flags >>> 8
        return this.name(this.refs[index - 1] ?? null, at)
      }
      case types.symbol: {
        const text = await this.char(await source.int())
        this.remember(text)
        return this.name(text, at)
      }
      case types.persistent: case types.package: case types.namespace: {
        await source.int()
        this.remember(null)
        return this.repeat('item', inner, await this.length())
      }
      case types.environment:
        await source.int()
        this.remember(null)
        // Enclosure, frame, hash table, attributes.
        return this.push('item', inner, 4)
      case types.pairlist: case types.language: case types.dots: case types.closure: case types.promise: {
        if (type === types.closure) this.closures += 1
        const of: Place = { ...inner, isNamed: at.isNamed || (at.isCalled && type === types.language) }
        this.push('item', of)
        this.push('item', { ...of, isCalled: type === types.language, isForced: type === types.promise })
        if (hasTag) this.push('item', of)
        if (hasAttributes) this.push('item', of)
        return
      }
      case types.pointer: case types.weak:
        this.remember(null)
        if (hasAttributes) this.push('item', inner)
        if (type === types.weak) return
        this.pointers += 1
        return this.push('item', inner, 2)
      case types.special: case types.builtin:
        if (hasAttributes) this.push('item', inner)
        return this.name(await source.text(await this.length()), at)
      case types.char: {
        const length = await source.int()
        if (length > 0) this.said(await source.text(length), at)
        if (hasAttributes) this.push('item', inner)
        return
      }
      case types.bytecode:
        this.compiled += 1
        if (hasAttributes) this.push('item', inner)
        await source.int()
        return this.push('bytecode', { ...inner, inBytecode: true })
      case types.altrep: return this.push('item', inner, 3)
      case types.s4: if (hasAttributes) this.push('item', inner); return
      // Bytecode's own kinds of lists never stand alone, but readers of R take attributes this way.
      case types.attributedLanguage: case types.attributedList: return this.push('item', inner, 4)
      default: return this.vector(type, hasAttributes, inner)
    }
  }

  private async vector(type: number, hasAttributes: boolean, at: Place): Promise<void> {
    const { source } = this
    const widths: ReadonlyMap<number, number> = vectorWidths
    const isList = type === types.string || type === types.list || type === types.expression
    if (!isList && !widths.has(type)) throw new Stopped('malformed', `an object of unknown kind ${type}`, source.place)
    const length = await this.length()
    if (hasAttributes) this.push('item', { ...at, inBytecode: false })
    if (isList) this.repeat('item', { ...at, inBytecode: false }, length)
    else await source.skip(length, widths.get(type) ?? 4)
  }

  /** Lengths beyond 2^31 are written as -1 and two numbers. */
  private async length(): Promise<number> {
    const length = await this.source.int()
    if (length >= 0) return length
    if (length !== -1) throw new Stopped('malformed', 'a negative length', this.source.place)
    const high = await this.source.int()
    return high * 2 ** 32 + ((await this.source.int()) >>> 0)
  }

  /** A name as symbols hold it. */
  private async char(flags: number): Promise<string | null> {
    if ((flags & 255) !== types.char) throw new Stopped('malformed', 'a symbol without a name', this.source.place)
    const length = await this.source.int()
    return length < 0 ? null : this.source.text(length)
  }

  private remember(name: string | null): void {
    if (this.refs.length >= refsKept) throw new Stopped('limit', `more than ${refsKept} shared objects`, this.source.place)
    this.refs.push(name === null || name.length > 100 ? null : name)
  }

  /** A promise without a value: its code, which comes next, is what R will run. */
  private waits(offset: number): void {
    this.promises.add('promise', { offset, detail: 'still to be computed: R runs its code when the value is touched' })
    const code = this.stack.at(-1)
    if (code !== undefined) code.at = { ...code.at, inPromise: true }
  }

  private name(name: string | null, at: Place): void {
    if (name === null || !(at.isCalled || at.inBytecode || at.isNamed)) return
    const how = at.inPromise ? 'called in a promise' : at.inBytecode ? 'named by a compiled function' : 'called in code that the file carries'
    if (runs.has(name) || (at.inPromise && runsText.has(name))) this.calls.add(name, { offset: this.source.place, detail: how })
  }

  /** A text that is an argument of what runs texts tells more than the call alone. */
  private said(text: string, at: Place): void {
    if (at.inPromise && text.length > 3) this.promises.add('text in a promise', { offset: this.source.place, detail: text.slice(0, 120) })
  }

  /** Code, which is an integer vector, then its constants. */
  private code(at: Place): void {
    this.push('constants', at)
    this.push('item', { ...plain, inPromise: at.inPromise })
  }

  private async constant(at: Place): Promise<void> {
    const type = await this.source.int()
    if (type === types.bytecode) return this.push('bytecode', at)
    if (isLanguage(type)) return this.language(type, at)
    // The type is told once more by the item itself.
    this.push('item', at)
  }

  private async language(given: number, at: Place): Promise<void> {
    let type = given
    if (type === types.bytecodeRef) return void (await this.source.int())
    if (type === types.bytecodeDef) {
      await this.source.int()
      type = await this.source.int()
    }
    if (!isLanguage(type)) return this.push('item', at)
    const called = type === types.language || type === types.attributedLanguage
    const inner = { ...at, isCalled: false }
    // Attributes and tag are items; what follows says its type first.
    this.push('language', inner)
    this.push('language', { ...inner, isCalled: called })
    this.push('item', { ...inner, inBytecode: false })
    if (type === types.attributedLanguage || type === types.attributedList) this.push('item', { ...inner, inBytecode: false })
  }
}

const vectorWidths: ReadonlyMap<number, number> = new Map([[types.logical, 4], [types.integer, 4], [types.real, 8], [types.complex, 16], [types.raw, 1]])

function isLanguage(type: number): boolean {
  return type === types.language || type === types.pairlist || type === types.attributedLanguage || type === types.attributedList || type === types.bytecodeRef || type === types.bytecodeDef
}
