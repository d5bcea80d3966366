// Which files of a folder may be signatures: by name first, and then by what is in them.
import { longestBundle, readBundle } from './bundle.js'
import { modelPredicate, oldPredicate, predicateOf } from './statement.js'

/** `model.sig`, `skill.oms.sig`, `weights.gguf.sigstore.json` ... */
const bundleName = /(?:\.sig|\.sigstore|\.sigstore\.json|\.oms\.json|\.bundle|\.bundle\.json)$|^(?:signature|bundle)\.json$/i

/** Candidates by name, those of the whole model first. Only what is directly in the folder: a signature covers what is below. */
export function findBundles(names: readonly string[]): string[] {
  const order = (name: string): number => (/^model\.sig$/i.test(name) ? 0 : /\.sig$/i.test(name) ? 1 : 2)
  return names.filter((name) => !name.includes('/') && bundleName.test(name)).toSorted((a, b) => order(a) - order(b) || (a < b ? -1 : 1))
}

/** Larger files are no signatures. */
export const mayBeBundle = (size: number): boolean => size > 0 && size <= longestBundle

/** What a candidate is: the signature of a model, another statement such as provenance, a signature that is not understood, or nothing of the kind. */
export type BundleKind = 'model' | 'statement' | 'foreign' | 'nothing'

export function kindOf(name: string, text: string): BundleKind {
  const read = readBundle(text)
  if ('no' in read) return read.no === 'malformed' ? 'model' : read.no === 'blob' || /\.sig$/i.test(name) ? 'foreign' : 'nothing'
  const about = predicateOf(read.payload)?.type
  // What no statement can be read of is a broken signature, until something says otherwise.
  return about === undefined || about === modelPredicate || about === oldPredicate ? 'model' : 'statement'
}
