// Hostile pickles: every part at least once with everything else at random, then at random altogether.
import { bytes } from '../pickle-builder.js'
import { Assembler, calls, namings, type CallBy, type Naming } from './assembler.js'
import { pickleRules, type Case } from './case.js'
import { containers, lyingZip, zipLies } from './containers.js'
import { carriers, gadgets, type Gadget } from './gadgets.js'
import { farAway, faults, positions } from './positions.js'
import { Chance } from './random.js'

const all: readonly Gadget[] = [...gadgets, ...carriers]
const positionNames = Object.keys(positions)
const containerNames = Object.keys(containers)
const faultNames = Object.keys(faults)
/** Protocols that have the instruction a naming needs; a reader takes it under any. */
const stackNamings: ReadonlySet<Naming> = new Set(['STACK_GLOBAL', 'STACK_GLOBAL by memo', 'STACK_GLOBAL by detours', 'STACK_GLOBAL by overwritten memo', 'dotted', 'computed'])
const holding: ReadonlySet<string> = new Set(['bytes constant', 'text constant', 'base64', 'hexadecimal', 'constant in a constant'])
/** Archives that a position with a file of its own does not go into twice. */
const plain = ['plain', 'gzip', 'zip', 'tar', 'name of something else']

interface Wanted {
  gadget?: Gadget
  naming?: Naming
  call?: CallBy
  position?: string
  container?: string
  fault?: string
  lie?: string
  protocol?: number
}

/** One case out of a seed: what is not wanted in particular is chance. */
export function pickleCase(seed: number, wanted: Wanted = {}): Case {
  const chance = new Chance(seed)
  // A carrier does nothing until it is called.
  const gadget = wanted.gadget ?? chance.one(wanted.call === 'named only' ? gadgets : all)
  const naming = wanted.naming ?? chance.one(namings)
  // A function is not made like a class, and a name of two parts needs protocol 4.
  const usual = calls.filter((by) => (by === 'NEWOBJ' || by === 'NEWOBJ_EX' ? gadget.isClass === true : by !== 'INST' && by !== 'named only'))
  const call = wanted.call ?? (gadget.family === 'carried' ? 'REDUCE' : chance.one(usual))
  const needsFour = stackNamings.has(naming) || gadget.name.includes('.')
  const protocol = wanted.protocol ?? (needsFour ? 4 + chance.below(2) : chance.below(6))
  const position = wanted.position ?? (chance.maybe(0.4) ? 'first' : chance.one(positionNames))
  const fault = wanted.fault ?? (chance.maybe(0.7) ? 'none' : chance.one(faultNames))
  // Without a mark, a stream that only holds something is told from text by its end alone.
  const by = new Assembler(holding.has(position) ? Math.max(2, protocol) : protocol, chance)
  const act = by.act(gadget, naming, call)
  const placed = (position === 'far away' ? farAway : positions[position] ?? farAway)(act, by, chance)
  const data = (faults[fault] ?? (({ data: same }) => same))(placed, chance)
  const container = wanted.container ?? (placed.extension === undefined ? (wanted.lie === undefined && chance.maybe(0.3) ? 'plain' : chance.one(containerNames)) : chance.one(plain))
  const made = wanted.lie === undefined ? containers[container]?.(data, chance) : lyingZip(data, wanted.lie, chance)
  if (made === undefined) throw new Error(`no such container: ${container}`)
  const path = placed.extension !== undefined && container === 'plain' ? `array${placed.extension}` : made.path
  return {
    classes: [
      `gadget: ${gadget.family}`, `name: ${call === 'INST' ? 'INST' : naming}`, `call: ${naming === 'INST' ? 'INST' : call}`, `position: ${position}`, `fault: ${fault}`, `protocol: ${protocol}`,
      wanted.lie === undefined ? `container: ${container}` : `zip: ${wanted.lie}`,
    ],
    path, data: made.data, tells: pickleRules,
  }
}

/** Programs that name nothing dangerous at all. */
const programs: Readonly<Record<string, (by: Assembler, chance: Chance) => Uint8Array>> = {
  'extension code': (_, chance) => bytes(chance.one([bytes(0x82, 1 + chance.below(255)), bytes(0x83, chance.below(256), 1), bytes(0x84, 1, 2, 3, 0)]), ')', 'R'),
  'persistent line': (_, chance) => bytes('P', `${chance.word()}.${chance.word()}`, '\n'),
  'persistent value': (by) => bytes('(', by.text('module'), by.text('echo'), 't', 'Q'),
  'attributes of a class': (by) => bytes('ccollections\nOrderedDict\n', '}', by.text('__init__'), 'cbuiltins\nprint\n', 's', 'b'),
  'items of a class': (by) => bytes('ccollections\nOrderedDict\n', by.text('__init__'), by.text('x'), 's'),
  'slots of a class': (by) => bytes('cargparse\nNamespace\n', 'N', '}', by.text('__reduce__'), by.text('x'), 's', 0x86, 'b'),
  'attribute of what a call gave': (by) => bytes('cbuiltins\ngetattr\n', 'ccollections\nCounter\n', by.text('x'), 0x85, 'R', by.text('__class__'), 0x86, 'R'),
  'name out of a call': (by) => bytes('cbuiltins\nstr\n', by.text('os'), 0x85, 'R', by.text('system'), 0x93, by.text('echo'), 0x85, 'R'),
  'name out of letters': (by) => bytes(by.text('builtins'), 'c_codecs\nencode\n', by.text('rkrp'), by.text('rot13'), 0x86, 'R', 0x93, by.text('1'), 0x85, 'R'),
  'call of what is not known': (by) => bytes('ccollections\nOrderedDict\n', ')', 'R', by.text('x'), 0x85, 'R'),
  'setstate of the caller': (by) => bytes('cargparse\nNamespace\n', ')', 0x81, '}', by.text('__setstate__'), 'cos\nsystem\n', 's', 'b', by.text('echo'), 'b'),
  'code in a marshalled constant': () => bytes('cmarshal\nloads\n', 'C', 24, 0xe3, new Uint8Array(23), 0x85, 'R'),
}
const programRules: ReadonlySet<string> = new Set([...pickleRules, 'model-pickle-setitem-non-dict', 'model-pickle-unknown-global'])

function programCase(seed: number, kind: string): Case {
  const chance = new Chance(seed)
  const by = new Assembler(2 + chance.below(4), chance)
  const program = programs[kind]?.(by, chance) ?? new Uint8Array(0)
  const position = chance.one(['first', 'popped', 'second to fifth stream', 'among values'])
  const placed = positions[position]?.(program, by, chance)
  const container = chance.one(['plain', 'gzip', 'zip', 'torch zip', 'tar'])
  const made = containers[container]?.(placed?.data ?? program, chance) ?? { path: 'model.pkl', data: program }
  return { classes: [`program: ${kind}`], ...made, tells: kind === 'call of what is not known' || kind.startsWith('slots') ? programRules : kind === 'items of a class' ? programRules : pickleRules }
}

/** Everything at least `times` times, then `more` at random. */
export function* pickleCases(times: number, more: number): Generator<Case> {
  let seed = 1
  for (const gadget of all) for (let i = 0; i < times; i++) yield pickleCase(seed++, { gadget, container: 'plain', position: 'first' })
  for (let i = 0; i < times * 4; i++) {
    for (const naming of namings) yield pickleCase(seed++, { naming, position: 'first' })
    for (const call of calls) yield pickleCase(seed++, { call, ...(call.startsWith('NEWOBJ') && { gadget: new Chance(seed).one(gadgets.filter(({ isClass }) => isClass === true)) }) })
    for (const position of positionNames) yield pickleCase(seed++, { position })
    for (const container of containerNames) yield pickleCase(seed++, { container, position: 'first' })
    for (const fault of faultNames) yield pickleCase(seed++, { fault })
    for (const lie of Object.keys(zipLies)) yield pickleCase(seed++, { lie, position: 'first', fault: 'none' })
    for (const kind of Object.keys(programs)) yield programCase(seed++, kind)
  }
  for (let i = 0; i < times * 4; i++) yield pickleCase(seed++, { position: 'far away', container: new Chance(seed).one(['plain', 'gzip', 'torch zip']) })
  for (let i = 0; i < more; i++) yield pickleCase(seed++)
}
