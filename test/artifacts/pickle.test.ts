// The pickle engine against streams that picklers write and streams that attackers do.
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import pickle from '../../src/artifacts/formats/pickle.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import { looksLikePickle, PickleFacts, type How, type PickleProps } from '../../src/artifacts/pickle/facts.js'
import type { Sign } from '../../src/artifacts/sign.js'
import type { Unread } from '../../src/artifacts/unread.js'
import { opened } from './open.js'
import { attack, blob, bytes, called, echo, int, name, proto, shell, shortText, stackName, stop, text, u32, u64 } from './pickle-builder.js'

type Lists = { [K in keyof PickleProps as PickleProps[K] extends Sign[] ? K : never]: true }

async function look(data: Uint8Array, how: Partial<How> & { limits?: Partial<Limits> } = {}): Promise<{ facts: PickleFacts; props: PickleProps; unread: Unread[] }> {
  const facts = new PickleFacts()
  const unread: Unread[] = []
  await facts.read(bytesOf(data), { member: '', budget: new Budget({ ...defaultLimits, ...how.limits }, () => performance.now()), unread, ...how })
  return { facts, props: facts.props(), unread }
}

function found(props: PickleProps): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [key, value] of Object.entries(props)) {
    if (!Array.isArray(value)) continue
    const signs = value.filter((sign): sign is Sign => typeof sign === 'object')
    if (signs.length > 0) lists[key] = signs.map((sign) => sign.what)
  }
  return lists
}

const system = shell.join('.')
const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64')

/** What stands in a file, and the lists in which something of it must be found. */
const hostile: Record<string, [Uint8Array, Partial<Record<keyof Lists, string>>]> = {
  'a call of a shell': [bytes(proto(2), attack, stop), { dangerousCalls: `${system}("echo hello")`, dangerousImports: system }],
  'the same by STACK_GLOBAL': [bytes(proto(4), called(stackName(...shell), echo), stop), { dangerousCalls: system }],
  'names through the memo': [bytes(proto(4), text(shell[0]), 0x94, '0', text(shell[1]), 0x94, '0', 'h', 0, 'h', 1, 0x93, echo, 0x85, 'R', stop), { dangerousCalls: system }],
  'names through DUP and POP': [bytes(proto(4), text(shell[0]), '2', '0', text(shell[1]), 'N', '0', 0x93, echo, 0x85, 'R', stop), { dangerousCalls: system }],
  'a name as an escaped string': [bytes("S'\\x6fs'\n", `V\\u0073${shell[1].slice(1)}\n`, 0x93, echo, 0x85, 'R', stop), { dangerousCalls: system }],
  'POP_MARK between': [bytes(proto(4), text(shell[0]), '(', int(1), int(2), '1', text(shell[1]), 0x93, echo, 0x85, 'R', stop), { dangerousCalls: system }],
  INST: [bytes('(', "S'echo hello'\n", 'i', `${shell[0]}\n${shell[1]}\n`, stop), { dangerousCalls: system }],
  OBJ: [bytes('(', name(...shell), echo, 'o', stop), { dangerousCalls: system }],
  NEWOBJ: [bytes(proto(2), name('subprocess', 'Popen'), text('echo'), 0x85, 0x81, stop), { dangerousCalls: 'subprocess.Popen("echo")' }],
  NEWOBJ_EX: [bytes(proto(4), name('subprocess', 'Popen'), text('echo'), 0x85, '}', 0x92, stop), { dangerousCalls: 'subprocess.Popen' }],
  'a call whose result is thrown away': [bytes(proto(2), attack, '0', 'N', stop), { dangerousCalls: system }],
  'no PROTO at all': [bytes(called(stackName(...shell), echo), stop), { dangerousCalls: system }],
  'no STOP': [bytes(proto(2), attack), { dangerousCalls: system, brokenStreams: 'ends without STOP' }],
  'garbage after the call': [bytes(proto(2), attack, 0xff, 0xfe), { dangerousCalls: system, brokenStreams: 'no instruction has the code 0xff' }],
  'too little on the stack before the call': [bytes(proto(2), 'R', attack, stop), { dangerousCalls: system, brokenStreams: 'REDUCE finds too little on the stack' }],
  // CPython's reader loses what a frame still holds when a line or a text reaches over its end, unless the file has a `peek`.
  'a name over the end of a frame': [bytes(proto(4), 0x95, u64(12), 'ccollections', `${shell[0]}\n${shell[1]}\n`, echo, 0x85, 'R', stop), { dangerousCalls: system, brokenStreams: 'an instruction reaches over the end of its frame' }],
  'a text over the end of a frame': [bytes(proto(4), 0x95, u64(8), 'X', u32(30), 'abc', 'z'.repeat(27), 'N0.', '0', attack, stop), { dangerousCalls: system }],
  'a stream behind a stop within a frame': [bytes(proto(4), 0x95, u64(10), 'N.', 'X', u32(500), 'abc', proto(4), attack, stop, 'N'.repeat(500)), { dangerousCalls: system }],
  'a second stream': [bytes(proto(2), 'N', stop, proto(2), attack, stop), { dangerousCalls: system, trailing: 'another pickle stream' }],
  'a stream behind garbage': [bytes(proto(2), 'N', stop, 'xxxxxxxx', proto(2), attack, stop), { dangerousCalls: system, trailing: ' bytes' }],
  'a text stream behind a fault': [bytes(proto(2), 0xff, 'zzzz', attack, stop), { dangerousCalls: system }],
  'a submodule of a listed one': [bytes(called(name('asyncio.unix_events', '_UnixSubprocessTransport._start'), echo), stop), { dangerousCalls: 'asyncio.unix_events' }],
  'a module handed out by another': [bytes(called(name('torch.serialization', system), echo), stop), { traversals: `torch.serialization.${system}`, dangerousCalls: system }],
  'a module handed out as a name': [bytes(name('torch.serialization', 'os'), stop), { traversals: 'torch.serialization.os' }],
  'the builtins of numpy': [bytes(called(name('numpy', '__builtins__'), echo), stop), { traversals: 'numpy.__builtins__' }],
  'the globals of a function': [bytes(name('collections', 'namedtuple.__globals__'), stop), { traversals: 'namedtuple.__globals__' }],
  'a name that a call gives': [bytes(proto(4), called(name('builtins', 'str'), text('os')), text(shell[1]), 0x93, echo, 0x85, 'R', stop), { dynamicImports: `builtins.str(…) . ${shell[1]}` }],
  'a name that was never remembered': [bytes(proto(4), 'h', 9, text(shell[1]), 0x93, stop), { dynamicImports: shell[1] }],
  'a name of bytes': [bytes(proto(4), blob(bytes('os')), text(shell[1]), 0x93, stop), { dynamicImports: shell[1] }],
  'a call of what a call gave': [bytes(called(called(name('collections', 'Counter'), text('a')), echo), stop), { dynamicImports: 'collections.Counter' }],
  'getattr and its result': [bytes(called(called(name('builtins', 'getattr'), called(name('builtins', '__import__'), text('os')), text(shell[1])), echo), stop), { dangerousCalls: 'builtins.getattr' }],
  'getattr on a name': [bytes(called(called(name('builtins', 'getattr'), name('numpy', 'ndarray'), text('__init_subclass__')), echo), stop), { dangerousCalls: 'builtins.getattr' }],
  'Python 2 names': [bytes(called(name('__builtin__', 'eval'), text('1+1')), stop), { dangerousCalls: '__builtin__.eval("1+1")' }],
  'resolvers': [bytes(called(name('operator', 'attrgetter'), text('a')), stop), { dangerousCalls: 'operator.attrgetter' }],
  'partial of a shell': [bytes(called(name('functools', 'partial'), name(...shell)), stop), { dangerousCalls: 'functools.partial' }],
  'the insides of Python': [bytes(called(name('_posixsubprocess', 'fork_exec'), echo), stop), { dangerousCalls: '_posixsubprocess' }],
  'gadgets of frameworks': [bytes(called(name('torch.utils.collect_env', 'run'), echo), stop), { dangerousCalls: 'torch.utils.collect_env.run' }],
  'another gadget': [bytes(called(name('numpy.testing._private.utils', 'runstring'), echo), stop), { dangerousCalls: 'numpy.testing' }],
  'the hub of PyTorch': [bytes(called(name('torch.hub', 'load'), text('someone/something')), stop), { nestedLoaders: 'torch.hub.load("someone/something")' }],
  'remote modules': [bytes(called(name('torch.distributed.rpc.internal', '_deserialize'), echo), stop), { remoteModules: 'torch.distributed.rpc' }],
  'names on no list': [bytes(called(name('somewhere', 'something'), echo), stop), { unknownImports: 'somewhere.something' }],
  'an unlisted name of a listed module': [bytes(called(name('numpy', 'something'), echo), stop), { unknownImports: 'numpy.something' }],
  'a function that is only ever mentioned': [bytes(called(name('sklearn.metrics._classification', 'f1_score'), echo), stop), { unknownImports: 'f1_score' }],
  'state for a class': [bytes(proto(2), name('collections', 'OrderedDict'), '}', text('update'), name(...shell), 's', 'b', stop), { overwrites: 'collections.OrderedDict' }],
  'items for a module': [bytes(proto(2), name('numpy', 'ndarray'), text('a'), int(1), 's', stop), { overwrites: 'numpy.ndarray' }],
  'items for a tensor': [bytes(proto(2), called(name('torch._utils', '_rebuild_tensor_v2'), bytes('N')), text('a'), int(1), 's', stop), { wrongTargets: 'torch._utils._rebuild_tensor_v2' }],
  'items for a number': [bytes(proto(2), int(1), text('a'), 'a', stop), { wrongTargets: '1' }],
  EXT1: [bytes(proto(2), called(bytes(0x82, 7), echo), stop), { extensionCodes: 'number 7', dynamicImports: '…' }],
  EXT4: [bytes(proto(2), bytes(0x84, u32(70_000)), stop), { extensionCodes: 'number 70000' }],
  'a pickle in bytes': [bytes(proto(3), blob(bytes(proto(2), attack, stop)), stop), { nestedPayloads: system }],
  'a text pickle in bytes': [bytes(proto(3), blob(bytes(attack, stop)), stop), { nestedPayloads: system }],
  'a pickle in base64': [bytes(proto(4), text(base64(bytes(proto(2), attack, stop))), stop), { nestedPayloads: system }],
  'a text pickle in base64': [bytes(proto(4), text(base64(bytes(attack, stop))), stop), { nestedPayloads: system }],
  'a pickle in hexadecimal': [bytes(proto(4), text(Buffer.from(bytes(proto(2), attack, stop)).toString('hex')), stop), { nestedPayloads: system }],
  'a pickle as letters': [bytes(proto(2), text(Buffer.from(bytes(proto(2), attack, stop)).toString('latin1')), stop), { nestedPayloads: system }],
  'a pickle in a pickle in a pickle': [bytes(proto(3), blob(bytes(proto(3), blob(bytes(proto(3), blob(bytes(proto(2), attack, stop)), stop)), stop)), stop), { nestedPayloads: system }],
  'a program': [bytes(proto(3), blob(bytes(0x7f, 'ELF', 2, 1, 1, new Uint8Array(60))), stop), { nestedPayloads: 'ELF program' }],
  'marshalled code': [bytes(proto(3), blob(bytes(0xe3, new Uint8Array(40))), stop), { nestedPayloads: 'marshalled code' }],
  'a loader and its bytes': [bytes(proto(3), called(name('torch.storage', '_load_from_bytes'), blob(bytes(proto(2), attack, stop))), stop), { nestedLoaders: system, dangerousCalls: system }],
  'a loader and bytes as letters': [
    bytes(proto(2), called(name('torch.storage', '_load_from_bytes'), called(name('_codecs', 'encode'), text(Buffer.from(bytes(proto(2), attack, stop)).toString('latin1')), text('latin1'))), stop),
    { nestedLoaders: system },
  ],
  'another loader': [bytes(called(name('pickle', 'loads'), echo), stop), { nestedLoaders: 'pickle.loads' }],
  'an odd codec': [bytes(called(name('_codecs', 'encode'), text('a'), text('rot13')), stop), { unknownImports: '_codecs.encode("a", "rot13")' }],
  'a base of its own': [bytes(called(name('copyreg', '_reconstructor'), name('collections', 'Counter'), name('somewhere', 'Base'), bytes('N')), stop), { unknownImports: 'somewhere.Base' }],
  'a rebuilt type that calls': [bytes(called(name('torch._tensor', '_rebuild_from_type_v2'), name(...shell), name('torch', 'Tensor'), bytes(echo, 0x85), bytes('N')), stop), { dangerousCalls: `${system}("echo hello")` }],
  'code objects': [bytes(called(name('types', 'CodeType'), int(0)), stop), { codeObjects: 'types.CodeType' }],
  'persistent ids in text': [bytes('Phello\n', stop), { persistentIds: 'hello' }],
  'persistent ids': [bytes(proto(2), text('x'), 'Q', stop), { persistentIds: '"x"' }],
  'lengths beyond anything': [bytes(proto(4), 0x8e, u64(2 ** 40)), { bombs: 'BINBYTES8 claims', brokenStreams: 'BINBYTES8 of 1099511627776 bytes' }],
  'memo numbers beyond anything': [bytes(proto(2), 'N', 'r', u32(2 ** 30), stop), { bombs: 'remembers under the number 1073741824' }],
  'a billion laughs': [
    bytes(proto(4), ']', 0x94, int(1), 'a', Array.from({ length: 40 }, (_, i) => bytes(']', 0x94, '(', 'h', i, 'h', i, 'e')), stop), { bombs: 'billions of values' },
  ],
  'protocols that contradict each other': [bytes(proto(2), proto(4), text('a'), stop), { anomalies: 'PROTO again' }],
  'instructions of later protocols': [bytes(proto(2), shortText('a'), stop), { anomalies: 'SHORT_BINUNICODE in protocol 2' }],
  'a method of an estimator': [
    bytes(proto(2), name('sklearn.preprocessing._function_transformer', 'FunctionTransformer'), ')', 0x81, '}', text('func'), name('somewhere', 'something'), 's', 'b', stop),
    { estimatorCode: 'FunctionTransformer.func = somewhere.something' },
  ],
}

describe('hostile streams', () => {
  it.each(Object.entries(hostile))('%s', async (_, [data, expected]) => {
    const { props } = await look(data)
    const lists = found(props)
    for (const [list, what] of Object.entries(expected)) expect(lists[list]?.join('\n') ?? `nothing in ${list}`).toContain(what)
    if (!('anomalies' in expected)) expect(props.verdict).not.toBe('safe')
  })

  it.each(Object.entries(hostile))('%s, with reads of a few bytes', async (_, [data]) => {
    const whole = await look(data)
    const facts = new PickleFacts()
    const unread: Unread[] = []
    const content = { size: data.length, read: (offset: number, length: number) => Promise.resolve(data.slice(offset, offset + Math.min(length, 600))) }
    await facts.read(content, { member: '', budget: new Budget(defaultLimits, () => performance.now()), unread })
    expect(found(facts.props())).toEqual(found(whole.props))
  })
})

describe('harmless streams', () => {
  const harmless: Record<string, Uint8Array> = {
    'nothing': bytes(proto(2), 'N', stop),
    'protocol 0': bytes("(dp0\nS'a'\np1\nI1\nsS'b'\np2\n(lp3\nF1.5\naL5L\naI01\nas."),
    'a list of lists': bytes(proto(4), ']', 0x94, '(', ']', 0x94, ']', 0x94, 'e', stop),
    'an ordered dictionary': bytes(proto(2), called(name('collections', 'OrderedDict')), text('a'), int(1), 's', stop),
    'an old-style object': bytes(called(name('copy_reg', '_reconstructor'), name('sklearn.svm._classes', 'SVC'), name('__builtin__', 'object'), bytes('N')), '}b', stop),
    'a method of an older protocol': bytes(proto(2), called(name('__builtin__', 'getattr'), name('scipy.interpolate._interpolate', 'interp1d'), text('_call_linear_np')), stop),
    'bytes of older protocols': bytes(proto(2), called(name('_codecs', 'encode'), text('hello'), text('latin1')), stop),
    'an empty pickle in bytes': bytes(proto(3), blob(bytes(proto(2), 'N', stop)), stop),
    'a reference to a function': bytes(proto(2), name('sklearn.metrics._classification', 'f1_score'), stop),
  }
  it.each(Object.entries(harmless))('%s', async (_, data) => {
    const { props, unread } = await look(data)
    expect(found(props)).toEqual({})
    expect(unread).toEqual([])
    expect(props.verdict).toBe('safe')
  })
})

describe('what cannot be read', () => {
  it('is told, with what was found before', async () => {
    const { props, unread } = await look(bytes(proto(2), attack, 'X', u32(1000), 'short'))
    expect(found(props)['dangerousCalls']).toEqual([`${system}("echo hello")`])
    expect(unread).toEqual([{ reason: 'malformed', what: 'a pickle stream: BINUNICODE of 1000 bytes runs beyond the end', member: '', offset: 2 + attack.length }])
  })
  it('stops at the limit of instructions', async () => {
    const { unread, facts } = await look(bytes(proto(2), attack, new Uint8Array(1_000_000).fill(0x4e), stop), { limits: { opcodes: 1000 } })
    expect(unread.map(({ reason }) => reason)).toEqual(['limit'])
    expect(facts.verdict).toBe('dangerous')
  })
  it('stops at the limit of depth', async () => {
    let data = bytes(proto(2), attack, stop)
    for (let i = 0; i < 6; i++) data = bytes(proto(3), blob(data), stop)
    const { unread } = await look(data)
    expect(unread.map(({ what }) => what)).toEqual(['is nested more than 3 deep'])
  })
})

describe('torch', () => {
  const storage = bytes('(', text('storage'), name('torch', 'FloatStorage'), text('0'), text('cpu'), int(6), 't', 'Q')
  const tensor = called(name('torch._utils', '_rebuild_tensor_v2'), storage, int(0), bytes(int(2), int(3), 0x86), bytes(int(3), int(1), 0x86), bytes(0x89), called(name('collections', 'OrderedDict')))
  it('counts tensors and fits storages to the archive', async () => {
    const data = bytes(proto(2), tensor, stop)
    const fits = await look(data, { kind: 'torch-zip', storages: new Map([['0', 24]]) })
    expect(found(fits.props)).toEqual({})
    expect([fits.facts.tensors, fits.facts.elements]).toEqual([1, 6])
    const short = await look(data, { kind: 'torch-zip', storages: new Map([['0', 20]]) })
    expect(short.props.persistentIds[0]?.detail).toBe('a storage of 24 bytes, of which the file has 20')
    const none = await look(data, { kind: 'torch-zip', storages: new Map() })
    expect(none.props.persistentIds[0]?.detail).toBe('a storage that is not in the file')
  })
  it('walks the five streams of older files, their storages, and what follows', async () => {
    const magic = bytes(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.')
    const older = bytes(magic, proto(2), 'M', 0xe9, 3, stop, proto(2), '}', stop, proto(2), tensor, stop, proto(2), ']', text('0'), 'a', stop, u64(6), new Uint8Array(24))
    const clean = await look(older)
    expect(found(clean.props)).toEqual({})
    expect([clean.props.streams, clean.facts.elements]).toEqual([5, 6])
    const more = await look(bytes(older, proto(2), attack, stop))
    expect(found(more.props)).toMatchObject({ trailing: ['another pickle stream'], dangerousCalls: [`${system}("echo hello")`] })
    const cut = await look(older.subarray(0, -4))
    expect(cut.unread).toMatchObject([{ reason: 'truncated', what: 'the storage 0' }])
  })
})

describe('joblib', () => {
  const dtype = (kind: string): Uint8Array => bytes(called(name('numpy', 'dtype'), text(kind), bytes(0x89), bytes(0x88)), '(', int(3), text('<'), 'NNN', int(-1), int(-1), int(0), 't', 'b')
  const array = (kind: string, aligned: boolean): Uint8Array => bytes(
    name('joblib.numpy_pickle', 'NumpyArrayWrapper'), ')', 0x81, '}', '(', text('subclass'), name('numpy', 'ndarray'), text('shape'), int(2), int(2), 0x86,
    text('order'), text('C'), text('dtype'), dtype(kind), text('allow_mmap'), 0x88, ...(aligned ? [text('numpy_array_alignment_bytes'), int(16)] : []), 'u', 'b')
  it('passes over arrays', async () => {
    for (const aligned of [false, true]) {
      const data = bytes(proto(4), '(', array('f8', aligned), ...(aligned ? [3, 255, 255, 255] : []), new Uint8Array(32).fill(0x2e), text('b'), 't', stop)
      const { props, unread } = await look(data)
      expect(unread).toEqual([])
      expect(found(props)).toEqual({})
    }
  })
  it('finds what stands behind them', async () => {
    const { props } = await look(bytes(proto(4), '(', array('f8', false), new Uint8Array(32), attack, 't', stop))
    expect(found(props)).toMatchObject({ dangerousCalls: [`${system}("echo hello")`], arrayGaps: [system, `${system}("echo hello")`] })
  })
  it('walks arrays of objects', async () => {
    const { props } = await look(bytes(proto(4), '(', array('O8', false), proto(2), attack, stop, 't', stop))
    expect(found(props)['dangerousCalls']).toEqual([`${system}("echo hello")`])
    expect(props.streams).toBe(1)
  })
  it('says when it cannot tell where an array ends', async () => {
    const { unread } = await look(bytes(proto(4), array('Q', false), new Uint8Array(32), stop))
    expect(unread).toMatchObject([{ reason: 'malformed', what: 'an array whose type is not known' }])
  })
})

/** Starts with the call of a shell. */
function looksAttacking(data: Uint8Array): boolean {
  return attack.every((byte, i) => data[i] === byte)
}

describe('recognition', () => {
  // Where the first instruction fails, no loader runs anything.
  const dead = new Set(['too little on the stack before the call', 'a text stream behind a fault'])
  it.each(Object.entries(hostile).filter(([what, [data]]) => !dead.has(what) && (data[0] === 0x80 || looksAttacking(data))))('%s', (_, [data]) => {
    expect(looksLikePickle(data)).toBe(true)
  })
  it.each([
    'cat\ndog\nlion\n', '(item\nfoo\nbar\n', 'import os\nprint(1)\n', '{"a": 1}', 'I am a text.\nNo pickle.\n', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'a,b,c\n1,2,3\n',
    'N.', 'F1.0\n', 'cosine\nsimilarity\nand more text', 'cos\nsin\ntan\n', '# comment\nkey: value\n', 'P6\n3 2\n255\n', ']]]]', '(((((', '.', '', 'V1.2.3\n', 'S\n',
  ])('passes over %j', (data) => {
    expect(looksLikePickle(bytes(data))).toBe(false)
  })
  it('looks again where a stream without a mark starts with a long constant', async () => {
    const data = bytes(text('x'.repeat(6000)), '0', attack, stop)
    const file = await opened('notes.txt', data)
    expect(pickle.recognise(file)).toBe(2)
    expect(await pickle.confirm?.(file)).toBe(true)
    const words = await opened('notes.txt', bytes('X', u32(5000), 'x'.repeat(5000), 'and so on', 'y'.repeat(3000)))
    expect(pickle.recognise(words) === 0 || await pickle.confirm?.(words) === false).toBe(true)
  })
  it('sees streams behind a comment or a byte order mark', async () => {
    const behind = bytes('# settings\n', attack, stop)
    expect(looksLikePickle(behind)).toBe(true)
    expect(looksLikePickle(bytes(0xef, 0xbb, 0xbf, attack, stop))).toBe(true)
    const { props } = await look(behind, { name: 'config.txt' })
    expect(found(props)).toMatchObject({ disguised: ['config.txt'], dangerousCalls: [`${system}("echo hello")`] })
  })
  it('throws on no bytes', () => {
    let seed = 1
    for (let round = 0; round < 3000; round++) {
      const data = Uint8Array.from({ length: round % 300 }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255)
      looksLikePickle(data)
    }
  })
})

describe('noise', () => {
  it('changes bytes of every stream without harm to the engine', async () => {
    let seed = 7
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (const [data] of Object.values(hostile)) {
      for (let round = 0; round < 20; round++) {
        const broken = data.slice(0, 20_000)
        for (let change = 0; change <= round % 3; change++) broken[random(broken.length)] = random(256)
        await look(broken)
      }
    }
  })
})
