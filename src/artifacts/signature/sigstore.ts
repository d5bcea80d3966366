// Keyless signatures: a certificate of a few minutes, issued for an identity, and a transparency log that saw it used.
// All of it is checked offline, against a trusted root that names the authorities and the logs.
import { createRequire } from 'node:module'
import type { SignedEntity } from '@sigstore/verify'
import { UsageError } from '../../core/index.js'
import type { Bundle } from './bundle.js'
import { fieldsOf, listOf, textOrNull } from './json.js'
import type { OpenedTrust } from './trust.js'
import { invalid, type Checked, type TrustedRootAge } from './verification.js'

/** Beside the compiled code; the sources use that of the last build. */
const places = ['../../sigstore-trusted-root.json', '../../../dist/sigstore-trusted-root.json']

/** The trusted root of Sigstore's public instance, as it was when this was built. */
function builtInRoot(): unknown {
  const require = createRequire(import.meta.url)
  for (const place of places) {
    try {
      const root: unknown = require(place)
      return root
    } catch {
      // It is in the other one.
    }
  }
  return null
}

/** How old a trusted root is, as far as it says. A client's configuration has the root within. */
export function ageOf(trustedRoot: unknown): TrustedRootAge {
  const starts = listOf(fieldsOf(rootWithin(trustedRoot ?? builtInRoot())).get('tlogs')).flatMap((log) => {
    const start = textOrNull(fieldsOf(fieldsOf(fieldsOf(log).get('publicKey')).get('validFor')).get('start'))
    return start === null ? [] : [start]
  })
  return { builtIn: trustedRoot === undefined, newestKey: starts.toSorted().at(-1)?.slice(0, 10) ?? null }
}

function rootWithin(json: unknown): unknown {
  return fieldsOf(json).get('trustedRoot') ?? json
}

export async function checkSigstore(bundle: Bundle, trust: OpenedTrust, trusts: boolean): Promise<Checked> {
  const [{ bundleFromJSON, ValidationError }, { toSignedEntity, toTrustMaterial, VerificationError, Verifier }, { TrustedRoot }] = await Promise.all([
    import('@sigstore/bundle'), import('@sigstore/verify'), import('@sigstore/protobuf-specs'),
  ])
  const trustedRoot = ageOf(trust.trustedRoot)
  const material = (() => {
    try {
      const root = TrustedRoot.fromJSON(rootWithin(trust.trustedRoot ?? builtInRoot()))
      if (root.tlogs.length === 0 || root.certificateAuthorities.length === 0) throw new Error('it names no logs and authorities')
      return toTrustMaterial(root)
    } catch {
      throw new UsageError('the trusted root is none of Sigstore\'s, or is broken; nothing was verified')
    }
  })()
  const strange = strangeCheckpoint(bundle.json)
  if (strange !== null) return { ...invalid(strange), trustedRoot }
  try {
    const read = bundleFromJSON(bundle.json)
    if (read.content.$case !== 'dsseEnvelope' || !read.content.dsseEnvelope.payload.equals(bundle.payload)) return { ...invalid('the bundle can be read in two ways'), trustedRoot }
    const entity = toSignedEntity(read)
    const signer = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 }).verify(entity)
    const name = signer.identity?.subjectAlternativeName ?? null
    const issuer = signer.identity?.extensions?.issuer ?? null
    const trusted = trust.identities.some((one) => one.identity(name) && one.issuer(issuer))
    return {
      signature: 'valid', why: trusted ? 'the log saw it, and the signer is trusted' : trusts ? 'the log saw it, and the signer is not among those that are trusted' : 'the log saw it; no identity was given that the signer must have',
      identity: { state: trusted ? 'trusted' : trusts ? 'untrusted' : 'unchecked', name, issuer }, signedAt: seenAt(entity), expired: false, trustedRoot,
    }
  } catch (error) {
    // The library's own words for what does not hold; what else it throws comes of a bundle that is not built like one.
    const known = error instanceof VerificationError || error instanceof ValidationError
    return { ...invalid(known ? error.message : 'the bundle is not built as one'), trustedRoot }
  }
}

/**
 * The library takes the name of who signed a checkpoint for a regular expression, and tries it: one that never ends
 * must not get there.
 */
function strangeCheckpoint(json: unknown): string | null {
  for (const entry of listOf(fieldsOf(fieldsOf(json).get('verificationMaterial')).get('tlogEntries'))) {
    const note = textOrNull(fieldsOf(fieldsOf(fieldsOf(entry).get('inclusionProof')).get('checkpoint')).get('envelope')) ?? ''
    for (const [, name = ''] of note.matchAll(/\u2014 (\S+) \S+\n/g)) if (!/^[\w./:-]{1,200}$/.test(name)) return 'its checkpoint is signed under a strange name'
  }
  return null
}

/** When the first of those whose word was checked saw it: a log that promised to take it in, or an authority for time. */
function seenAt({ timestamps }: SignedEntity): string | null {
  const times = timestamps.flatMap((one) => {
    if (one.$case === 'timestamp-authority') return [one.timestamp.signingTime.getTime()]
    return one.tlogEntry.inclusionPromise === undefined ? [] : [Number(one.tlogEntry.integratedTime) * 1000]
  })
  const first = Math.min(...times)
  return Number.isFinite(first) && first < 253_402_300_800_000 ? new Date(first).toISOString().replace('.000Z', 'Z') : null
}
