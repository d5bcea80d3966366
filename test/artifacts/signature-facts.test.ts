// What is known of a model's folder: signatures, checksums, provenance, bills of materials, and digests in one pass.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/artifacts/bytes.js'
import aibom from '../../src/artifacts/formats/aibom.js'
import { readBom } from '../../src/artifacts/signature/bom.js'
import { listedSums } from '../../src/artifacts/signature/checksums.js'
import { Digests, shardsOf } from '../../src/artifacts/signature/digests.js'
import { integrityOf, type SignatureFacts } from '../../src/artifacts/signature/facts.js'
import { findBundles } from '../../src/artifacts/signature/find.js'
import { readProvenance } from '../../src/artifacts/signature/provenance.js'
import { readSigner } from '../../src/artifacts/signature/trust.js'
import type { Trust } from '../../src/artifacts/signature/verification.js'
import type { Unread } from '../../src/artifacts/unread.js'
import { opened } from './open.js'
import { envelopeOf, filesOf, keyBundle, makeKeys, modelFiles, statementOf } from './signature-maker.js'

const now = new Date('2026-06-01T00:00:00Z')
const keys = makeKeys()
const sha = (text: string, algorithm = 'sha256'): string => createHash(algorithm).update(text).digest('hex')
const names = (list: readonly { what: string }[]): string[] => list.map(({ what }) => what)

async function factsOf(texts: Readonly<Record<string, string>>, trust: Trust = {}): Promise<SignatureFacts & { unread: Unread[] }> {
  const unread: Unread[] = []
  return { ...await integrityOf(filesOf(texts), trust, { now, unread }), unread }
}

describe('the integrity of a folder', () => {
  it('is unknown where nothing is signed', async () => {
    expect(await factsOf(modelFiles)).toMatchObject({ signatures: [], unsignedFiles: [], changedFiles: [], checksumLists: [], provenance: [], boms: [], unread: [] })
  })

  it('is told by its signature', async () => {
    const texts = { ...modelFiles, 'model.sig': keyBundle(modelFiles, keys), 'weights.bin': 'v', 'extra.py': '1', 'README.md': 'x', 'README.py': 'x' }
    const found = await factsOf(texts, { publicKeys: [{ name: 'k', pem: keys.pem }] })
    expect({ signedWith: found.signedWith, checked: found.checkedSignatures }).toEqual({ signedWith: ['key'], checked: 1 })
    expect(found.signatures).toMatchObject([{ path: 'model.sig', method: 'key', state: 'valid', identity: 'trusted', hash: 'sha256', files: 2, answer: 'no' }])
    expect({ changed: names(found.changedFiles), unsigned: names(found.unsignedFiles) }).toEqual({ changed: ['weights.bin'], unsigned: ['extra.py', 'README.py'] })
    expect((await factsOf(texts)).uncheckedSigners).toMatchObject([{ what: 'model.sig' }])
    expect((await factsOf(texts, { fingerprints: ['00'.repeat(32)] })).untrustedSigners).toMatchObject([{ what: 'model.sig' }])
    expect((await factsOf({ ...texts, 'model.sig': '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}' })).invalidSignatures).toMatchObject([{ what: 'model.sig', detail: 'has no signed payload' }])
  })

  it('does not take for missing what was not looked at', async () => {
    const texts = { ...modelFiles, '__pycache__/a.pyc': 'x', 'locked/b.bin': 'x', 'out.bin': 'x', 'gone.bin': 'x' }
    const unread: Unread[] = []
    const found = await integrityOf(filesOf({ ...modelFiles, 'model.sig': keyBundle(texts, keys) }), {}, { now, unread, unreadable: ['locked'], escapes: [{ name: 'out.bin' }] })
    expect(names(found.changedFiles)).toEqual(['gone.bin'])
    expect(unread.map(({ member }) => member)).toEqual(['__pycache__/a.pyc', 'locked/b.bin', 'out.bin'])
  })

  it('is whole where each file has a signature of its own', async () => {
    const one = (name: string, text: string): string => {
      const { predicate } = JSON.parse(statementOf({ '.': text })) as { predicate: { resources: { name: string; digest: string; algorithm: string }[] } }
      return keyBundle({}, keys, { resources: predicate.resources, name })
    }
    const found = await factsOf({ 'a.gguf': 'a', 'b.gguf': 'b', 'a.gguf.sig': one('a.gguf', 'a'), 'b.gguf.sig': one('b.gguf', 'b') })
    expect(found.unsignedFiles).toEqual([])
    expect(found.signatures).toHaveLength(2)
    expect(names((await factsOf({ 'a.gguf': 'a', 'b.gguf': 'b', 'a.gguf.sig': one('a.gguf', 'a') })).unsignedFiles)).toEqual(['b.gguf'])
  })

  it('knows signatures that it does not understand', async () => {
    expect((await factsOf({ ...modelFiles, 'weights.bin.sig': '-----BEGIN PGP SIGNATURE-----' })).signatures).toMatchObject([{ method: 'unknown', state: 'unchecked', answer: 'incomplete' }])
    expect((await factsOf({ ...modelFiles, 'weights.bin.sig': 'x' })).signedWith).toEqual([])
  })

  it('is held against lists of checksums', async () => {
    const found = await factsOf({
      'SHA256SUMS': `${sha('one')}  a.bin\n${sha('two')} *b.bin\n${sha('gone')}  gone.bin\n`, 'a.bin': 'one', 'b.bin': 'changed', 'c.py': 'x', 'd.bin': 'md', 'd.bin.md5': `${sha('md', 'md5')}\n`,
      '.cache/huggingface/download/e/f.safetensors.metadata': `${'0'.repeat(40)}\n${sha('other')}\n1700000000.0\n`, 'e/f.safetensors': 'tensor',
    })
    expect(found.checksumMismatches.map(({ what, detail }) => `${what}: ${detail.replaceAll(/[0-9a-f]{64}/g, '…')}`).toSorted()).toEqual([
      'b.bin: sha256 is not …, which SHA256SUMS has', 'e/f.safetensors: sha256 is not …, which .cache/huggingface/download/e/f.safetensors.metadata has', 'gone.bin: SHA256SUMS has it, and it is not there',
    ])
    expect(found.weakChecksums).toEqual([{ what: 'd.bin', member: '', offset: null, detail: 'md5 in d.bin.md5' }])
  })

  it('has provenance and a bill of materials', async () => {
    const statement = JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://slsa.dev/provenance/v1', subject: [{ name: 'weights.bin', digest: { sha256: sha('w') } }], predicate: { buildDefinition: { resolvedDependencies: [{ uri: 'git+https://github.com/orchard/models@abc' }] }, runDetails: { builder: { id: 'https://github.com/actions/runner' } } } })
    const bom = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'machine-learning-model', name: 'orchard' }] })
    const found = await factsOf({ ...modelFiles, 'weights.intoto.jsonl': `${JSON.stringify(envelopeOf(statement, keys.privateKey))}\nnonsense\n`, 'bom.json': bom, 'sbom.json': '{}' })
    expect(found).toMatchObject({ provenance: [{ path: 'weights.intoto.jsonl', builder: 'https://github.com/actions/runner', source: 'git+https://github.com/orchard/models@abc' }], boms: ['bom.json'] })
  })
})

describe('digests', () => {
  const data = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i % 251))
  const shard = 250_000

  it.each<[string, (reads: [number, number][]) => Bytes]>([
    ['at hand', (reads) => ({ size: data.length, read: (at, length) => { reads.push([at, length]); return data.subarray(at, at + length) } })],
    ['far away', (reads) => ({ size: data.length, read: (at, length) => { reads.push([at, length]); return Promise.resolve(data.subarray(at, at + length)) } })],
  ])('are made in one pass over bytes that are %s, and remembered', async (_, bytesWith) => {
    const reads: [number, number][] = []
    const digests = new Digests()
    const bytes = bytesWith(reads)
    const found = await digests.read('a', bytes, [{ algorithm: 'blake2b' }, { algorithm: 'blake3' }, { algorithm: 'sha256', shard }])
    expect(found.sha256).toBe(createHash('sha256').update(data).digest('hex'))
    expect(found.whole.get('blake2b')).toBe(createHash('blake2b512').update(data).digest('hex'))
    expect(shardsOf(found, 'sha256', shard)).toEqual([0, 1, 2].map((i) => createHash('sha256').update(data.subarray(i * shard, (i + 1) * shard)).digest('hex')))
    expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBe(data.length)
    const before = reads.length
    expect((await digests.read('a', bytes, [{ algorithm: 'sha256' }, { algorithm: 'blake3' }])).sha256).toBe(found.sha256)
    expect(reads).toHaveLength(before)
  })

  it('of nothing are those of nothing', async () => {
    const found = await new Digests().read('a', { size: 0, read: () => new Uint8Array(0) }, [{ algorithm: 'blake3' }, { algorithm: 'sha256', shard }])
    // The digest of no bytes, from the reference of BLAKE3.
    expect(found.whole.get('blake3')).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
    expect(shardsOf(found, 'sha256', shard)).toEqual([])
  })
})

describe('documents beside a model', () => {
  it('lists checksums in several ways', () => {
    const digest = sha('x')
    for (const text of [`${digest}  a.bin`, `${digest} *a.bin\r\n`, `SHA256 (a.bin) = ${digest}`, `\\${digest}  ./a.bin`]) expect(listedSums('SHA256SUMS', text)).toEqual([{ file: 'a.bin', algorithm: 'sha256', wanted: digest }])
    expect(listedSums('sub/a.bin.sha256', digest.toUpperCase())).toEqual([{ file: 'sub/a.bin', algorithm: 'sha256', wanted: digest }])
    for (const text of [`${digest}  ../a.bin`, `${digest}${' '.repeat(1_000_000)}x`, 'hello']) expect(listedSums('SHA256SUMS', text)).toEqual([])
  })

  it('names what may be a signature, that of the model first', () => {
    expect(findBundles(['a.sig', 'model.sig', 'b.sigstore.json', 'README.md', 'sub/c.sig', 'config.json'])).toEqual(['model.sig', 'a.sig', 'b.sigstore.json'])
  })

  it('reads whom to trust', () => {
    expect(readSigner(`key:sha256:${'AB'.repeat(32)}`)).toEqual({ is: 'key', fingerprint: 'ab'.repeat(32) })
    expect(readSigner('ann@orchard.example https://accounts.google.com')).toEqual({ is: 'identity', identity: 'ann@orchard.example', issuer: 'https://accounts.google.com' })
    expect(readSigner('keys/my key.pem')).toEqual({ is: 'file', path: 'keys/my key.pem' })
  })

  it('does not fall over nested nonsense', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    expect(readProvenance(deep)).toEqual([])
    expect(readBom(`{"bomFormat":"CycloneDX","components":${deep}}`)?.parts).toEqual([])
    expect(readBom(`{"@graph":${deep},"@context":${deep}}`)).toBeNull()
  })
})

describe('a bill of materials', () => {
  const cycloneDx = (more: object = {}, top: object = {}): string => JSON.stringify({
    bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { type: 'application', name: 'orchard', 'bom-ref': 'app' } },
    components: [
      { type: 'machine-learning-model', name: 'weights.safetensors', version: '2', 'bom-ref': 'm', hashes: [{ alg: 'SHA-256', content: sha('tensor') }], licenses: [{ license: { id: 'Apache-2.0' } }], modelCard: { modelParameters: { datasets: [{ ref: 'd' }] } }, ...more },
      { type: 'data', name: 'apples', 'bom-ref': 'd' },
    ],
    dependencies: [{ ref: 'app', dependsOn: ['m'] }], ...top,
  })
  const siblings = { 'weights.safetensors': Buffer.from('tensor'), 'README.md': Buffer.from('---\nlicense: apache-2.0\n---\n') }
  const read = async (text: string, beside: Record<string, Uint8Array> = siblings): Promise<{ recognised: number; confirmed: boolean; props: Awaited<ReturnType<typeof aibom.read>>['props']; unread: Unread[] }> => {
    const file = await opened('bom.cdx.json', Buffer.from(text), { siblings: beside })
    return { recognised: aibom.recognise(file), confirmed: await aibom.confirm?.(file) ?? true, props: (await aibom.read(file)).props, unread: file.unread }
  }

  it('agrees with the files beside it', async () => {
    expect(await read(cycloneDx())).toEqual({ recognised: 3, confirmed: true, unread: [], props: { standard: 'CycloneDX', version: '1.6', parts: 3, models: [{ name: 'weights.safetensors', version: '2', sha256: sha('tensor') }], datasets: ['apples'], drift: [], holes: [] } })
  })

  it('is belied by them', async () => {
    const { props } = await read(cycloneDx(), { 'weights.safetensors': Buffer.from('other'), 'README.md': Buffer.from('---\nlicense: mit\n---\n') })
    expect(props.drift.map(({ detail }) => detail.replaceAll(/[0-9a-f]{64}/g, '…'))).toEqual(['sha256 … of weights.safetensors, the bill says …', 'licence mit on its card, Apache-2.0 in the bill'])
    const listed = await read(cycloneDx({}, { components: [{ type: 'machine-learning-model', name: 'm', components: [{ type: 'file', name: 'gone.bin', hashes: [{ alg: 'SHA-256', content: sha('x') }] }] }] }))
    expect(listed.props.drift).toMatchObject([{ what: 'gone.bin', detail: 'the bill lists it, and it is not there' }])
  })

  it('has holes', async () => {
    const { props } = await read(cycloneDx({ hashes: [], modelCard: undefined }, { dependencies: [{ ref: 'app', dependsOn: ['nowhere'] }] }))
    expect(names(props.holes)).toEqual(['weights.safetensors', 'weights.safetensors', 'nowhere'])
  })

  it('may be of SPDX 3', async () => {
    const text = JSON.stringify({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [
        { type: 'ai_AIPackage', spdxId: 'urn:m', name: 'weights.safetensors', software_packageVersion: '2', verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: sha('tensor') }] },
        { type: 'dataset_DatasetPackage', spdxId: 'urn:d', name: 'apples' }, { type: 'Relationship', from: 'urn:m', to: ['urn:d', 'urn:gone'], relationshipType: 'trainedOn' },
      ],
    })
    expect(await read(text)).toMatchObject({ recognised: 3, confirmed: true, props: { standard: 'SPDX', version: '3.0.1', models: [{ name: 'weights.safetensors' }], datasets: ['apples'], drift: [], holes: [{ what: 'urn:gone' }] } })
  })

  it('is none where no model is in it, or where it is no JSON', async () => {
    const plain = await opened('bom.json', Buffer.from('{"bomFormat": "CycloneDX", "components": [{"type": "library"}]}'))
    expect(await aibom.confirm?.(plain)).toBe(false)
    expect(aibom.recognise(await opened('package.json', Buffer.from('{"name": "x"}')))).toBe(0)
    await expect(read('{"bomFormat": "CycloneDX", ')).rejects.toThrow('is no JSON of CycloneDX or SPDX 3')
  })
})
