// Every format of models: cut off at every byte, its numbers turned into lies, and pickles that no pickler writes.
import { beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { Inspector } from '../../src/artifacts/inspect.js'
import { defaultLimits } from '../../src/artifacts/limits.js'
import { discoverFormats } from '../../src/connectors/kit/discover.js'
import { corpus } from '../fuzz/corpus.js'
import { expectUntouched, inspected, signsOf } from './hostile.js'
import { attack, blob, bytes, called, name, proto, stop, text, u32, u64 } from './pickle-builder.js'
import { withPython } from './python.js'

beforeAll(withPython)

const inspector = new Inspector(await discoverFormats(), { ...defaultLimits, time: 10_000, unpacked: 2 ** 26, bombAbove: 2 ** 20 }, () => performance.now())

async function survives(path: string, data: Uint8Array, about: string): Promise<void> {
  for (const { bug, type } of await inspector.inspect({ path, content: bytesOf(data), beside: () => Promise.resolve(null) })) expect(bug, `${type}, ${about}`).toBeUndefined()
}

/** About so many of all places. */
const most = 300

describe('cut off', () => {
  it.each(corpus.map(({ path, data }) => [path, data] as const))('%s, at every byte', { timeout: 60_000 }, async (path, data) => {
    for (let end = 0; end < data.length; end += Math.max(1, Math.floor(data.length / most))) await survives(path, data.subarray(0, end), `cut at ${end}`)
    for (let from = 1; from < data.length; from += Math.max(1, Math.floor(data.length / 100))) await survives(path, data.subarray(from), `from ${from}`)
    expectUntouched()
  })
})

const lies: readonly (readonly [what: string, bytes: readonly number[]])[] = [['2^32 - 1', [255, 255, 255, 255]], ['2^31', [0, 0, 0, 128]], ['2^64 - 1', [255, 255, 255, 255, 255, 255, 255, 255]], ['2^63', [0, 0, 0, 0, 0, 0, 0, 128]], ['2^56', [0, 0, 0, 0, 0, 0, 0, 1]]]

describe('numbers that lie', () => {
  it.each(corpus.filter(({ data }) => data.length < 6000 && data.includes(0)).map(({ path, data }) => [path, data] as const))('%s, at every place', { timeout: 60_000 }, async (path, data) => {
    for (const [what, lie] of lies) {
      for (let at = 0; at + lie.length <= data.length; at += Math.max(1, Math.floor(data.length / 200))) {
        const copy = Uint8Array.from(data)
        copy.set(lie, at)
        await survives(path, copy, `${what} at ${at}`)
      }
    }
  })
})

const long = 100_000
const many = (one: Uint8Array | string | number, times = long): Uint8Array => bytes(...Array.from({ length: times }, () => one))
/** Each comes behind a call that is dangerous: it stays found, whatever follows. */
const pickles: readonly (readonly [what: string, tail: Uint8Array])[] = [
  ['nothing more', bytes('')], ['an end', stop], ['two ends', bytes(stop, stop)], ['bytes that are no instruction', many(0xff, 100)], ['every byte in turn', Uint8Array.from({ length: 256 }, (_, i) => i)],
  ['marks without end', many('(')], ['pops without end', many('0')], ['pops to a mark that is not there', many('1')], ['copies without end', many('2')], ['tuples in tuples', bytes(')', many(0x85))], ['lists in lists', bytes(many(']', 1000), many('a', 1000))], ['dictionaries in dictionaries', bytes(many('}', 1000), many(bytes('N', 's'), 1000))],
  ['calls without end', many('R')], ['states without end', many('b')], ['protocols without end', many(proto(2))], ['protocol 255', proto(255)], ['frames without end', many(bytes(0x95, u64(0)), 1000)], ['a frame of 2^63', bytes(0x95, u64(2 ** 52), stop)], ['a frame within a frame', bytes(0x95, u64(20), 0x95, u64(20), stop)],
  ['a text of 4 GB', bytes('X', u32(0xffff_ffff), 'abc')], ['a text of 2^53', bytes(0x8d, u64(2 ** 53), 'abc')], ['bytes of 2^53', bytes(0x8e, u64(2 ** 53), 'abc')], ['a bytearray of 2^53', bytes(0x96, u64(2 ** 53), 'abc')], ['bytes of 4 GB', bytes('B', u32(0xffff_ffff))], ['a string of -1', bytes('T', u32(0xffff_ffff))], ['a long of -1 bytes', bytes(0x8b, u32(0xffff_ffff))], ['a long of 2 GB', bytes(0x8b, u32(0x7fff_ffff), 1)],
  ['a memo of 2^32 - 1', bytes('N', 'r', u32(0xffff_ffff), 'j', u32(0xffff_ffff), stop)], ['a memo of a thousand digits', bytes('Np', '9'.repeat(1000), '\n')], ['a memo below zero', bytes('Np-1\n', 'g-1\n')], ['a memo that is no number', bytes('Npx\n')], ['a memo that was never put', bytes('h', 200, 'g7\n', 'j', u32(7))], ['memos without end', many(0x94)],
  ['a number of 10^5 digits', bytes('I', '9'.repeat(long), '\n')], ['a long of 10^5 digits', bytes('L', '9'.repeat(long), 'L\n')], ['a float that is none', bytes('Fabc\n')], ['a float beyond', bytes('F1e999\n')], ['infinity', bytes('G', [0x7f, 0xf0, 0, 0, 0, 0, 0, 0])], ['a line that never ends', bytes('S', many('a'))], ['a name that never ends', bytes('c', many('a'))], ['a name of no module', bytes('c\n\n')], ['a name of 10^5 dots', bytes('c', '.'.repeat(long), '\nx\n')],
  ['a string without quotes', bytes('Sabc\n')], ['a broken escape', bytes("S'\\x'\n")], ['a Unicode escape that is none', bytes('V\\u12\n')], ['a lone surrogate', bytes('V\\ud800\n')], ['text that is no UTF-8', bytes('X', u32(2), [0xff, 0xfe])], ['__proto__', bytes(text('__proto__'), text('__proto__'), 0x93, stop)], ['constructor', bytes('cconstructor\nprototype\n')], ['names of Object', bytes('ctoString\nvalueOf\n')],
  ['extensions', bytes(0x82, 1, 0x83, 1, 1, 0x84, u32(0xffff_ffff))], ['extension 0', bytes(0x82, 0)], ['a persistent id of nothing', bytes('Q')], ['persistent ids without end', bytes(many(bytes('N', 'Q'), 5000))], ['a buffer of elsewhere', bytes(0x97, 0x98)], ['buffers without end', many(0x97)],
  ['a name off the stack, of nothing', bytes(0x93)], ['a name off the stack, of numbers', bytes('K', 1, 'K', 2, 0x93)], ['an instance of nothing', bytes('(o')], ['an instance with a name', bytes('(', 'i', 'os\nsystem\n')], ['a class made without arguments', bytes(0x81)], ['a class made with names', bytes(0x92)], ['items for what is no dictionary', bytes('K', 1, '(', 'N', 'N', 'u')], ['items of an odd number', bytes('}', '(', 'N', 'u')], ['elements for what is no list', bytes('}', '(', 'N', 'e')], ['elements for what is no set', bytes(']', '(', 'N', 0x90)], ['a frozen set of nothing', bytes(0x91)],
  ['a list that holds itself', bytes(']', 'q', 0, 'h', 0, 'a', stop)], ['a dictionary that is its own state', bytes('}', 'q', 0, 'h', 0, 'b', stop)], ['a call of what a call gives, a thousand times', bytes(name('builtins', 'getattr'), many(bytes(')', 'R'), 1000), stop)], ['names made of names', bytes(many(called(name('builtins', 'getattr'), name('os', 'path'), text('join')), 1000), stop)],
  ['10^5 names', bytes(...Array.from({ length: 20_000 }, (_, i) => name(`m${i}`, `n${i}`)), stop)], ['10^5 texts', bytes(many(text('abc'), 20_000), stop)], ['a pickle in a pickle in a pickle', bytes(blob(bytes(proto(4), blob(bytes(proto(4), blob(bytes(attack, stop)), stop)), stop)), stop)], ['a thousand pickles in a row', many(bytes(proto(2), 'N', stop), 1000)], ['zeros', new Uint8Array(long)], ['a text file', bytes('hello world\n'.repeat(1000))],
]

describe('pickles behind a dangerous call', () => {
  it.each(pickles)('%s', async (_, tail) => {
    const { found } = await inspected('m.pkl', bytes(proto(2), attack, '0', tail))
    expect(signsOf(found).filter((sign) => sign.startsWith('dangerousCalls')).join()).toContain('system')
    expect(found[0]?.props?.['verdict']).toBe('dangerous')
  })
})
