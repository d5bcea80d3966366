// Breaks text into lines of a page: at spaces, never inside a word, so that ids and commands stay whole.
import { columns } from '../kit/printable.js'

/** Lines of at most `width` columns; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): string[] {
  return fill(text.split(/\s+/).filter((word) => word !== ''), width, ' ')
}

/** Puts whole pieces on lines of at most `width` columns, joined by `gap`; a comma stays at the end of its line. */
export function fill(pieces: readonly string[], width: number, gap: string, size = columns): string[] {
  const lines: string[] = []
  // Room for the comma that the line may end with.
  const comma = gap.startsWith(',') ? 1 : 0
  let used = 0
  for (const piece of pieces) {
    const last = lines.length - 1
    if (last >= 0 && used + columns(gap) + size(piece) + comma <= width) {
      lines[last] += gap + piece
      used += columns(gap) + size(piece)
    } else {
      if (last >= 0 && gap.startsWith(',')) lines[last] += ','
      lines.push(piece)
      used = size(piece)
    }
  }
  return lines
}

/** The lines behind a label: the first stands beside it, the others below. */
export function hang(label: string, labelWidth: number, lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? label : ' '.repeat(labelWidth)) + line)
}
