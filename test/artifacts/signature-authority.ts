// A Sigstore of our own, small enough for a test: an authority that issues certificates for identities, the log that it
// promises to enter them in, and the log that sees signatures.
import { sign, type KeyObject } from 'node:crypto'
import { authority, certified, codeSigning, issue, octets, sha256, signing, toBeSigned, uriName, utf8, type Extension } from './certificates.js'
import { bundleOf, envelopeOf, makeKeys, type Keys } from './signature-maker.js'

const started = '2026-01-01T00:00:00Z'
const number = (value: number | bigint, bytes: number): Buffer => Buffer.from(BigInt(value).toString(16).padStart(bytes * 2, '0'), 'hex')

interface Log {
  keys: Keys
  id: Buffer
  url: string
}

function logAt(url: string): Log {
  const keys = makeKeys()
  return { keys, id: sha256(keys.publicKey.export({ type: 'spki', format: 'der' })), url }
}

export interface Wish {
  identity?: string
  issuer?: string
  /** When the log saw it. */
  at?: string
  /** Left out of the bundle. */
  without?: 'sct' | 'promise' | 'proof' | 'entry'
  /** Signed by a log that nobody knows. */
  strangeLog?: boolean
  /** Entered in the log for another payload. */
  otherPayload?: string
  checkpointName?: string
}

export class Authority {
  private readonly root = issue('orchard fulcio', null, { extensions: authority(1), from: started })
  private readonly certificates = logAt('https://ct.orchard.example')
  private readonly entries = logAt('https://rekor.orchard.example')

  trustedRoot(): unknown {
    const log = ({ keys, id, url }: Log): unknown => ({
      baseUrl: url, hashAlgorithm: 'SHA2_256', logId: { keyId: id.toString('base64') },
      publicKey: { rawBytes: keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { start: started } },
    })
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [log(this.entries)], ctlogs: [log(this.certificates)], timestampAuthorities: [],
      certificateAuthorities: [{ uri: 'https://fulcio.orchard.example', certChain: { certificates: [{ rawBytes: this.root.der.toString('base64') }] }, validFor: { start: started } }],
    }
  }

  /** The bundle of a statement, signed by somebody who showed an identity. */
  bundle(statement: string, wish: Wish = {}): string {
    const at = wish.at ?? '2026-05-01T12:00:00Z'
    const keys = makeKeys()
    const leaf = this.certificate(keys, wish)
    const envelope = envelopeOf(statement, keys.privateKey)
    const payload = wish.otherPayload ?? statement
    const body = Buffer.from(JSON.stringify({
      apiVersion: '0.0.1', kind: 'dsse', spec: {
        payloadHash: { algorithm: 'sha256', value: sha256(Buffer.from(payload)).toString('hex') }, signatures: [{ signature: envelope.signatures[0]?.sig ?? '', verifier: '' }],
      },
    }))
    return bundleOf(envelope, { certificate: { rawBytes: leaf.toString('base64') }, tlogEntries: wish.without === 'entry' ? [] : [this.entry(body, Math.floor(Date.parse(at) / 1000), wish)] })
  }

  private entry(body: Buffer, seconds: number, { without, strangeLog = false, checkpointName = 'rekor.orchard.example' }: Wish): unknown {
    const { id } = this.entries
    const key = (strangeLog ? makeKeys() : this.entries.keys).privateKey
    const promise = sign('sha256', Buffer.from(JSON.stringify({ body: body.toString('base64'), integratedTime: seconds, logID: id.toString('hex'), logIndex: 0 })), key)
    // A log with one entry: its hash is the root.
    const root = sha256(Buffer.from([0]), body).toString('base64')
    const note = `rekor.orchard.example\n1\n${root}\n`
    const checkpoint = `${note}\n\u2014 ${checkpointName} ${Buffer.concat([id.subarray(0, 4), sign('sha256', Buffer.from(note), key)]).toString('base64')}\n`
    return {
      logIndex: '0', logId: { keyId: id.toString('base64') }, kindVersion: { kind: 'dsse', version: '0.0.1' }, integratedTime: String(seconds), canonicalizedBody: body.toString('base64'),
      ...(without !== 'promise' && { inclusionPromise: { signedEntryTimestamp: promise.toString('base64') } }),
      ...(without !== 'proof' && { inclusionProof: { logIndex: '0', rootHash: root, treeSize: '1', hashes: [], checkpoint: { envelope: checkpoint } } }),
    }
  }

  /** Valid for ten minutes, and promised to the log of certificates: https://www.rfc-editor.org/rfc/rfc6962#section-3.2 */
  private certificate(keys: Keys, { identity = 'https://github.com/orchard/models/.github/workflows/release.yml@refs/heads/main', issuer = 'https://token.actions.githubusercontent.com', without }: Wish): Buffer {
    const extensions: Extension[] = [signing, codeSigning, uriName(identity), { oid: '1.3.6.1.4.1.57264.1.8', value: utf8(issuer) }]
    const wanted = { subject: '', issuer: 'orchard fulcio', key: keys.publicKey, issuerKey: this.root.keys.privateKey, from: '2026-05-01T11:55:00Z', to: '2026-05-01T12:05:00Z' }
    if (without === 'sct') return certified({ ...wanted, extensions })
    return certified({ ...wanted, extensions: [...extensions, { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(this.promised(toBeSigned({ ...wanted, extensions }), this.root.keys.publicKey)) }] })
  }

  private promised(certificate: Buffer, issuerKey: KeyObject): Buffer {
    const time = number(Date.parse('2026-05-01T11:56:00Z'), 8)
    const signed = Buffer.concat([
      Buffer.from([0, 0]), time, Buffer.from([0, 1]), sha256(issuerKey.export({ type: 'spki', format: 'der' })), number(certificate.length, 3), certificate, Buffer.from([0, 0]),
    ])
    const signature = sign('sha256', signed, this.certificates.keys.privateKey)
    const one = Buffer.concat([Buffer.from([0]), this.certificates.id, time, Buffer.from([0, 0, 4, 3]), number(signature.length, 2), signature])
    return Buffer.concat([number(one.length + 2, 2), number(one.length, 2), one])
  }
}
