// Puts symbolic values into words, for evidence: `os.system("echo hi")`. Secrets become their kind and length.
import { findSecrets } from '../text/secrets.js'
import type { Constant } from './constants.js'
import type { Machine } from './machine.js'
import { buffer, call, dict, isConstant, isGlobal, isRecord, kindOf, list, nameOf, persistent, results, set, tuple, type Value } from './values.js'

const longestText = 120
const deepest = 4
const mostShown = 6

export function describe(machine: Machine, value: Value, depth = 0): string {
  if (isConstant(value)) return describeConstant(machine.constant(value))
  if (value === persistent) return 'a persistent object'
  if (value === buffer) return 'a buffer'
  const name = nameOf(value)
  const written = name === undefined ? undefined : machine.judge.names.list[name]?.written
  if (isGlobal(value)) return written ?? 'a name'
  if (value >= results && !isRecord(value)) return `${written ?? 'a name'}(…)`
  if (!isRecord(value) || depth >= deepest) return '…'
  if (kindOf(value) === call) {
    const made = machine.arena.callOf(value)
    if (made === undefined) return `${written ?? '…'}(…)`
    return `${isGlobal(made.callee) ? written ?? '…' : describe(machine, made.callee, depth + 1)}${describeArguments(machine, made.args, depth + 1)}`
  }
  const items = machine.arena.items(value)
  if (items === undefined) return '…'
  const shown = items.slice(0, kindOf(value) === dict ? 2 * mostShown : mostShown).map((item) => describe(machine, item, depth + 1))
  const more = items.length > shown.length ? ', …' : ''
  switch (kindOf(value)) {
    case tuple: return `(${shown.join(', ')}${more}${shown.length === 1 ? ',' : ''})`
    case list: return `[${shown.join(', ')}${more}]`
    case set: return `{${shown.join(', ')}${more}}`
    default: return `{${shown.flatMap((key, i) => (i % 2 === 0 ? [`${key}: ${shown[i + 1] ?? '…'}`] : [])).join(', ')}${more}}`
  }
}

export function describeArguments(machine: Machine, args: Value, depth = 0): string {
  const items = isRecord(args) && kindOf(args) === tuple ? machine.arena.items(args) : undefined
  if (items === undefined) return isRecord(args) ? '(…)' : `(${describe(machine, args, depth)})`
  const shown = items.slice(0, mostShown).map((item) => describe(machine, item, depth + 1))
  return `(${shown.join(', ')}${items.length > shown.length ? ', …' : ''})`
}

/** What a code object refers to, by the tuples of names it is made with: `code that names os, system`. */
export function codeNames(machine: Machine, args: Value): string | null {
  const items = machine.arena.items(args) ?? []
  // Nine counts, bytes and tuples at the least (types.CodeType).
  if (items.length < 9) return null
  const names = items.flatMap((item) => (isRecord(item) && kindOf(item) === tuple ? machine.arena.items(item) ?? [] : []))
    .map((item) => machine.text(item)).filter((text) => text !== undefined && /^[^\W\d]\w*$/u.test(text))
  return `code that names ${[...new Set(names)].slice(0, 16).join(', ') || 'nothing'}`
}

function describeConstant(constant: Constant | null): string {
  if (constant === null) return '…'
  if (constant.kind === 'text' || constant.kind === 'bytes') {
    const [secret] = findSecrets(constant.text.slice(0, 4096))
    if (secret !== undefined) return `<${secret.type}, ${constant.length} characters>`
    const text = constant.text.length > longestText ? `${constant.text.slice(0, longestText - 1)}…` : constant.text
    return `${constant.kind === 'bytes' ? 'b' : ''}${JSON.stringify(text)}`
  }
  return constant.text.slice(0, longestText)
}
