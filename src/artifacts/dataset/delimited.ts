// Tables in text: which sign parts the fields, and the rows themselves, with quotes as RFC 4180 has them.

export interface Row {
  fields: string[]
  /** Character where it begins. */
  at: number
}

const delimiters = [',', '\t', ';', '|'] as const

/** The sign that cuts every line of a beginning into as many fields; null where there is none. */
export function delimiterOf(text: string, cut: boolean): { delimiter: string; columns: number; lines: number } | null {
  let best: { delimiter: string; columns: number; lines: number } | null = null
  for (const delimiter of delimiters) {
    const read = [...rows(text.slice(0, 65_536), delimiter)]
    // The last row is cut where the beginning is.
    const seen = cut && read.length > 1 ? read.slice(0, -1) : read
    const columns = seen[0]?.fields.length ?? 0
    if (columns < 2 || seen.length < 2) continue
    const alike = seen.filter(({ fields }) => fields.length === columns).length
    if (alike * 10 < seen.length * 9) continue
    if (best === null || columns > best.columns) best = { delimiter, columns, lines: seen.length }
  }
  return best
}

/** Rows of a text; empty lines are none. A quote that is never closed ends with its line. */
export function* rows(text: string, delimiter: string): Iterable<Row> {
  let at = 0
  while (at < text.length) {
    const row: Row = { fields: [], at }
    for (;;) {
      const field = text[at] === '"' ? quoted(text, at, delimiter) : null
      if (field !== null) {
        row.fields.push(field.value)
        at = field.end
      } else {
        const end = plainEnd(text, at, delimiter)
        row.fields.push(text.slice(at, end))
        at = end
      }
      if (text[at] !== delimiter) break
      at += 1
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    if (row.fields.length > 1 || row.fields[0] !== '') yield row
  }
}

function plainEnd(text: string, from: number, delimiter: string): number {
  for (let i = from; i < text.length; i++) {
    const one = text[i]
    if (one === delimiter || one === '\n' || (one === '\r' && (text[i + 1] === '\n' || i + 1 === text.length))) return i
  }
  return text.length
}

/** Longest field in quotes: a stray quote must not swallow a file. */
const longest = 2 ** 20

function quoted(text: string, from: number, delimiter: string): { value: string; end: number } | null {
  for (let i = from + 1; ;) {
    const quote = text.indexOf('"', i)
    if (quote === -1 || quote - from > longest) return null
    const next = text[quote + 1]
    if (next === '"') i = quote + 2
    else if (next === undefined || next === delimiter || next === '\n' || next === '\r') return { value: text.slice(from + 1, quote).replaceAll('""', '"'), end: quote + 1 }
    else return null
  }
}
