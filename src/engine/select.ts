// Which of the loaded rules run: `recommended`, `all`, ids and globs.
import picomatch from 'picomatch'
import type { RuleDoc } from '../core/index.js'
import { UsageError, nearest } from '../core/index.js'

/** The rules that any of the patterns names, in their order. A pattern that names none is a mistake. */
export function selectRules<R extends { doc: RuleDoc }>(rules: readonly R[], patterns: readonly string[]): R[] {
  const chosen = new Set<R>()
  for (const pattern of patterns) {
    const matches = matcher(pattern)
    const found = rules.filter(({ doc }) => matches(doc))
    if (found.length === 0 && pattern !== 'recommended' && pattern !== 'all') throw unknownPattern(pattern, rules)
    for (const rule of found) chosen.add(rule)
  }
  return rules.filter((rule) => chosen.has(rule))
}

function matcher(pattern: string): (doc: RuleDoc) => boolean {
  if (pattern === 'all') return () => true
  if (pattern === 'recommended') return (doc) => doc.level === 'recommended' && doc.status !== 'deprecated'
  const matches = picomatch(pattern)
  return (doc) => matches(doc.id) || doc.aliases.some((alias) => matches(alias))
}

function unknownPattern(pattern: string, rules: readonly { doc: RuleDoc }[]): UsageError {
  const meant = nearest(pattern, ['recommended', 'all', ...rules.map(({ doc }) => doc.id)])
  return new UsageError(`no rule matches "${pattern}" — nothing was scanned`, meant === undefined ? 'aispm rules lists them all' : `did you mean ${meant}?`)
}
