// HTML that is escaped unless it says otherwise: every value put into a template is text, made visible and inert.
import { printable } from './printable.js'

/** HTML that was put together here, and may stand in a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | undefined | readonly Part[]

const none = new Markup('')

/** ``html`<p title="${name}">${message}</p>` ``: for text and for attributes in double quotes, nowhere else. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + inert(parts[i - 1]) + string))
}

/** `made()` where something is there to be told, else nothing. */
export function when(told: boolean, made: () => Markup): Markup {
  return told ? made() : none
}

/** Lines of code: breaks and tabs stay, everything else unseen is written out. */
export function codeText(text: string): string {
  return text.trim().split(/\r?\n/).map((line) => line.split('\t').map(printable).join('\t')).join('\n')
}

/** A link that may be followed: https, and nothing in it that could be taken for another host. */
export function safeLink(address: string): string | undefined {
  if (printable(address) !== address || !/^https:\/\/[a-z0-9][a-z0-9.-]*(?::\d+)?(?:[/?#]|$)/.test(address)) return undefined
  return URL.canParse(address) ? address : undefined
}

function inert(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(inert).join('')
  return escaped(printable(String(part)))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
