// Wildcard patterns of policies: matching, covering and meeting, without regular expressions.

// `*` and `?` as wildcards are held as control characters, so that the same characters can also stand for themselves
// (`${*}`), and so that a question about "every object of a bucket" is a pattern like any other.
const many = '\u0001'
const one = '\u0002'
export const anything = many

/** A text whose `*` and `?` are wildcards. */
export function encode(text: string): string {
  return text.replaceAll('*', many).replaceAll('?', one)
}

/** Back to how people write it. */
export function decode(text: string): string {
  return text.replaceAll(many, '*').replaceAll(one, '?')
}

export function hasWildcard(encoded: string): boolean {
  return encoded.includes(many) || encoded.includes(one)
}

export interface Glob {
  /** Encoded pattern. */
  readonly text: string
  /** The pieces between the `*`. */
  readonly parts: readonly string[]
}

export function glob(encoded: string): Glob {
  return { text: encoded, parts: encoded.split(many) }
}

/**
 * Whether the pattern matches all that `subject` stands for; for a subject without wildcards this is plain matching.
 * Each piece is looked for once from left to right, so there is no backtracking.
 */
export function covers(pattern: Glob, subject: string): boolean {
  const { parts } = pattern
  const first = parts[0] ?? ''
  if (parts.length === 1) return first.length === subject.length && fits(first, subject, 0)
  const last = parts[parts.length - 1] ?? ''
  if (first.length + last.length > subject.length || !fits(first, subject, 0)) return false
  const end = subject.length - last.length
  if (!fits(last, subject, end)) return false
  let at = first.length
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? ''
    const found = find(part, subject, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

function fits(part: string, subject: string, at: number): boolean {
  if (!part.includes(one)) return subject.startsWith(part, at)
  if (at + part.length > subject.length) return false
  for (let i = 0; i < part.length; i++) {
    const [want, have] = [part[i], subject[at + i]]
    if (want !== have && (want !== one || have === many)) return false
  }
  return true
}

function find(part: string, subject: string, from: number): number {
  if (!part.includes(one)) return subject.indexOf(part, from)
  for (let at = from; at + part.length <= subject.length; at++) if (fits(part, subject, at)) return at
  return -1
}

/** A pattern for texts that both patterns match, or null when no text matches both. */
export function meet(a: string, b: string): string | null {
  if (a === b || a === many) return b
  if (b === many) return a
  if (!hasWildcard(a) && !hasWildcard(b)) return null
  const width = b.length + 1
  // reach[i * width + j]: whether the rests a[i..] and b[j..] have a text in common.
  const reach = new Uint8Array((a.length + 1) * width)
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      reach[i * width + j] = step(a, b, i, j, (x, y) => reach[x * width + y] === 1) === null ? 0 : 1
    }
  }
  if (reach[0] !== 1) return null
  let [i, j, met] = [0, 0, '']
  while (i < a.length || j < b.length) {
    const next = step(a, b, i, j, (x, y) => reach[x * width + y] === 1)
    if (next === null) return null
    ;[i, j, met] = [next.i, next.j, met + next.emit]
  }
  return met
}

/** One step of two patterns side by side towards a common text. */
function step(a: string, b: string, i: number, j: number, open: (i: number, j: number) => boolean): { i: number; j: number; emit: string } | null {
  if (i === a.length && j === b.length) return { i, j, emit: '' }
  const [x, y] = [a[i], b[j]]
  if (x === many && y === many) {
    if (open(i + 1, j + 1)) return { i: i + 1, j: j + 1, emit: many }
    // One star goes on while the other is done: still anything may stand here.
    if (open(i + 1, j)) return { i: i + 1, j, emit: many }
    if (open(i, j + 1)) return { i, j: j + 1, emit: many }
    return null
  }
  if (x === many) {
    if (y !== undefined && open(i, j + 1)) return { i, j: j + 1, emit: y }
    return open(i + 1, j) ? { i: i + 1, j, emit: '' } : null
  }
  if (y === many) {
    if (x !== undefined && open(i + 1, j)) return { i: i + 1, j, emit: x }
    return open(i, j + 1) ? { i, j: j + 1, emit: '' } : null
  }
  if (x === undefined || y === undefined || (x !== y && x !== one && y !== one) || !open(i + 1, j + 1)) return null
  return { i: i + 1, j: j + 1, emit: x === one ? y : x }
}
