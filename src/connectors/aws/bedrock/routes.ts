// What agents, flows and prompts have in common: how they are listed, and which versions are live, namely those that aliases route to.
import { GapMark, type Answer } from '../../kit/collector.js'

export interface Alias {
  id: string
  name: string
  versions: string[]
}

/** The alias that AWS gives everything for trying out its draft; nothing in production calls it. */
const testAlias = 'TSTALIASID'
export const draft = 'DRAFT'
/** Rows of a page: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_ListAgents.html */
export const maxPage = 1000

export function withoutTests(aliases: readonly Alias[]): Alias[] {
  return aliases.filter((alias) => alias.id !== testAlias)
}

/** Versions that somebody can call: those behind aliases, the draft while there is none. Which they are is unknown while the aliases are. */
export function routed(aliases: Answer<Alias[]>): string[] {
  if (!aliases.ok) return []
  const versions = aliases.value.flatMap((alias) => alias.versions)
  return versions.length > 0 ? [...new Set(versions)].toSorted() : [draft]
}

/** All of them, or the gap of the first that could not be read. */
export function allOf<T, U>(items: readonly T[], take: (item: T) => U | GapMark): U[] | GapMark {
  const taken: U[] = []
  for (const item of items) {
    const one = take(item)
    if (one instanceof GapMark) return one
    taken.push(one)
  }
  return taken
}

/** What each of them gives, in one list. */
export function allFrom<T, U>(items: readonly T[], take: (item: T) => U[] | GapMark): U[] | GapMark {
  const taken = allOf(items, take)
  return taken instanceof GapMark ? taken : taken.flat()
}
