// Certificates made by hand: DER written part by part, signed with keys of our own.
import { createHash, sign, type KeyObject } from 'node:crypto'
import { makeKeys, type Keys } from './signature-maker.js'

/** A DER item: tag, length, body. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes)
const bits = (bytes: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), bytes)
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text))

function oid(text: string): Buffer {
  const [a = 0, b = 0, ...rest] = text.split('.').map(Number)
  const bytes = [a * 40 + b, ...rest.flatMap((number) => {
    const digits = [number & 127]
    for (let more = number >> 7; more > 0; more >>= 7) digits.unshift((more & 127) | 128)
    return digits
  })]
  return der(0x06, Buffer.from(bytes))
}

const time = (date: string): Buffer => der(0x18, Buffer.from(`${date.replaceAll(/[-:T]|\.\d+/g, '')}`))
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(oid('2.5.4.3'), utf8(common))))
const ecdsaSha256 = sequence(oid('1.2.840.10045.4.3.2'))

export interface Extension {
  oid: string
  critical?: boolean
  value: Buffer
}

export const usage = (bit: number): Extension => ({ oid: '2.5.29.15', critical: true, value: bits(Buffer.from([bit])) })
export const signing = usage(0x80)
export const codeSigning: Extension = { oid: '2.5.29.37', value: sequence(oid('1.3.6.1.5.5.7.3.3')) }
export const authority = (pathLength?: number): Extension[] => [
  { oid: '2.5.29.19', critical: true, value: sequence(der(0x01, Buffer.from([255])), ...(pathLength === undefined ? [] : [der(0x02, Buffer.from([pathLength]))])) }, usage(0x06),
]
export const uriName = (uri: string): Extension => ({ oid: '2.5.29.17', critical: true, value: sequence(der(0x86, Buffer.from(uri))) })

export interface Wanted {
  subject: string
  issuer: string
  key: KeyObject
  issuerKey: KeyObject
  from?: string
  to?: string
  extensions?: readonly Extension[]
  serial?: number
}

export interface Certificate {
  der: Buffer
  pem: string
  keys: Keys
}

/** What is signed of a certificate. */
export function toBeSigned({ subject, issuer, key, from = '2026-01-01T00:00:00Z', to = '2036-01-01T00:00:00Z', extensions = [], serial = 7 }: Wanted): Buffer {
  const list = extensions.map((one) => sequence(oid(one.oid), ...(one.critical === true ? [der(0x01, Buffer.from([255]))] : []), octets(one.value)))
  return sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([serial])), ecdsaSha256, nameOf(issuer), sequence(time(from), time(to)), nameOf(subject),
    key.export({ type: 'spki', format: 'der' }), ...(list.length === 0 ? [] : [der(0xa3, sequence(...list))]),
  )
}

export function certified(wanted: Wanted): Buffer {
  const signed = toBeSigned(wanted)
  return sequence(signed, ecdsaSha256, bits(sign('sha256', signed, wanted.issuerKey)))
}

export function pemOf(certificate: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${(certificate.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
}

/** A certificate of its own key, issued by another, or by itself. */
export function issue(subject: string, by: { name: string; keys: Keys } | null, more: Partial<Wanted> = {}): Certificate & { name: string } {
  const keys = makeKeys()
  const made = certified({ subject, issuer: by?.name ?? subject, key: keys.publicKey, issuerKey: (by?.keys ?? keys).privateKey, ...more })
  return { der: made, pem: pemOf(made), keys, name: subject }
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
