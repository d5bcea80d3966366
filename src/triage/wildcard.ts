// Patterns in which `*` stands for anything, slashes too: ids of clouds are full of them, and of brackets.

/** Walks both once, with one place to go back to: no pattern is slow on any text. */
export function isLike(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let i = 0
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++
      resume = i
    } else if (at < pattern.length && pattern[at] === text[i]) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** Of several patterns, whether any fits; none at all fits everything. */
export function isAnyLike(patterns: readonly string[], ...texts: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => texts.some((text) => isLike(pattern, text)))
}
