// Tells pickles from everything else by a first look: is there a stream that would run, whatever its protocol and name?
import { littleEndian } from './constants.js'
import { buildsCode, dangerOf, isLoader, isRemote } from './dangerous.js'
import { fixedOf, instruction } from './opcodes.js'

/** Instructions looked at. */
const most = 2000
const name = /^[A-Za-z_]\w*(?:\.\w+)*$/
const latin1 = new TextDecoder('latin1')

export function looksLikePickle(head: Uint8Array): boolean {
  return pickleStart(head) !== null
}

/** The first stream of torch.save before 1.6: PROTO 2, its magic number 0x1950a86a20f9469cfc6c, STOP. */
const legacyMagic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]

export function isTorchLegacy(head: Uint8Array): boolean {
  return legacyMagic.every((byte, i) => head[i] === byte)
}

/** Where the first stream starts: behind a byte order mark or comment lines, if anything stands before it. */
export function pickleStart(head: Uint8Array): number | null {
  if (isStream(head, 0)) return 0
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return isStream(head, 3) ? 3 : null
  let at = 0
  while (head[at] === 0x23) {
    const end = head.indexOf(10, at)
    if (end === -1) return null
    at = end + 1
  }
  return at > 0 && isStream(head, at) ? at : null
}

/** A stream of any protocol starts at `at`, as far as the bytes tell. */
export function isStream(head: Uint8Array, at: number): boolean {
  // One that does nothing may stand before one that does, with stray bytes between them.
  let steps = 0
  for (let from = at; ;) {
    if (instruction(head[from] ?? 0) === undefined || head.length - from < 2) return steps >= 4 && attacksBehind(head, from)
    const seen = walk(head, from)
    if (runs(head, from, seen)) return true
    if (seen.end !== 'stop' || seen.steps < 2) return steps >= 4 && attacksBehind(head, from)
    steps += seen.steps
    from = seen.next
  }
}

/** Places looked at behind a stream that does nothing. */
const mostPlaces = 64

function attacksBehind(head: Uint8Array, from: number): boolean {
  let places = 0
  for (let i = from; i < head.length && places < mostPlaces; i++) {
    const byte = head[i]
    if (byte !== 0x63 && byte !== 0x28 && byte !== 0x80) continue
    places++
    const seen = walk(head, i)
    if (seen.dangerous && seen.called) return true
  }
  return false
}

function runs(head: Uint8Array, at: number, seen: Seen): boolean {
  const marked = head[at] === 0x80
  const version = head[at + 1] ?? 255
  if (marked && version > 5) return false
  // `cos`, `sin`, `tan` on lines of their own are a list of words, though they begin with a name of the module os.
  if (seen.dangerous && (seen.end !== 'fault' || seen.called || seen.since >= 2)) return true
  if (marked && version >= 2) return seen.end !== 'fault' || seen.called || seen.steps >= 5
  // Without a mark of its own a stream must do something that a stream does, or end as one does.
  if (seen.end === 'stop') return seen.called || (seen.imported && seen.steps >= 3) || (seen.steps >= 4 && seen.whole)
  // A whole head of instructions without one fault is no accident either: what they call may come later.
  if (seen.end === 'open') return seen.steps >= (seen.called ? 3 : 64)
  return seen.called && seen.after >= 3
}

/**
 * The head is the start of a stream as far as it goes, and goes on behind a constant that ends within the file: a second look
 * must tell.
 */
export function mayBePickle(head: Uint8Array, size: number): boolean {
  const seen = walk(head, 0)
  return seen.end === 'open' && seen.next > head.length && seen.next < size
}

/** Where a pickle is to be expected: a stream that ends, or goes on for a while before it breaks. */
export function passesForPickle(head: Uint8Array): boolean {
  const seen = walk(head, 0)
  return (seen.end === 'stop' && seen.steps >= 2) || (seen.end === 'open' && seen.steps >= (head[0] === 0x80 ? 2 : 4)) || seen.steps >= 8
}

interface Seen {
  /** Where the instruction starts that the head does not show, or what follows the end. */
  next: number
  end: 'stop' | 'open' | 'fault'
  steps: number
  imported: boolean
  /** Something imported is called. */
  called: boolean
  /** Instructions after the first call. */
  after: number
  dangerous: boolean
  /** Instructions after the first dangerous name. */
  since: number
  /** Nothing stands behind the end. */
  whole: boolean
}

/** Walks with no more than the depth of the stack in mind. */
function walk(head: Uint8Array, from: number): Seen {
  const seen: Seen = { next: 0, end: 'fault', steps: 0, imported: false, called: false, after: 0, dangerous: false, since: 0, whole: false }
  const marks: number[] = []
  let depth = 0
  let i = from
  while (seen.steps < most) {
    if (i >= head.length) return { ...seen, end: 'open' }
    const one = instruction(head[i] ?? 0)
    if (one === undefined) return seen
    const fixed = fixedOf[one.byte] ?? 0
    let next = i + 1 + fixed
    let argument = ''
    if (one.argument.startsWith('data')) next += littleEndian(head, i + 1, fixed)
    if (one.argument.startsWith('line')) {
      const end = lineEnd(head, i + 1, one.argument === 'lines' ? 2 : 1)
      // No module's name is longer than what the head still shows; a short head may just end there.
      if (end === -1) return one.argument === 'lines' && head.length - i > 402 ? seen : { ...seen, end: 'open' }
      argument = latin1.decode(head.subarray(i + 1, end))
      next = end + 1
      if (!fits(one.name, argument)) return seen
    }
    if (one.byte === 0x80 && (head[i + 1] ?? 0) > 5) return seen
    // The stack: what lies above the innermost mark is all that an instruction may take.
    const floor = marks.at(-1) ?? 0
    if (one.byte === 0x28) {
      marks.push(depth)
    } else if (one.byte === 0x30 && marks.length > 0 && depth === floor) {
      marks.pop()
    } else if (one.pops === 'mark' || one.pops === 'below') {
      const mark = marks.pop()
      if (mark === undefined) return seen
      if (one.pops === 'below' && mark - (marks.at(-1) ?? 0) < 1) return seen
      if (one.byte === 0x6f && depth === mark) return seen
      depth = mark + one.pushes
    } else {
      if (depth - floor < one.pops) return seen
      depth += one.pushes - one.pops
    }
    seen.steps++
    if (seen.called) seen.after++
    if (seen.dangerous) seen.since++
    if (one.argument === 'lines' || one.byte === 0x93) {
      seen.imported = true
      if (argument !== '' && isDangerous(argument)) seen.dangerous = true
    }
    if (seen.imported && (one.byte === 0x52 || one.byte === 0x69 || one.byte === 0x6f || one.byte === 0x81 || one.byte === 0x92 || one.byte === 0x62)) seen.called = true
    if (one.byte === 0x2e) return { ...seen, end: 'stop', next, whole: depth === 0 && next >= head.length }
    if (next > head.length) return { ...seen, end: 'open', next }
    i = next
  }
  return { ...seen, end: 'open' }
}

function lineEnd(head: Uint8Array, from: number, lines: number): number {
  let end = from - 1
  for (let line = 0; line < lines; line++) {
    end = head.indexOf(10, end + 1)
    if (end === -1) return -1
  }
  return end
}

/** The lines of an instruction are what a pickler writes there. */
function fits(instructionName: string, argument: string): boolean {
  switch (instructionName) {
    case 'GLOBAL': case 'INST': return argument.split('\n').every((line) => line.length <= 200 && name.test(line))
    case 'INT': case 'GET': case 'PUT': return /^-?\d{1,20}\r?$/.test(argument)
    case 'LONG': return /^-?\d+L?\r?$/.test(argument)
    case 'FLOAT': return /^-?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)\r?$/i.test(argument)
    case 'STRING': return /^(?:'.*'|".*")\s*$/s.test(argument)
    default: return true
  }
}

function isDangerous(lines: string): boolean {
  const [module = '', attribute = ''] = lines.split('\n')
  const full = `${module}.${attribute}`
  return dangerOf(module, attribute) !== undefined || /^(?:__builtin__|builtins)$/.test(module)
    || isLoader(full) || buildsCode(module, full) || isRemote(module, attribute)
}
