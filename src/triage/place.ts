// Where findings lie, as settings name it: the paths of files, and accounts with their regions.
import picomatch from 'picomatch'
import type { Scope, SourceLocation } from '../core/index.js'
import { isLike } from './wildcard.js'

/** The scanned folders by the name their scope has, as seen from the working one; `null` for one that lies elsewhere. */
export type Folders = ReadonlyMap<string, string | null>

interface Placed {
  asset: string
  scope: Scope
  source?: SourceLocation
}

/** The path of a file as reports show it, and as seen from the working folder; none for what is no file. */
export interface FilePath {
  shown?: string
  fromHere?: string
}

export function filePathOf({ asset, scope, source }: Placed, folders: Folders): FilePath {
  if (scope.provider !== 'local') return source === undefined ? {} : { shown: source.file }
  const [inside = ''] = asset.replace(/^local:/, '').split('!/', 1)
  const folder = folders.get(scope.account)
  // Among several folders a path begins with its folder's name.
  const below = folders.size > 1 && (inside === scope.account || inside.startsWith(`${scope.account}/`)) ? inside.slice(scope.account.length + 1) : inside
  return {
    shown: source?.file ?? inside,
    ...(folder !== undefined && folder !== null && { fromHere: [folder, below].filter((part) => part !== '' && part !== '.').join('/') || '.' }),
  }
}

/** The path as seen from a folder that is named from the working one; undefined for what lies outside of it. */
export function below(path: FilePath, within: string): string | undefined {
  if (path.fromHere === within) return '.'
  return path.fromHere?.startsWith(`${within}/`) === true ? path.fromHere.slice(within.length + 1) : undefined
}

const compiled = new Map<string, (path: string) => boolean>()

/**
 * As CODEOWNERS has it: without a slash a name anywhere, with one a path from the top; a folder is all that lies in it,
 * but for `folder/*`, which is its own files alone.
 */
export function isAtPath(pattern: string, path: string): boolean {
  let matches = compiled.get(pattern)
  if (matches === undefined) {
    const bare = pattern.replace(/^\.?\//, '').replace(/\/+$/, '')
    const anchored = /^\.?\//.test(pattern) || bare.includes('/') ? bare : `**/${bare}`
    const globs = /(?:^|\/)\*$/.test(bare) && bare !== '*' ? [anchored] : [anchored, `${anchored}/**`]
    // No extended patterns and no braces: they would make a name that has such characters another one.
    matches = picomatch(globs, { dot: true, noextglob: true, nobrace: true, nonegate: true })
    compiled.set(pattern, matches)
  }
  return matches(path)
}

/** `aws`, `aws:111122223333`, `gcp:projects/orchard` or `aws:111122223333:us-east-1`; an account is all of its regions. */
export function isInScope(pattern: string, scope: Scope): boolean {
  const [provider = '', ...rest] = pattern.split(':')
  if (provider !== scope.provider) return false
  const place = rest.join(':').replace(/^(?:projects|sub)\//, '')
  return place === '' || isLike(place, scope.account) || (scope.region !== undefined && isLike(place, `${scope.account}:${scope.region}`))
}
