// Where in a file the act of a pickle stands: in which stream, behind what, within which constant.
import { blob, bytes, text, u32, u64 } from '../pickle-builder.js'
import { npy } from '../torch-bytes.js'
import type { Assembler } from './assembler.js'
import type { Chance } from './random.js'

export interface Placed {
  data: Uint8Array
  /** Where the act ends: behind this, faults may be put. Null where what follows must stay whole. */
  end: number | null
  /** What only this way of hiding needs. */
  extension?: string
}

type Place = (act: Uint8Array, by: Assembler, chance: Chance) => Placed

const pop = '0'

/** The streams of torch.save before 1.6: magic number, version, machine, object, keys of storages. */
const legacy = [
  bytes(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'), bytes(0x80, 2, 'M', 0xe9, 3, '.'),
  bytes(0x80, 2, '}', '(', text('protocol_version'), 'M', 0xe9, 3, text('little_endian'), 0x88, 'u.'), bytes(0x80, 2, '}.'), bytes(0x80, 2, '].'),
]

/** joblib's wrapper of an array of `count` doubles; their bytes follow in the stream. */
const wrapper = (count: number): Uint8Array => bytes(
  'cjoblib.numpy_pickle\nNumpyArrayWrapper\n', ')', 0x81, '}', '(', text('subclass'), 'cnumpy\nndarray\n', text('shape'), 'K', count, 0x85, text('order'), text('C'),
  text('dtype'), 'cnumpy\ndtype\n', text('f8'), 0x89, 0x88, 0x87, 'R', '(', 'K', 3, text('<'), 'N', 'N', 'N', 'J', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', 0, 't', 'b', text('allow_mmap'), 0x88, 'u', 'b',
)

/** The act as a file of its own. */
const whole = (act: Uint8Array, by: Assembler): Uint8Array => bytes(by.start(), act, '.')

export const positions: Readonly<Record<string, Place>> = {
  first: (act, by) => ended(bytes(by.start(), act), '.'),
  popped: (act, by, chance) => ended(bytes(by.start(), by.detour(), act), bytes(pop, by.benign(1 + chance.below(4)), '.')),
  'among values': (act, by) => ended(bytes(by.start(), '(', by.benign(), act), bytes(by.benign(), 'l.')),
  'value of a dict': (act, by) => ended(bytes(by.start(), '(', by.text('weights'), act), 'd.'),
  'second to fifth stream': (act, by, chance) => ended(bytes(...Array.from({ length: 1 + chance.below(4) }, () => by.benignStream()), by.start(), act), '.'),
  'behind a stop and a stray byte': (act, by, chance) => ended(bytes(by.benignStream(), chance.bytes(1 + chance.below(8)), 0x80, 2 + chance.below(4), act), '.'),
  'torch stream': (act, _, chance) => {
    const at = chance.below(5)
    const first = bytes(...legacy.slice(0, at), at === 0 ? bytes(0x80, 2, act, pop, (legacy[0] ?? new Uint8Array(0)).subarray(2)) : bytes(0x80, 2, act, pop, (legacy[at] ?? new Uint8Array(0)).subarray(2)))
    return { data: bytes(first, ...legacy.slice(at + 1)), end: null }
  },
  'behind an array': (act, _, chance) => {
    const count = 1 + chance.below(20)
    return ended(bytes(0x80, 3, '(', wrapper(count), chance.bytes(count * 8), act), bytes('l.'))
  },
  'behind the last array': (act, _, chance) => ended(bytes(0x80, 3, wrapper(2), chance.bytes(16), '.', 0x80, 4, act), '.'),
  'bytes constant': (act, by) => inner(act, by, (data) => blob(data)),
  'text constant': (act, by) => inner(act, by, (data) => text(String.fromCharCode(...data))),
  base64: (act, by, chance) => inner(act, by, (data) => (chance.maybe(0.5) ? blob(new Uint8Array(Buffer.from(Buffer.from(data).toString('base64')))) : text(Buffer.from(data).toString(chance.maybe(0.5) ? 'base64' : 'base64url')))),
  hexadecimal: (act, by, chance) => inner(act, by, (data) => text(chance.maybe(0.5) ? Buffer.from(data).toString('hex') : Buffer.from(data).toString('hex').toUpperCase())),
  'given to a loader': (act, by, chance) => inner(act, by, (data) => bytes(chance.one(['ctorch.storage\n_load_from_bytes\n', 'c_pickle\nloads\n', 'cpickle\nloads\n']), blob(data), 0x85, 'R')),
  'constant in a constant': (act, by) => inner(bytes(blob(whole(act, by)), pop, 'N'), by, (data) => blob(data)),
  'object array': (act, by) => ({ data: npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", bytes(by.start(), 'cnumpy._core.multiarray\n_reconstruct\n', 'cnumpy\nndarray\n', 'K', 0, 0x85, 'C', 1, 'b', 0x87, 'R', act, pop, '.')), end: null, extension: '.npy' }),
  // What reaches over the end of a frame is read from behind it by Python: the part within is lost.
  'over the end of a frame': (act, _, chance) => {
    const [kept, lost] = [10 + chance.below(60), 3 + chance.below(9)]
    const hidden = bytes('a'.repeat(kept - lost), 'N0.', 'b'.repeat(lost - 3), pop, act)
    return ended(bytes(0x80, 4 + chance.below(2), 0x95, u64(5 + lost), 'X', u32(kept), 'c'.repeat(lost), hidden), '.')
  },
  'line over the end of a frame': (act, _, chance) => ended(bytes(0x80, 4, 0x95, u64(1 + 4), 'V', 'abcd', `${chance.word()}\n`, pop, 0x95, u64(9), 'cnumpy.co', 'collections\nOrderedDict\n', pop, act), '.'),
  'behind a stop within a frame': (act, _, chance) => ended(bytes(0x80, 4, 0x95, u64(2 + 2 + 5 + 3), '}.', 0x80, 4, 'X', u32(200 + chance.below(99)), 'abc', 0x80, 4, act), bytes('.', 'N'.repeat(400))),
  'state of an object': (act, by) => ended(bytes(by.start(), 'cargparse\nNamespace\n', ')', 0x81, '}', by.text('rate'), act), 's' + 'b.'),
}

/** As `first`, behind a megabyte of what models are made of; kept apart for its size. */
export const farAway: Place = (act, by, chance) => {
  const one = by.benign(6)
  const times = Math.ceil(2 ** 20 / one.length)
  return ended(bytes(by.start(), '(', ...Array.from({ length: times }, () => (chance.maybe(0.5) ? one : bytes(one, pop, 'N'))), act), 'l.')
}

function ended(before: Uint8Array, after: Uint8Array | string): Placed {
  return { data: bytes(before, after), end: before.length }
}

function inner(act: Uint8Array, by: Assembler, constant: (data: Uint8Array) => Uint8Array): Placed {
  return { data: bytes(by.start(), '}', by.text('blob'), constant(whole(act, by)), 's.'), end: null }
}

/** What is wrong with a stream behind its act: Python has run it by then. */
export const faults: Readonly<Record<string, (placed: Placed, chance: Chance) => Uint8Array>> = {
  none: ({ data }) => data,
  'no end': ({ data, end }) => data.subarray(0, end ?? data.length),
  'cut off': ({ data, end }, chance) => bytes(data.subarray(0, end ?? data.length), 'X', 200, 0, 0, 0, chance.word()),
  'unknown instruction': ({ data, end }, chance) => bytes(data.subarray(0, end ?? data.length), chance.one([0xff, 0x06, 0xa0]), chance.bytes(chance.below(30))),
  'stack underflow': ({ data, end }) => bytes(data.subarray(0, end ?? data.length), '0000000000', 'R', '.'),
  'bytes appended': ({ data }, chance) => bytes(data, chance.bytes(1 + chance.below(300))),
}
