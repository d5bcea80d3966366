// Facts that every model file carries, whatever its format: is it what its name says, is it two things at once, does it hold credentials.
import { nullable, number, shape, string, type Infer } from '../core/shape.js'
import { carrierOf, type Carrier } from './file-facts/content.js'
import { findCredentials } from './file-facts/credentials.js'
import { isModelName, passiveName } from './file-facts/extensions.js'
import { lfsPointer } from './file-facts/lfs.js'
import { findPolyglots } from './file-facts/polyglot.js'
import { slice } from './bytes.js'
import type { Opened } from './format.js'
import { Signs, signs } from './sign.js'
import { secretHits } from './text/secrets.js'
import { orUnread } from './unread.js'

export const fileFields = {
  /** `.safetensors promises tensors (safetensors), the content is a pickle`; null where name and content agree. */
  mismatch: nullable(string),
  /** Second containers in the same bytes. */
  polyglots: signs,
  /** The file is a program or a script under a model's name. Containers tell of programs in them by the same property. */
  executables: signs,
  /** Credentials in its text or metadata: type, place and length. */
  secrets: secretHits,
  /** The file that a Git LFS pointer stands for. */
  lfs: nullable(shape({ oid: string, size: number })),
}

const facts = shape(fileFields)
export type FileFacts = Infer<typeof facts>

const pickles: ReadonlySet<string> = new Set(['artifact.pickle', 'artifact.joblib'])
/** A llamafile is a program with a zip behind it; that is its own finding. */
const programsByDesign: ReadonlySet<string> = new Set(['artifact.llamafile'])

/** What looks into a zip behind itself on its own account. */
const looksBehind: ReadonlySet<string> = new Set([...pickles, 'artifact.archive', 'artifact.torch'])

/** `type`: what the content was recognised as. Reads the head, the last 64 KB and, of text, the document. */
export async function fileFacts(file: Opened, type: string): Promise<FileFacts> {
  const lfs = lfsPointer(file.bytes, file.size)
  const carrier = await orUnread(file.unread, '', () => carrierOf(file.content, file.bytes)) ?? null
  const executables = new Signs()
  if (carrier?.runs === true && isModelName(file.extension)) executables.add(carrier.what, { offset: 0, detail: `under the name of a ${file.extension}` })
  const polyglots = programsByDesign.has(type) ? undefined : await orUnread(file.unread, '', () => findPolyglots(file.content, file.bytes, type))
  const zip = polyglots?.list.find(({ what }) => what === 'zip archive')
  // Whoever takes the file for a zip gets what is in that: it is looked into as well.
  if (zip?.offset != null && !looksBehind.has(type)) await file.contains(`zip archive at ${zip.offset}`, slice(file.content, zip.offset, file.size - zip.offset))
  const secrets = await orUnread(file.unread, '', () => findCredentials(file, type))
  return { mismatch: mismatchOf(file.extension, carrier, type), polyglots: polyglots?.list ?? [], executables: executables.list, secrets: secrets ?? [], lfs }
}

function mismatchOf(extension: string, carrier: Carrier | null, type: string): string | null {
  const promised = passiveName(extension)
  const content = carrier?.what ?? (pickles.has(type) ? 'a pickle' : null)
  return promised === null || content === null ? null : `${extension} promises ${promised}, the content is ${content}`
}
