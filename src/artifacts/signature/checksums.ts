// Lists of checksums beside a model: who can change the files can change them, too; they show accidents, and careless changes.
import { orUnread, type Unread } from '../unread.js'
import type { Asked, Digests } from './digests.js'
import { isCanonical, loadedAs, plainPath } from './names.js'
import type { SignedFile } from './verification.js'

export interface Checksum {
  /** Path of the file. */
  file: string
  /** Path of the list. */
  list: string
  algorithm: Asked['algorithm']
  wanted: string
  /** `unlisted`: the list names other files of the folder, and not this one that a model loads. */
  state: 'ok' | 'differs' | 'missing' | 'unlisted'
}

/** Two files with one such digest can be made at will. */
export const weakAlgorithms: ReadonlySet<string> = new Set(['md5', 'sha1'])
const longestList = 8 * 2 ** 20
const longestLine = 4096
const byLength: Readonly<Record<number, Asked['algorithm']>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' }
/** What the client of Hugging Face keeps of each file that it fetched: the revision, the digest, when. */
const hubRecord = /^(?:(.*)\/)?\.cache\/huggingface\/download\/(.+)\.metadata$/

export function isChecksumList(path: string): boolean {
  return hubRecord.test(path) || /(?:^|\/)(?:(?:sha(?:1|256|512)|md5)sums?(?:\.txt)?|checksums?(?:\.txt|\.sha256)?)$/i.test(path) || /\.(?:sha1|sha256|sha512|md5)(?:sum)?$/i.test(path)
}

export interface ListedSum {
  file: string
  algorithm: Asked['algorithm']
  wanted: string
}

/** The entries of a list: of coreutils, of BSD, a lone digest in `<file>.sha256`, or the record of a fetched file. */
export function listedSums(path: string, text: string): ListedSum[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
  const hub = hubRecord.exec(path)
  if (hub !== null) {
    // A digest of 40 digits is Git's, over more than the bytes.
    const wanted = /^"?([0-9a-f]{64})"?$/.exec(text.split('\n')[1]?.trim() ?? '')?.[1]
    return wanted === undefined ? [] : [{ file: `${hub[1] === undefined ? '' : `${hub[1]}/`}${hub[2] ?? ''}`, algorithm: 'sha256', wanted }]
  }
  return text.split('\n').flatMap((line) => {
    if (line.length > longestLine) return []
    const [, first, name] = /^\\?([0-9a-f]{32,128})(?:\s+\*?(.+?))?\s*$/i.exec(line) ?? []
    const [, bsd, second] = /^\w+ ?\((.+)\) ?= ?([0-9a-f]{32,128})\s*$/i.exec(line) ?? []
    const wanted = (first ?? second)?.toLowerCase()
    const file = name ?? bsd ?? path.slice(folder.length).replace(/\.\w+$/, '')
    const algorithm = byLength[wanted?.length ?? 0]
    if (wanted === undefined || algorithm === undefined || !isCanonical(plainPath(file))) return []
    return [{ file: folder + plainPath(file), algorithm, wanted }]
  })
}

/** Holds files against the lists among them. What cannot be read of either is told in `unread`. */
export async function checkSums(files: readonly SignedFile[], digests: Digests, unread: Unread[], tick?: () => void): Promise<Checksum[]> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const found: Checksum[] = []
  for (const list of files.filter(({ path, size }) => isChecksumList(path) && size <= longestList)) {
    const text = await orUnread(unread, list.path, async () => new TextDecoder().decode(await list.bytes.read(0, list.size)))
    const sums = listedSums(list.path, text ?? '')
    for (const { file, algorithm, wanted } of sums) {
      const one = byPath.get(file)
      const got = one === undefined ? undefined : await orUnread(unread, file, () => digests.read(file, one.bytes, [{ algorithm }], tick))
      if (one !== undefined && got === undefined) continue
      found.push({ file, list: list.path, algorithm, wanted, state: got === undefined ? 'missing' : got.whole.get(algorithm) === wanted ? 'ok' : 'differs' })
    }
    found.push(...unlisted(list.path, sums, files))
  }
  return found
}

/** A list of several files is meant to be a list of all. */
function unlisted(list: string, sums: readonly ListedSum[], files: readonly SignedFile[]): Checksum[] {
  const [first] = sums
  if (first === undefined || sums.length < 2) return []
  const folder = list.includes('/') ? list.slice(0, list.lastIndexOf('/') + 1) : ''
  const named = new Set(sums.map(({ file }) => file))
  return files.filter(({ path }) => path.startsWith(folder) && !named.has(path) && ['weights', 'code'].includes(loadedAs(path) ?? ''))
    .map(({ path }) => ({ file: path, list, algorithm: first.algorithm, wanted: '', state: 'unlisted' as const }))
}
