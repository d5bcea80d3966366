// Signatures made with a key: what holds, what does not, and what nobody can say.
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import type { Trust } from '../../src/artifacts/signature/verification.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'
import { Stopped } from '../../src/artifacts/unread.js'
import { bundleOf, envelopeOf, filesOf, keyBundle, makeKeys, modelFiles, statementOf } from './signature-maker.js'

const now = new Date('2026-06-01T00:00:00Z')
const keys = makeKeys()
const trust: Trust = { publicKeys: [{ name: 'orchard.pub', pem: keys.pem }] }
const verify = (text: string, files = filesOf(modelFiles), whom: Trust = trust, how: { ignoreUnsigned?: boolean } = {}): ReturnType<typeof verifyModel> => verifyModel(files, { path: 'model.sig', text }, whom, { now, ...how })

describe('a model signed with a key', () => {
  it.each([['prime256v1', 'sha256'], ['secp384r1', 'sha384'], ['secp521r1', 'sha512']])('is what was signed, with %s', async (curve, hash) => {
    const own = makeKeys(curve)
    const found = await verify(keyBundle(modelFiles, own, {}, hash), undefined, { publicKeys: [{ name: 'k', pem: own.pem }] })
    expect(found).toMatchObject({ method: 'key', signature: 'valid', answer: 'yes', identity: { state: 'trusted', name: `key sha256:${own.fingerprint}` }, files: { checked: 3, changed: [], missing: [], extra: [] } })
  })

  it('is held against the hash that belongs to the curve', async () => {
    const own = makeKeys('secp384r1')
    expect(await verify(keyBundle(modelFiles, own, {}, 'sha256'), undefined, { publicKeys: [{ name: 'k', pem: own.pem }] })).toMatchObject({ signature: 'invalid', answer: 'no' })
  })

  it('is no longer it when a file changed, went or came', async () => {
    const { 'config.json': gone, ...rest } = modelFiles
    void gone
    const found = await verify(keyBundle(modelFiles, keys), filesOf({ ...rest, 'weights.bin': 'v'.repeat(2500), 'modeling.py': 'print(1)', '.git/config': 'x', 'model.sig': '{}' }))
    expect(found).toMatchObject({ signature: 'valid', answer: 'no', files: { checked: 1 } })
    expect(found.files.changed.map(({ what }) => what)).toEqual(['weights.bin'])
    expect(found.files.changed[0]?.detail).toMatch(/^sha256 [0-9a-f]{64}, signed [0-9a-f]{64}$/)
    expect(found.files.missing).toEqual([{ what: 'config.json', member: '', offset: null, detail: 'signed, and not there' }])
    expect(found.files.extra).toEqual([{ what: 'modeling.py', member: '', offset: null, detail: 'not covered by the signature, and loaded as code' }])
  })

  it('may have other files beside it where they are told not to matter', async () => {
    expect(await verify(keyBundle(modelFiles, keys), filesOf({ ...modelFiles, 'notes.md': 'x' }))).toMatchObject({ answer: 'no' })
    expect(await verify(keyBundle(modelFiles, keys), filesOf({ ...modelFiles, 'notes.md': 'x' }), trust, { ignoreUnsigned: true })).toMatchObject({ answer: 'yes' })
  })

  it('is not judged by a key that nobody trusts', async () => {
    const text = keyBundle(modelFiles, makeKeys())
    expect(await verify(text)).toMatchObject({ signature: 'unchecked', identity: { state: 'untrusted' }, answer: 'no' })
    expect(await verify(text, undefined, {})).toMatchObject({ signature: 'unchecked', identity: { state: 'unchecked' }, answer: 'incomplete' })
  })

  it('is not believed when the envelope was changed', async () => {
    const other = statementOf({ ...modelFiles, 'weights.bin': 'evil' })
    const spoilt = { ...envelopeOf(statementOf(modelFiles), keys.privateKey), payload: Buffer.from(other).toString('base64') }
    const found = await verify(bundleOf(spoilt, { publicKey: { hint: keys.fingerprint } }), filesOf({ ...modelFiles, 'weights.bin': 'evil' }))
    expect(found).toMatchObject({ signature: 'invalid', answer: 'no', files: { checked: 0 } })
  })

  it('tries every key where the bundle does not say which', async () => {
    const text = bundleOf(envelopeOf(statementOf(modelFiles), keys.privateKey), { publicKey: {} })
    expect(await verify(text, undefined, { publicKeys: [{ name: 'a', pem: makeKeys().pem }, { name: 'b', pem: keys.pem }] })).toMatchObject({ answer: 'yes' })
    expect(await verify(text, undefined, { publicKeys: [{ name: 'a', pem: makeKeys().pem }] })).toMatchObject({ signature: 'invalid', answer: 'no' })
  })

  it('takes a key that lies beside the model only by its fingerprint', async () => {
    const text = keyBundle(modelFiles, keys)
    const keysBeside = [{ name: 'orchard.pub', key: keys.publicKey, fingerprint: keys.fingerprint }]
    const ask = (whom: Trust): ReturnType<typeof verifyModel> => verifyModel(filesOf(modelFiles), { path: 'model.sig', text }, whom, { now, keysBeside })
    expect(await ask({ fingerprints: [keys.fingerprint] })).toMatchObject({ signature: 'valid', answer: 'yes' })
    expect(await ask({})).toMatchObject({ signature: 'valid', identity: { state: 'unchecked' }, answer: 'incomplete' })
    expect(await ask({ fingerprints: ['00'.repeat(32)] })).toMatchObject({ signature: 'valid', identity: { state: 'untrusted' }, answer: 'no' })
    expect(await verifyModel(filesOf(modelFiles), { path: 'model.sig', text }, { fingerprints: [keys.fingerprint] }, { now })).toMatchObject({ signature: 'unchecked', answer: 'incomplete' })
  })

  it('says what could not be read, and then does not say yes', async () => {
    const files = filesOf(modelFiles).map((file) => (file.path === 'weights.bin' ? { ...file, bytes: { size: file.size, read: () => { throw new Stopped('unreadable', 'permission denied') } } } : file))
    expect(await verify(keyBundle(modelFiles, keys), files)).toMatchObject({ answer: 'incomplete', files: { checked: 2, unread: [{ reason: 'unreadable', what: 'permission denied', member: 'weights.bin' }] } })
    const shorter = filesOf(modelFiles).map((file) => (file.path === 'weights.bin' ? { ...file, bytes: { ...bytesOf(new Uint8Array(10)), size: file.size } } : file))
    expect(await verify(keyBundle(modelFiles, keys), shorter)).toMatchObject({ answer: 'incomplete', files: { unread: [{ what: 'became shorter while it was read' }] } })
  })
})

describe('what a signature covers', () => {
  it('is every shard of a file, and nothing beyond them', async () => {
    const text = keyBundle(modelFiles, keys, { shard: 1000 })
    expect(await verify(text, filesOf({ ...modelFiles, 'empty.txt': '' }))).toMatchObject({ answer: 'yes', files: { checked: 3 }, scope: { method: 'shards', shardSize: 1000 } })
    const longer = await verify(text, filesOf({ ...modelFiles, 'weights.bin': 'w'.repeat(3500) }))
    expect(longer.files.changed[0]?.detail).toBe('has 3500 bytes, which are not those of the 3 shards that were signed')
    const grown = await verify(text, filesOf({ ...modelFiles, 'weights.bin': 'w'.repeat(2600) }))
    expect(grown.files.changed[0]?.detail).toBe('bytes 2000 to 2600 are in no shard that was signed')
    const swapped = await verify(text, filesOf({ ...modelFiles, 'weights.bin': `${'w'.repeat(1200)}x${'w'.repeat(1299)}` }))
    expect(swapped.files.changed[0]?.detail).toBe('bytes 1000 to 2000 differ from what was signed')
  })

  it('may be cut into so many shards that nobody counts them', async () => {
    const resources = [{ name: 'weights.bin:0:1', digest: '00'.repeat(32), algorithm: 'sha256-sharded-1' }]
    const huge = [{ path: 'weights.bin', size: 2 ** 50, linked: false, bytes: { size: 2 ** 50, read: () => { throw new Error('not read') } } }]
    expect((await verify(keyBundle(modelFiles, keys, { shard: 1, resources }), huge)).files.changed).toHaveLength(1)
  })

  it('keeps colons of a name apart from those of a shard', async () => {
    const odd = { 'a:1:2.bin': 'odd' }
    expect(await verify(keyBundle(odd, keys, { shard: 1000 }), filesOf(odd))).toMatchObject({ answer: 'yes' })
  })

  it('leaves out what it says it leaves out, and that is told where it is loaded', async () => {
    const { 'weights.bin': weights, ...rest } = modelFiles
    void weights
    const found = await verify(keyBundle(rest, keys, { ignored: ['weights.bin', 'docs/'] }), filesOf({ ...modelFiles, 'docs/a.md': 'x' }))
    expect(found).toMatchObject({ answer: 'yes', weak: [{ what: 'weights.bin', detail: 'left out of the signature on purpose, and loaded as weights' }] })
    expect((await verify(keyBundle({}, keys, { ignored: ['.'] }))).answer).toBe('incomplete')
  })

  it('has no files outside of the folder', async () => {
    const resources = ['../secret', '/etc/passwd', 'a//b', './c', 'd\\e', 'C:/x'].map((name) => ({ name, digest: '00'.repeat(32), algorithm: 'sha256' }))
    const found = await verify(keyBundle(modelFiles, keys, { resources }), filesOf({ 'c': 'x' }))
    expect(found.files.missing).toHaveLength(6)
    expect(found.weak).toHaveLength(6)
    expect(found.answer).toBe('no')
  })

  it('has links only where it says so', async () => {
    expect((await verify(keyBundle(modelFiles, keys), filesOf(modelFiles, ['config.json']))).files.changed).toEqual([{ what: 'config.json', member: '', offset: null, detail: 'is a symbolic link, which the signature rules out' }])
    expect(await verify(keyBundle(modelFiles, keys, { symlinks: true }), filesOf(modelFiles, ['config.json']))).toMatchObject({ answer: 'yes', weak: [{ what: 'config.json' }] })
    expect(await verify(keyBundle(modelFiles, keys, { symlinks: true }))).toMatchObject({ answer: 'yes', weak: [] })
  })

  it('is one file where a file was signed', async () => {
    const resources = JSON.parse(statementOf({ '.': 'one' })) as { predicate: { resources: { name: string; digest: string; algorithm: string }[] } }
    const text = keyBundle({}, keys, { resources: resources.predicate.resources, name: 'weights.bin' })
    expect(await verify(text, filesOf({ 'weights.bin': 'one', 'model.sig': '' }))).toMatchObject({ answer: 'yes' })
    expect(await verify(text, filesOf({ 'renamed.bin': 'one' }))).toMatchObject({ answer: 'yes' })
    expect(await verify(text, filesOf({ 'weights.bin': 'one', 'other.bin': 'two' }))).toMatchObject({ answer: 'no', files: { extra: [{ what: 'other.bin' }] } })
  })

  it('is told as old where it is from before 1.0', async () => {
    const old = JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://model_signing/Digests/v0.1', subject: JSON.parse(statementOf(modelFiles)).predicate.resources.map(({ name, digest }: { name: string; digest: string }) => ({ name, digest: { sha256: digest } })) })
    expect(await verify(bundleOf(envelopeOf(old, keys.privateKey), { publicKey: { hint: keys.fingerprint } }))).toMatchObject({ signature: 'valid', scope: { deprecated: true }, files: { checked: 3 }, answer: 'incomplete' })
  })

  it('may contradict its own digest of the whole', async () => {
    expect((await verify(keyBundle(modelFiles, keys, { root: '00'.repeat(32) }))).weak).toHaveLength(1)
  })

  it('is not a model where it is about something else', async () => {
    const found = await verify(keyBundle(modelFiles, keys, { predicateType: 'https://slsa.dev/provenance/v1' }))
    expect(found).toMatchObject({ signature: 'unchecked', answer: 'incomplete', why: 'it is about something else than the files of a model: https://slsa.dev/provenance/v1' })
  })
})

describe('broken signatures', () => {
  const envelope = envelopeOf(statementOf(modelFiles), keys.privateKey)
  const material = { publicKey: { hint: keys.fingerprint } }
  it.each<[string, string, string]>([
    ['text', 'no json', 'unchecked'],
    ['cut off', '{"mediaType": "application/vnd.dev', 'invalid'],
    ['another JSON', '{"a": 1}', 'unchecked'],
    ['an empty one', '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}', 'invalid'],
    ['two signatures', bundleOf({ ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] }, material), 'invalid'],
    ['two ways', bundleOf(envelope, { ...material, certificate: { rawBytes: 'AAAA' } }), 'invalid'],
    ['no way', bundleOf(envelope, {}), 'invalid'],
    ['no base64', bundleOf({ ...envelope, payload: '$$$' }, material), 'invalid'],
    ['another type', bundleOf({ ...envelope, payloadType: 'text/plain' }, material), 'invalid'],
    ['a strange signature', bundleOf({ ...envelope, signatures: [{ sig: 'AAAA' }] }, material), 'invalid'],
    ['a chain of nonsense', bundleOf(envelope, { x509CertificateChain: { certificates: [{ rawBytes: 'AAAA' }] } }), 'invalid'],
    ['a certificate of nonsense', bundleOf(envelope, { certificate: { rawBytes: 'AAAA' }, tlogEntries: [{}] }), 'invalid'],
    ['deep nesting', `{"mediaType":${'['.repeat(200_000)}`, 'invalid'],
    ['a blob', JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', messageSignature: {} }), 'unchecked'],
  ])('%s', async (_, text, signature) => {
    const found = await verify(text)
    expect(found.signature).toBe(signature)
    expect(found.answer).not.toBe('yes')
  })

  it('says what of the user\'s cannot be read', async () => {
    await expect(verify(keyBundle(modelFiles, keys), undefined, { publicKeys: [{ name: 'orchard.pub', pem: 'x' }] })).rejects.toThrow('orchard.pub holds no public key in PEM; nothing was verified')
    await expect(verify(keyBundle(modelFiles, keys), undefined, { identities: [{ identity: '/(/', issuer: 'x' }] })).rejects.toThrow('/(/ is no regular expression')
  })
})
