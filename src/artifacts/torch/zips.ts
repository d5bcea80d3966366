// Opens a file that may be a zip once, however many formats ask about it.
import type { Zip } from '../archive/zip.js'
import { looksLikeZip, openZip } from '../archive/zip.js'
import type { Bytes } from '../bytes.js'
import type { Head, Opened } from '../format.js'
import { Stopped } from '../unread.js'

const opened = new WeakMap<Bytes, Promise<Zip>>()

/** Throws `Stopped` where there is no zip in it. */
export function zipOf(file: Opened): Promise<Zip> {
  const known = opened.get(file.content)
  if (known !== undefined) return known
  const zip = openZip(file.content, file.budget)
  opened.set(file.content, zip)
  return zip
}

/** Names of the members, or none where the zip cannot be read: then no format here takes the file. */
export async function memberNames(file: Opened): Promise<ReadonlySet<string>> {
  try {
    return new Set((await zipOf(file)).members.map((member) => member.name))
  } catch (error) {
    if (error instanceof Stopped) return new Set()
    throw error
  }
}

/** For `recognise`: a zip is many things, and only its members tell which. */
export function zipAtStart(head: Head): 0 | 2 {
  return looksLikeZip(head.bytes) ? 2 : 0
}

/** The folder that PyTorch puts everything in: `archive` of `archive/data.pkl`; null where no member is called so. */
export function folderWith(names: ReadonlySet<string>, last: string): string | null {
  for (const name of names) {
    if (name === last) return ''
    if (name.endsWith(`/${last}`) && name.indexOf('/') === name.length - last.length - 1) return name.slice(0, -last.length)
  }
  return null
}
