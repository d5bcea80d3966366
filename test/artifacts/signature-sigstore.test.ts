// Keyless signatures, made by an authority of our own: the certificate, the logs, the identity, and the trusted root.
import { describe, expect, it } from 'vitest'
import type { Trust } from '../../src/artifacts/signature/verification.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'
import { ageOf } from '../../src/artifacts/signature/sigstore.js'
import { Authority } from './signature-authority.js'
import { filesOf, modelFiles, statementOf } from './signature-maker.js'

const now = new Date('2026-06-01T00:00:00Z')
const sigstore = new Authority()
const trustedRoot = sigstore.trustedRoot()
const identity = 'https://github.com/orchard/models/.github/workflows/release.yml@refs/heads/main'
const issuer = 'https://token.actions.githubusercontent.com'
const trust: Trust = { trustedRoot, identities: [{ identity, issuer }] }
const statement = statementOf(modelFiles)
const verify = (text: string, whom: Trust = trust): ReturnType<typeof verifyModel> => verifyModel(filesOf(modelFiles), { path: 'model.sig', text }, whom, { now })

describe('a keyless signature', () => {
  it('holds where the logs saw it and the signer is trusted', async () => {
    expect(await verify(sigstore.bundle(statement))).toMatchObject({
      method: 'sigstore', signature: 'valid', answer: 'yes', identity: { state: 'trusted', name: identity, issuer }, signedAt: '2026-05-01T12:00:00Z', expired: false, files: { checked: 3 },
      trustedRoot: { builtIn: false, newestKey: '2026-01-01' },
    })
  })

  it('is of whoever the certificate says', async () => {
    const other = sigstore.bundle(statement, { identity: 'https://github.com/orchard-evil/models/.github/workflows/release.yml@refs/heads/main' })
    expect(await verify(other)).toMatchObject({ signature: 'valid', identity: { state: 'untrusted' }, answer: 'no' })
    expect(await verify(other, { trustedRoot })).toMatchObject({ signature: 'valid', identity: { state: 'unchecked' }, answer: 'incomplete' })
    expect(await verify(sigstore.bundle(statement, { issuer: 'https://evil.example' }))).toMatchObject({ identity: { state: 'untrusted' }, answer: 'no' })
  })

  it('takes exact names, and patterns that match the whole', async () => {
    const ask = async (pattern: string): Promise<string> => (await verify(sigstore.bundle(statement), { trustedRoot, identities: [{ identity: pattern, issuer }] })).identity.state
    expect(await ask('/https://github\\.com/orchard/.*/')).toBe('trusted')
    expect(await ask('/github\\.com/orchard/')).toBe('untrusted')
    expect(await ask('https://github.com/orchard/.*')).toBe('untrusted')
  })

  it.each([
    [{ without: 'sct' as const }, /expected 1 SCTs, got 0/], [{ without: 'entry' as const }, /timestamps/], [{ without: 'proof' as const }, /invalid bundle/], [{ without: 'promise' as const }, /timestamps/],
    [{ strangeLog: true }, /could not be verified/], [{ otherPayload: '{}' }, /payload hash mismatch/], [{ at: '2026-05-01T13:00:00Z' }, /certificate chain/],
    [{ checkpointName: '(.*)*(.*)*(.*)*z' }, /strange name/],
  ])('does not hold with %j', async (wish, why) => {
    const found = await verify(sigstore.bundle(statement, wish))
    expect(found).toMatchObject({ signature: 'invalid', answer: 'no' })
    expect(found.why).toMatch(why)
  })

  it('does not hold for another trusted root', async () => {
    expect(await verify(sigstore.bundle(statement), { ...trust, trustedRoot: new Authority().trustedRoot() })).toMatchObject({ signature: 'invalid', answer: 'no' })
    expect(await verify(sigstore.bundle(statement), { identities: [{ identity, issuer }] })).toMatchObject({ signature: 'invalid', trustedRoot: { builtIn: true } })
  })

  it('does not hold where the statement was changed', async () => {
    const bundle: { dsseEnvelope: { payload: string } } = JSON.parse(sigstore.bundle(statement))
    bundle.dsseEnvelope.payload = Buffer.from(statementOf({ ...modelFiles, 'weights.bin': 'evil' })).toString('base64')
    expect(await verify(JSON.stringify(bundle))).toMatchObject({ signature: 'invalid', answer: 'no' })
  })
})

describe('the trusted root', () => {
  it('comes with us, and says since when its newest log is in use', () => {
    const age = ageOf(undefined)
    expect(age.builtIn).toBe(true)
    expect(age.newestKey).toMatch(/^202\d-\d\d-\d\d$/)
  })

  it('may stand within the configuration of a client', async () => {
    expect(await verify(sigstore.bundle(statement), { ...trust, trustedRoot: { mediaType: 'x', trustedRoot } })).toMatchObject({ answer: 'yes' })
  })

  it('is refused where it is none', async () => {
    await expect(verify(sigstore.bundle(statement), { ...trust, trustedRoot: { a: 1 } })).rejects.toThrow("the trusted root is none of Sigstore's, or is broken; nothing was verified")
  })
})
