// Signatures made with certificates: the chain, what its certificates are for, and their time.
import { describe, expect, it } from 'vitest'
import type { Trust } from '../../src/artifacts/signature/verification.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'
import { authority, codeSigning, issue, signing, usage, type Certificate } from './certificates.js'
import { bundleOf, envelopeOf, filesOf, modelFiles, statementOf } from './signature-maker.js'

const now = new Date('2026-06-01T00:00:00Z')
const root = issue('orchard root', null, { extensions: authority() })
const middle = issue('orchard models', root, { extensions: authority(0) })
const leaf = issue('orchard release', middle, { extensions: [signing, codeSigning] })
const trust: Trust = { roots: [root.pem] }

function signed(by: Certificate, chain: readonly Certificate[]): string {
  const certificates = [by, ...chain].map((one) => ({ rawBytes: one.der.toString('base64') }))
  return bundleOf(envelopeOf(statementOf(modelFiles), by.keys.privateKey), { x509CertificateChain: { certificates }, tlogEntries: [] })
}
const verify = (text: string, whom: Trust = trust, how: { allowExpired?: boolean } = {}): ReturnType<typeof verifyModel> => verifyModel(filesOf(modelFiles), { path: 'model.sig', text }, whom, { now, ...how })

describe('a model signed with a certificate', () => {
  it('is what was signed where the chain leads to a trusted certificate', async () => {
    expect(await verify(signed(leaf, [middle]))).toMatchObject({ method: 'certificate', signature: 'valid', answer: 'yes', identity: { state: 'trusted', name: 'CN=orchard release', issuer: 'CN=orchard root' }, expired: false })
    expect(await verify(signed(leaf, [middle, root]))).toMatchObject({ answer: 'yes' })
    expect(await verify(signed(leaf, []), { roots: [root.pem + middle.pem] })).toMatchObject({ answer: 'yes' })
    expect(await verify(signed(leaf, [middle]), { fingerprints: [middle.keys.fingerprint] })).toMatchObject({ answer: 'yes' })
  })

  it('is somebody else\'s where it leads elsewhere', async () => {
    const other = issue('orchard root', null, { extensions: authority() })
    expect(await verify(signed(leaf, [middle, root]), { roots: [other.pem] })).toMatchObject({ signature: 'valid', identity: { state: 'untrusted' }, answer: 'no' })
    expect(await verify(signed(leaf, []), trust)).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
    expect(await verify(signed(leaf, [middle, root]), {})).toMatchObject({ signature: 'valid', identity: { state: 'unchecked' }, answer: 'incomplete' })
  })

  it('is not, where a certificate of the chain may not issue others', async () => {
    const plain = issue('orchard models', root, { extensions: [signing] })
    const under = issue('orchard release', plain, { extensions: [signing] })
    expect(await verify(signed(under, [plain]))).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
    const deeper = issue('orchard deeper', middle, { extensions: authority() })
    const below = issue('orchard release', deeper, { extensions: [signing] })
    expect(await verify(signed(below, [deeper, middle]))).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
    const mute = issue('orchard models', root, { extensions: [...authority().slice(0, 1), usage(0x80)] })
    expect(await verify(signed(issue('r', mute, { extensions: [signing] }), [mute]))).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
  })

  it('is not, where the signer\'s certificate is not for signing or demands what nobody understands', async () => {
    expect(await verify(signed(issue('r', root), []))).toMatchObject({ signature: 'invalid', why: 'its certificate is not for signing' })
    expect(await verify(signed(issue('r', root, { extensions: [usage(0x20)] }), []))).toMatchObject({ signature: 'invalid' })
    expect(await verify(signed(issue('r', root, { extensions: [codeSigning] }), []))).toMatchObject({ answer: 'yes' })
    const strange = { oid: '1.2.3.4', critical: true, value: Buffer.from([5, 0]) }
    expect(await verify(signed(issue('r', root, { extensions: [signing, strange] }), []))).toMatchObject({ signature: 'invalid', why: 'its certificate demands something that is not understood: 1.2.3.4' })
  })

  it('is not, where another key made the signature', async () => {
    expect(await verify(signed({ ...leaf, keys: middle.keys }, [middle]))).toMatchObject({ signature: 'invalid', answer: 'no' })
  })

  it('is past its time where the certificate has expired', async () => {
    const old = issue('orchard release', middle, { extensions: [signing], to: '2026-02-01T00:00:00Z' })
    expect(await verify(signed(old, [middle]))).toMatchObject({ signature: 'valid', expired: true, identity: { state: 'trusted' }, answer: 'no', why: 'the certificate expired on 2026-02-01, or one above it did' })
    expect(await verify(signed(old, [middle]), trust, { allowExpired: true })).toMatchObject({ expired: true, answer: 'yes' })
    const early = issue('orchard release', middle, { extensions: [signing], from: '2027-01-01T00:00:00Z' })
    expect(await verify(signed(early, [middle]), trust, { allowExpired: true })).toMatchObject({ signature: 'invalid', answer: 'no' })
  })

  it('is not led round in circles', async () => {
    const ring = Array.from({ length: 15 }, () => issue('orchard root', root, { extensions: authority() }))
    expect(await verify(signed(issue('r', root, { extensions: [signing] }), ring), { roots: [issue('x', null, { extensions: authority() }).pem] })).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
  })
})
