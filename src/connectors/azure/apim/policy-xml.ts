// Policies of API Management: which elements stand in which section. Their XML may hold C# with quotes and angle brackets in it.

export interface Element {
  /** Section it stands in, such as `inbound`; empty in a fragment. */
  section: string
  name: string
  attributes: Readonly<Record<string, string>>
  /** Text of its children by their names: `value` of a `set-header`. */
  texts: readonly { name: string; text: string }[]
}

export interface Policy {
  elements: readonly Element[]
  /** What stands further out applies too: a section without `<base />` leaves it out. */
  inherits: boolean
  /** Without comments. */
  text: string
}

const sections: ReadonlySet<string> = new Set(['inbound', 'backend', 'outbound', 'on-error'])
const wrappers: ReadonlySet<string> = new Set(['policies', 'fragment', ...sections])

interface Open {
  name: string
  element: { section: string; name: string; attributes: Record<string, string>; texts: { name: string; text: string }[] } | null
  text: string
}

export function parsePolicy(xml: string): Policy {
  const text = withoutComments(xml)
  const elements: Element[] = []
  const open: Open[] = []
  let section = ''
  let inherits = false
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('<', at)
    const top = open.at(-1)
    if (top !== undefined) top.text += text.slice(at, start < 0 ? text.length : start)
    if (start < 0) break
    const tag = tagAt(text, start)
    if (tag === null) {
      // A `<` of an expression, such as a generic's.
      if (top !== undefined) top.text += '<'
      at = start + 1
      continue
    }
    at = tag.end
    if (tag.isClose) {
      // Lenient: what was left open inside is closed with it.
      const level = open.findLastIndex((one) => one.name === tag.name)
      if (level < 0) continue
      const closed = open.splice(level)[0]
      const parent = open.at(-1)?.element
      if (closed !== undefined && parent != null) parent.texts.push({ name: closed.name, text: decoded(closed.text).trim() })
      if (sections.has(tag.name)) section = ''
      continue
    }
    if (sections.has(tag.name) && !tag.isEmpty) section = tag.name
    if (tag.name === 'base' && section === 'inbound') inherits = true
    const element = wrappers.has(tag.name) ? null : { section, name: tag.name, attributes: tag.attributes, texts: [] }
    if (element !== null) elements.push(element)
    if (!tag.isEmpty) open.push({ name: tag.name, element, text: '' })
  }
  return { elements, inherits, text: decoded(text) }
}

/** A policy that is not there: what stands further out applies. */
export const noPolicy: Policy = { elements: [], inherits: true, text: '' }

interface Tag {
  name: string
  isClose: boolean
  isEmpty: boolean
  attributes: Record<string, string>
  end: number
}

function tagAt(text: string, start: number): Tag | null {
  const [whole, slash, name] = /^<(\/?)([a-z][a-z0-9-]*)(?=[\s/>])/.exec(text.slice(start, start + 80)) ?? []
  if (whole === undefined || name === undefined) return null
  const attributes: Record<string, string> = {}
  let at = start + whole.length
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1
    if (text[at] === '>') return { name, isClose: slash === '/', isEmpty: false, attributes, end: at + 1 }
    if (text.startsWith('/>', at)) return { name, isClose: false, isEmpty: true, attributes, end: at + 2 }
    const [head, key, quote] = /^([a-zA-Z_][\w:.-]{0,80})\s{0,8}=\s{0,8}(["'])/.exec(text.slice(at, at + 120)) ?? []
    if (head === undefined || key === undefined || quote === undefined) return null
    const from = at + head.length
    const end = endOfValue(text, from, quote)
    if (end < 0) return null
    attributes[key] = decoded(text.slice(from, end))
    at = end + 1
  }
}

/** An expression may hold the quote that it stands in, inside its own brackets. */
function endOfValue(text: string, from: number, quote: string): number {
  if (!/^@[({]/.test(text.slice(from, from + 2))) return text.indexOf(quote, from)
  let depth = 0
  for (let i = from + 1; i < text.length; i += 1) {
    const c = text[i]
    if (c === '(' || c === '{') depth += 1
    else if (c === ')' || c === '}') depth -= 1
    if (depth === 0) return text.indexOf(quote, i)
  }
  return -1
}

function withoutComments(xml: string): string {
  let text = ''
  let at = 0
  for (;;) {
    const start = xml.indexOf('<!--', at)
    if (start < 0) return text + xml.slice(at)
    text += xml.slice(at, start)
    const end = xml.indexOf('-->', start + 4)
    if (end < 0) return text
    at = end + 3
  }
}

const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }

function decoded(text: string): string {
  return text.replace(/&(quot|apos|lt|gt|amp|#xD|#xA);/g, (_, name: string) => entities[name] ?? '\n')
}
