// A terminal of the few abilities that the command line uses: lines, wrapping, cursor up, erase below, colours.
export interface Screen {
  /** Everything that stands on it or was scrolled out at the top, without colours. */
  lines: string[]
  /** The most rows that were ever wiped: never more than there are, or the wipe would miss. */
  mostWiped: number
}

// oxlint-disable-next-line no-control-regex -- escape sequences are what this reads
const token = /\u001B\[(\d*)([A-Za-z])|\r\n|\n|\r|[^\u001B\r\n]/gu

export function drawn(output: string, columns: number): Screen {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  let mostWiped = 0
  const down = (): void => {
    row += 1
    if (row === lines.length) lines.push('')
  }
  for (const [text, number, letter] of output.matchAll(token)) {
    if (letter === 'A') {
      const up = Number(number || 1)
      mostWiped = Math.max(mostWiped, up)
      row = Math.max(0, row - up)
      column = 0
    } else if (letter === 'J') lines.splice(row, lines.length, (lines[row] ?? '').slice(0, column))
    else if (letter !== undefined) continue
    else if (text === '\r') column = 0
    else if (text === '\n' || text === '\r\n') {
      column = 0
      down()
    } else {
      if (column === columns) {
        column = 0
        down()
      }
      const line = (lines[row] ?? '').padEnd(column)
      lines[row] = line.slice(0, column) + text + line.slice(column + 1)
      column += 1
    }
  }
  return { lines, mostWiped }
}
