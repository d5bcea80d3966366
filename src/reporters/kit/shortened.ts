// Bounds texts whose length others decide.

/** At most so many UTF-16 units, a cut marked, no character cut in two. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
