// Who looks after a finding: by the path of its file, by a tag of its asset, by its account.
import type { Asset, Finding, Json, Owners } from '../core/index.js'
import { below, isAtPath, isInScope, type FilePath } from './place.js'

/** Undefined where the settings say nothing. */
export function ownersOf(finding: Finding, path: FilePath, asset: Asset | undefined, owners: Owners): string[] | undefined {
  return byPath(path, owners.paths) ?? byTag(asset, owners.tags) ?? byScope(finding, owners.scopes)
}

function byPath(path: FilePath, entries: Owners['paths']): string[] | undefined {
  return entries.findLast(({ pattern, within }) => {
    if (within === undefined) return isAt(pattern, path)
    const inside = below(path, within)
    return inside !== undefined && isAtPath(pattern, inside)
  })?.owners
}

/** A path of the main file is meant as reports show it, or as seen from the working folder. */
export function isAt(pattern: string, { shown, fromHere }: FilePath): boolean {
  return (shown !== undefined && isAtPath(pattern, shown)) || (fromHere !== undefined && isAtPath(pattern, fromHere))
}

function byTag(asset: Asset | undefined, names: readonly string[]): string[] | undefined {
  if (asset === undefined) return undefined
  for (const name of names) {
    for (const tags of [asset.props['tags'], asset.props['labels']]) {
      const value = valueOf(tags, name)
      if (value !== undefined) return [value]
    }
  }
  return undefined
}

// Names of tags differ in case from team to team, and Azure takes no notice of it.
function valueOf(tags: Json | undefined, name: string): string | undefined {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return undefined
  const found = Object.entries(tags).find(([key, value]) => key.toLowerCase() === name.toLowerCase() && typeof value === 'string' && value.trim() !== '')
  return typeof found?.[1] === 'string' ? found[1].trim() : undefined
}

/** The longest that fits says most. */
function byScope({ scope }: Finding, entries: Owners['scopes']): string[] | undefined {
  const fitting = entries.filter((entry) => isInScope(entry.scope, scope))
  return fitting.toSorted((a, b) => b.scope.length - a.scope.length)[0]?.owners
}
