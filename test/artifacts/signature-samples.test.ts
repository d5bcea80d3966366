// Models signed by the reference implementation itself: what it signed, we verify. test/artifacts/samples/signatures.py makes them.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import type { SignedFile, Trust } from '../../src/artifacts/signature/verification.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'

const samples = join(process.env['AISPM_SAMPLES'] ?? '', 'signature')
const there = process.env['AISPM_SAMPLES'] !== undefined && existsSync(samples)
if (!there) console.warn('signed samples are not tested: AISPM_SAMPLES names no folder that has them')
const now = new Date('2026-06-01T00:00:00Z')

function filesIn(folder: string, below = ''): SignedFile[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`
    const stats = lstatSync(join(folder, path))
    if (stats.isDirectory()) return filesIn(folder, path)
    const data = readFileSync(join(folder, path))
    return [{ path, size: data.length, bytes: bytesOf(data), linked: stats.isSymbolicLink() }]
  })
}

const textOf = (...path: string[]): string => readFileSync(join(samples, ...path), 'utf8')
const keyNamed = (name: string): Trust => ({ publicKeys: [{ name, pem: textOf('keys', `${name}.pub`) }] })

function verify(model: string, trust: Trust, bundle = 'model.sig', spoil: (files: SignedFile[]) => SignedFile[] = (files) => files): ReturnType<typeof verifyModel> {
  return verifyModel(spoil(filesIn(join(samples, model))), { path: bundle, text: textOf(model, bundle) }, trust, { now })
}

describe.skipIf(!there)('a model signed by the reference implementation', () => {
  it.each([['key-p256', 'p256'], ['key-p384', 'p384'], ['key-p521', 'p521'], ['key-blake2', 'p256'], ['key-blake3', 'p256'], ['shards-sha256', 'p256'], ['shards-blake2', 'p256'], ['linked', 'p256']])('%s is verified', async (model, key) => {
    expect(await verify(model, keyNamed(key))).toMatchObject({ method: 'key', signature: 'valid', answer: 'yes', files: { changed: [], missing: [], extra: [] } })
  })

  it.each(['key-p384', 'key-blake2', 'key-blake3', 'shards-sha256', 'shards-blake2'])('%s is not, with one byte changed', async (model) => {
    const found = await verify(model, keyNamed(model === 'key-p384' ? 'p384' : 'p256'), 'model.sig', (files) => files.map((file) => {
      if (file.path !== 'weights.bin') return file
      const data = new Uint8Array(file.size).fill(1)
      return { ...file, bytes: bytesOf(data) }
    }))
    expect(found).toMatchObject({ answer: 'no', files: { changed: [{ what: 'weights.bin' }] } })
  })

  it('has weights left out, which is told', async () => {
    expect(await verify('ignored', keyNamed('p256'))).toMatchObject({ answer: 'yes', weak: [{ what: 'weights.bin' }] })
  })

  it('may be a single file', async () => {
    expect(await verify('single', keyNamed('p256'), 'weights.bin.sig')).toMatchObject({ answer: 'yes', files: { checked: 1 } })
  })

  it('may be signed with a certificate', async () => {
    const roots = [textOf('keys', 'root.pem')]
    expect(await verify('certificate', { roots })).toMatchObject({ method: 'certificate', signature: 'valid', answer: 'yes', identity: { name: 'CN=orchard release, O=orchard', issuer: 'CN=orchard root, O=orchard' } })
    expect(await verify('certificate-expired', { roots })).toMatchObject({ signature: 'valid', expired: true, answer: 'no' })
    expect(await verify('certificate', { roots: [textOf('keys', 'certificate-expired.pem')] })).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
  })
})
