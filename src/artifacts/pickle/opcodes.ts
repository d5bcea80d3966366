// The instructions of pickle: byte, name, argument, first protocol and what each does to the stack (Python's pickletools).

/**
 * `1` … `8`: so many bytes, little-endian. `line`, `lines`: text to one or two newlines. `data1` …: a length of so many bytes,
 * then that much data.
 */
type Argument = '' | '1' | '2' | '4' | '8' | 'line' | 'lines' | 'data1' | 'data4' | 'data8'

export interface Instruction {
  byte: number
  name: string
  argument: Argument
  protocol: number
  /** Values taken off the stack; `mark`: all down to the mark; `below`: those, and one must be below the mark. */
  pops: number | 'mark' | 'below'
  pushes: number
}

const table = `
49 INT line 0 0 1
4a BININT 4 1 0 1
4b BININT1 1 1 0 1
4d BININT2 2 1 0 1
4c LONG line 0 0 1
8a LONG1 data1 2 0 1
8b LONG4 data4 2 0 1
53 STRING line 0 0 1
54 BINSTRING data4 1 0 1
55 SHORT_BINSTRING data1 1 0 1
42 BINBYTES data4 3 0 1
43 SHORT_BINBYTES data1 3 0 1
8e BINBYTES8 data8 4 0 1
96 BYTEARRAY8 data8 5 0 1
97 NEXT_BUFFER - 5 0 1
98 READONLY_BUFFER - 5 1 1
4e NONE - 0 0 1
88 NEWTRUE - 2 0 1
89 NEWFALSE - 2 0 1
56 UNICODE line 0 0 1
8c SHORT_BINUNICODE data1 4 0 1
58 BINUNICODE data4 1 0 1
8d BINUNICODE8 data8 4 0 1
46 FLOAT line 0 0 1
47 BINFLOAT 8 1 0 1
5d EMPTY_LIST - 1 0 1
61 APPEND - 0 2 1
65 APPENDS - 1 below 0
6c LIST - 0 mark 1
29 EMPTY_TUPLE - 1 0 1
74 TUPLE - 0 mark 1
85 TUPLE1 - 2 1 1
86 TUPLE2 - 2 2 1
87 TUPLE3 - 2 3 1
7d EMPTY_DICT - 1 0 1
64 DICT - 0 mark 1
73 SETITEM - 0 3 1
75 SETITEMS - 1 below 0
8f EMPTY_SET - 4 0 1
90 ADDITEMS - 4 below 0
91 FROZENSET - 4 mark 1
30 POP - 0 1 0
32 DUP - 0 1 2
28 MARK - 0 0 0
31 POP_MARK - 1 mark 0
67 GET line 0 0 1
68 BINGET 1 1 0 1
6a LONG_BINGET 4 1 0 1
70 PUT line 0 1 1
71 BINPUT 1 1 1 1
72 LONG_BINPUT 4 1 1 1
94 MEMOIZE - 4 1 1
82 EXT1 1 2 0 1
83 EXT2 2 2 0 1
84 EXT4 4 2 0 1
63 GLOBAL lines 0 0 1
93 STACK_GLOBAL - 4 2 1
52 REDUCE - 0 2 1
62 BUILD - 0 2 1
69 INST lines 0 mark 1
6f OBJ - 1 mark 1
81 NEWOBJ - 2 2 1
92 NEWOBJ_EX - 4 3 1
80 PROTO 1 2 0 0
2e STOP - 0 1 0
95 FRAME 8 4 0 0
50 PERSID line 0 0 1
51 BINPERSID - 1 1 1`

const words: Record<string, Argument> = {
  '-': '', 1: '1', 2: '2', 4: '4', 8: '8', line: 'line', lines: 'lines', data1: 'data1', data4: 'data4', data8: 'data8',
}

export const instructions: readonly Instruction[] = table.trim().split('\n').map((row) => {
  const [byte = '', name = '', argument = '', protocol = '', pops = '', pushes = ''] = row.split(' ')
  return {
    byte: Number.parseInt(byte, 16), name, argument: words[argument] ?? '', protocol: Number(protocol),
    pops: pops === 'mark' || pops === 'below' ? pops : Number(pops), pushes: Number(pushes),
  }
})

const byByte: (Instruction | undefined)[] = Array.from({ length: 256 })
for (const one of instructions) byByte[one.byte] = one

export function instruction(byte: number): Instruction | undefined {
  return byByte[byte]
}

/** First protocol of each byte's instruction; 255 where there is none. */
export const protocolOf = Uint8Array.from({ length: 256 }, (_, byte) => byByte[byte]?.protocol ?? 255)

/** Bytes of argument that each instruction has at the least, its length prefix included. */
export const fixedOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const argument = byByte[byte]?.argument ?? ''
  return argument === '' || argument.startsWith('line') ? 0 : Number(argument.replace('data', ''))
})

/** Names that Python 2 wrote, as Python 3 reads them in protocols below 3 (the part of `_compat_pickle` that models use). */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'], ['copy_reg', 'copyreg'], ['exceptions', 'builtins'], ['UserDict', 'collections'], ['UserList', 'collections'],
  ['UserString', 'collections'], ['cPickle', 'pickle'], ['StringIO', 'io'], ['cStringIO', 'io'], ['Queue', 'queue'], ['itertools', 'itertools'],
])
