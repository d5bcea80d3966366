// XML 1.0 text: nothing in it is a tag, a reference or the end of one, and no character that XML forbids.
import { printable } from '../kit/printable.js'

/** Of one line; line breaks and everything unseen are written out, so controls and lone surrogates never get here. */
export function xmlText(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** In double quotes. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;').replaceAll('\'', '&apos;')
}

/** `<name key="value">`; attributes that are undefined are left out. */
export function openTag(name: string, attributes: Record<string, string | number | undefined>, end = '>'): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xmlAttribute(String(value))}"`]))
  return `<${name}${written.join('')}${end}`
}

/** An element with lines of text in it, or none. */
export function element(name: string, attributes: Record<string, string | number | undefined>, lines: readonly string[] = []): string {
  return lines.length === 0 ? openTag(name, attributes, '/>') : `${openTag(name, attributes)}${lines.map(xmlText).join('\n')}</${name}>`
}
