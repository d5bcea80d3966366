// Digests of files: one pass over the bytes gives every digest that anybody asked for, and is remembered.
import { createHash, type Hash } from 'node:crypto'
import type { IHasher } from 'hash-wasm'
import type { Bytes } from '../bytes.js'
import { Stopped } from '../unread.js'

export type Algorithm = 'sha256' | 'blake2b' | 'blake3'

export function isAlgorithm(word: string): word is Algorithm {
  return word === 'sha256' || word === 'blake2b' || word === 'blake3'
}

/** A digest of the whole file, or of each of its shards. */
export interface Asked {
  algorithm: Algorithm | 'md5' | 'sha1' | 'sha512'
  /** Bytes of a shard. */
  shard?: number
}

export interface FileDigests {
  sha256: string
  /** Digests of the whole, in hexadecimal, by algorithm. */
  whole: ReadonlyMap<string, string>
  /** Digests of the shards in their order, by `algorithm:size`. */
  shards: ReadonlyMap<string, readonly string[]>
}

/** Bytes that are at hand at once: more at a time leaves the processor's cache, and is slower. */
const near = 2 ** 18
/** Bytes that have to be sent for. */
const far = 2 ** 22

export class Digests {
  private readonly known = new Map<string, FileDigests>()

  /** What is known of a file already. */
  of(path: string): FileDigests | undefined {
    return this.known.get(path)
  }

  /** Reads the file once for all that is not known yet. Throws `Stopped` where it cannot be read to its end. */
  async read(path: string, bytes: Bytes, asked: readonly Asked[] = [], tick: () => void = () => undefined): Promise<FileDigests> {
    const before = this.known.get(path)
    const missing = asked.filter((one) => before === undefined || !isKnown(before, one))
    if (before !== undefined && missing.length === 0) return before
    const sums = [...(before === undefined ? [{ algorithm: 'sha256' as const }] : []), ...missing.filter((one) => one.shard !== undefined || one.algorithm !== 'sha256')]
    const running = await Promise.all(sums.map((one) => sumOf(one)))
    await pass(bytes, running, tick)
    const whole = new Map(before?.whole)
    const shards = new Map(before?.shards)
    for (const sum of running) {
      if (sum.asked.shard === undefined) whole.set(sum.asked.algorithm, sum.end()[0] ?? '')
      else shards.set(`${sum.asked.algorithm}:${sum.asked.shard}`, sum.end())
    }
    const found = { sha256: whole.get('sha256') ?? '', whole, shards }
    this.known.set(path, found)
    return found
  }
}

export function shardsOf(digests: FileDigests, algorithm: Algorithm, shard: number): readonly string[] {
  return digests.shards.get(`${algorithm}:${shard}`) ?? []
}

function isKnown(digests: FileDigests, { algorithm, shard }: Asked): boolean {
  return shard === undefined ? digests.whole.has(algorithm) : digests.shards.has(`${algorithm}:${shard}`)
}

/** In order, from the first byte to the last. */
async function pass(bytes: Bytes, sums: readonly Sum[], tick: () => void): Promise<void> {
  let ask = stretch(bytes, 0, near)
  for (let at = 0; at < bytes.size; ) {
    const data = await ask.data
    if (data.length !== ask.length) throw new Stopped('unreadable', 'became shorter while it was read', at + data.length)
    at += ask.length
    const slow = ask.data instanceof Promise
    // Where reading takes time, the next stretch is on its way while this one is summed; where it does not, its buffer may be the same.
    if (slow) ask = stretch(bytes, at, far)
    for (const sum of sums) sum.add(data)
    if (!slow) ask = stretch(bytes, at, near)
    tick()
  }
}

interface Stretch {
  length: number
  data: Uint8Array | Promise<Uint8Array>
}

function stretch(bytes: Bytes, at: number, most: number): Stretch {
  const length = Math.min(most, bytes.size - at)
  const data = length === 0 ? new Uint8Array(0) : bytes.read(at, length)
  // A failure is met when its turn comes.
  if (data instanceof Promise) data.catch(() => undefined)
  return { length, data }
}

/** One digest while it is being made, of the whole or shard by shard. */
class Sum {
  private readonly done: string[] = []
  private within = 0

  constructor(readonly asked: Asked, private readonly start: () => Running) {
    this.running = start()
  }
  private running: Running

  add(data: Uint8Array): void {
    if (this.asked.shard === undefined) return this.running.update(data)
    for (let at = 0; at < data.length; ) {
      const length = Math.min(data.length - at, this.asked.shard - this.within)
      this.running.update(data.subarray(at, at + length))
      this.within += length
      at += length
      if (this.within === this.asked.shard) this.next()
    }
  }

  /** The digest of the whole, or of every shard: none of an empty file. */
  end(): readonly string[] {
    if (this.asked.shard === undefined || this.within > 0) this.done.push(this.running.digest())
    return this.done
  }

  private next(): void {
    this.done.push(this.running.digest())
    this.running = this.start()
    this.within = 0
  }
}

interface Running {
  update(data: Uint8Array): void
  digest(): string
}

async function sumOf(asked: Asked): Promise<Sum> {
  // Node has no BLAKE3.
  if (asked.algorithm !== 'blake3') return new Sum(asked, () => native(createHash(asked.algorithm === 'blake2b' ? 'blake2b512' : asked.algorithm)))
  const { createBLAKE3 } = await import('hash-wasm')
  const hasher = await createBLAKE3()
  return new Sum(asked, () => wasm(hasher.init()))
}

function native(hash: Hash): Running {
  return { update: (data) => void hash.update(data), digest: () => hash.digest('hex') }
}

function wasm(hasher: IHasher): Running {
  return { update: (data) => void hasher.update(data), digest: () => hasher.digest('hex') }
}
