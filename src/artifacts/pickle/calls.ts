// Calls that are judged by what they are given: rebuilders that every pickle needs, and that do harm with other arguments.
import { describe, describeArguments } from './describe.js'
import type { Judge } from './judge.js'
import type { Machine } from './machine.js'
import type { Name } from './names.js'
import { globals, isConstant, isGlobal, isRecord, kindOf, nameOf, tuple, unknown, type Value } from './values.js'

/** Encodings that give the bytes a text was made from. */
const encodings = new Set(['latin1', 'latin-1', 'latin_1', 'iso-8859-1', 'ascii', 'utf-8', 'utf8'])
const bases = /^builtins\.(?:object|dict|list|set|tuple|int|float|str|bytes|complex|frozenset|bytearray|Exception|BaseException)$|^collections\.\w+$|^numpy\.\w+$/
const plainType = /^(?:object|type|dict|list|set|tuple|int|float|str|bytes|complex|frozenset|bytearray|bool|slice|range|\w+(?:Error|Exception|Warning))$/
const attribute = /^[^\W\d]\w*$/u

export function judgeCall(judge: Judge, machine: Machine, name: Name, args: Value, op: string, offset: number): Value {
  const given = machine.arena.items(args)
  const made = (): Value => machine.arena.call(globals + name.id, name.id, args)
  if (given === undefined || !isRecord(args) || kindOf(args) !== tuple) {
    judge.sign('dynamicImports', `${name.written}(…)`, offset, `${op} with arguments that are not known`)
    return made()
  }
  const [first = unknown, second = unknown, third = unknown] = given
  switch (name.full) {
    case '_codecs.encode': {
      const codec = given.length < 2 ? 'utf-8' : machine.text(second)
      if (!isConstant(first) || codec === undefined || !encodings.has(codec.toLowerCase())) {
        judge.sign('unknownImports', `${name.written}${describeArguments(machine, args)}`, offset, `${op} with a codec that no pickler uses`)
      }
      return made()
    }
    case 'copyreg._reconstructor': {
      const base = isGlobal(second) ? judge.names.list[second - globals]?.full ?? '' : ''
      if (!bases.test(base)) judge.sign('unknownImports', `${name.written}${describeArguments(machine, args)}`, offset, `${op} with a base of its own`)
      // It makes an object of the class without calling it.
      return judge.call(machine, first, args, 'NEWOBJ', offset)
    }
    case 'copyreg.__newobj__': case 'copyreg.__newobj_ex__': return judge.call(machine, first, args, 'NEWOBJ', offset)
    case 'functools.partial': {
      const verdict = isGlobal(first) ? judge.names.list[first - globals]?.verdict ?? 'unknown' : 'dynamic'
      const shown = (): string => `${name.written}${describeArguments(machine, args)}`
      if (['dangerous', 'traversal', 'loader', 'judged'].includes(verdict)) judge.sign('dangerousCalls', shown(), offset, op)
      else if (verdict === 'dynamic' && nameOf(first) === undefined) judge.sign('dynamicImports', shown(), offset, op)
      return made()
    }
    case 'builtins.getattr': return attributeOf(judge, machine, { name, args, first, second }, op, offset)
    case 'builtins.setattr': {
      // dill and cloudpickle give a class they built its name; nobody else sets attributes while loading.
      const built = judge.originOf(machine, first)?.verdict === 'code'
      judge.sign(built ? 'codeObjects' : 'dangerousCalls', `${name.written}${describeArguments(machine, args)}`, offset, op)
      return made()
    }
    case 'dill._dill._load_type': {
      // Types by name, as every pickler writes them once dill was imported; those of code are told as such.
      const type = machine.text(first)
      if (type !== undefined && plainType.test(type)) return judge.global('builtins', type, op, offset)
      judge.sign('codeObjects', `${name.written}${describeArguments(machine, args)}`, offset, op)
      return made()
    }
    case 'builtins.type': {
      if (given.length !== 1) judge.sign('codeObjects', `${name.written}${describeArguments(machine, args)}`, offset, `makes a class, ${op}`)
      return made()
    }
    case 'torch._tensor._rebuild_from_type_v2': case 'torch._tensor._rebuild_from_type': {
      // (function, type, arguments, state): the function is called with the arguments.
      judge.call(machine, first, third, op, offset)
      return made()
    }
    case 'jax._src.array._reconstruct_array': {
      // (function, arguments, state of the array, its type): the same.
      judge.call(machine, first, second, op, offset)
      return made()
    }
    case 'torch.storage._load_from_bytes': {
      if (!loads(judge, machine, first)) judge.sign('nestedLoaders', `${name.written}${describeArguments(machine, args)}`, offset, op)
      return made()
    }
    default: return made()
  }
}

/** Has the bytes that a loader is given looked into; false when they are not in the file as such. */
function loads(judge: Judge, machine: Machine, value: Value): boolean {
  const constant = machine.constant(value)
  if (constant?.kind === 'bytes') {
    judge.hide({ from: constant.from, length: constant.length, coding: 'raw', loaded: true })
    return true
  }
  // Protocols below 3 have no bytes: `_codecs.encode(text, 'latin1')` stands for them.
  const call = machine.arena.callOf(value)
  if (call === undefined || judge.names.list[nameOf(value) ?? -1]?.full !== '_codecs.encode') return false
  const [text] = machine.arena.items(call.args) ?? []
  const letters = text === undefined ? null : machine.constant(text)
  if (letters?.kind !== 'text') return false
  judge.hide({ from: letters.from, length: letters.length, coding: 'text', loaded: true })
  return true
}

/**
 * `getattr(Class, 'method')` is how older protocols write nested classes and bound methods: the same as a dotted name, and
 * judged as one. Of anything else it reaches whatever it likes.
 */
function attributeOf(judge: Judge, machine: Machine, call: { name: Name; args: Value; first: Value; second: Value }, op: string, offset: number): Value {
  const { name, args, first, second } = call
  const attr = machine.text(second)
  const shown = (): string => `${name.written}${describeArguments(machine, args)}`
  const origin = judge.names.list[nameOf(first) ?? -1]
  const hidden = attr === undefined || !attribute.test(attr) || (attr.startsWith('__') && attr.endsWith('__'))
  if (hidden || origin === undefined || !['known', 'class', 'reference', 'framework', 'unknown', 'judged'].includes(origin.verdict)) {
    judge.sign('dangerousCalls', shown(), offset, op)
    return machine.arena.call(globals + name.id, name.id, args)
  }
  if (isGlobal(first)) {
    return judge.global(origin.module, `${origin.name}.${attr}`, op, offset)
  }
  // A method of an object that was rebuilt: what it is depends on the class.
  if (origin.verdict !== 'known' && origin.verdict !== 'class') judge.sign('unknownImports', `${describe(machine, first)}.${attr}`, offset, op)
  return machine.arena.call(globals + name.id, name.id, args)
}
