// From what was found in files to assets: a gap on everything that an unread part of a file may hide.
import type { Found } from '../../artifacts/inspect.js'
import type { UnreadReason } from '../../artifacts/unread.js'
import type { GapReason, Json } from '../../core/index.js'
import type { ShapeNode } from '../../core/shape.js'
import type { GapMark } from './collector.js'

/** What is told of a file before its format is asked. */
const known: ReadonlySet<string> = new Set(['path', 'size', 'sha256', 'unread'])

export type Mark = (reason: GapReason, message: string) => GapMark

/** Declared properties of something found, each its value or the gap that hides it. */
export function propsOf(found: Found, fields: Record<string, ShapeNode>, mark: Mark): Record<string, Json | GapMark> {
  const unread = found.unread.map(({ reason, what, member }) => ({ reason, what, member }))
  const own: Record<string, Json> = { ...found.props, path: found.path, size: found.size, sha256: found.props?.['sha256'] ?? null, unread }
  const [first] = found.unread
  if (first === undefined && found.props !== null) return Object.fromEntries(Object.keys(fields).flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])))
  const gap = first === undefined
    ? mark('error', `${found.path}: aispm failed to read it, which is a bug: ${said(found.bug)}`)
    : mark(gapReasons[first.reason], `${found.path}${first.member === '' ? '' : `${found.isFolder === true ? '/' : '!/'}${first.member}`}: ${first.what}`)
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => {
    const value = own[name]
    if (value === undefined) return [name, gap]
    const mayBeMore = !known.has(name) && field.is === 'list' && Array.isArray(value) && value.length === 0
    return [name, mayBeMore ? gap : value]
  }))
}

const gapReasons: Record<UnreadReason, GapReason> = {
  malformed: 'invalid-answer', truncated: 'invalid-answer', encrypted: 'unsupported', unsupported: 'unsupported', limit: 'unsupported', unreadable: 'error',
}

function said(bug: unknown): string {
  return bug instanceof Error ? `${bug.name}: ${bug.message}` : String(bug)
}
