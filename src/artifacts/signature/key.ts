// Signatures made with a key pair: elliptic curves only, each with the hash that belongs to it.
import { verify, type KeyObject } from 'node:crypto'
import { signedBytes, type Bundle } from './bundle.js'
import type { OpenedTrust, TrustedKey } from './trust.js'
import { invalid, unchecked, type Checked } from './verification.js'

/** https://github.com/ossf/model-signing-spec: the curve decides the hash. */
const hashes: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' }

/** The hash for a key, or null for keys that the standard does not admit. */
export function hashFor(key: KeyObject): string | null {
  return hashes[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? null
}

export function isSignedWith(bundle: Bundle, key: KeyObject): boolean {
  const hash = hashFor(key)
  try {
    return hash !== null && verify(hash, signedBytes(bundle), key, bundle.signature)
  } catch {
    // A signature that is no pair of numbers.
    return false
  }
}

/** `beside`: keys that lie with the model; they count where their fingerprint is trusted. */
export function checkKey(bundle: Bundle, trust: OpenedTrust, beside: readonly TrustedKey[], trusts: boolean): Checked {
  const keys = [...trust.keys, ...beside.filter(({ fingerprint }) => trust.fingerprints.has(fingerprint))]
  const name = bundle.hint === null ? null : `key sha256:${bundle.hint}`
  const meant = keys.filter(({ fingerprint }) => bundle.hint === null || fingerprint === bundle.hint)
  for (const { key, fingerprint } of meant) {
    if (!isSignedWith(bundle, key)) continue
    return { signature: 'valid', why: 'the key made it', identity: { state: 'trusted', name: `key sha256:${fingerprint}`, issuer: null }, signedAt: null, expired: false }
  }
  if (bundle.hint === null && keys.length > 0) return invalid('none of the trusted keys made it', { state: 'untrusted', name: null, issuer: null })
  const [one] = meant
  if (one !== undefined) {
    return hashFor(one.key) === null
      ? unchecked(`${one.name} is of a kind that the standard does not admit: it wants ECDSA on P-256, P-384 or P-521`, { state: 'unchecked', name, issuer: null })
      : invalid('the key that it names did not make it, or the statement was changed', { state: 'trusted', name, issuer: null })
  }
  // A key that came with the model proves that nothing was changed since, and nothing about who it belongs to.
  const own = beside.find(({ fingerprint }) => fingerprint === bundle.hint)
  if (own !== undefined) {
    const identity = { state: trusts ? 'untrusted' as const : 'unchecked' as const, name, issuer: null }
    return isSignedWith(bundle, own.key)
      ? { signature: 'valid', why: `${own.name}, which lies with the model, made it; the key is not one that is trusted`, identity, signedAt: null, expired: false }
      : invalid(`${own.name}, the key that it names, did not make it, or the statement was changed`, identity)
  }
  if (bundle.hint !== null && trust.fingerprints.has(bundle.hint)) return unchecked('the key is trusted by its fingerprint, and is not at hand', { state: 'unchecked', name, issuer: null })
  if (trusts) return unchecked('it was made with another key than those that are trusted', { state: 'untrusted', name, issuer: null })
  return unchecked('no public key was given to check it with', { state: 'unchecked', name, issuer: null })
}
