// Whether somebody signed an artifact, as far as the inventory knows.
import type { Asset } from '../../core/index.js'
import type { Census } from './census.js'
import { listOf, valueOf } from './fact.js'

/** `verified`: checked, by a trusted signer, and over all files. `signed`: there is one, and nobody vouches for it. */
export type SignatureState = 'verified' | 'signed' | 'unsigned' | 'invalid' | 'unknown'

/** Undefined for what is not signed by itself, such as a dataset or a service. */
export function signatureOf(asset: Asset, census: Census): SignatureState | undefined {
  switch (asset.kind) {
    case 'image': return imageState(asset)
    case 'repo': return asset.type === 'artifact.repo' ? folderState(asset) : undefined
    case 'artifact': return fileState(asset, census)
    case 'model': case 'model-version': case 'adapter': case 'checkpoint': {
      const folders = census.targets(asset, 'published-to').filter(({ type }) => type === 'artifact.repo')
      return folders.length > 0 ? worst(folders) : besideState(asset)
    }
    default: return undefined
  }
}

/** A file is signed with the folder that it lies in, unless the signature leaves it out. */
function fileState(file: Asset, census: Census): SignatureState {
  const place = census.folderOf(file)
  if (place === undefined) return 'unknown'
  const state = folderState(place.folder)
  const names = (list: string): boolean => (listOf(place.folder, list) ?? []).some((item) => typeof item === 'object' && item !== null && !Array.isArray(item) && item['what'] === place.path)
  return state === 'signed' && names('unsignedFiles') ? 'unsigned' : state
}

/** Of several folders that hold the same weights, the one that is least vouched for. */
function worst(folders: readonly Asset[]): SignatureState {
  const states = folders.filter(({ type }) => type === 'artifact.repo').map(folderState)
  return (['invalid', 'unsigned', 'unknown', 'signed', 'verified'] as const).find((state) => states.includes(state)) ?? 'unknown'
}

/** A folder whose signatures were read and, where signers are named in the settings, checked. */
function folderState(folder: Asset): SignatureState {
  const length = (name: string): number => listOf(folder, name)?.length ?? Number.NaN
  if (length('invalidSignatures') > 0 || length('changedFiles') > 0) return 'invalid'
  const signed = length('signedWith')
  if (Number.isNaN(signed)) return 'unknown'
  if (signed === 0) return 'unsigned'
  const doubts = length('invalidSignatures') + length('changedFiles') + length('untrustedSigners') + length('uncheckedSigners') + length('unsignedFiles')
  const checked = valueOf(folder, 'checkedSignatures')
  return doubts === 0 && typeof checked === 'number' && checked > 0 ? 'verified' : 'signed'
}

/** A container image: the registry says that signing came to its end, not who signed. */
function imageState(image: Asset): SignatureState {
  const status = valueOf(image, 'signingStatus')
  if (status === undefined || status === 'IN_PROGRESS') return 'unknown'
  return status === 'COMPLETE' ? 'signed' : 'unsigned'
}

/** Files that look like signatures beside the weights in a store: nobody opened them. */
function besideState(model: Asset): SignatureState {
  const signatures = listOf(model, 'signatures')
  return signatures === undefined ? 'unknown' : signatures.length > 0 ? 'signed' : 'unsigned'
}
