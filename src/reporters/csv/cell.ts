// One cell, one line: RFC 4180, with nothing in it that a spreadsheet would calculate.
import { printable } from '../kit/printable.js'
import { shortened } from '../kit/shortened.js'

/** What a cell of Excel holds; more would be cut without a word. */
const longest = 32_767

/** Letters and signs of which none can begin a formula, end a cell, or hide: nearly all that is ever written. */
const harmless = /^[\w./:*?&!()[\]{}<>$^~][\w ./:*?&!()[\]{}<>$^~=+@|%-]*$/

// What makes a formula at the start of a cell (the signs of a full width are taken for the plain ones), also after what
// spreadsheets drop or take for the quotes of a cell. https://owasp.org/www-community/attacks/CSV_Injection
const formula = /^[\s"'`,;]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20\uFF5C\uFF05\u2212\uFE62\uFE63\uFE66\uFE6B]/u
// Where lists are written with semicolons, Excel takes them for the ends of cells, quotes or not.
const afterSemicolon = /;(?=[\s"'`,]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20\uFF5C\uFF05\u2212\uFE62\uFE63\uFE66\uFE6B])/gu

/** Text from anywhere as a cell. What nobody would see is written out, so a row is always a line. */
export function cell(text: string): string {
  if (text === '' || (text.length <= longest && harmless.test(text))) return text
  // Room is left for a quote in front.
  const shown = shortened(printable(text), longest - 1)
  const inert = (formula.test(shown) ? `'${shown}` : shown).replace(afterSemicolon, ';\'')
  return `"${inert.replaceAll('"', '""')}"`
}

/** A line of cells. */
export function line(texts: readonly string[]): string {
  return `${texts.map(cell).join(',')}\r\n`
}
