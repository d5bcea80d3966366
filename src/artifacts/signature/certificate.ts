// Signatures made with a certificate: the chain must lead from the signer to a certificate that is trusted.
// https://www.rfc-editor.org/rfc/rfc5280#section-6
import { X509Certificate, type KeyObject } from 'node:crypto'
import type { Bundle } from './bundle.js'
import { extensionsOf, strangeExtension } from './der.js'
import { fingerprintOf, type OpenedTrust } from './trust.js'
import { hashFor, isSignedWith } from './key.js'
import { invalid, type Checked, type Identity } from './verification.js'

const codeSigning = '1.3.6.1.5.5.7.3.3'
const longestChain = 10

interface Link {
  certificate: X509Certificate
  key: KeyObject
  der: Buffer
}

export function checkCertificate(bundle: Bundle, trust: OpenedTrust, trusts: boolean, now: Date): Checked {
  const given = bundle.chain.map(linkOf)
  const [leaf, ...others] = given
  if (leaf === undefined || leaf === null || others.includes(null)) return invalid('a certificate of it cannot be read')
  const above = others.filter((one) => one !== null)
  const signer: Identity = { state: 'unchecked', name: named(leaf.certificate.subject), issuer: named(leaf.certificate.issuer) }
  if (hashFor(leaf.key) === null) return invalid('its key is of a kind that the standard does not admit: it wants ECDSA on P-256, P-384 or P-521', signer)
  const wrong = mayNotSign(leaf)
  if (wrong !== null) return invalid(wrong, signer)
  if (!isSignedWith(bundle, leaf.key)) return invalid('the key in the certificate did not make it, or the statement was changed', signer)
  const roots = trust.roots.map((certificate) => ({ certificate, key: certificate.publicKey, der: certificate.raw }))
  const anchored = (one: Link): boolean => trust.fingerprints.has(fingerprintOf(one.key)) || roots.some(({ der }) => der.equals(one.der))
  const path = pathFrom(leaf, [...roots, ...above], anchored)
  // Where nobody is trusted, and where the way leads to somebody else, the chain still has to hold together.
  const shownPath = path ?? pathFrom(leaf, above, (one) => one.certificate.subject === one.certificate.issuer) ?? [leaf]
  const top = shownPath.at(-1) ?? leaf
  const identity: Identity = { state: path !== null ? 'trusted' : trusts ? 'untrusted' : 'unchecked', name: signer.name, issuer: named(path === null ? top.certificate.issuer : top.certificate.subject) }
  const late = shownPath.some(({ certificate }) => !isValidAt(certificate, now))
  if (!late) return { signature: 'valid', why: chainWords(identity), identity, signedAt: null, expired: false }
  // As of the day the signer's certificate was issued, which is when signing may have been; see `expired`.
  const issued = new Date(leaf.certificate.validFrom)
  if (issued > now || shownPath.some(({ certificate }) => !isValidAt(certificate, issued))) return invalid('a certificate of the chain is not valid yet, or was not when the signer\'s was issued', identity)
  return { signature: 'valid', why: `the certificate expired on ${new Date(leaf.certificate.validTo).toISOString().slice(0, 10)}, or one above it did`, identity, signedAt: null, expired: true }
}

function chainWords({ state }: Identity): string {
  return state === 'trusted' ? 'the certificate leads to one that is trusted' : state === 'untrusted' ? 'the certificate does not lead to one that is trusted' : 'no certificate was given up to which the chain must lead'
}

function linkOf(der: Buffer): Link | null {
  try {
    const certificate = new X509Certificate(der)
    // Throws where the key is broken, which Node sees only now.
    return { certificate, key: certificate.publicKey, der }
  } catch {
    return null
  }
}

/** Why a certificate is not for signing models; null where it is. */
function mayNotSign({ certificate, der }: Link): string | null {
  const extensions = extensionsOf(der)
  if (extensions === null) return 'the extensions of its certificate cannot be read'
  const strange = strangeExtension(extensions)
  if (strange !== null) return `its certificate demands something that is not understood: ${strange}`
  // Node calls the extended key usage `keyUsage`.
  const uses: readonly string[] | undefined = certificate.keyUsage
  return extensions.digitalSignature === true || uses?.includes(codeSigning) === true ? null : 'its certificate is not for signing'
}

/** From the signer to the first certificate that is an end, each signed by the next; null where there is no such way. */
function pathFrom(leaf: Link, candidates: readonly Link[], isEnd: (one: Link) => boolean): Link[] | null {
  const tried = new Set<Link>()
  const extend = (path: Link[], last: Link): Link[] | null => {
    if (isEnd(last)) return path
    if (path.length >= longestChain) return null
    for (const next of candidates) {
      if (tried.has(next) || !issues(next, last.certificate, path.length - 1)) continue
      tried.add(next)
      const found = extend([...path, next], next)
      if (found !== null) return found
    }
    return null
  }
  return extend([leaf], leaf)
}

/** Whether one certificate issued another. `between`: how many authorities stand below it already. */
function issues({ certificate, key, der }: Link, issued: X509Certificate, between: number): boolean {
  const extensions = extensionsOf(der)
  if (extensions === null || strangeExtension(extensions) !== null || !certificate.ca || extensions.keyCertSign === false) return false
  if (extensions.pathLength !== null && between > extensions.pathLength) return false
  try {
    return issued.checkIssued(certificate) && issued.verify(key)
  } catch {
    return false
  }
}

function isValidAt({ validFrom, validTo }: X509Certificate, time: Date): boolean {
  return new Date(validFrom) <= time && time <= new Date(validTo)
}

/** `CN=orchard signing, O=orchard` */
function named(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : name.split('\n').toReversed().join(', ')
}
