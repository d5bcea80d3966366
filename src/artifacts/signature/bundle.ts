// Sigstore bundles: the file that holds a signature, what it is over, and what it is to be checked with.
// https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
import { base64, fieldsOf, listOf, parsed, textOrNull, type Fields } from './json.js'
import type { Method } from './verification.js'

export interface Bundle {
  json: unknown
  payloadType: string
  /** The signed statement, byte by byte as it was signed. */
  payload: Buffer
  signature: Buffer
  method: Exclude<Method, 'unknown'>
  /** Fingerprint of the key that signed, where the bundle has one. */
  hint: string | null
  /** Certificates in DER, the signer's first. */
  chain: Buffer[]
}

/** `other`: no bundle at all. `malformed`: it says that it is one. `blob`: it signs the digest of one file, not a statement. */
export type NoBundle = { no: 'other' | 'malformed' | 'blob'; why: string }

/** Of a bundle: a manifest of a hundred thousand files takes some 30 MB. */
export const longestBundle = 64 * 2 ** 20
const mediaType = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v(\d+\.\d+)\+json|\+json;version=(\d+\.\d+))$/
/** Of entries, timestamps and certificates: a bundle has one or two of each. */
const most = 16
export const statementType = 'application/vnd.in-toto+json'

export function readBundle(text: string): Bundle | NoBundle {
  if (text.length > longestBundle) return { no: 'malformed', why: 'is larger than 64 MB' }
  if (!/^\uFEFF?\s*\{/.test(text.slice(0, 1024))) return { no: 'other', why: 'is no Sigstore bundle' }
  const json = parsed(text)
  if (json === undefined) return { no: 'malformed', why: 'is broken JSON' }
  const fields = fieldsOf(json)
  const version = mediaType.exec(textOrNull(fields.get('mediaType')) ?? '')
  if (version === null) return { no: 'other', why: 'is no Sigstore bundle' }
  return readFields(json, fields, version[1] ?? version[2] ?? '')
}

function readFields(json: unknown, fields: Fields, version: string): Bundle | NoBundle {
  if (fields.has('messageSignature')) return { no: 'blob', why: 'signs one blob, not the files of a model' }
  const envelope = fieldsOf(fields.get('dsseEnvelope'))
  const signatures = listOf(envelope.get('signatures'))
  const payload = base64(envelope.get('payload'))
  const signature = base64(fieldsOf(signatures[0]).get('sig'))
  const payloadType = textOrNull(envelope.get('payloadType'))
  if (payload === null || payload.length === 0 || payloadType === null) return { no: 'malformed', why: 'has no signed payload' }
  if (signatures.length !== 1 || signature === null || signature.length === 0) return { no: 'malformed', why: 'has not exactly one signature' }
  const material = fieldsOf(fields.get('verificationMaterial'))
  const ways = ['publicKey', 'certificate', 'x509CertificateChain'].filter((way) => (material.get(way) ?? null) !== null)
  const [way, another] = ways
  if (way === undefined || another !== undefined) return { no: 'malformed', why: 'does not say in one way what it is signed with' }
  const certificates = way === 'certificate' ? [material.get('certificate')] : listOf(fieldsOf(material.get('x509CertificateChain')).get('certificates'))
  const chain = certificates.slice(0, most).map((one) => base64(fieldsOf(one).get('rawBytes')) ?? Buffer.alloc(0))
  if (certificates.length > most || chain.some((der) => der.length === 0)) return { no: 'malformed', why: 'has certificates that cannot be read' }
  const entries = listOf(material.get('tlogEntries')).length
  const stamps = listOf(fieldsOf(material.get('timestampVerificationData')).get('rfc3161Timestamps')).length
  if (entries > most || stamps > most) return { no: 'malformed', why: `has more than ${most} log entries or timestamps` }
  if (way !== 'publicKey' && chain.length === 0) return { no: 'malformed', why: 'has no certificate' }
  // Before version 0.3, keyless signatures came with the chain, too.
  const keyless = way === 'certificate' || (way === 'x509CertificateChain' && entries > 0 && /^0\.[12]$/.test(version))
  return {
    json, payloadType, payload, signature, method: way === 'publicKey' ? 'key' : keyless ? 'sigstore' : 'certificate',
    hint: textOrNull(fieldsOf(material.get('publicKey')).get('hint'))?.toLowerCase() || null, chain,
  }
}

/** What the signature of a DSSE envelope is over: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
export function signedBytes({ payloadType, payload }: Pick<Bundle, 'payloadType' | 'payload'>): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload])
}
