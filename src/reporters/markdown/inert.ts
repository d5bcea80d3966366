// Text from outside as Markdown that says the same and does nothing: no link, mention, reference, picture or order comes of it.
import { html } from '../kit/markup.js'
import { printable } from '../kit/printable.js'
import { shortened } from '../kit/shortened.js'

// A word of letters, with the marks of a sentence around it. All else stands in code, the one place that GitHub and GitLab
// look neither for mentions, references and addresses (both of them after entities were read) nor for emphasis and HTML.
const plainWord = /^["'“‘(]?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-'’][\p{L}\p{N}\p{M}]+)*[)"'”’]?[.,;:?!]?$/u
// Words of letters that become something nevertheless: `1.` a list, `deadbeef` a commit, `GH-1` and `JIRA-1` an issue, `www` an address.
const tellingWord = /^["'“‘(]?(?:\d+[.):]|[0-9a-f]{7,40}\b|www)|[\p{L}\p{N}]-\d/iu
const dashes = new Set(['–', '—', '·', '→', '…'])

/** A sentence: words as they are, everything else as code. For paragraphs, items and cells of tables alike; always one line. */
export function sentence(text: string, longest = 500): string {
  const parts: string[] = []
  let coded: string[] = []
  const flush = (): void => {
    if (coded.length > 0) parts.push(punctuated(coded.join(' ')))
    coded = []
  }
  for (const word of shortened(printable(text), longest).split(' ')) {
    if (word === '') continue
    if ((plainWord.test(word) && !tellingWord.test(word)) || dashes.has(word)) {
      flush()
      parts.push(word)
    } else coded.push(word)
  }
  flush()
  return parts.join(' ')
}

/** The marks of the sentence stay outside of the code, where they mean nothing. */
function punctuated(text: string): string {
  const mark = /[,.;:]$/.exec(text)?.[0] ?? ''
  const bare = text.slice(0, text.length - mark.length)
  const opening = bare.startsWith('(') && !bare.slice(0, -1).includes(')') ? '(' : ''
  const closing = bare.endsWith(')') && !bare.slice(opening.length).includes('(') ? ')' : ''
  const inner = bare.slice(opening.length, bare.length - closing.length)
  return inner.trim() === '' ? span(text) : `${opening}${span(inner)}${closing}${mark}`
}

/** A name or an id, whole, as code. */
export function code(text: string, longest = 200): string {
  const shown = shortened(printable(text), longest)
  return shown.trim() === '' ? span(`"${shown}"`) : span(shown)
}

// A pipe ends a cell even within code, and readers differ on a backslash before it: it stands between two pieces of code.
function span(text: string): string {
  return text.split('|').map((piece) => (piece === '' ? '' : ticked(piece))).join('&#124;')
}

/** In as many backticks as it takes; a space is dropped on both sides where there is one on both, so another is added. */
function ticked(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  const isPadded = /^`|`$/.test(text) || (/^ .* $/.test(text) && text.trim() !== '')
  return isPadded ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}

/** Lines of code that can be copied: no line of them can end the block. */
export function block(text: string, language: string): string[] {
  const lines = text.trim().split('\n').map((line) => printable(line.replaceAll('\t', '  ').trimEnd()))
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${fence}${language}`, ...lines, fence]
}

/** Inside a line of HTML, where no Markdown is read. */
export function htmlCode(text: string, longest = 200): string {
  return html`<code>${shortened(printable(text), longest)}</code>`.text
}

/** A link, if it leads to a page on the web; its words are ours. */
export function link(words: string, address: string): string | undefined {
  if (!/^https:\/\/[^\s\\]+$/.test(address) || !URL.canParse(address)) return undefined
  const { href, username } = new URL(address)
  if (username !== '') return undefined
  // Within angle brackets only these could end it; the rest is the address's own matter.
  return `[${words}](<${printable(href).replace(/[<>\\|`]/g, encodeURIComponent)}>)`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
