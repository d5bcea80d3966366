// A strict reader of RFC 4180: quotes only around whole cells, every line as long as the first.

/** Rows by the names of the columns. Throws at what a lenient reader would take. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = cellsOf(text.replace(/^\uFEFF/, ''))
  return rows.map((row, i) => {
    if (row.length !== names.length) throw new Error(`row ${i + 2} has ${row.length} cells, not ${names.length}`)
    return Object.fromEntries(names.map((name, column) => [name, row[column] ?? '']))
  })
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const one = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (one.lastIndex < text.length) {
    const at = one.lastIndex
    const found = one.exec(text)
    if (found === null) throw new Error(`no cell at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`)
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === ',') continue
    rows.push(row)
    row = []
  }
  if (row.length > 0) throw new Error('the last line does not end')
  return rows
}
