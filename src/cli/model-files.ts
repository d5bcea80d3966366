// The files of a model on disk, all of them: what a signature has to cover, nothing passed over but what none ever covers.
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isNeverSigned } from '../artifacts/signature/names.js'
import type { SignedFile } from '../artifacts/signature/verification.js'
import { Stopped, type Unread } from '../artifacts/unread.js'
import { FileBytes, whyUnread } from '../connectors/kit/file-bytes.js'

export interface ModelFiles {
  files: SignedFile[]
  /** Folders and others that cannot be looked into. */
  unread: Unread[]
}

/** Every file below a folder, by its path from there; links are not followed into folders. */
export async function filesBelow(top: string): Promise<ModelFiles> {
  const found: ModelFiles = { files: [], unread: [] }
  // A list, not recursion: folders may be nested deeper than the stack is.
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await readdir(join(top, folder), { withFileTypes: true }).catch((error: unknown) => {
      found.unread.push({ reason: 'unreadable', what: whyUnread(error), member: folder === '' ? '.' : folder ?? '' })
      return []
    })
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isNeverSigned(path)) continue
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isSymbolicLink()) found.files.push(await linkAt(top, path))
      else if (entry.isFile()) found.files.push(await fileAt(join(top, path), path))
      else found.unread.push({ reason: 'unreadable', what: 'is neither a file nor a folder', member: path })
    }
  }
  found.files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return found
}

export async function fileAt(absolute: string, path: string, linked = false): Promise<SignedFile> {
  const size = await lstat(absolute).then((stats) => stats.size, () => 0)
  return { path, size, linked, bytes: new FileBytes(absolute, size) }
}

/** A link to a file stands for the file; one to a folder or to nowhere for nothing that a signature could cover. */
async function linkAt(top: string, path: string): Promise<SignedFile> {
  const target = await realpath(join(top, path)).catch(() => null)
  const isFile = target !== null && await stat(target).then((stats) => stats.isFile(), () => false)
  return isFile ? fileAt(target, path, true) : { path, size: 0, linked: true, bytes: { size: 0, read: () => { throw new Stopped('unreadable', 'is a link that leads to no file') } } }
}
