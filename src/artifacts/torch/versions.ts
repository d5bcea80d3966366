// Versions of Python packages: what a requirement allows at most, and whether that is older than a fix. PEP 440, PEP 508.

/** The newest version that a requirement lets in; null: no bound, or one that is not understood. */
export interface Newest {
  release: number[]
  /** Whether that version itself is let in: `<=2.5` against `<2.6`. */
  included: boolean
}

/** `2.5.1+cu121` → [2, 5, 1]; pre-releases are older than their release and count as it, so that nothing is claimed of them. */
export function release(version: string): number[] | null {
  const digits = /^v?(\d{1,6}(?:\.\d{1,9}){0,4})(?:(?:(?:a|b|rc|\.post|\.dev)\d|[+-]\w)[\w.+-]*)?$/.exec(version.trim())?.[1]
  return digits === undefined ? null : digits.split('.').map(Number)
}

export function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Of clauses such as `>=2.0,<2.6`, `==2.5.*`, `~=2.4.0`, Poetry's `^2.3`, conda's `=2.5`. Alternatives (`||`) are not read. */
export function newest(specifier: string): Newest | null {
  if (specifier.includes('|')) return null
  let found: Newest | null = null
  for (const clause of specifier.split(',')) {
    const one = bound(clause.trim())
    if (one === null) continue
    const difference = found === null ? -1 : compare(one.release, found.release)
    if (difference < 0 || (difference === 0 && !one.included)) found = one
  }
  return found
}

/** Whether whatever is installed is older than the release that mends it. */
export function isOlder(allowed: Newest | null, mended: readonly number[]): boolean {
  if (allowed === null) return false
  const difference = compare(allowed.release, mended)
  return difference < 0 || (difference === 0 && !allowed.included)
}

function bound(clause: string): Newest | null {
  const [, operator = '', version = ''] = /^(===|==|<=|<|~=|>=|>|!=|\^|~|=|)\s*([\w.*+-]+)$/.exec(clause) ?? []
  const prefix = /^(\d+(?:\.\d+)*)\.\*$/.exec(version)?.[1]
  const given = release(prefix ?? version)
  if (given === null) return null
  switch (operator) {
    case '==': case '===': case '': return prefix === undefined ? { release: given, included: true } : { release: next(given), included: false }
    // Conda's single sign lets in everything that starts so.
    case '=': return { release: next(given), included: false }
    case '<=': return { release: given, included: true }
    case '<': return { release: given, included: false }
    case '~=': return given.length < 2 ? null : { release: next(given.slice(0, -1)), included: false }
    case '~': return { release: next(given.slice(0, Math.min(2, given.length))), included: false }
    case '^': return { release: next(given.slice(0, given.findIndex((n) => n > 0) + 1 || given.length)), included: false }
    default: return null
  }
}

/** [2, 5] → [2, 6] */
function next(version: readonly number[]): number[] {
  return version.map((n, i) => (i === version.length - 1 ? n + 1 : n))
}
