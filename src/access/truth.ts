// Three-valued logic of access questions: yes, no, or open with the reasons why.
import type { GapId } from '../core/index.js'

/** What would have to be known to settle an answer. */
export type Open =
  /** A condition on something no inventory can know, such as the caller's address. */
  | { why: 'condition'; text: string }
  /** A read that failed. */
  | { why: 'gap'; gap: GapId }

export interface Maybe {
  readonly open: readonly Open[]
}
export type Truth = true | false | Maybe

export function maybe(...open: Open[]): Maybe {
  return { open }
}

export function and(...truths: readonly Truth[]): Truth {
  let open: Open[] | undefined
  for (const t of truths) {
    if (t === false) return false
    if (t !== true) open = open === undefined ? [...t.open] : [...open, ...t.open]
  }
  return open === undefined ? true : { open }
}

export function or(...truths: readonly Truth[]): Truth {
  let open: Open[] | undefined
  for (const t of truths) {
    if (t === true) return true
    if (t !== false) open = open === undefined ? [...t.open] : [...open, ...t.open]
  }
  return open === undefined ? false : { open }
}

export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth
}

/** Gap ids of an open answer, each once. */
export function gapsOf(truth: Truth): GapId[] {
  if (typeof truth === 'boolean') return []
  return [...new Set(truth.open.flatMap((o) => (o.why === 'gap' ? [o.gap] : [])))]
}

/** Conditions of an open answer, each once. */
export function conditionsOf(truth: Truth): string[] {
  if (typeof truth === 'boolean') return []
  return [...new Set(truth.open.flatMap((o) => (o.why === 'condition' ? [o.text] : [])))]
}
