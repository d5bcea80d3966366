// Spoils bytes: flips, cuts, copies, numbers that lie, words of other formats, and parts of other files.
import { Random } from './random.js'

export type Mutation = (data: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

/** Mutants longer than this are cut: what a length can do wrong it does with a few kilobytes. */
const longest = 256 * 1024

const numbers: readonly [bigint, ...bigint[]] = [
  0n, 1n, 2n, 4n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x7fffn, 0x8000n, 0xffffn, 0x1_0000n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_fffen, 0xffff_ffffn, 0x1_0000_0000n,
  2n ** 48n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n,
]

/** GLOBAL of a shell, put together here, so that no scanner takes this file for one. */
export const shellName = `c${'os'}\n${'sys'}${'tem'}\n`

/** Magic numbers, words that readers act upon, and pieces of text that parsers trip over. */
const words: readonly [string, ...string[]] = [
  'PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x07\x08', '\x1f\x8b\x08\0', 'BZh91AY&SY', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd', '\x04\x22\x4d\x18', '7z\xbc\xaf\x27\x1c',
  'Rar!\x1a\x07\x01\0', 'ustar\x0000', '\x89HDF\r\n\x1a\n', 'OHDR', 'TREE', 'SNOD', 'HEAP', 'GCOL', 'FRHP', 'BTHD', 'GGUF', 'TFL3', 'ET12', 'PAR1', 'ARROW1\0\0', '\xff\xff\xff\xff', 'CBM1',
  '\x93NUMPY\x01\0', 'RDX3\n', 'X\n\0\0\0\x03', '\x80\x02', '\x80\x05\x95', shellName, 'c__builtin__\neval\n', '(lp0\n', 'q\0', 'R.', 'tR.', '\x93', '\x81', '\x92', '\x86', 'b.', 'u.', '}', ']', '0', '.',
  '{', '}', '[', ']', '"', '\\', '\\u0000', '\\ud800', '{"a":', '[[[[[[[[', '"__proto__":', '"constructor":', '1e999', '-0', '9007199254740993', 'null', ',', ':', '\ufeff', '\0', '\n', '\r\n', '\t', '../', '..\\', '/etc/passwd',
  '&a ', '*a', '<<: ', '!!python/object/apply:os.system', '{{', '}}', '{%', '%}', '{{ x.__class__ }}', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '<![CDATA[', ']]>', '-->', '</', 'import os', 'def f():', '"""', 'eval(', '\u202e', '\u200b',
]

const wordBytes = words.map((word) => Uint8Array.from(word, (char) => char.charCodeAt(0) & 255))

function replaced(data: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const out = new Uint8Array(from + middle.length + data.length - to)
  out.set(data.subarray(0, from))
  out.set(middle, from)
  out.set(data.subarray(to), from + middle.length)
  return out
}

/** A place, now and then close to either end, where headers are. */
function place({ length }: Uint8Array, random: Random): number {
  const near = Math.min(length, 64)
  switch (random.below(4)) {
    case 0: return random.below(near)
    case 1: return Math.max(0, length - 1 - random.below(near))
    default: return random.below(length)
  }
}

function edited(data: Uint8Array, at: number, edit: (copy: Uint8Array, at: number) => void): Uint8Array {
  const copy = data.slice()
  if (copy.length > 0) edit(copy, at)
  return copy
}

/** A number of 1 to 8 bytes, in either order, at its full width. */
function numberAt(data: Uint8Array, random: Random): Uint8Array {
  const width = random.pick([1, 2, 4, 4, 8, 8])
  const value = random.chance(4) ? BigInt(data.length) + BigInt(random.below(16)) - 8n : random.pick(numbers)
  const little = random.below(4) > 0
  return edited(data, Math.max(0, Math.min(place(data, random), data.length - width)), (copy, at) => {
    for (let i = 0; i < width && at + i < copy.length; i++) copy[at + i] = Number((value >> BigInt(8 * (little ? i : width - 1 - i))) & 0xffn)
  })
}

/** What is written there, a little more or less. */
function nudged(data: Uint8Array, random: Random): Uint8Array {
  return edited(data, place(data, random), (copy, at) => { copy[at] = ((copy[at] ?? 0) + random.below(33) - 16) & 255 })
}

/** Digits of text: a number that is written out. */
function digits(data: Uint8Array, random: Random): Uint8Array {
  const start = random.below(data.length)
  const from = data.findIndex((byte, i) => i >= start && byte >= 0x30 && byte <= 0x39)
  if (from === -1) return nudged(data, random)
  let to = from
  while (to < data.length && (data[to] ?? 0) >= 0x30 && (data[to] ?? 0) <= 0x39) to++
  return replaced(data, from, to, new TextEncoder().encode(String(random.pick(['-1', '0', '00', '1e400', '4294967296', '9007199254740993', '99999999999999999999999999', '0x1', '1.5', '']))))
}

const common: readonly [Mutation, ...Mutation[]] = [
  (data, random) => edited(data, place(data, random), (copy, at) => { copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8)) }),
  (data, random) => edited(data, place(data, random), (copy, at) => { copy[at] = random.below(256) }),
  (data, random) => edited(data, place(data, random), (copy, at) => { copy[at] = random.pick([0, 1, 0x7f, 0x80, 0xfe, 0xff]) }),
  nudged, numberAt, numberAt, numberAt, digits,
  (data, random) => data.slice(0, place(data, random)),
  (data, random) => data.slice(place(data, random)),
  (data, random) => {
    const from = place(data, random)
    return replaced(data, from, Math.min(data.length, from + 1 + random.length(64)), new Uint8Array(0))
  },
  // The same again, elsewhere or many times.
  (data, random) => {
    const from = place(data, random)
    const piece = data.slice(from, from + 1 + random.length(256))
    const times = random.chance(8) ? 1 + random.below(200) : 1
    const all = new Uint8Array(piece.length * times)
    for (let i = 0; i < times; i++) all.set(piece, i * piece.length)
    const at = random.chance(2) ? from : place(data, random)
    return replaced(data, at, at, all)
  },
  (data, random) => {
    const at = place(data, random)
    const word = wordBytes[random.below(wordBytes.length)] ?? data
    return replaced(data, at, random.chance(2) ? at : Math.min(data.length, at + word.length), word)
  },
  (data, random) => {
    const at = place(data, random)
    return replaced(data, at, at, Uint8Array.from({ length: random.length(64) }, () => random.below(256)))
  },
  (data, random, others) => {
    const other = others[random.below(others.length)] ?? data
    const from = random.below(other.length)
    const at = place(data, random)
    return replaced(data, at, random.chance(2) ? data.length : Math.min(data.length, at + 16), other.slice(from, random.chance(2) ? other.length : from + random.length(256)))
  },
  (data, random) => edited(data, place(data, random), (copy, at) => { copy.fill(random.pick([0, 0xff, 0x20]), at, at + random.length(32)) }),
]

/** One to eight of them, one upon the other; `own`: those that know the format. */
export function mutate(data: Uint8Array, random: Random, others: readonly Uint8Array[], own: readonly Mutation[] = []): Uint8Array {
  let out = data
  for (let left = 1 + random.length(8); left > 0; left--) {
    const special = own[random.below(own.length)]
    out = special !== undefined && random.chance(2) ? special(out, random, others) : random.pick(common)(out, random, others)
    if (out.length > longest) out = out.slice(0, longest)
  }
  return out
}

export { replaced }
