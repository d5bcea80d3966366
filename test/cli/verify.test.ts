// `aispm verify`, on folders of files: the answer, what it rests on, and what was asked wrongly.
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verification, type VerifyFlags } from '../../src/cli/verification.js'
import { complaint, exitCodeOf } from '../../src/cli/fail.js'
import { makePage } from '../../src/cli/page.js'
import { buildProgram } from '../../src/cli/program.js'
import { verificationText } from '../../src/cli/verify-text.js'
import { Authority } from '../artifacts/signature-authority.js'
import { keyBundle, makeKeys, modelFiles, statementOf } from '../artifacts/signature-maker.js'
import { folder } from './run.js'

const top = folder()
const now = new Date('2026-06-01T00:00:00Z')
const keys = makeKeys()
const identity = 'https://github.com/orchard/models/.github/workflows/release.yml@refs/heads/main'

function placed(files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(join(top, 'case-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), text)
  }
  return cwd
}

const inModel = Object.fromEntries(Object.entries(modelFiles).map(([path, text]) => [`orchard/${path}`, text]))
const signed = { ...inModel, 'orchard/model.sig': keyBundle(modelFiles, keys), 'orchard.pub': keys.pem }

async function told(cwd: string, flags: VerifyFlags, path = 'orchard'): Promise<string> {
  return verificationText(path, await verification(path, flags, { cwd, now }), makePage(80, 0))
}

async function refusal(path: string, flags: VerifyFlags, cwd: string): Promise<{ code: number; text: string }> {
  const error: unknown = await verification(path, flags, { cwd, now }).then(() => undefined, (thrown: unknown) => thrown)
  return { code: exitCodeOf(error), text: complaint(error, false) }
}

describe('aispm verify', () => {
  it('says yes, and what it rests on', async () => {
    expect(await told(placed(signed), { publicKey: ['orchard.pub'] })).toBe(`yes         orchard is what was signed
  because       the key made it

  signed by     key
                sha256:${keys.fingerprint}
  method        a key, valid
  covers        3 files as signed, by sha256
  signature     model.sig
`)
  })

  it('says no, and what is not as it was', async () => {
    const cwd = placed({ ...signed, 'orchard/config.json': '{}', 'orchard/modeling.py': 'print(1)' })
    const text = await told(cwd, { publicKey: ['orchard.pub'] })
    expect(text.split('\n').slice(0, 2)).toEqual(['no          orchard is not what somebody trusted has signed', '  because       1 file changed, 1 file that nobody signed'])
    expect(text).toContain('\nChanged since\n  config.json\n    sha256 ')
    expect(text).toContain('\nNot signed\n  modeling.py\n    not covered by the signature, and loaded as code\n')
    expect((await verification('orchard', { publicKey: ['orchard.pub'], ignoreUnsignedFiles: true }, { cwd: placed({ ...signed, 'orchard/notes.md': 'x' }), now })).answer).toBe('yes')
  })

  it('says who signed without a key of their own, and how old the trusted root is', async () => {
    const sigstore = new Authority()
    const cwd = placed({ ...inModel, 'orchard/model.sig': sigstore.bundle(statementOf(modelFiles)), 'root.json': JSON.stringify(sigstore.trustedRoot()) })
    const flags = { identity: '/https://github\\.com/orchard/.*/', issuer: 'https://token.actions.githubusercontent.com', trustedRoot: 'root.json' }
    expect(await told(cwd, flags)).toBe(`yes         orchard is what was signed
  because       the log saw it, and the signer is trusted

  signed by     ${identity}
  vouched by    https://token.actions.githubusercontent.com
  method        Sigstore, without a key of its own, valid, seen by others on
                2026-05-01
  covers        3 files as signed, by sha256
  signature     model.sig
  trusted root  as given, knows logs until 2026-01-01
`)
    expect(await told(cwd, { ...flags, identity: 'somebody@orchard.example' })).toContain(`signed by     ${identity}\n                (not trusted)\n`)
  })

  it('takes whom to trust from the settings', async () => {
    for (const signer of [`key:sha256:${keys.fingerprint}`, './orchard.pub']) {
      const cwd = placed({ ...signed, 'orchard/orchard.pub': keys.pem, 'aispm.yaml': JSON.stringify({ trust: { signers: [signer] } }), 'orchard/model.sig': keyBundle({ ...modelFiles, 'orchard.pub': keys.pem }, keys) })
      expect(await verification('orchard', {}, { cwd, now })).toMatchObject({ answer: 'yes', identity: { state: 'trusted' } })
    }
    const sigstore = new Authority()
    const cwd = placed({ ...inModel, 'orchard.sig': sigstore.bundle(statementOf(modelFiles)), 'root.json': JSON.stringify(sigstore.trustedRoot()), 'aispm.yaml': JSON.stringify({ trust: { signers: [`${identity} https://token.actions.githubusercontent.com`] } }) })
    expect(await verification('orchard', { trustedRoot: 'root.json' }, { cwd, now })).toMatchObject({ answer: 'yes', bundle: '../orchard.sig' })
  })

  it('cannot say where nobody is trusted', async () => {
    const text = await told(placed(signed), {})
    expect(text.split('\n').slice(0, 2)).toEqual(['incomplete  whether orchard is what was signed cannot be said', '  because       no public key was given to check it with'])
    expect(text).toContain('(nobody said whether to trust)')
  })

  it('cannot say where a file cannot be read', async () => {
    const cwd = placed(signed)
    if (process.getuid?.() === 0) symlinkSync('nowhere', join(cwd, 'orchard/loose'))
    else chmodSync(join(cwd, 'orchard/weights.bin'), 0)
    expect((await verification('orchard', { publicKey: ['orchard.pub'] }, { cwd, now })).answer).not.toBe('yes')
  })

  it('sees files in every folder, and links', async () => {
    const cwd = placed({ ...signed, 'orchard/node_modules/a.js': '1', 'orchard/__pycache__/a.pyc': '1', 'orchard/.git/config': 'x' })
    symlinkSync('config.json', join(cwd, 'orchard/link.json'))
    symlinkSync('tokenizer', join(cwd, 'orchard/more'))
    const { files } = await verification('orchard', { publicKey: ['orchard.pub'] }, { cwd, now })
    expect(files.extra.map(({ what }) => what)).toEqual(['__pycache__/a.pyc', 'link.json', 'more', 'node_modules/a.js'])
  })

  it('verifies a model that is a single file', async () => {
    const { predicate } = JSON.parse(statementOf({ '.': 'one' })) as { predicate: { resources: { name: string; digest: string; algorithm: string }[] } }
    const cwd = placed({ 'weights.bin': 'one', 'other.bin': 'two', 'weights.bin.sig': keyBundle({}, keys, { resources: predicate.resources, name: 'weights.bin' }), 'orchard.pub': keys.pem })
    expect(await verification('weights.bin', { publicKey: ['orchard.pub'] }, { cwd, now })).toMatchObject({ answer: 'yes', files: { checked: 1, extra: [] } })
  })
})

describe('a wrong question', () => {
  it.each<[VerifyFlags, string, number, string]>([
    [{}, 'nowhere', 2, 'aispm: there is no file or folder nowhere; nothing was verified\n'],
    [{ identity: 'a' }, 'orchard', 2, 'aispm: --identity and --issuer go together: a name counts only with who vouches for it; nothing was verified\n'],
    [{ publicKey: ['gone.pub'] }, 'orchard', 2, 'aispm: there is no file gone.pub; nothing was verified\n'],
    [{ publicKey: ['orchard/config.json'] }, 'orchard', 2, 'aispm: orchard/config.json holds no public key in PEM; nothing was verified\n'],
    [{ certificateChain: ['orchard.pub'] }, 'orchard', 2, 'aispm: the certificate chain holds no certificate in PEM; nothing was verified\n'],
    [{ trustedRoot: 'orchard.pub' }, 'orchard', 2, 'aispm: orchard.pub is no JSON; nothing was verified\n'],
    [{ signature: 'gone.sig' }, 'orchard', 2, 'aispm: there is no file gone.sig; nothing was verified\n'],
    [{}, 'orchard/tokenizer', 3, 'aispm: no signature was found in orchard/tokenizer or beside it; nothing was verified\ntry: give --signature FILE, if it lies elsewhere\n'],
    [{ config: 'bad.yaml' }, 'orchard', 2, 'aispm: trust.signers: "key:md5:1" is no fingerprint of a key\nwrite it like key:sha256: and 64 hexadecimal digits\n'],
  ])('%j %s', async (flags, path, code, text) => {
    expect(await refusal(path, flags, placed({ ...signed, 'bad.yaml': JSON.stringify({ trust: { signers: ['key:md5:1'] } }) }))).toEqual({ code, text })
  })

  it('is one where there are two signatures', async () => {
    const { code, text } = await refusal('orchard', {}, placed({ ...signed, 'orchard/other.sig': keyBundle(modelFiles, keys) }))
    expect({ code, text }).toEqual({ code: 2, text: 'aispm: there are 2 signatures: model.sig, other.sig; nothing was verified\ntry: --signature model.sig\n' })
  })

  it('is told before anything is read', async () => {
    const error: unknown = await buildProgram().parseAsync(['node', 'aispm', 'verify', '.', '-o', 'sarif']).then(() => undefined, (thrown: unknown) => thrown)
    expect(complaint(error, false)).toContain('-o sarif: this command prints text or json')
  })
})
