// Whom to trust, ready for use: keys and certificates read, patterns compiled. And the strings of `trust.signers`.
import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { UsageError } from '../../core/index.js'
import type { Trust } from './verification.js'

export interface TrustedKey {
  /** Where it was found. */
  name: string
  key: KeyObject
  fingerprint: string
}

export interface OpenedTrust {
  keys: readonly TrustedKey[]
  fingerprints: ReadonlySet<string>
  roots: readonly X509Certificate[]
  identities: readonly { identity: Match; issuer: Match }[]
  trustedRoot: unknown
}

type Match = (text: string | null) => boolean

/** Throws `UsageError` where a key, a certificate or a pattern of the user's cannot be read. */
export function openTrust(trust: Trust): OpenedTrust {
  const keys = (trust.publicKeys ?? []).map(({ name, pem }) => trustedKey(name, pem))
  return {
    keys, fingerprints: new Set([...(trust.fingerprints ?? []).map((one) => one.toLowerCase()), ...keys.map(({ fingerprint }) => fingerprint)]),
    roots: (trust.roots ?? []).flatMap(certificates),
    identities: (trust.identities ?? []).map(({ identity, issuer }) => ({ identity: matcher(identity), issuer: matcher(issuer) })),
    trustedRoot: trust.trustedRoot,
  }
}

export function trustedKey(name: string, pem: string): TrustedKey {
  try {
    const key = createPublicKey(pem)
    return { name, key, fingerprint: fingerprintOf(key) }
  } catch {
    throw new UsageError(`${name} holds no public key in PEM; nothing was verified`)
  }
}

/** The public key in a file that lies with a model; a broken one is nobody's. */
export function keyIn(path: string, text: string): TrustedKey[] {
  if (!text.includes('-----BEGIN PUBLIC KEY-----')) return []
  try {
    return [trustedKey(path, text)]
  } catch {
    return []
  }
}

/** SHA-256 of the key in PEM: the hint that bundles carry. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256').update(key.export({ type: 'spki', format: 'pem' })).digest('hex')
}

function certificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new UsageError('the certificate chain holds no certificate in PEM; nothing was verified')
  return blocks.map((block, i) => {
    try {
      const certificate = new X509Certificate(block)
      fingerprintOf(certificate.publicKey)
      return certificate
    } catch {
      throw new UsageError(`certificate ${i + 1} of the chain cannot be read; nothing was verified`)
    }
  })
}

/** Longer names are nobody's: patterns are not tried on them. */
const longestName = 2048

function matcher(wanted: string): Match {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1]
  if (pattern === undefined) return (text) => text === wanted
  try {
    const whole = new RegExp(`^(?:${pattern})$`, 'u')
    return (text) => text !== null && text.length <= longestName && whole.test(text)
  } catch {
    throw new UsageError(`${wanted} is no regular expression; nothing was verified`)
  }
}

/** One entry of `trust.signers`. */
export type Signer = { is: 'key'; fingerprint: string } | { is: 'identity'; identity: string; issuer: string } | { is: 'file'; path: string }

/** `key:sha256:<hex>`, `<identity> <issuer>`, or the path of a PEM file with a public key or certificates. */
export function readSigner(text: string): Signer {
  const fingerprint = /^key:sha256:([0-9a-f]{64})$/i.exec(text.trim())?.[1]
  if (fingerprint !== undefined) return { is: 'key', fingerprint: fingerprint.toLowerCase() }
  if (text.startsWith('key:')) throw new UsageError(`trust.signers: "${text}" is no fingerprint of a key`, 'write it like key:sha256: and 64 hexadecimal digits')
  const [identity, issuer] = /^(\S+)\s+(https?:\/\/\S+|\/\S+\/)$/.exec(text.trim())?.slice(1) ?? []
  return identity === undefined || issuer === undefined ? { is: 'file', path: text.trim() } : { is: 'identity', identity, issuer }
}

/** The trust that `trust.signers` declares; `pemAt` gives the text of the files that it names. */
export async function trustOf(signers: readonly string[], pemAt: (path: string) => string | Promise<string>): Promise<Trust> {
  const found = signers.map(readSigner)
  const files = await Promise.all(found.flatMap((signer) => (signer.is === 'file' ? [signer.path] : [])).map(async (path) => ({ name: path, pem: await pemAt(path) })))
  const trust: Trust = {
    fingerprints: found.flatMap((signer) => (signer.is === 'key' ? [signer.fingerprint] : [])),
    identities: found.flatMap((signer) => (signer.is === 'identity' ? [{ identity: signer.identity, issuer: signer.issuer }] : [])),
    roots: files.filter(({ pem }) => holdsCertificate(pem)).map(({ pem }) => pem),
    publicKeys: files.filter(({ pem }) => !holdsCertificate(pem)),
  }
  // What cannot be read is told now, and not at the first signature.
  openTrust(trust)
  return trust
}

function holdsCertificate(pem: string): boolean {
  return pem.includes('-----BEGIN CERTIFICATE-----')
}
