// Whether a file may be HDF5, by its first bytes and its name.
import type { Head } from '../format.js'
import { isSignature } from './superblock.js'

const names: ReadonlySet<string> = new Set(['.h5', '.hdf5', '.hdf', '.keras'])

/** Whether the head shows an HDF5 file, or a name says that there may be one behind a user block. */
export function mayBeHdf5({ bytes, size, extension }: Head): 'yes' | 'perhaps' | 'no' {
  if (isSignature(bytes)) return 'yes'
  for (let at = 512; at + 8 <= bytes.length; at *= 2) if (isSignature(bytes, at)) return 'yes'
  return size > bytes.length && names.has(extension) ? 'perhaps' : 'no'
}
