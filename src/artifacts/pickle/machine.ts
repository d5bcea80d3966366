// The pickle machine: walks the instructions of one stream over a symbolic stack, and tells a judge what would happen.
import { Stopped } from '../unread.js'
import { constantOf, held, isWhole, littleEndian, type Constant } from './constants.js'
import type { Judge } from './judge.js'
import { Memo } from './memo.js'
import { fixedOf, instruction, protocolOf } from './opcodes.js'
import {
  Arena, buffer, constantAt, dict, globals, isRecord, kindOf, list, offsetOf, records, results, set, tuple, unknown, type Value,
} from './values.js'

/**
 * Why the machine stands still. `more`: it wants the bytes from `next` on. `constant`: it wants the constant at `wanted`.
 * `line`: a line runs beyond the window. `array`: the bytes of an array follow. `broken`: `fault` says why.
 */
export type Status = 'more' | 'constant' | 'line' | 'array' | 'stop' | 'broken'

class Wanted extends Error {}

/** Where no frame ends: beyond every window, and still a small number to the engine. */
const never = 2 ** 30
/** Marks that may lie open; a pickler nests as deep as its objects do. */
const mostMarks = 2 ** 20
/** Values that may lie on the stack (32 MB). */
const mostValues = 2 ** 22
/** Decoded constants that are remembered. */
const mostConstants = 4096
/** A container that stands for so many values was made to be walked through without end. */
const heaviest = 1e10

const utf8 = new TextDecoder()

export class Machine {
  readonly memo = new Memo()
  readonly arena = new Arena()
  /** File offset of the next instruction. */
  next: number
  wanted = 0
  fault = ''
  opcodes = 0
  /** What the stream evaluates to, once it stopped. */
  result: Value = unknown
  /** The instruction that reaches over the end of its frame, and that end: readers differ in where its argument begins. */
  crossing: { from: number; end: number } | null = null
  /** Where the line that runs beyond the window ends, once that is known. */
  lineEnd = 0

  private stack = new Float64Array(256)
  private sp = 0
  private marks = new Int32Array(64)
  private marked = 0
  private protocol = 1
  private said = false
  private frameEnd = 0
  private window: Uint8Array = new Uint8Array(0)
  private base = 0
  private readonly decoded = new Map<number, Constant | null>()

  constructor(readonly judge: Judge, private readonly start: number, public size: number) {
    this.next = start
  }

  /** Remembers a constant that was read for it. */
  remember(offset: number, constant: Constant | null): void {
    if (this.decoded.size >= mostConstants) this.decoded.clear()
    this.decoded.set(offset, constant)
  }

  /** The constant that a value is, if it is one. */
  constant(value: Value): Constant | null {
    if (value >= 0) return null
    const offset = offsetOf(value)
    const known = this.decoded.get(offset)
    if (known !== undefined) return known
    const at = offset - this.base
    if (at >= 0 && at < this.window.length) {
      const bytes = this.window.subarray(at)
      if (isWhole(bytes) || this.base + this.window.length >= this.size) return constantOf(bytes, offset)
    }
    this.wanted = offset
    throw new Wanted()
  }

  /** A text constant that is held as a whole. */
  text(value: Value): string | undefined {
    const constant = this.constant(value)
    return constant?.kind === 'text' && constant.whole ? constant.text : undefined
  }

  integer(value: Value): number | undefined {
    const constant = this.constant(value)
    const number = constant?.kind === 'integer' ? Number(constant.text) : Number.NaN
    return Number.isSafeInteger(number) ? number : undefined
  }

  /** Goes on over a window that starts at `base` and holds the next instruction. */
  run(window: Uint8Array, base: number): Status {
    this.window = window
    this.base = base
    const c = window
    const n = c.length
    const last = base + n >= this.size
    const { memo, arena, judge } = this
    const { quick } = judge.names
    let { stack, sp, marks, marked } = this
    let fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
    let protocol = this.protocol
    let room = stack.length - 4
    let i = this.next - base
    let begin = i
    let steps = 0
    let status: Status = 'more'
    let edge = this.frameEnd > base + i ? Math.min(this.frameEnd - base, never) : never
    // Arguments of fixed length never reach beyond the window, but for the last.
    const safe = last ? n : n - 9
    try {
      for (;;) {
        if (i >= edge) {
          if (i > edge) this.crossing ??= { from: base + begin, end: base + edge }
          edge = never
        }
        begin = i
        if (i >= safe) break
        const op = c[i++] ?? 0
        if ((protocolOf[op] ?? 255) > protocol) {
          if (protocolOf[op] === 255) {
            this.fault = `no instruction has the code 0x${op.toString(16).padStart(2, '0')}`
            status = 'broken'
            break
          }
          if (op !== 0x80) {
            judge.anomaly(`${instruction(op)?.name ?? ''} in protocol ${this.said ? protocol : 'of no mark'}`, base + begin)
            protocol = protocolOf[op] ?? 5
          }
        }
        if (last && i + (fixedOf[op] ?? 0) > n) {
          this.fault = 'ends within an instruction'
          status = 'broken'
          break
        }
        if (sp >= room) {
          if (stack.length >= mostValues) throw new Stopped('limit', `more than ${mostValues} values on the stack`, base + begin)
          const grown = new Float64Array(stack.length * 2)
          grown.set(stack)
          this.stack = stack = grown
          room = stack.length - 4
        }
        steps++
        switch (op) {
          case 0x4b: i += 1; stack[sp++] = -(base + begin) - 1; break
          case 0x4d: i += 2; stack[sp++] = -(base + begin) - 1; break
          case 0x4a: i += 4; stack[sp++] = -(base + begin) - 1; break
          case 0x47: i += 8; stack[sp++] = -(base + begin) - 1; break
          case 0x4e: case 0x88: case 0x89: stack[sp++] = -(base + begin) - 1; break
          case 0x8c: case 0x55: {
            const length = c[i] ?? 0
            const from = i + 1
            i = from + length
            stack[sp++] = -(base + begin) - 1
            if (length >= 20) judge.text(c, from, length, base)
            break
          }
          case 0x94: {
            if (sp - fence < 1) sp = this.lacking(stack, sp, 1 - (sp - fence), op, base + begin)
            memo.put(memo.count, stack[sp - 1] ?? 0)
            break
          }
          case 0x68: case 0x6a: {
            const index = op === 0x68 ? c[i] ?? 0 : littleEndian(c, i, 4)
            i += op === 0x68 ? 1 : 4
            stack[sp++] = memo.get(index) ?? this.unput(index, base + begin)
            break
          }
          case 0x71: case 0x72: {
            const index = op === 0x71 ? c[i] ?? 0 : littleEndian(c, i, 4)
            i += op === 0x71 ? 1 : 4
            if (sp - fence < 1) sp = this.lacking(stack, sp, 1 - (sp - fence), op, base + begin)
            if (index > memo.count + 1_000_000) judge.bomb(`remembers under the number ${index}`, base + begin)
            memo.put(index, stack[sp - 1] ?? 0)
            break
          }
          case 0x58: case 0x54: case 0x8d: {
            const width = op === 0x8d ? 8 : 4
            const length = littleEndian(c, i, width)
            const from = i + width
            if (base + from + length > this.size) {
              this.tooLong(length, op, base + begin)
              status = 'broken'
            } else {
              i = from + length
              stack[sp++] = -(base + begin) - 1
              if (length >= 20) judge.text(c, from, length, base)
              continue
            }
            break
          }
          case 0x43: case 0x42: case 0x8e: case 0x96: {
            const width = fixedOf[op] ?? 0
            const length = littleEndian(c, i, width)
            const from = i + width
            if (base + from + length > this.size) {
              this.tooLong(length, op, base + begin)
              status = 'broken'
            } else {
              i = from + length
              stack[sp++] = -(base + begin) - 1
              if (length >= 12) judge.bytes(c, from, length, base)
              continue
            }
            break
          }
          case 0x8a: case 0x8b: {
            const width = op === 0x8a ? 1 : 4
            const length = littleEndian(c, i, width)
            if (base + i + width + length > this.size) {
              this.tooLong(length, op, base + begin)
              status = 'broken'
            } else {
              i += width + length
              stack[sp++] = -(base + begin) - 1
              continue
            }
            break
          }
          case 0x28: {
            if (marked === marks.length) {
              if (marked >= mostMarks) throw new Stopped('limit', `more than ${mostMarks} open marks`, base + begin)
              const grown = new Int32Array(marks.length * 2)
              grown.set(marks)
              this.marks = marks = grown
            }
            marks[marked++] = sp
            fence = sp
            break
          }
          case 0x5d: stack[sp++] = arena.container(list); break
          case 0x7d: stack[sp++] = arena.container(dict); break
          case 0x8f: stack[sp++] = arena.container(set); break
          case 0x29: stack[sp++] = arena.tuple(stack, sp, sp); break
          case 0x85: case 0x86: case 0x87: {
            const length = op - 0x84
            if (sp - fence < length) sp = this.lacking(stack, sp, length - (sp - fence), op, base + begin)
            const made = arena.tuple(stack, sp - length, sp)
            if (arena.weight(made) > heaviest) this.bomb(base + begin)
            sp -= length
            stack[sp++] = made
            break
          }
          // Everything down to the mark becomes one value.
          case 0x74: case 0x6c: case 0x64: case 0x91: {
            const from = marked > 0 ? fence : this.unmarked(op, base + begin)
            const made = op === 0x74 || op === 0x91 ? arena.tuple(stack, from, sp) : arena.container(op === 0x6c ? list : dict)
            if ((op === 0x6c || op === 0x64) && sp > from) arena.add(made, stack, from, sp)
            if (arena.weight(made) > heaviest) this.bomb(base + begin)
            sp = from
            if (marked > 0) marked--
            fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
            stack[sp++] = made
            break
          }
          // Everything down to the mark goes into what lies below it.
          case 0x65: case 0x75: case 0x90: {
            const from = marked > 0 ? fence : Math.min(sp, this.unmarked(op, base + begin) + 1)
            const below = marked > 1 ? marks[marked - 2] ?? 0 : 0
            if (from <= below) {
              judge.broken(`${instruction(op)?.name ?? ''} has nothing below its mark`, base + begin)
            } else {
              this.put(stack[from - 1] ?? 0, stack, from, sp, op, base + begin)
            }
            sp = from
            if (marked > 0) marked--
            fence = below
            break
          }
          case 0x61: case 0x73: {
            const taken = op === 0x61 ? 1 : 2
            if (sp - fence < taken + 1) sp = this.lacking(stack, sp, taken + 1 - (sp - fence), op, base + begin)
            this.put(stack[sp - taken - 1] ?? 0, stack, sp - taken, sp, op, base + begin)
            sp -= taken
            break
          }
          case 0x30: {
            if (marked > 0 && sp === fence) {
              marked--
              fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
            } else if (sp - fence < 1) {
              sp = this.lacking(stack, sp, 1, op, base + begin) - 1
            } else {
              sp--
            }
            break
          }
          case 0x31: {
            sp = marked > 0 ? fence : this.unmarked(op, base + begin)
            if (marked > 0) marked--
            fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
            break
          }
          case 0x32: {
            if (sp - fence < 1) sp = this.lacking(stack, sp, 1, op, base + begin)
            stack[sp] = stack[sp - 1] ?? 0
            sp++
            break
          }
          case 0x52: case 0x81: {
            if (sp - fence < 2) sp = this.lacking(stack, sp, 2 - (sp - fence), op, base + begin)
            const callee = stack[sp - 2] ?? 0
            const able = callee >= globals && callee < results ? quick[callee - globals] ?? 0 : 0
            stack[sp - 2] = (able & (op === 0x52 ? 1 : 2)) !== 0
              ? callee - globals + results
              : judge.call(this, callee, stack[sp - 1] ?? 0, op === 0x52 ? 'REDUCE' : 'NEWOBJ', base + begin)
            sp--
            break
          }
          case 0x92: {
            if (sp - fence < 3) sp = this.lacking(stack, sp, 3 - (sp - fence), op, base + begin)
            const args = arena.tuple(stack, sp - 2, sp)
            stack[sp - 3] = judge.call(this, stack[sp - 3] ?? 0, args, 'NEWOBJ_EX', base + begin)
            sp -= 2
            break
          }
          case 0x6f: {
            const from = marked > 0 ? fence : this.unmarked(op, base + begin)
            const callee = sp > from ? stack[from] ?? 0 : unknown
            const made = judge.call(this, callee, arena.tuple(stack, Math.min(sp, from + 1), sp), 'OBJ', base + begin)
            sp = from
            if (marked > 0) marked--
            fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
            stack[sp++] = made
            break
          }
          case 0x62: {
            if (sp - fence < 2) sp = this.lacking(stack, sp, 2 - (sp - fence), op, base + begin)
            const target = stack[sp - 2] ?? 0
            const plain = target >= results && target < records && ((quick[target - results] ?? 0) & 4) !== 0
            const array = plain ? false : judge.build(this, target, stack[sp - 1] ?? 0, base + begin)
            sp--
            if (array) status = 'array'
            break
          }
          case 0x93: {
            if (sp - fence < 2) sp = this.lacking(stack, sp, 2 - (sp - fence), op, base + begin)
            stack[sp - 2] = judge.stackGlobal(this, stack[sp - 2] ?? 0, stack[sp - 1] ?? 0, base + begin)
            sp--
            break
          }
          case 0x63: case 0x69: {
            const first = c.indexOf(10, i)
            const second = first === -1 ? -1 : c.indexOf(10, first + 1)
            if (second === -1) {
              if (last || (begin === 0 && n > held)) {
                this.fault = 'a name without end'
                status = 'broken'
              } else {
                i = begin
                status = 'line'
              }
              break
            }
            const name = judge.global(utf8.decode(c.subarray(i, first)), utf8.decode(c.subarray(first + 1, second)), op === 0x63 ? 'GLOBAL' : 'INST', base + begin)
            if (op === 0x63) {
              stack[sp++] = name
            } else {
              const from = marked > 0 ? fence : this.unmarked(op, base + begin)
              const made = judge.call(this, name, arena.tuple(stack, from, sp), 'INST', base + begin)
              sp = from
              if (marked > 0) marked--
              fence = marked === 0 ? 0 : marks[marked - 1] ?? 0
              stack[sp++] = made
            }
            i = second + 1
            break
          }
          // Texts and numbers to the end of the line.
          case 0x49: case 0x4c: case 0x46: case 0x53: case 0x56: case 0x67: case 0x70: case 0x50: {
            const end = c.indexOf(10, i)
            if (end === -1) {
              if (this.lineEnd > base + begin && op !== 0x67 && op !== 0x70) {
                stack[sp++] = op === 0x50 ? judge.persist(this, constantAt(base + begin), base + begin, undefined) : constantAt(base + begin)
                i = this.lineEnd - base
                break
              }
              if (last) {
                this.fault = 'a line without end'
                status = 'broken'
              } else {
                i = begin
                status = 'line'
              }
              break
            }
            if (op === 0x67 || op === 0x70) {
              const index = Number(utf8.decode(c.subarray(i, Math.min(end, i + 24))))
              if (!Number.isSafeInteger(index) || index < 0) {
                judge.broken(`${op === 0x67 ? 'GET' : 'PUT'} of no number`, base + begin)
                if (op === 0x67) stack[sp++] = unknown
              } else if (op === 0x67) {
                stack[sp++] = memo.get(index) ?? this.unput(index, base + begin)
              } else {
                if (sp - fence < 1) sp = this.lacking(stack, sp, 1 - (sp - fence), op, base + begin)
                if (index > memo.count + 1_000_000) judge.bomb(`remembers under the number ${index}`, base + begin)
                memo.put(index, stack[sp - 1] ?? 0)
              }
            } else if (op === 0x50) {
              stack[sp++] = judge.persist(this, unknown, base + begin, utf8.decode(c.subarray(i, Math.min(end, i + held))))
            } else {
              stack[sp++] = -(base + begin) - 1
              if ((op === 0x53 || op === 0x56) && end - i >= 20) judge.text(c, op === 0x53 ? i + 1 : i, end - i - (op === 0x53 ? 2 : 0), base)
            }
            i = end + 1
            break
          }
          case 0x51: {
            if (sp - fence < 1) sp = this.lacking(stack, sp, 1, op, base + begin)
            stack[sp - 1] = judge.persist(this, stack[sp - 1] ?? 0, base + begin, undefined)
            break
          }
          case 0x97: stack[sp++] = buffer; break
          case 0x98: break
          case 0x82: case 0x83: case 0x84: {
            const width = fixedOf[op] ?? 0
            stack[sp++] = judge.extension(littleEndian(c, i, width), instruction(op)?.name ?? '', base + begin)
            i += width
            break
          }
          case 0x80: {
            const version = c[i++] ?? 0
            if (base + begin !== this.start) judge.anomaly(this.said ? 'PROTO again' : 'PROTO in the middle', base + begin)
            this.said = true
            judge.protocol(version, base + begin)
            if (version > 5) {
              this.fault = `protocol ${version} does not exist`
              status = 'broken'
            } else {
              protocol = Math.max(1, version)
            }
            break
          }
          case 0x95: {
            const length = littleEndian(c, i, 8)
            i += 8
            if (base + begin < this.frameEnd) {
              judge.anomaly('FRAME within a frame', base + begin)
              if (base + i + length > this.frameEnd) this.crossing ??= { from: base + begin, end: this.frameEnd }
            }
            this.frameEnd = base + i + length
            edge = Math.min(i + length, never)
            if (this.frameEnd > this.size) judge.anomaly('FRAME longer than the file', base + begin)
            break
          }
          case 0x2e: {
            if (sp - fence < 1) sp = this.lacking(stack, sp, 1, op, base + begin)
            if (base + i < this.frameEnd) {
              judge.anomaly('STOP within a frame', base + begin)
              this.crossing ??= { from: base + begin, end: this.frameEnd }
            }
            this.result = stack[sp - 1] ?? 0
            status = 'stop'
            break
          }
          default: {
            this.fault = `no instruction has the code 0x${op.toString(16)}`
            status = 'broken'
          }
        }
        if (status !== 'more') break
      }
    } catch (error) {
      if (!(error instanceof Wanted)) throw error
      // Nothing was changed yet: the instruction is taken again once the constant is at hand.
      i = begin
      steps--
      status = 'constant'
    }
    if (status === 'broken' && begin < edge && edge < never) this.crossing ??= { from: base + begin, end: base + edge }
    this.sp = sp
    this.marked = marked
    this.protocol = protocol
    this.opcodes += steps
    this.next = base + (status === 'broken' ? begin : i)
    return status
  }

  /** Puts items into what is hopefully a container. */
  private put(target: Value, stack: Float64Array, from: number, to: number, op: number, offset: number): void {
    if (isRecord(target) && kindOf(target) !== tuple && kindOf(target) <= set) {
      if (this.arena.add(target, stack, from, to) > heaviest) this.bomb(offset)
      return
    }
    this.judge.items(this, target, instruction(op)?.name ?? '', offset)
  }

  private bomb(offset: number): void {
    this.judge.bomb('containers within containers, each several times, stand for billions of values', offset)
  }

  private lacking(stack: Float64Array, sp: number, count: number, op: number, offset: number): number {
    this.judge.broken(`${instruction(op)?.name ?? ''} finds too little on the stack`, offset)
    stack.fill(unknown, sp, sp + count)
    return sp + count
  }

  private unmarked(op: number, offset: number): number {
    this.judge.broken(`${instruction(op)?.name ?? ''} finds no mark`, offset)
    return 0
  }

  private unput(index: number, offset: number): Value {
    this.judge.broken(`number ${index} was never remembered`, offset)
    return unknown
  }

  private tooLong(length: number, op: number, offset: number): void {
    const name = instruction(op)?.name ?? ''
    this.fault = `${name} of ${length} bytes runs beyond the end`
    if (length >= 2 ** 31) this.judge.bomb(`${name} claims ${length} bytes`, offset)
  }
}
