// Spoilt bundles, byte by byte: whatever is wrong with them is an answer, and never an error; and no change is believed.
import { describe, expect, it } from 'vitest'
import aibom from '../../src/artifacts/formats/aibom.js'
import { mayBeAiBom } from '../../src/artifacts/signature/bom.js'
import { extensionsOf } from '../../src/artifacts/signature/der.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'
import { authority, issue, signing } from './certificates.js'
import { opened } from './open.js'
import { Authority } from './signature-authority.js'
import { bundleOf, envelopeOf, filesOf, keyBundle, makeKeys, modelFiles, statementOf } from './signature-maker.js'

const now = new Date('2026-06-01T00:00:00Z')
const rounds = 150
const keys = makeKeys()
const sigstore = new Authority()
const root = issue('orchard root', null, { extensions: authority() })
const leaf = issue('orchard release', root, { extensions: [signing] })
const trust = {
  trustedRoot: sigstore.trustedRoot(), publicKeys: [{ name: 'k', pem: keys.pem }], roots: [root.pem],
  identities: [{ identity: '/.*/', issuer: '/.*/' }],
}

/** The same numbers in every run. */
function dice(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
}

function spoilt(data: Buffer, roll: () => number): Buffer {
  const copy = Buffer.from(data)
  const at = Math.floor(roll() * copy.length)
  const kind = roll()
  if (kind < 0.6) copy[at] = Math.floor(roll() * 256)
  else if (kind < 0.8) return copy.subarray(0, at)
  else return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.floor(roll() * copy.length))])
  return copy
}

const bundles = {
  key: keyBundle(modelFiles, keys),
  certificate: bundleOf(envelopeOf(statementOf(modelFiles), leaf.keys.privateKey), { x509CertificateChain: { certificates: [{ rawBytes: leaf.der.toString('base64') }] } }),
  sigstore: sigstore.bundle(statementOf(modelFiles)),
}

describe('spoilt bundles', () => {
  it.each(Object.entries(bundles))('%s', async (_, text) => {
    const roll = dice(7)
    const evil = filesOf({ ...modelFiles, 'weights.bin': 'evil' })
    for (let i = 0; i < rounds; i++) {
      const found = await verifyModel(evil, { path: 'model.sig', text: spoilt(Buffer.from(text), roll).toString('utf8') }, trust, { now })
      expect(found.answer).not.toBe('yes')
    }
  })

  it.each(['certificate', 'sigstore'] as const)('%s, its certificate', async (name) => {
    const roll = dice(11)
    const raw = /"rawBytes":"([^"]+)"/.exec(bundles[name])?.[1] ?? ''
    const signedEnd = Buffer.from(raw, 'base64').lastIndexOf(Buffer.from('06082a8648ce3d040302', 'hex')) - 2
    for (let i = 0; i < rounds; i++) {
      const der = spoilt(Buffer.from(raw, 'base64'), roll)
      extensionsOf(der)
      const found = await verifyModel(filesOf(modelFiles), { path: 'model.sig', text: bundles[name].replace(raw, der.toString('base64')) }, trust, { now })
      // Which algorithm signed it is said twice, and the second time is not signed itself.
      if (found.answer === 'yes') expect(der.subarray(0, signedEnd).equals(Buffer.from(raw, 'base64').subarray(0, signedEnd))).toBe(true)
    }
  })

  it.each([`{"bomFormat":"CycloneDX","components":[{"type":"machine-learning-model","name":"a.bin","hashes":[{"alg":"SHA-256","content":"00"}],"licenses":[{"license":{"id":"MIT"}}]}]}`,
    `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"ai_AIPackage","spdxId":"urn:m","name":"a.bin"},{"type":"Relationship","from":"urn:m","to":["urn:d"]}]}`])('of materials: %s', async (text) => {
    const roll = dice(13)
    expect(mayBeAiBom(text)).toBe(true)
    for (let i = 0; i < rounds; i++) {
      const file = await opened('bom.json', spoilt(Buffer.from(text), roll), { siblings: { 'a.bin': Buffer.from('a') } })
      aibom.recognise(file)
      const read = await aibom.read(file).then(() => null, (error: unknown) => error)
      expect(read === null || (read instanceof Error && read.name === 'Stopped')).toBe(true)
    }
  })
})
