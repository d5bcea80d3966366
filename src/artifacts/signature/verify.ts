// Whether the files of a model are those that somebody trusted has signed. Offline; reads nothing but what it is given.
import { readBundle, statementType, type Bundle } from './bundle.js'
import { checkCertificate } from './certificate.js'
import { compareFiles } from './compare.js'
import { Digests } from './digests.js'
import { checkKey } from './key.js'
import { checkSigstore } from './sigstore.js'
import { noScope, readStatement } from './statement.js'
import { openTrust, type OpenedTrust, type TrustedKey } from './trust.js'
import { invalid, nobody, trustsSomebody, unchecked, type Checked, type SignedFile, type Trust, type Verification } from './verification.js'

export interface How {
  now: Date
  /** Files that are not signed do not matter. */
  ignoreUnsigned?: boolean
  /** Certificates that have expired since count, as they do in the reference implementation. */
  allowExpired?: boolean
  /** Digests of these files, made before or made now. */
  digests?: Digests
  /** Whether a path that is not among the files was passed over or cannot be read: then it is not known to be missing. */
  unseen?: (path: string) => boolean
  /** Called now and then while files are read; what it throws ends the reading of one. */
  tick?: () => void
  /** Public keys that lie with the model: they count where their fingerprint is trusted. */
  keysBeside?: readonly TrustedKey[]
}

export async function verifyModel(files: readonly SignedFile[], bundle: { path: string; text: string }, trust: Trust, how: How): Promise<Verification> {
  const opened = openTrust(trust)
  const read = readBundle(bundle.text)
  const blank: Verification = {
    bundle: bundle.path, method: 'unknown', signature: 'unchecked', why: '', identity: nobody, signedAt: null, expired: false, scope: noScope,
    files: { checked: 0, changed: [], missing: [], extra: [], unread: [] }, weak: [], trustedRoot: null, answer: 'incomplete',
  }
  if ('no' in read) return answered({ ...blank, ...(read.no === 'malformed' ? invalid(read.why) : unchecked(read.why)) }, how)
  const checked = read.payloadType === statementType ? await check(read, opened, trustsSomebody(trust), how) : invalid('it is not over an in-toto statement')
  const verification: Verification = { ...blank, method: read.method, ...checked, trustedRoot: checked.trustedRoot ?? null }
  const statement = readStatement(read.payload)
  const broken = verification.signature === 'invalid'
  if (typeof statement === 'string') {
    return answered(broken ? verification : { ...verification, signature: 'unchecked', why: statement }, how)
  }
  const { scope, weak } = statement
  if (broken) {
    // Before 1.0, what was signed was built in another way; nobody can tell it from a statement that was changed.
    const why = scope.deprecated ? `${verification.why}; signatures from before 1.0 have to be made anew` : verification.why
    return answered({ ...verification, scope, weak, why }, how)
  }
  const digests = how.digests ?? new Digests()
  const compared = await compareFiles({ files, statement, bundle: bundle.path, digests, tick: how.tick, unseen: how.unseen })
  return answered({ ...verification, scope, ...compared }, how)
}

function check(bundle: Bundle, trust: OpenedTrust, trusts: boolean, how: How): Checked | Promise<Checked> {
  switch (bundle.method) {
    case 'key': return checkKey(bundle, trust, how.keysBeside ?? [], trusts)
    case 'certificate': return checkCertificate(bundle, trust, trusts, how.now)
    case 'sigstore': return checkSigstore(bundle, trust, trusts)
  }
}

/** Yes only where everything was looked at and everything holds. */
function answered(verification: Verification, { ignoreUnsigned = false, allowExpired = false }: How): Verification {
  const { signature, identity, expired, scope, files } = verification
  const no = signature === 'invalid' || identity.state === 'untrusted' || (expired && !allowExpired)
    || files.changed.length > 0 || files.missing.length > 0 || (files.extra.length > 0 && !ignoreUnsigned)
  const yes = signature === 'valid' && identity.state === 'trusted' && files.unread.length === 0 && files.checked > 0 && !scope.deprecated
  return { ...verification, answer: no ? 'no' : yes ? 'yes' : 'incomplete' }
}
