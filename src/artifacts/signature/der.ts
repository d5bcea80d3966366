// What Node does not tell of a certificate: which extensions are critical, what its key is for, how long a chain it may start.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1

export interface Extensions {
  /** Object identifiers of those that must be understood. */
  critical: string[]
  /** The bit for signing what is no certificate; null where the certificate does not say. */
  digitalSignature: boolean | null
  /** The bit for signing certificates; null where it does not say. */
  keyCertSign: boolean | null
  /** Authorities that may stand between this one and a signer; null for any number. */
  pathLength: number | null
}

interface Item {
  tag: number
  body: Buffer
  /** Where the next one begins. */
  end: number
}

const extensionsTag = 0xa3

/** Null where the certificate is not as the standard has it. */
export function extensionsOf(der: Buffer): Extensions | null {
  const certificate = itemAt(der, 0)
  const signed = certificate === null ? null : itemAt(certificate.body, 0)
  if (signed === null) return null
  const found: Extensions = { critical: [], digitalSignature: null, keyCertSign: null, pathLength: null }
  for (const part of itemsOf(signed.body) ?? []) {
    if (part.tag !== extensionsTag) continue
    for (const extension of itemsOf(itemAt(part.body, 0)?.body) ?? []) if (!take(found, itemsOf(extension.body) ?? [])) return null
  }
  return found
}

function take(found: Extensions, [id, ...rest]: readonly Item[]): boolean {
  const value = rest.at(-1)
  if (id?.tag !== 0x06 || value?.tag !== 0x04) return false
  const oid = oidOf(id.body)
  if (rest.length === 2 && rest[0]?.body[0] === 0xff) found.critical.push(oid)
  const inner = itemAt(value.body, 0)
  if (inner === null) return !known.has(oid)
  if (oid === keyUsage) {
    // A bit string: how many bits of the last byte do not count, then the bits, the first the highest.
    const bits = inner.body[1] ?? 0
    found.digitalSignature = (bits & 0x80) !== 0
    found.keyCertSign = (bits & 0x04) !== 0
  } else if (oid === basicConstraints) {
    const length = itemsOf(inner.body)?.find(({ tag }) => tag === 0x02)
    if (length !== undefined) found.pathLength = length.body.length === 1 ? length.body[0] ?? 0 : Infinity
  }
  return true
}

const keyUsage = '2.5.29.15'
const basicConstraints = '2.5.29.19'
const known: ReadonlySet<string> = new Set([keyUsage, basicConstraints])
/** Understood here or by Node: what a key is for, whether it is an authority's, names, and what only names another certificate. */
const understood: ReadonlySet<string> = new Set([keyUsage, basicConstraints, '2.5.29.37', '2.5.29.17', '2.5.29.14', '2.5.29.35'])

/** A critical extension that is not understood makes a certificate worthless: RFC 5280, section 4.2. */
export function strangeExtension({ critical }: Extensions): string | null {
  return critical.find((oid) => !understood.has(oid)) ?? null
}

function itemAt(data: Buffer, at: number): Item | null {
  const tag = data[at]
  const first = data[at + 1]
  if (tag === undefined || first === undefined) return null
  const long = first & 0x80 ? first & 0x7f : 0
  if (long > 4 || (first & 0x80 && long === 0) || at + 2 + long > data.length) return null
  const length = long === 0 ? first : data.readUIntBE(at + 2, long)
  const start = at + 2 + long
  return start + length > data.length ? null : { tag, body: data.subarray(start, start + length), end: start + length }
}

function itemsOf(data: Buffer | undefined): Item[] | null {
  const items: Item[] = []
  for (let at = 0; data !== undefined && at < data.length; ) {
    const item = itemAt(data, at)
    if (item === null) return null
    items.push(item)
    at = item.end
  }
  return data === undefined ? null : items
}

function oidOf(body: Buffer): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of body.subarray(0, 32)) {
    number = number * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    if (numbers.length === 0) numbers.push(Math.min(2, Math.floor(number / 40)), number - 40 * Math.min(2, Math.floor(number / 40)))
    else numbers.push(number)
    number = 0
  }
  return numbers.join('.')
}
