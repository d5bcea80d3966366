// Whether a model on disk is what somebody trusted has signed: finds its files, the signature and whom to trust.
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { longestBundle } from '../artifacts/signature/bundle.js'
import { findBundles, kindOf } from '../artifacts/signature/find.js'
import { parsed } from '../artifacts/signature/json.js'
import { keyIn, trustOf, type TrustedKey } from '../artifacts/signature/trust.js'
import type { SignedFile, Trust, Verification } from '../artifacts/signature/verification.js'
import { verifyModel } from '../artifacts/signature/verify.js'
import { orUnread, type Unread } from '../artifacts/unread.js'
import { readConfigFile } from '../config/file.js'
import { ScanError, UsageError } from '../core/index.js'
import { fileAt, filesBelow, type ModelFiles } from './model-files.js'

export interface VerifyFlags {
  signature?: string
  publicKey?: string[]
  certificateChain?: string[]
  identity?: string
  issuer?: string
  trustedRoot?: string
  ignoreUnsignedFiles?: boolean
  allowExpired?: boolean
  output?: string[]
  config?: string
}

export async function verification(path: string, flags: VerifyFlags, { cwd, now }: { cwd: string; now: Date }): Promise<Verification> {
  if ((flags.identity === undefined) !== (flags.issuer === undefined)) throw new UsageError('--identity and --issuer go together: a name counts only with who vouches for it; nothing was verified')
  const target = resolve(cwd, path)
  const stats = await stat(target).catch(() => null)
  if (stats === null || !(stats.isFile() || stats.isDirectory())) throw new UsageError(`there is no file or folder ${path}; nothing was verified`)
  const trust = await trustFrom(flags, cwd)
  const model = stats.isDirectory() ? await filesBelow(target) : { files: [await fileAt(target, basename(target))], unread: [] }
  const bundle = flags.signature === undefined ? await bundleFor(path, target, model, stats.isDirectory()) : await givenBundle(flags.signature, target, cwd)
  const found = await verifyModel(model.files, bundle, trust, {
    now, ignoreUnsigned: flags.ignoreUnsignedFiles === true, allowExpired: flags.allowExpired === true, keysBeside: await keysIn(model.files),
  })
  if (model.unread.length === 0) return found
  return { ...found, files: { ...found.files, unread: [...found.files.unread, ...model.unread] }, answer: found.answer === 'no' ? 'no' : 'incomplete' }
}

interface BundleText {
  /** Relative to the model's folder where it lies in it. */
  path: string
  text: string
}

async function givenBundle(file: string, target: string, cwd: string): Promise<BundleText> {
  const absolute = resolve(cwd, file)
  return { path: absolute.startsWith(`${target}/`) ? absolute.slice(target.length + 1) : file, text: await textOf(file, absolute) }
}

/** The one signature in the folder, or beside the folder or file under its name. */
async function bundleFor(path: string, target: string, { files }: ModelFiles, isFolder: boolean): Promise<BundleText> {
  const within = isFolder ? findBundles(files.filter(({ size }) => size <= longestBundle).map((file) => file.path)).map((name) => ({ path: name, absolute: join(target, name) })) : []
  const beside = ['.sig', '.oms.sig', '.sigstore.json', '.sigstore', '.bundle'].map((ending) => ({ path: `../${basename(target)}${ending}`, absolute: `${target}${ending}` }))
  const found: BundleText[] = []
  for (const one of [...within, ...beside]) {
    const text = await readFile(one.absolute, 'utf8').catch(() => null)
    if (text !== null && kindOf(one.path, text) === 'model') found.push({ path: isFolder ? one.path : basename(one.path), text })
  }
  const [first, ...others] = found
  if (first === undefined) throw new ScanError(`no signature was found in ${path} or beside it; nothing was verified`, 'give --signature FILE, if it lies elsewhere')
  if (others.length > 0) throw new UsageError(`there are ${found.length} signatures: ${found.map((one) => one.path).join(', ')}; nothing was verified`, `--signature ${first.path}`)
  return first
}

/** Public keys that lie with the model. */
async function keysIn(files: readonly SignedFile[]): Promise<TrustedKey[]> {
  const keys: TrustedKey[] = []
  for (const { path, bytes, size } of files.filter((file) => /^[^/]+\.(?:pub|pem)$/i.test(file.path) && file.size <= 64 * 1024)) {
    const unread: Unread[] = []
    const text = await orUnread(unread, path, async () => new TextDecoder().decode(await bytes.read(0, size)))
    keys.push(...keyIn(path, text ?? ''))
  }
  return keys
}

/** What the flags say; without any, `trust.signers` of the settings. */
async function trustFrom(flags: VerifyFlags, cwd: string): Promise<Trust> {
  const read = (file: string): Promise<string> => textOf(file, resolve(cwd, file))
  const trustedRoot = flags.trustedRoot === undefined ? undefined : parsed(await read(flags.trustedRoot))
  if (flags.trustedRoot !== undefined && trustedRoot === undefined) throw new UsageError(`${flags.trustedRoot} is no JSON; nothing was verified`)
  const root = trustedRoot === undefined ? {} : { trustedRoot }
  if (flags.publicKey === undefined && flags.certificateChain === undefined && flags.identity === undefined) {
    const file = await readConfigFile(flags.config, cwd)
    const folder = dirname(resolve(cwd, flags.config ?? 'aispm.yaml'))
    return { ...await trustOf(file.trust.signers, (pem) => textOf(pem, isAbsolute(pem) ? pem : join(folder, pem))), ...root }
  }
  return {
    publicKeys: await Promise.all((flags.publicKey ?? []).map(async (name) => ({ name, pem: await read(name) }))),
    roots: await Promise.all((flags.certificateChain ?? []).map(read)),
    identities: flags.identity === undefined || flags.issuer === undefined ? [] : [{ identity: flags.identity, issuer: flags.issuer }],
    ...root,
  }
}

async function textOf(shown: string, absolute: string): Promise<string> {
  try {
    return await readFile(absolute, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new UsageError(`${missing ? `there is no file ${shown}` : `${shown} cannot be read: ${error instanceof Error ? error.message : String(error)}`}; nothing was verified`)
  }
}
