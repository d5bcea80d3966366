// Against Python's own pickletools, where there is a Python: the table of instructions, and the walk over pickles it writes.
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { Budget, defaultLimits } from '../../src/artifacts/limits.js'
import { looksLikePickle, PickleFacts } from '../../src/artifacts/pickle/facts.js'
import { instructions } from '../../src/artifacts/pickle/opcodes.js'
import type { Unread } from '../../src/artifacts/unread.js'

function python(program: string): string | null {
  try {
    return execFileSync('python3', ['-I', '-c', program], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const table = python(`
import pickletools
for o in pickletools.opcodes:
    mark = pickletools.markobject in o.stack_before
    below = mark and o.stack_before[0] is not pickletools.markobject
    print(ord(o.code), o.name, o.proto, o.arg.n if o.arg else 0, 'below' if below else 'mark' if mark else len(o.stack_before), len(o.stack_after))
`)
if (table === null) it.skip('pickletools: there is no python3 here', () => {})

describe.runIf(table !== null)('pickletools', () => {
  it('has the same instructions', () => {
    // Lengths are negative there: to the newline, and with a prefix of 1, 4 (signed or not) or 8 bytes.
    const lengths: Record<string, string[]> = { '-1': ['line', 'lines'], '-2': ['data1'], '-3': ['data4'], '-4': ['data4'], '-5': ['data8'], 0: [''], 1: ['1'], 2: ['2'], 4: ['4'], 8: ['8'] }
    const theirs = (table ?? '').trim().split('\n').map((row) => row.split(' '))
    expect(theirs).toHaveLength(68)
    expect(instructions).toHaveLength(68)
    for (const [code = '', name = '', protocol = '', length = '', before = '', after = ''] of theirs) {
      const ours = instructions.find((one) => one.byte === Number(code))
      expect(ours?.name).toBe(name)
      expect([name, ours?.protocol]).toEqual([name, Number(protocol)])
      expect([name, ...(lengths[length] ?? [])]).toContain(ours?.argument)
      // They list what lies below a mark as taken and given back; MEMOIZE and the PUTs leave it where it is.
      if (before === 'below' && ours?.pops === 'below') continue
      if (['APPENDS', 'SETITEMS', 'ADDITEMS', 'STOP', 'PUT', 'BINPUT', 'LONG_BINPUT', 'OBJ', 'MARK', 'POP_MARK'].includes(name)) continue
      expect([name, String(ours?.pops), ours?.pushes]).toEqual([name, before === 'below' ? 'mark' : before, Number(after)])
    }
  })

  it('walks as many instructions over random values of every protocol', async () => {
    const rows = python(`
import pickle, pickletools, random, datetime, collections, decimal
random.seed(11)
def value(depth):
    kind = random.randrange(16 if depth < 4 else 9)
    if kind == 0: return random.randrange(-300, 70000)
    if kind == 1: return random.randrange(-2**80, 2**80)
    if kind == 2: return random.random()
    if kind == 3: return random.choice([None, True, False])
    if kind == 4: return ''.join(random.choice('abc\\u00e9\\n\\\\\\'"\\U0001F600') for _ in range(random.randrange(300)))
    if kind == 5: return bytes(random.randrange(256) for _ in range(random.randrange(300)))
    if kind == 6: return datetime.timedelta(random.randrange(100))
    if kind == 7: return decimal.Decimal(random.randrange(100))
    if kind == 8: return bytearray(b'abc')
    n = random.randrange(6)
    if kind in (9, 10): return [value(depth + 1) for _ in range(n)]
    if kind in (11, 12): return {str(i): value(depth + 1) for i in range(n)}
    if kind == 13: return tuple(value(depth + 1) for _ in range(n))
    if kind == 14: return collections.OrderedDict((i, value(depth + 1)) for i in range(n))
    shared = [value(depth + 1)]
    return (shared, shared, frozenset(range(n)))
for i in range(600):
    v = [value(0) for _ in range(4)]
    data = pickle.dumps(v, i % 6)
    print(data.hex(), sum(1 for _ in pickletools.genops(data)))
`)
    for (const row of (rows ?? '').trim().split('\n')) {
      const [hex = '', count = ''] = row.split(' ')
      const data = Uint8Array.from(Buffer.from(hex, 'hex'))
      const facts = new PickleFacts()
      const unread: Unread[] = []
      await facts.read(bytesOf(data), { member: '', budget: new Budget(defaultLimits, () => performance.now()), unread })
      expect([facts.opcodes, facts.verdict, unread]).toEqual([Number(count), 'safe', []])
      const { streams, anomalies } = facts.props()
      expect([streams, anomalies]).toEqual([1, []])
      if (data[0] === 0x80) expect(looksLikePickle(data.subarray(0, 4096))).toBe(true)
    }
  })
})
