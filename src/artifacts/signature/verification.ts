// What checking a signature of a model takes and gives: its files, whom to trust, and the answer with its reasons.
import type { Bytes } from '../bytes.js'
import { shown, type Sign } from '../sign.js'
import type { Unread } from '../unread.js'

/** A file of the model. */
export interface SignedFile {
  /** Relative to the model's folder, with forward slashes. */
  path: string
  size: number
  bytes: Bytes
  /** A symbolic link somewhere on the way to it. */
  linked: boolean
}

/** Whose signatures count. Nothing at all: signatures are checked, and nobody knows whether their signers are meant. */
export interface Trust {
  /** Keys in PEM, and where each was found. */
  publicKeys?: readonly { name: string; pem: string }[]
  /** SHA-256 of keys in PEM: they are taken from wherever they are found, as in a certificate. */
  fingerprints?: readonly string[]
  /** Certificates in PEM, one or several in each text, up to which a chain must lead. */
  roots?: readonly string[]
  /** Exact, or a pattern between slashes that must match the whole. */
  identities?: readonly { identity: string; issuer: string }[]
  /** A trusted root of Sigstore as JSON; the one that comes with us unless given. */
  trustedRoot?: unknown
}

export type Method = 'key' | 'certificate' | 'sigstore' | 'unknown'

export interface Identity {
  /** `unchecked`: nobody said whom to trust, or the signature could not be checked. */
  state: 'trusted' | 'untrusted' | 'unchecked'
  /** Who signed: an address, a workflow, a name in a certificate, the fingerprint of a key. */
  name: string | null
  /** Who vouches for that: an OpenID issuer, a certificate authority. */
  issuer: string | null
}

/** What a signature says that it covers. */
export interface Scope {
  hash: string | null
  method: 'files' | 'shards' | null
  /** Bytes of a shard. */
  shardSize: number | null
  ignoredPaths: string[]
  allowSymlinks: boolean
  /** The format from before 1.0. */
  deprecated: boolean
}

export interface Verification {
  /** Path of the signature. */
  bundle: string
  method: Method
  signature: 'valid' | 'invalid' | 'unchecked'
  /** What decided, in a clause. */
  why: string
  identity: Identity
  /** When a transparency log or a timestamp authority saw it; null where nobody did. */
  signedAt: string | null
  /** The signer's certificate is past its time. */
  expired: boolean
  scope: Scope
  files: {
    /** Files whose bytes are as they were signed. */
    checked: number
    changed: Sign[]
    missing: Sign[]
    /** Files that the signature does not cover. */
    extra: Sign[]
    unread: Unread[]
  }
  /** What makes the signature say less than it seems to. */
  weak: Sign[]
  /** The trusted root that a keyless signature was held against. */
  trustedRoot: TrustedRootAge | null
  answer: 'yes' | 'no' | 'incomplete'
}

export interface TrustedRootAge {
  builtIn: boolean
  /** Since when its newest log key is in use: signatures of logs that came later are not known. */
  newestKey: string | null
}

/** What a method of signing has to say. */
export type Checked = Pick<Verification, 'signature' | 'why' | 'identity' | 'signedAt' | 'expired'> & { trustedRoot?: TrustedRootAge }

export const nobody: Identity = { state: 'unchecked', name: null, issuer: null }

export function invalid(why: string, identity: Identity = nobody): Checked {
  return { signature: 'invalid', why, identity, signedAt: null, expired: false }
}

export function unchecked(why: string, identity: Identity = nobody): Checked {
  return { signature: 'unchecked', why, identity, signedAt: null, expired: false }
}

export function signOf(what: string, detail = ''): Sign {
  return { what: shown(what), member: '', offset: null, detail: shown(detail) }
}

/** Whether anybody was named whose signatures count. */
export function trustsSomebody(trust: Trust): boolean {
  return [trust.publicKeys, trust.fingerprints, trust.roots, trust.identities].some((list) => (list?.length ?? 0) > 0)
}
