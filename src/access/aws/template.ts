// Texts of a policy that may hold variables, such as `arn:aws:s3:::orchard/${aws:username}/*`.
import type { Context } from './context.js'
import { type Truth, maybe } from '../truth.js'
import { type Glob, anything, covers, encode, glob, hasWildcard } from '../wildcard.js'

interface Variable {
  /** Lower-cased condition key. */
  key: string
  fallback: string | null
}

export interface Template {
  /** As written. */
  text: string
  pieces: readonly (string | Variable)[]
  /** Set when there is no variable. */
  fixed: Glob | null
}

/** `variables` is false for policies of version 2008-10-17, where `${` stands for itself. */
export function template(text: string, variables: boolean): Template {
  if (!variables || !text.includes('${')) return { text, pieces: [encode(text)], fixed: glob(encode(text)) }
  const pieces: (string | Variable)[] = []
  let literal = ''
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('${', at)
    const end = start < 0 ? -1 : text.indexOf('}', start)
    if (end < 0) break
    literal += encode(text.slice(at, start))
    const inner = text.slice(start + 2, end).trim()
    // `${*}`, `${?}` and `${$}` are how a policy writes those characters themselves.
    if (inner === '*' || inner === '?' || inner === '$') literal += inner
    else {
      if (literal !== '') pieces.push(literal)
      literal = ''
      pieces.push(variable(inner))
    }
    at = end + 1
  }
  literal += encode(text.slice(at))
  if (literal !== '' || pieces.length === 0) pieces.push(literal)
  const [only] = pieces
  return { text, pieces, fixed: pieces.length === 1 && typeof only === 'string' ? glob(only) : null }
}

function variable(inner: string): Variable {
  const comma = inner.indexOf(',')
  if (comma < 0) return { key: inner.toLowerCase(), fallback: null }
  return { key: inner.slice(0, comma).trim().toLowerCase(), fallback: inner.slice(comma + 1).trim().replace(/^'|'$/g, '') }
}

export type Filled =
  | { is: 'text'; text: string }
  /** A variable without a value: the statement's element matches nothing. */
  | { is: 'nothing' }
  /** With every unsettled variable as a wildcard. */
  | { is: 'open'; text: string; truth: Truth }

/** Puts values in the place of variables. What is the caller's to choose counts in his favour: true in an Allow, false in a Deny. */
export function fill(t: Template, context: Context, effect: 'Allow' | 'Deny'): Filled {
  if (t.fixed !== null) return { is: 'text', text: t.fixed.text }
  let text = ''
  let truth: Truth | undefined
  for (const piece of t.pieces) {
    if (typeof piece === 'string') { text += piece; continue }
    const state = context(piece.key)
    if (state.is === 'known' && state.values.length === 1) text += state.values[0] ?? ''
    else if (state.is === 'open') {
      text += anything
      const here: Truth = state.by === 'choice' ? effect === 'Allow'
        : state.by === 'varies' ? false
        : state.by === 'condition' ? maybe({ why: 'condition', text: `\${${piece.key}} in ${t.text}` })
        : maybe({ why: 'gap', gap: state.by.gap })
      if (truth === undefined || here === false || truth === true) truth = here
    } else if (piece.fallback !== null) text += piece.fallback
    else return { is: 'nothing' }
  }
  return truth === undefined ? { is: 'text', text } : { is: 'open', text, truth }
}

/**
 * Whether the template covers the subject, whose wildcards are encoded. One value that nobody knows never covers a
 * question about every resource; for one about some of them it may be just the one.
 */
export function templateCovers(t: Template, subject: string, context: Context, effect: 'Allow' | 'Deny', of: 'every' | 'some'): Truth {
  if (t.fixed !== null) return covers(t.fixed, subject)
  const filled = fill(t, context, effect)
  if (filled.is === 'nothing' || !covers(glob(filled.text), subject)) return false
  if (filled.is === 'text') return true
  if (!hasWildcard(subject)) return filled.truth
  return of === 'some' && (effect === 'Allow' || covers(glob(subject), filled.text)) ? filled.truth : false
}
