// What is known about the integrity of a model's folder: its signatures, checksums, provenance and bills of materials.
import { bool, listOf, nullable, number, shape, string, time, type Infer } from '../../core/shape.js'
import { Signs, signs, type Sign } from '../sign.js'
import { orUnread, type Unread } from '../unread.js'
import { mayBeAiBom, readBom } from './bom.js'
import { checkSums, weakAlgorithms, type Checksum } from './checksums.js'
import { Digests } from './digests.js'
import { findBundles, kindOf, mayBeBundle } from './find.js'
import { isBelow, isPaper } from './names.js'
import { findProvenance, readProvenance } from './provenance.js'
import { keyIn, type TrustedKey } from './trust.js'
import type { SignedFile, Trust, Verification } from './verification.js'
import { verifyModel, type How } from './verify.js'

export const signatureFields = {
  signatures: listOf(shape({
    path: string,
    /** `key`, `certificate`, `sigstore`; `unknown` for what is not understood. */
    method: string,
    /** `valid`, `invalid` or `unchecked`. */
    state: string,
    /** `trusted`, `untrusted` or `unchecked`. */
    identity: string,
    signer: nullable(string),
    issuer: nullable(string),
    signedAt: nullable(time),
    expired: bool,
    /** Digest that the files were signed with. */
    hash: nullable(string),
    /** Files that are as they were signed. */
    files: number,
    /** `yes`, `no` or `incomplete`. */
    answer: string,
  })),
  /** Methods of the signatures that are understood. */
  signedWith: listOf(string),
  /** Signatures of which it is known whether they hold. */
  checkedSignatures: number,
  /** Signatures that do not hold. */
  invalidSignatures: signs,
  /** Signatures of somebody who is not among those that are trusted. */
  untrustedSigners: signs,
  /** Signatures of which nobody knows whether their signer is meant: no trust was configured, or the key is not at hand. */
  uncheckedSigners: signs,
  /** Signed files that changed or are gone. */
  changedFiles: signs,
  /** Files that no signature covers, papers and pictures left out; empty where nothing is signed. */
  unsignedFiles: signs,
  /** What is left out of signatures on purpose, and loaded; names that lead out; the format from before 1.0. */
  weakSignatures: signs,
  /** Signatures whose certificate has expired. */
  staleSignatures: signs,
  /** Paths of lists of checksums. */
  checksumLists: listOf(string),
  /** Files that differ from a list, and that a list has in vain. */
  checksumMismatches: signs,
  /** Files vouched for by nothing better than MD5 or SHA-1. */
  weakChecksums: signs,
  /** Statements about how the model was built. */
  provenance: listOf(shape({ path: string, builder: nullable(string), source: nullable(string) })),
  /** Paths of bills of materials that describe a model. */
  boms: listOf(string),
}

const facts = shape(signatureFields)
export type SignatureFacts = Infer<typeof facts>

/** Documents beside a model that are parsed as a whole. */
const longestDocument = 32 * 2 ** 20
const mostBundles = 50

interface Surroundings {
  unread: Unread[]
  /** Files and folders that cannot be read, and links that lead out: not among the files, and not missing either. */
  unreadable?: readonly string[]
  escapes?: readonly { name: string }[]
}

/** Folders that a scan passes over: installed packages, version control, what compilers leave. */
const passedOver = /(?:^|\/)(?:\.git|\.hg|\.svn|node_modules|site-packages|__pycache__|\.tox|\.\w+_cache)\//

/** Everything that the folder says about its own integrity. `files`: all of it, from its top; what could not be read is added to `unread`. */
export async function integrityOf(files: readonly SignedFile[], trust: Trust, how: How & Surroundings): Promise<SignatureFacts> {
  const { unread, tick } = how
  const digests = how.digests ?? new Digests()
  const byPath = new Map(files.map((file) => [file.path, file]))
  const names = [...byPath.keys()]
  const textAt = (path: string, most: number): Promise<string | undefined> => orUnread(unread, path, async () => {
    const file = byPath.get(path)
    return file === undefined || file.size > most ? '' : new TextDecoder().decode(await file.bytes.read(0, file.size))
  })
  const away = [...(how.unreadable ?? []), ...(how.escapes ?? []).map(({ name }) => name)]
  const unseen = (path: string): boolean => passedOver.test(path) || isBelow(path, away)
  const keysBeside: TrustedKey[] = []
  for (const path of names.filter((name) => /^[^/]+\.(?:pub|pem)$/i.test(name))) keysBeside.push(...keyIn(path, await textAt(path, 64 * 1024) ?? ''))
  const verifications: Verification[] = []
  for (const path of findBundles(names).filter((name) => mayBeBundle(byPath.get(name)?.size ?? 0)).slice(0, mostBundles)) {
    tick?.()
    const text = await textAt(path, Infinity)
    if (text === undefined || !['model', 'foreign'].includes(kindOf(path, text))) continue
    verifications.push(await verifyModel(files, { path, text }, trust, { ...how, digests, keysBeside, unseen }))
  }
  for (const { files: compared } of verifications) unread.push(...compared.unread)
  const provenance: SignatureFacts['provenance'] = []
  for (const path of findProvenance(names)) {
    for (const { builder, source } of readProvenance(await textAt(path, longestDocument) ?? '')) provenance.push({ path, builder, source })
  }
  const boms: string[] = []
  for (const path of names.filter((name) => /^[^/]*(?:bom|cdx|cyclonedx|spdx)[^/]*\.json$/i.test(name))) {
    const text = await textAt(path, longestDocument) ?? ''
    if (mayBeAiBom(text) && readBom(text) !== null) boms.push(path)
  }
  const sums = await checkSums(files, digests, unread, tick)
  return { ...signatureFacts(verifications), ...checksumFacts(sums), provenance: provenance.slice(0, 25), boms }
}

export function signatureFacts(verifications: readonly Verification[]): Pick<SignatureFacts, 'signatures' | 'signedWith' | 'checkedSignatures' | 'invalidSignatures' | 'untrustedSigners' | 'uncheckedSigners' | 'changedFiles' | 'unsignedFiles' | 'weakSignatures' | 'staleSignatures'> {
  const told = (which: (one: Verification) => boolean, detail: (one: Verification) => string): Sign[] => {
    const list = new Signs()
    for (const one of verifications) if (which(one)) list.add(one.bundle, { detail: detail(one) })
    return list.list
  }
  const who = ({ identity: { name, issuer } }: Verification): string => `${name ?? 'nobody is named'}${issuer === null ? '' : `, vouched for by ${issuer}`}`
  const covering = verifications.filter(({ signature, method }) => signature !== 'invalid' && method !== 'unknown')
  return {
    signatures: verifications.map(({ bundle, method, signature, identity, signedAt, expired, scope, files, answer }) => ({
      path: bundle, method, state: signature, identity: identity.state, signer: identity.name, issuer: identity.issuer, signedAt, expired, hash: scope.hash, files: files.checked, answer,
    })),
    signedWith: [...new Set(verifications.flatMap(({ method, signature }) => (method !== 'unknown' || signature === 'invalid' ? [method] : [])))],
    checkedSignatures: verifications.filter(({ signature }) => signature !== 'unchecked').length,
    invalidSignatures: told(({ signature }) => signature === 'invalid', ({ why }) => why),
    untrustedSigners: told(({ signature, identity }) => signature !== 'invalid' && identity.state === 'untrusted', who),
    uncheckedSigners: told(({ signature, identity, method }) => signature !== 'invalid' && identity.state === 'unchecked' && method !== 'unknown', (one) => `${who(one)}: ${one.why}`),
    changedFiles: all(covering.flatMap(({ files }) => [...files.changed, ...files.missing])),
    unsignedFiles: all(unsigned(covering)),
    weakSignatures: all(covering.flatMap(({ weak }) => weak)),
    staleSignatures: told(({ expired }) => expired, ({ why }) => why),
  }
}

/** Files that none of the signatures covers. */
function unsigned(covering: readonly Verification[]): Sign[] {
  const [first, ...others] = covering.map(({ files, bundle }) => ({ extra: files.extra, bundle }))
  if (first === undefined) return []
  const named = others.map(({ extra, bundle }) => new Set([...extra.map(({ what }) => what), bundle]))
  return first.extra.filter(({ what }) => named.every((one) => one.has(what)) && !isPaper(what) && !covering.some(({ bundle }) => bundle === what))
}

function checksumFacts(sums: readonly Checksum[]): Pick<SignatureFacts, 'checksumLists' | 'checksumMismatches' | 'weakChecksums'> {
  const strong = new Set(sums.flatMap(({ file, algorithm, state }) => (state === 'ok' && !weakAlgorithms.has(algorithm) ? [file] : [])))
  const mismatches = new Signs()
  const weak = new Signs()
  for (const { file, list, algorithm, wanted, state } of sums) {
    if (state === 'differs') mismatches.add(file, { detail: `${algorithm} is not ${wanted}, which ${list} has` })
    if (state === 'missing') mismatches.add(file, { detail: `${list} has it, and it is not there` })
    if (weakAlgorithms.has(algorithm) && state === 'ok' && !strong.has(file)) weak.add(file, { detail: `${algorithm} in ${list}` })
  }
  return { checksumLists: [...new Set(sums.map(({ list }) => list))].slice(0, 25), checksumMismatches: mismatches.list, weakChecksums: weak.list }
}

function all(list: readonly Sign[]): Sign[] {
  const kept = new Signs()
  for (const { what, member, offset, detail } of list) kept.add(what, { member, offset, detail })
  return kept.list
}
