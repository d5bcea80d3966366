// Makes signed models in memory: files, the statement about them, the envelope, the bundle. Every part can be spoilt.
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { fingerprintOf } from '../../src/artifacts/signature/trust.js'
import type { SignedFile } from '../../src/artifacts/signature/verification.js'

export const modelFiles: Readonly<Record<string, string>> = { 'config.json': '{"model_type":"orchard"}', 'weights.bin': 'w'.repeat(2500), 'tokenizer/vocab.txt': 'apple\npear\n' }

export function filesOf(texts: Readonly<Record<string, string>>, linked: readonly string[] = []): SignedFile[] {
  return Object.entries(texts).map(([path, text]) => {
    const data = new TextEncoder().encode(text)
    return { path, size: data.length, bytes: bytesOf(data), linked: linked.includes(path) }
  })
}

export interface Keys {
  privateKey: KeyObject
  publicKey: KeyObject
  pem: string
  fingerprint: string
}

export function makeKeys(namedCurve = 'prime256v1'): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), fingerprint: fingerprintOf(publicKey) }
}

export interface Said {
  ignored?: readonly string[]
  symlinks?: boolean
  shard?: number
  predicateType?: string
  /** Resources in the place of those that the files give. */
  resources?: readonly { name: string; digest: string; algorithm: string }[]
  root?: string
  name?: string
}

const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

export function statementOf(texts: Readonly<Record<string, string>>, said: Said = {}): string {
  const { shard } = said
  const entries = Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const resources = said.resources ?? entries.flatMap(([name, text]) => {
    if (shard === undefined) return [{ name, digest: hashOf(text), algorithm: 'sha256' }]
    return Array.from({ length: Math.ceil(text.length / shard) }, (_, i) => {
      const [start, end] = [i * shard, Math.min(text.length, (i + 1) * shard)]
      return { name: `${name}:${start}:${end}`, digest: hashOf(text.slice(start, end)), algorithm: `sha256-sharded-${shard}` }
    })
  })
  const root = said.root ?? hashOf(Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex'))))
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: said.name ?? 'orchard', digest: { sha256: root } }],
    predicateType: said.predicateType ?? 'https://model_signing/signature/v1.0',
    predicate: {
      serialization: {
        method: shard === undefined ? 'files' : 'shards', hash_type: 'sha256', allow_symlinks: said.symlinks === true, ignore_paths: ['model.sig', '.git', ...(said.ignored ?? [])],
        ...(shard !== undefined && { shard_size: shard }),
      },
      resources,
    },
  })
}

export const payloadType = 'application/vnd.in-toto+json'

export function envelopeOf(statement: string, privateKey: KeyObject, hash = 'sha256', type = payloadType): { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] } {
  const pae = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${Buffer.byteLength(statement)} `), Buffer.from(statement)])
  return { payload: Buffer.from(statement).toString('base64'), payloadType: type, signatures: [{ sig: sign(hash, pae, privateKey).toString('base64'), keyid: '' }] }
}

export function bundleOf(dsseEnvelope: unknown, verificationMaterial: unknown): string {
  return JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', verificationMaterial, dsseEnvelope })
}

/** A bundle signed with a key. */
export function keyBundle(texts: Readonly<Record<string, string>>, keys: Keys, said: Said = {}, hash = 'sha256'): string {
  return bundleOf(envelopeOf(statementOf(texts, said), keys.privateKey, hash), { publicKey: { hint: keys.fingerprint }, tlogEntries: [] })
}
