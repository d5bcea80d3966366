// Text from outside inside GitLab Flavored Markdown, and ids that stay the same run after run.
import { createHash } from 'node:crypto'
import { printable } from '../kit/printable.js'

/**
 * Text that markdown shows as it is. GitLab copies descriptions into issues, where `@name` would notify people, `#1` refer
 * to an issue and a line that starts with `/` be carried out: a backslash keeps each a letter.
 */
export function inert(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim())
    .replace(/[\\`*_{}[\]<>#!|~@$&^%]/g, '\\$&')
    .replace(/:(?=\/\/)|\.(?<=\bwww\.)/gi, '\\$&')
    .replace(/^(?=[/+=-])/, '\\')
}

/** A UUID that the words alone decide, marked as one by name (version 5, RFC 9562). */
export function uuidOf(...words: string[]): string {
  const bytes = createHash('sha1').update(['aispm', ...words].join('\n')).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** `2026-06-02T09:00:00`: the schema's pattern has neither fractions nor a zone. */
export function plainTime(iso: string): string {
  return iso.slice(0, 19)
}
