// What stands on the symbolic stack: numbers, so that a hundred million of them cost no objects. Constants stay in the file.

/*
 * below 0        a constant: the instruction that pushes it stands at byte -v - 1
 * 0 … 63         what is known only by its kind
 * 64 …           a name that was imported, by its number
 * 2^17 …         what a call of that name gave, where its arguments matter no more
 * 2^20 …         a record in the arena: place × 2^20, then the number of the callee × 16, then the kind
 */
export type Value = number

/** Nothing is known of it. */
export const unknown = 0
/** It was known, and memory for it ran out. */
export const forgotten = 1
/** What a persistent id stands for. */
export const persistent = 2
/** A buffer that is kept outside the file. */
export const buffer = 3

export const globals = 64
export const results = 2 ** 17
export const records = 2 ** 20
/** Distinct names that one content may import. */
export const mostNames = 60_000

export const tuple = 0
export const list = 1
export const dict = 2
export const set = 3
export const call = 4
/** A call of something that is no plain name. */
export const noName = 65_535

export function constantAt(offset: number): Value {
  return -offset - 1
}
export function isConstant(value: Value): boolean {
  return value < 0
}
export function offsetOf(value: Value): number {
  return -value - 1
}
export function isGlobal(value: Value): boolean {
  return value >= globals && value < results
}
export function isRecord(value: Value): boolean {
  return value >= records
}
/** The number of the imported name that a value is or comes from, if any. */
export function nameOf(value: Value): number | undefined {
  if (value < globals) return undefined
  if (value < results) return value - globals
  if (value < records) return value - results
  const low = value % records
  return low % 16 === call && low >> 4 !== noName ? low >> 4 : undefined
}
export function kindOf(value: Value): number {
  return (value % records) % 16
}

/** Items of one container that are kept: as many as evidence and the judging of arguments need. */
const mostItems = 64
const largest = 2 ** 20

/**
 * A ring of records: tuples, lists, dictionaries and calls live while the stream is near, and are overwritten when a
 * million numbers came after them. Containers know their weight, the number of values they stand for when walked through.
 */
export class Arena {
  private data = new Float64Array(1024)
  private head = 0

  tuple(stack: Float64Array, from: number, to: number): Value {
    const kept = Math.min(to - from, mostItems)
    const at = this.room(3 + kept)
    const { data } = this
    let weight = 1
    for (let i = from; i < to; i++) weight += this.weight(stack[i] ?? 0)
    data[at] = weight
    data[at + 1] = to - from
    for (let i = 0; i < kept; i++) data[at + 2 + i] = stack[from + i] ?? 0
    return this.value(at, tuple)
  }

  container(kind: number): Value {
    const at = this.room(3)
    const { data } = this
    data[at] = 1
    data[at + 1] = 0
    data[at + 2] = 0
    return this.value(at, kind)
  }

  /** Adds items to a container; the first of them are kept. Gives its weight. */
  add(container: Value, stack: Float64Array, from: number, to: number): number {
    let place = this.place(container)
    if (place === -1) return 1
    const had = this.data[place + 1] ?? 0
    const kept = Math.min(to - from, mostItems - had)
    let block = -1
    if (kept > 0) {
      block = this.room(2 + kept)
      place = this.place(container)
      if (place === -1) return 1
    }
    const { data } = this
    let weight = data[place] ?? 1
    for (let i = from; i < to; i++) weight += this.weight(stack[i] ?? 0)
    data[place] = weight
    if (block !== -1) {
      data[block] = data[place + 2] ?? 0
      data[block + 1] = kept
      for (let i = 0; i < kept; i++) data[block + 2 + i] = stack[from + i] ?? 0
      data[place + 1] = had + kept
      // Places count from the first record on, so that a block that was overwritten is known for one.
      data[place + 2] = this.head - (2 + kept) + 1
    }
    return weight
  }

  call(callee: Value, name: number, args: Value): Value {
    const at = this.room(3)
    const { data } = this
    data[at] = callee
    data[at + 1] = args
    data[at + 2] = unknown
    return this.value(at, name * 16 + call)
  }

  /** What a call was called with and what state it got, while it is remembered. */
  callOf(value: Value): { callee: Value; args: Value; state: Value } | undefined {
    const at = isRecord(value) && kindOf(value) === call ? this.place(value) : -1
    return at === -1 ? undefined : { callee: this.data[at] ?? 0, args: this.data[at + 1] ?? 0, state: this.data[at + 2] ?? 0 }
  }

  setState(value: Value, state: Value): void {
    const at = this.place(value)
    if (at !== -1) this.data[at + 2] = state
  }

  /** The first items of a tuple or container, of a dictionary key and value in turns; undefined when they are forgotten. */
  items(value: Value): Value[] | undefined {
    if (!isRecord(value) || kindOf(value) === call) return undefined
    const at = this.place(value)
    if (at === -1) return undefined
    const { data } = this
    if (kindOf(value) === tuple) {
      const count = Math.min(data[at + 1] ?? 0, mostItems)
      return [...data.subarray(at + 2, at + 2 + count)]
    }
    const blocks: Value[][] = []
    for (let next = data[at + 2] ?? 0, steps = 0; next > 0 && steps <= mostItems; steps++) {
      const block = this.index(next - 1)
      if (block === -1) return undefined
      blocks.push([...data.subarray(block + 2, block + 2 + (data[block + 1] ?? 0))])
      next = data[block] ?? 0
    }
    return blocks.toReversed().flat()
  }

  /** Items of a tuple, kept or not. */
  count(value: Value): number | undefined {
    const at = isRecord(value) && kindOf(value) === tuple ? this.place(value) : -1
    return at === -1 ? undefined : this.data[at + 1]
  }

  weight(value: Value): number {
    if (value < records || kindOf(value) === call) return 1
    const at = this.place(value)
    return at === -1 ? 1 : this.data[at] ?? 1
  }

  /** Index of a new record of so many numbers. */
  private room(length: number): number {
    if (this.head + length > this.data.length && this.data.length < largest) {
      const grown = new Float64Array(this.data.length * 2)
      grown.set(this.data)
      this.data = grown
    }
    const capacity = this.data.length
    const start = this.head % capacity
    // Records are not split: what is left at the end of the ring stays empty.
    if (start + length > capacity) this.head += capacity - start
    const at = this.head % capacity
    this.head += length
    return at
  }

  /** The record that was made last and starts at index `at`. */
  private value(at: number, low: number): Value {
    const capacity = this.data.length
    const lap = Math.floor((this.head - 1) / capacity)
    return (lap * capacity + at + 1) * records + low
  }

  private place(value: Value): number {
    return this.index(Math.floor(value / records) - 1)
  }

  private index(place: number): number {
    return place < 0 || place >= this.head || this.head - place > this.data.length ? -1 : place % this.data.length
  }
}
