// Assembles pickles as an attacker would: every instruction that gives a text, a name or a call, and detours between them.
import { blob, bytes, int, proto, u32, u64 } from '../pickle-builder.js'
import type { Argument, Gadget } from './gadgets.js'
import type { Chance } from './random.js'

export const namings = ['GLOBAL', 'STACK_GLOBAL', 'STACK_GLOBAL by memo', 'STACK_GLOBAL by detours', 'STACK_GLOBAL by overwritten memo', 'dotted', 'computed', 'INST', 'GLOBAL by memo'] as const
export const calls = ['REDUCE', 'OBJ', 'INST', 'NEWOBJ', 'NEWOBJ_EX', 'BUILD', 'named only'] as const
export type Naming = (typeof namings)[number]
export type CallBy = (typeof calls)[number]

const none = 'N'
const pop = '0'

/** Some of its letters, and whatever would end the text, by their numbers. */
function escaped(value: string, chance: Chance, written: (code: number) => string): string {
  return Array.from(value, (letter) => (chance.maybe(0.4) || letter === "'" || letter === '\\' || letter === '\n' ? written(letter.charCodeAt(0)) : letter)).join('')
}

/** Writes one stream; texts are written in ways that its protocol has, or, when wild, in all there are. */
export class Assembler {
  private memo = 0
  private readonly texts: readonly ((value: string) => Uint8Array)[]

  constructor(readonly protocol: number, private readonly chance: Chance) {
    const wild = chance.maybe(0.3)
    const from = (first: number): boolean => wild || protocol >= first
    this.texts = [
      (value) => this.line('V', escaped(value, chance, (code) => `\\u${code.toString(16).padStart(4, '0')}`)),
      ...(from(0) ? [(value: string) => this.line('S', `'${escaped(value, chance, (code) => `\\x${code.toString(16).padStart(2, '0')}`)}'`)] : []),
      ...(from(1) ? [(value: string) => bytes('X', u32(value.length), value), (value: string) => bytes('U', value.length, value), (value: string) => bytes('T', u32(value.length), value)] : []),
      ...(from(4) ? [(value: string) => bytes(0x8c, value.length, value), (value: string) => bytes(0x8d, u64(value.length), value)] : []),
    ]
  }

  private line(op: string, rest: string): Uint8Array {
    return bytes(op, rest, '\n')
  }

  start(): Uint8Array {
    return this.protocol < 2 ? new Uint8Array(0) : bytes(proto(this.protocol), this.protocol >= 4 && this.chance.maybe(0.3) ? this.frame() : '')
  }

  /** A frame of any length that is there: nothing holds a reader to it. */
  private frame(): Uint8Array {
    return bytes(0x95, u64(this.chance.below(8)))
  }

  text(value: string): Uint8Array {
    return this.chance.one(this.texts)(value)
  }

  /** Puts the top of the stack into the memo; gives the instruction, and the one that takes it out again. */
  keep(at?: number): { put: Uint8Array; get: Uint8Array } {
    const place = at ?? this.memo + this.chance.below(3)
    this.memo = Math.max(this.memo, place + 1)
    const line = this.protocol === 0 || this.chance.maybe(0.2)
    const put = line ? this.line('p', String(place)) : this.chance.maybe(0.5) && place < 256 ? bytes('q', place) : bytes('r', u32(place))
    const get = line ? this.line('g', String(place)) : this.chance.maybe(0.5) && place < 256 ? bytes('h', place) : bytes('j', u32(place))
    return { put, get }
  }

  /** Things that come and go and leave nothing. */
  detour(): Uint8Array {
    return this.chance.one([
      () => bytes(none, pop),
      () => bytes(this.text(this.chance.word()), pop),
      () => bytes('(', none, int(7), '1'),
      () => bytes(int(1), '2', pop, pop),
      () => bytes(']', pop),
      () => bytes('(', 't', pop),
    ])()
  }

  value(argument: Argument): Uint8Array {
    if (typeof argument === 'string') return this.text(argument)
    if (typeof argument === 'number') return this.protocol === 0 ? this.line('I', String(argument)) : int(argument)
    if (argument instanceof Uint8Array) return blob(argument)
    if ('name' in argument) return bytes('c', argument.name[0], '\n', argument.name[1], '\n')
    return this.tuple(argument)
  }

  tuple(args: readonly Argument[]): Uint8Array {
    const values = args.map((one) => this.value(one))
    if (this.protocol >= 2 && values.length <= 3 && this.chance.maybe(0.6)) return bytes(...values, [0x29, 0x85, 0x86, 0x87][values.length] ?? 0x29)
    return bytes('(', ...values, 't')
  }

  /** Leaves the callable on the stack. */
  name(module: string, name: string, by: Naming): Uint8Array {
    switch (by) {
      case 'STACK_GLOBAL': return bytes(this.text(module), this.text(name), 0x93)
      case 'STACK_GLOBAL by memo': {
        // The name is met before the module, and other texts lie between them.
        const [first, second] = [this.keep(this.memo), this.keep(this.memo)]
        const order = this.chance.maybe(0.5)
        const one = bytes(this.text(name), first.put, pop)
        const two = this.protocol >= 4 && this.chance.maybe(0.5) ? bytes(this.text(module), second.put, pop) : bytes(this.text(module), second.put, this.detour(), pop)
        return bytes(order ? one : two, order ? two : one, this.text('collections'), this.text('OrderedDict'), pop, pop, second.get, first.get, 0x93)
      }
      case 'STACK_GLOBAL by detours': return bytes(this.text(module), '2', pop, this.detour(), this.text(name), this.detour(), '(', this.text('builtins'), this.text('list'), '1', 0x93)
      case 'STACK_GLOBAL by overwritten memo': {
        const place = this.keep()
        return bytes(this.text('collections'), place.put, pop, this.text(module), place.put, pop, this.detour(), place.get, this.text(name), 0x93)
      }
      case 'dotted': {
        // The last modules of the path stand in the name.
        const parts = `${module}.${name}`.split('.')
        const cut = parts.length > 2 ? 1 + this.chance.below(parts.length - 2) : 1
        return bytes(this.text(parts.slice(0, cut).join('.')), this.text(parts.slice(cut).join('.')), 0x93)
      }
      case 'computed': {
        const half = module.length >> 1
        const joined = bytes('c', 'builtins', '\n', 'str.join', '\n', this.text(''), '(', this.text(module.slice(0, half)), this.text(module.slice(half)), 'l', 0x86, 'R')
        const decoded = bytes('c', '_codecs', '\n', 'decode', '\n', this.text(Buffer.from(module).toString('hex')), this.text('hex'), 0x86, 'R')
        return bytes(this.chance.maybe(0.5) ? joined : decoded, this.text(name), 0x93)
      }
      case 'GLOBAL by memo': {
        const place = this.keep()
        return bytes('c', module, '\n', name, '\n', place.put, pop, this.detour(), place.get)
      }
      default: return bytes('c', module, '\n', name, '\n')
    }
  }

  /** The whole act; leaves one value on the stack. */
  act({ module, name, args }: Gadget, naming: Naming, by: CallBy): Uint8Array {
    if (naming === 'INST' || by === 'INST') return bytes('(', ...args.map((one) => this.value(one)), 'i', module, '\n', name, '\n')
    const callee = this.name(module, name, naming)
    switch (by) {
      case 'OBJ': return bytes('(', callee, ...args.map((one) => this.value(one)), 'o')
      case 'NEWOBJ': return bytes(callee, this.tuple(args), 0x81)
      case 'NEWOBJ_EX': return bytes(callee, this.tuple(args), '}', 0x92)
      case 'BUILD': {
        // An object whose __setstate__ is the function: the state it is given next is the argument.
        return bytes('c', 'argparse', '\n', 'Namespace', '\n', ')', 0x81, '}', this.text('__setstate__'), callee, 's', 'b', this.value(args[0] ?? 0), 'b')
      }
      case 'named only': return callee
      default: {
        if (!this.chance.maybe(0.3)) return bytes(callee, this.tuple(args), 'R')
        const place = this.keep()
        return bytes(this.tuple(args), place.put, pop, callee, place.get, 'R')
      }
    }
  }

  /** Values as a model has them. */
  benign(size = 3): Uint8Array {
    const pairs = Array.from({ length: size }, () => bytes(this.text(this.chance.word()), this.chance.one([() => this.value(this.chance.below(1000)), () => this.text(this.chance.word()), () => bytes(none), () => bytes('(', this.value(1), this.value(2), 'l')])()))
    return this.protocol === 0 ? bytes('(', ...pairs, 'd') : bytes('}', '(', ...pairs, 'u')
  }

  benignStream(size = 3): Uint8Array {
    return bytes(this.start(), this.benign(size), '.')
  }
}
