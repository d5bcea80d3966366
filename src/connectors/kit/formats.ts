// What can be read of files and folders, found by walking the code's own folders once.
import { discoverFolderFormats, discoverFormats } from './discover.js'
import type { AnyFolderFormat } from '../../artifacts/folder.js'
import type { AnyFormat } from '../../artifacts/format.js'

export interface Formats {
  formats: readonly AnyFormat[]
  folders: readonly AnyFolderFormat[]
}

let found: Promise<Formats> | undefined

export function allFormats(): Promise<Formats> {
  return (found ??= Promise.all([discoverFormats(), discoverFolderFormats()]).then(([formats, folders]) => ({ formats, folders })))
}
