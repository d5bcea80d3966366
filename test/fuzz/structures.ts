// Mutations that know a format: pickle instructions set between others, fields and records of zips.
import { instruction } from '../../src/artifacts/pickle/opcodes.js'
import { replaced, shellName, type Mutation } from './mutate.js'
import type { Random } from './random.js'

/** Where the instructions of a pickle begin; short of the end where it breaks off. */
export function instructionsOf(data: Uint8Array): number[] {
  const starts: number[] = []
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  for (let at = 0; at < data.length;) {
    starts.push(at)
    const one = instruction(data[at] ?? 0)
    if (one === undefined) break
    at += 1 + argumentLength(one.name, data, view, at + 1)
  }
  return starts
}

const lines: Readonly<Record<string, number>> = { GLOBAL: 2, INST: 2, INT: 1, LONG: 1, FLOAT: 1, STRING: 1, UNICODE: 1, GET: 1, PUT: 1, PERSID: 1 }
const fixed: Readonly<Record<string, number>> = { BININT: 4, BININT1: 1, BININT2: 2, BINFLOAT: 8, BINGET: 1, LONG_BINGET: 4, BINPUT: 1, LONG_BINPUT: 4, PROTO: 1, EXT1: 1, EXT2: 2, EXT4: 4, FRAME: 8 }
const counted: Readonly<Record<string, 1 | 4 | 8>> = {
  SHORT_BINSTRING: 1, BINSTRING: 4, SHORT_BINBYTES: 1, BINBYTES: 4, BINBYTES8: 8, BYTEARRAY8: 8, SHORT_BINUNICODE: 1, BINUNICODE: 4, BINUNICODE8: 8, LONG1: 1, LONG4: 4,
}

function argumentLength(name: string, data: Uint8Array, view: DataView, at: number): number {
  const wide = counted[name]
  if (wide !== undefined) {
    if (at + wide > data.length) return data.length
    return wide + (wide === 1 ? view.getUint8(at) : view.getUint32(at, true))
  }
  let end = at
  for (let left = lines[name] ?? 0; left > 0; left--) {
    const next = data.indexOf(10, end)
    end = next === -1 ? data.length : next + 1
  }
  return end - at + (fixed[name] ?? 0)
}

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

/** Whole instructions, harmless to insert: what they do to the stack is for the walk to find out. */
const snippets = ([
  '(', '0', '1', '2', '.', 'N', '}', ']', ')', 'l', 't', 'd', 'e', 's', 'u', 'a', 'b', 'o', 'R', '\x81', '\x85', '\x86', '\x87', '\x88', '\x89', '\x8f', '\x90', '\x91', '\x92', '\x93', '\x94', '\x97', '\x98', 'Q',
  'K\x07', 'M\x07\x07', 'J\xff\xff\xff\x7f', 'h\0', 'q\0', 'r\xff\xff\xff\x7f', 'j\0\0\0\x10', 'g0\n', 'p1\n', 'p99999999999999\n', 'I01\n', 'I12\n', 'L99999999999999999999L\n', 'F1e400\n', 'S\'x\'\n', 'Vx\\u0041\n', 'Pid\n',
  shellName, 'cbuiltins\ngetattr\n', 'i__main__\nX\n', '\x82\x01', '\x83\x01\x01', '\x84\xff\xff\xff\x7f', '\x80\x02', '\x80\xff', '\x95\x10\0\0\0\0\0\0\0', '\x95\xff\xff\xff\xff\xff\xff\xff\xff', '\x8a\x01\x01',
  '\x8b\xff\xff\xff\x7f', 'C\x02ab', 'B\x02\0\0\0ab', 'X\x02\0\0\0ab', 'X\xff\xff\xff\xff', '\x8c\x02ab', '\x8d\x02\0\0\0\0\0\0\0ab', '\x8e\xff\xff\xff\xff\xff\xff\xff\x7f', '\x96\x02\0\0\0\0\0\0\0ab', 'U\x02ab', 'T\xff\xff\xff\xff',
  'G\x7f\xf0\0\0\0\0\0\0', '\xfe', '\0',
]).map(latin)

function snippet(random: Random): Uint8Array {
  return snippets[random.below(snippets.length)] ?? latin('N')
}

function between(data: Uint8Array, random: Random): [from: number, to: number] {
  const starts = instructionsOf(data)
  const i = random.below(starts.length)
  return [starts[i] ?? 0, starts[i + 1] ?? data.length]
}

export const pickleMutations: readonly Mutation[] = [
  (data, random) => {
    const [at] = between(data, random)
    return replaced(data, at, at, snippet(random))
  },
  (data, random) => replaced(data, ...between(data, random), snippet(random)),
  (data, random) => replaced(data, ...between(data, random), new Uint8Array(0)),
  (data, random) => {
    const [from, to] = between(data, random)
    const [at] = between(data, random)
    return replaced(data, at, at, data.slice(from, to))
  },
  // Nested, many times.
  (data, random) => {
    const [at] = between(data, random)
    const one = snippet(random)
    const times = 1 + random.length(3000)
    const many = new Uint8Array(one.length * times)
    for (let i = 0; i < times; i++) many.set(one, i * one.length)
    return replaced(data, at, at, many)
  },
]

/** Offsets of the numbers in local headers, directory lines and end records, and their widths. */
const zipFields: readonly { magic: number; fields: readonly (readonly [at: number, width: number])[] }[] = [
  { magic: 0x04, fields: [[6, 2], [8, 2], [14, 4], [18, 4], [22, 4], [26, 2], [28, 2]] },
  { magic: 0x02, fields: [[8, 2], [10, 2], [16, 4], [20, 4], [24, 4], [28, 2], [30, 2], [32, 2], [34, 2], [42, 4]] },
  { magic: 0x06, fields: [[4, 2], [6, 2], [8, 2], [10, 2], [12, 4], [16, 4], [20, 2]] },
]

function zipRecords(data: Uint8Array): [at: number, fields: readonly (readonly [number, number])[]][] {
  const found: [number, readonly (readonly [number, number])[]][] = []
  for (let at = 0; at + 4 <= data.length; at++) {
    if (data[at] !== 0x50 || data[at + 1] !== 0x4b) continue
    const record = zipFields.find(({ magic }) => data[at + 3] === magic && data[at + 2] === magic - 1)
    if (record !== undefined) found.push([at, record.fields])
  }
  return found
}

export const zipMutations: readonly Mutation[] = [
  (data, random) => {
    const records = zipRecords(data)
    const [at, fields] = records[random.below(records.length)] ?? [0, []]
    const [offset, width] = fields[random.below(fields.length)] ?? [0, 0]
    const copy = data.slice()
    const value = random.pick([0, 1, 8, 0xffff, 0xffff_ffff, data.length, random.below(data.length + 1), random.next()])
    for (let i = 0; i < width && at + offset + i < copy.length; i++) copy[at + offset + i] = Math.floor(value / 256 ** i) & 255
    return copy
  },
  // A record once more, before another.
  (data, random) => {
    const records = zipRecords(data)
    const i = random.below(records.length)
    const from = records[i]?.[0] ?? 0
    const to = records[i + 1]?.[0] ?? data.length
    const at = records[random.below(records.length)]?.[0] ?? 0
    return replaced(data, at, at, data.slice(from, to))
  },
]
