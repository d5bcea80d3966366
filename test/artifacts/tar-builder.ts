// Builds tar archives, header by header, honest or not.
import { bytes } from './zip-builder.js'

export interface TarEntry {
  name: string
  data?: Uint8Array | string
  type?: string
  target?: string
  /** In place of the truth. */
  size?: number
  /** The header's checksum is wrong. */
  broken?: boolean
  /** Put before the header: a pax record, or GNU's long name. */
  pax?: Record<string, string>
  longName?: string
  longTarget?: string
  /** Without the magic of POSIX, as before 1988. */
  old?: boolean
  /** Sizes as bytes, not as octal text. */
  binary?: boolean
}

export function buildTar(entries: TarEntry[], after: { end?: boolean; more?: Uint8Array } = {}): Uint8Array {
  const parts = entries.flatMap((entry): Uint8Array[] => {
    const data = bytes(entry.data ?? '')
    const about: Uint8Array[] = []
    if (entry.pax !== undefined) about.push(...record({ name: 'pax', type: 'x', data: paxText(entry.pax) }))
    if (entry.longName !== undefined) about.push(...record({ name: '././@LongLink', type: 'L', data: `${entry.longName}\0` }))
    if (entry.longTarget !== undefined) about.push(...record({ name: '././@LongLink', type: 'K', data: `${entry.longTarget}\0` }))
    return [...about, ...record({ ...entry, data })]
  })
  return bytes(...parts, after.end === false ? [] : new Uint8Array(1024), after.more ?? [])
}

function record(entry: TarEntry): Uint8Array[] {
  const data = bytes(entry.data ?? '')
  const header = Buffer.alloc(512)
  header.write(entry.name.slice(0, 100), 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  const size = entry.size ?? data.length
  if (entry.binary === true) {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  } else header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write(entry.type ?? '0', 156)
  header.write((entry.target ?? '').slice(0, 100), 157)
  if (entry.old !== true) header.write('ustar\x0000', 257)
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.broken === true ? 1 : 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [new Uint8Array(header), data, new Uint8Array((512 - (data.length % 512)) % 512)]
}

function paxText(records: Record<string, string>): string {
  return Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    let length = rest.length + 1
    while (String(length).length + rest.length !== length) length++
    return `${length}${rest}`
  }).join('')
}
