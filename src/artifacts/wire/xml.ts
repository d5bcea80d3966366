// Reads XML as a stream of marks. No entity is ever resolved and no document type followed: both are told instead.
import { SaxesParser } from 'saxes'
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

export interface XmlElement {
  name: string
  attributes: ReadonlyMap<string, string>
  /** Characters before the end of its opening tag, about its place in the file. */
  offset: number
  /** Elements around it. */
  depth: number
}

export interface XmlVisitor {
  open?(element: XmlElement): void
  close?(name: string): void
  text?(text: string, offset: number): void
  /** What stands between `<!DOCTYPE` and its end. */
  doctype?(text: string, offset: number): void
  /** A processing instruction other than the XML declaration. */
  instruction?(target: string, text: string, offset: number): void
  /** What no parser would take. Reading goes on. */
  fault?(message: string, offset: number): void
}

const chunk = 256 * 1024
const deepest = 1000
/** Characters of one mark: a text, an attribute, a comment. */
const longestMark = 16 * 2 ** 20

export async function readXml(content: Bytes, budget: Budget, visitor: XmlVisitor): Promise<void> {
  const parser = new SaxesParser({ position: true })
  let last = 0
  let depth = 0
  const mark = (): number => (last = parser.position)
  parser.on('opentag', (tag) => {
    if (depth > deepest) throw new Stopped('limit', `elements more than ${deepest} deep`, mark())
    visitor.open?.({ name: tag.name, attributes: new Map(Object.entries(tag.attributes)), offset: mark(), depth })
    depth += 1
  })
  parser.on('closetag', (tag) => {
    depth -= 1
    mark()
    visitor.close?.(tag.name)
  })
  parser.on('text', (text) => visitor.text?.(text, mark()))
  parser.on('cdata', (text) => visitor.text?.(text, mark()))
  parser.on('comment', () => { mark() })
  parser.on('doctype', (text) => visitor.doctype?.(text, mark()))
  parser.on('processinginstruction', ({ target, body }) => visitor.instruction?.(target, body, mark()))
  parser.on('error', (error) => visitor.fault?.(error.message.replace(/^\d+:\d+: /, ''), parser.position))
  const decoder = decoderFor(await content.read(0, Math.min(content.size, 1024)))
  for (let at = 0; at < content.size; at += chunk) {
    budget.tick()
    parser.write(decoder.decode(await content.read(at, Math.min(chunk, content.size - at)), { stream: true }))
    if (parser.position - last > longestMark) throw new Stopped('limit', `more than ${longestMark / 2 ** 20} MB without an element`, last)
  }
  parser.write(decoder.decode())
  parser.close()
}

/** The name of the first element in the head of a file, null where it is no XML. */
export function rootElement(head: Uint8Array): string | null {
  const text = decodedHead(head)
  if (text === null) return null
  const rest = text.replace(/^\uFEFF?\s*(?:(?:<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*(?:\[[^]*?\]\s*)?>)\s*)*/, '')
  const name = /^<([A-Za-z_][\w.:-]*)/.exec(rest)?.[1]
  if (name !== undefined) return name
  // The document type is longer than the head, and names the root itself.
  return /^<!DOCTYPE\s+([A-Za-z_][\w.:-]*)/.exec(rest)?.[1] ?? null
}

function decodedHead(head: Uint8Array): string | null {
  const first = head.find((byte) => byte > 0x20)
  if (first !== 0x3c && first !== 0xef && first !== 0xfe && first !== 0xff) return null
  try {
    return decoderFor(head).decode(head)
  } catch (error) {
    if (error instanceof Stopped) return null
    throw error
  }
}

/** By its byte order mark, then by what the declaration says: a parser that assumed UTF-8 would see less than the loader. */
function decoderFor(head: Uint8Array): InstanceType<typeof TextDecoder> {
  const [a, b, c, d] = head
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return new TextDecoder('utf-16le')
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return new TextDecoder('utf-16be')
  if (a === 0 && b === 0 && (c === 0xfe || d === 0x3c)) throw new Stopped('unsupported', 'is XML in UTF-32', 0)
  const declared = /^\uFEFF?\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(new TextDecoder('latin1').decode(head.subarray(0, 256)))?.[1]
  // UTF-16 without a mark cannot be read so far, hence the declaration is not true.
  if (declared === undefined || /^utf-?16/i.test(declared)) return new TextDecoder()
  try {
    return new TextDecoder(declared)
  } catch {
    throw new Stopped('unsupported', `is XML in the encoding ${declared.slice(0, 40)}`, 0)
  }
}
