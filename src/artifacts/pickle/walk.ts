// Walks a content from its first stream to its last byte: streams in sequence, arrays between them, and what hides in constants.
import type { Bytes } from '../bytes.js'
import { Stopped, type UnreadReason } from '../unread.js'
import { constantOf, held } from './constants.js'
import type { How, Layout, PickleFacts } from './facts.js'
import { contentOf, fileKind, isArchive, type Hidden } from './hidden.js'
import { Judge } from './judge.js'
import { Machine } from './machine.js'
import { fixedOf, instruction } from './opcodes.js'
import { isStream, isTorchLegacy, looksLikePickle, pickleStart } from './probe.js'

const chunk = 2 ** 18
/** The longest line that is passed over. */
const mostLine = 2 ** 26
/** Bytes searched for another stream after a fault or an end. */
const searched = 2 ** 24
/** Extensions of files that hold text or settings, or tensors and nothing else. */
const passive = /\.(?:txt|md|json|jsonl|csv|tsv|ya?ml|toml|ini|cfg|conf|xml|html?|log|safetensors|gguf|onnx|npy|vocab|model)$/i

export class Walk {
  private readonly judge: Judge
  private window: Uint8Array = new Uint8Array(0)
  private base = 0
  /** Once is enough: who takes the other reading there goes on in that one. */
  private crossed = false

  constructor(private readonly content: Bytes, private readonly how: How, private readonly facts: PickleFacts, private readonly level = 0) {
    this.judge = new Judge(facts, how)
  }

  async run(): Promise<void> {
    const { content, how, judge } = this
    const head = await content.read(how.from ?? 0, 4096)
    let at = (how.from ?? 0) + (pickleStart(head) ?? 0)
    this.disguise(head, at - (how.from ?? 0))
    let layout: Layout = how.kind ?? 'plain'
    if (layout === 'plain' && isTorchLegacy(head)) layout = 'torch-legacy'
    if (layout !== how.kind) judge.how.kind = layout
    while (at < content.size) {
      if (layout === 'torch-legacy' && judge.stream === 4) judge.collected = []
      const ended = await this.stream(at, true)
      if (!ended.stopped) {
        const found = await this.another(ended.at + 1)
        if (found === null) return
        judge.resumed = true
        judge.stream++
        at = found
        continue
      }
      at = ended.at
      judge.stream++
      if (layout === 'torch-legacy' && judge.stream === 5 && !judge.resumed) {
        at = await this.storages(at)
        layout = 'plain'
      }
      if (at >= content.size) return
      if (layout !== 'torch-legacy') at = await this.rest(at)
    }
  }

  /** One stream; arrays within it are passed over, and pickles between its instructions walked. */
  private async stream(start: number, counted: boolean): Promise<{ stopped: boolean; at: number }> {
    const { content, judge, facts } = this
    const machine = new Machine(judge, start, content.size)
    if (counted && !judge.resumed) facts.streams++
    let before = 0
    let waits = 0
    try {
      for (;;) {
        if (machine.next >= content.size) return this.endless(machine)
        await this.fill(machine.next)
        machine.size = content.size
        const status = machine.run(this.window, this.base)
        this.how.budget.walk(machine.opcodes - before)
        facts.opcodes += machine.opcodes - before
        waits = machine.opcodes > before ? 0 : waits + 1
        before = machine.opcodes
        if (judge.hidden.length > 0) await this.lookInto()
        if (machine.crossing !== null && !this.crossed) {
          this.crossed = true
          if (machine.crossing.end <= content.size) await this.acrossFrame(machine.crossing)
        }
        switch (status) {
          case 'more': break
          case 'constant': {
            // An instruction wants at most a few dozen constants for its evidence.
            if (waits > 4096) throw new Stopped('limit', 'an instruction with too many constants', machine.next)
            const bytes = await content.read(machine.wanted, held + 16)
            machine.remember(machine.wanted, constantOf(bytes, machine.wanted))
            break
          }
          case 'line': await this.longLine(machine); break
          case 'array': await this.array(machine); break
          case 'stop': {
            if (judge.collected !== null) this.collect(machine)
            return { stopped: true, at: machine.next }
          }
          case 'broken': {
            const truncated = machine.fault.startsWith('ends') || machine.fault.endsWith('without end')
            return this.fault(machine.fault, machine.next, truncated ? 'truncated' : 'malformed')
          }
        }
      }
    } catch (error) {
      facts.opcodes += machine.opcodes - before
      throw error
    }
  }

  private endless(machine: Machine): { stopped: boolean; at: number } {
    return this.fault('ends without STOP', machine.next, 'truncated')
  }

  private fault(what: string, at: number, reason: UnreadReason): { stopped: boolean; at: number } {
    this.judge.broken(what, at)
    if (!this.judge.resumed) this.how.unread.push({ reason, what: `a pickle stream: ${what}`, member: this.how.member, offset: at })
    return { stopped: false, at }
  }

  private async fill(at: number): Promise<void> {
    const end = this.base + this.window.length
    const enough = at >= this.base && (end - at >= 1024 || end >= this.content.size) && end > at
    if (enough) return
    this.window = await this.content.read(at, chunk)
    this.base = at
    if (this.window.length === 0) throw new Stopped('unreadable', 'a part of the file', at)
  }

  /** A line that the window does not hold: first as much again from its start, then no more than its end is looked for. */
  private async longLine(machine: Machine): Promise<void> {
    if (this.base < machine.next) {
      this.window = await this.content.read(machine.next, chunk)
      this.base = machine.next
      return
    }
    for (let at = machine.next + this.window.length; at < this.content.size; at += chunk) {
      this.how.budget.tick()
      if (at - machine.next > mostLine) throw new Stopped('limit', `a line of more than ${mostLine} bytes`, machine.next)
      const bytes = await this.content.read(at, chunk)
      const end = bytes.indexOf(10)
      if (end === -1) continue
      machine.lineEnd = at + end + 1
      return
    }
    machine.lineEnd = this.content.size
  }

  /**
   * Python's own reader takes a frame into a buffer, and an argument that reaches beyond it from what follows: the rest of the
   * frame is lost to it (`_Unpickler_Readline` and `_Unpickler_ReadImpl` of CPython's _pickle.c, for what has no `peek`, as
   * torch.load uses it). Others read on. No pickler writes such a thing, and both readings are walked.
   */
  private async acrossFrame({ from, end }: { from: number; end: number }): Promise<void> {
    const { how, facts, content } = this
    if (this.level >= how.budget.limits.depth) {
      how.unread.push({ reason: 'limit', what: 'instructions reach over the ends of their frames again and again', member: how.member, offset: from })
      return
    }
    this.judge.broken('an instruction reaches over the end of its frame: Python reads another one than this', from)
    const cut = await this.argumentAt(from, end)
    const start = how.from ?? 0
    const other: Bytes = {
      size: content.size - (end - cut),
      read: async (offset, length) => {
        if (offset >= cut) return content.read(offset + end - cut, length)
        const first = await content.read(offset, Math.min(length, cut - offset))
        if (offset + length <= cut) return first
        const second = await content.read(end, length - (cut - offset))
        const joined = new Uint8Array(first.length + second.length)
        joined.set(first)
        joined.set(second, first.length)
        return joined
      },
    }
    const found = facts.blank()
    await found.within(other, { ...how, from: start, unread: [] }, this.level + 1)
    facts.opcodes += found.opcodes
    facts.merge(found)
  }

  /** Where the part of an instruction begins that is read at once and does not end within the frame. */
  private async argumentAt(from: number, end: number): Promise<number> {
    const bytes = await this.content.read(from, Math.min(end - from, 4096))
    const op = bytes[0] ?? 0
    const argument = instruction(op)?.argument ?? ''
    const fixed = fixedOf[op] ?? 0
    if (argument === 'lines') {
      const first = bytes.indexOf(10)
      return first === -1 || from + first + 1 >= end ? from + 1 : from + first + 1
    }
    // A frame within the frame, or a length that the frame still holds.
    return from + 1 + fixed <= end ? from + 1 + fixed : from + 1
  }

  /** Passes over an array of joblib, whose bytes stand between two instructions. */
  private async array(machine: Machine): Promise<void> {
    const { judge, content } = this
    const array = judge.array
    if (array === null) return
    const at = machine.next
    if (array.objects) {
      const ended = await this.stream(at, false)
      if (!ended.stopped) throw new Stopped('malformed', 'an array of objects whose pickle breaks', ended.at)
      machine.next = ended.at
    } else {
      const [padding = 0] = array.aligned ? await content.read(at, 1) : []
      machine.next = at + (array.aligned ? 1 + padding : 0) + array.size
    }
    if (machine.next > content.size) throw new Stopped('truncated', `an array of ${array.size} bytes`, at)
    judge.arrays++
  }

  /** The keys of the storages that follow, as the fifth stream of torch.save lists them. */
  private collect(machine: Machine): void {
    const { judge } = this
    for (const item of machine.arena.items(machine.result) ?? []) {
      const key = machine.text(item)
      if (key !== undefined) judge.collected?.push(key)
    }
  }

  /** The storages behind the streams of torch.save before 1.6: a count of elements and the elements, key by key. */
  private async storages(from: number): Promise<number> {
    const { judge, content } = this
    let at = from
    // More keys than are kept of a list are in the order of their sorting, as torch.save writes them.
    const keys = judge.itemSizes.size > (judge.collected?.length ?? 0) ? [...judge.itemSizes.keys()].sort() : judge.collected ?? []
    judge.collected = null
    for (const key of keys) {
      this.how.budget.tick()
      const count = await content.read(at, 8)
      const view = new DataView(count.buffer, count.byteOffset, count.length)
      const elements = count.length < 8 ? -1 : Number(view.getBigInt64(0, true))
      const size = elements * (judge.itemSizes.get(key) ?? 1)
      if (elements < 0 || at + 8 + size > content.size) throw new Stopped('truncated', `the storage ${key}`, at)
      at += 8 + size
    }
    return at
  }

  /** What follows the end of a stream. Gives where the next one starts, or the end. */
  private async rest(at: number): Promise<number> {
    const { judge, content } = this
    const head = await content.read(at, 4096)
    if (isStream(head, 0)) {
      judge.sign('trailing', 'another pickle stream', at, `${content.size - at} bytes follow`)
      return at
    }
    const kind = fileKind(head)
    judge.sign('trailing', kind ?? `${content.size - at} bytes`, at, 'after the end of the stream')
    if (kind !== null && isArchive(kind)) await this.how.contains?.(this.label(at), { size: content.size - at, read: (offset, length) => content.read(at + offset, length) })
    const found = await this.another(at)
    if (found === null) return content.size
    judge.resumed = true
    return found
  }

  /** Searches for the next stream: a mark of protocol and an instruction, or a name that is called. */
  private async another(from: number): Promise<number | null> {
    const { content, how } = this
    const end = Math.min(content.size, from + searched)
    for (let base = from; base < end; base += chunk) {
      how.budget.tick()
      const bytes = await content.read(base, chunk + 4096)
      const upTo = Math.min(bytes.length, chunk)
      for (let i = 0; i < upTo; i++) {
        const byte = bytes[i] ?? 0
        const marked = byte === 0x80 && (bytes[i + 1] ?? 255) <= 5 && (bytes[i + 1] ?? 0) >= 2
        const named = (byte === 0x63 || byte === 0x28) && letter(bytes[i + 1] ?? 0)
        if ((marked || named) && isStream(bytes.subarray(i, i + 4096), 0)) return base + i
      }
    }
    if (end < content.size) {
      how.unread.push({ reason: 'limit', what: `what stands more than ${searched} bytes behind a stream`, member: how.member, offset: end })
    }
    return null
  }

  /** Looks into the constants that seemed to be something of their own. */
  private async lookInto(): Promise<void> {
    for (const hidden of this.judge.hidden.splice(0)) await this.lookAt(hidden)
  }

  private async lookAt(hidden: Hidden): Promise<void> {
    const { how, facts, content } = this
    const member = this.label(hidden.from)
    const inner = await contentOf(content, hidden)
    if (inner === null) {
      how.unread.push({ reason: 'limit', what: `a constant of ${hidden.length} bytes in an encoding of its own`, member })
      return
    }
    const head = await inner.read(0, 4096)
    if (looksLikePickle(head)) {
      if (this.level >= how.budget.limits.depth) {
        how.unread.push({ reason: 'limit', what: `is nested more than ${how.budget.limits.depth} deep`, member })
        return
      }
      const found = facts.blank()
      await found.within(inner, { ...how, member, from: 0, kind: 'plain', name: '', storages: undefined }, this.level + 1)
      facts.opcodes += found.opcodes
      if (found.incomplete) facts.incomplete = true
      if (hidden.loaded) facts.merge(found)
      const worst = found.worst()
      if (worst === null) return
      const written = { raw: '', text: ', as letters', base64: ', in base64', hex: ', in hexadecimal' }[hidden.coding]
      this.judge.sign(hidden.loaded ? 'nestedLoaders' : 'nestedPayloads', worst, hidden.from, `pickle of ${inner.size} bytes${written}`)
      return
    }
    const kind = fileKind(head)
    if (kind !== null && isArchive(kind) && how.contains !== undefined) {
      await how.contains(member, inner)
      return
    }
    if (kind !== null) this.judge.sign('nestedPayloads', kind, hidden.from, `${inner.size} bytes`)
    else if (hidden.loaded) this.judge.sign('nestedLoaders', 'bytes of no known format', hidden.from, `${inner.size} bytes`)
  }

  private label(at: number): string {
    return `${this.how.member === '' ? 'constant' : `${this.how.member}!/constant`}@${at}`
  }

  private disguise(head: Uint8Array, start: number): void {
    const { name } = this.how
    if (name === undefined || name === '' || head[start] === 0x80 || !passive.test(name)) return
    if (!looksLikePickle(head)) return
    this.judge.sign('disguised', name, start, `a text-protocol pickle${start > 0 ? ' behind a first line' : ''}`)
  }
}

function letter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte === 0x53 || byte === 0x56
}
