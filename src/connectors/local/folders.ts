// Which folders are something as a whole, and what is in them: a model's files belong to the nearest one above.
import type { AnyFolderFormat, Folder, FolderFile } from '../../artifacts/folder.js'
import type { Found } from '../../artifacts/inspect.js'
import { Digests } from '../../artifacts/signature/digests.js'
import type { Trust } from '../../artifacts/signature/verification.js'
import { Stopped, type Unread } from '../../artifacts/unread.js'
import type { Json } from '../../core/index.js'
import { FileBytes } from '../kit/file-bytes.js'
import type { Tree, TreeFile } from './tree.js'

/** What reading folders takes beside the files. */
export interface FoldersAround {
  trust: Trust
  now: Date
  /** Lets others have their turn; ends the reading when the scan is over. */
  turn: () => Promise<void>
}

/** Reads every folder that one of the formats claims. */
export async function readFolders(tree: Tree, found: readonly Found[], formats: readonly AnyFolderFormat[], around: FoldersAround): Promise<Found[]> {
  const byFile = new Map<string, Found[]>()
  for (const one of found) {
    const file = one.path.split('!/', 1)[0] ?? one.path
    const those = byFile.get(file)
    if (those === undefined) byFile.set(file, [one])
    else those.push(one)
  }
  const direct = new Map<string, TreeFile[]>()
  for (const file of tree.files) {
    const folder = folderOf(file.path)
    const files = direct.get(folder)
    if (files === undefined) direct.set(folder, [file])
    else files.push(file)
  }
  const claimed = new Map<string, AnyFolderFormat[]>()
  const holding = new Map<string, AnyFolderFormat[]>()
  // From the top down: what a folder holds is known before those below it are looked at.
  for (const [path, files] of [...direct].toSorted(([a], [b]) => depthOf(a) - depthOf(b))) {
    const names = new Set(files.map((file) => lastOf(file.path)))
    const types = new Set(files.flatMap((file) => byFile.get(file.path)?.slice(0, 1).map(({ type }) => type) ?? []))
    const glance = { path, name: lastOf(path), names, types }
    const by = formats.filter((format) => format.isSummary !== true && format.recognise(glance) && nearest(folderOf(path), holding, format) === undefined)
    if (by.length > 0) claimed.set(path, by)
    const whole = by.filter((format) => format.holds?.(glance) === true)
    if (whole.length > 0) holding.set(path, whole)
  }
  const read: Found[] = []
  for (const [path, by] of claimed) {
    for (const format of by) {
      const isNested = (file: TreeFile): boolean => nearest(folderOf(file.path), claimed, format) !== path
      read.push(...await readFolder(tree, path, format, tree.files.filter((file) => isBelow(file.path, path) && !isNested(file)), byFile, around))
    }
  }
  const folders = [...read]
  for (const format of formats.filter(({ isSummary }) => isSummary === true)) {
    const types = new Set(folders.map(({ type }) => type))
    if (format.recognise({ path: '.', name: '.', names: new Set(), types })) read.push(...await readFolder(tree, '.', format, [], byFile, around, folders))
  }
  return read
}

/** The nearest folder above (or at) `folder` that this format claims. */
function nearest(folder: string, claimed: ReadonlyMap<string, readonly AnyFolderFormat[]>, format: AnyFolderFormat): string | undefined {
  for (let path = folder; ; path = folderOf(path)) {
    if (claimed.get(path)?.includes(format) === true) return path
    if (path === '.') return undefined
  }
}

async function readFolder(tree: Tree, path: string, format: AnyFolderFormat, files: readonly TreeFile[], byFile: ReadonlyMap<string, readonly Found[]>, around: FoldersAround, folders: readonly Found[] = []): Promise<Found[]> {
  const opened: FileBytes[] = []
  const unread: Unread[] = []
  const open = ({ path: full, absolute, size, linked, hardLinks }: TreeFile): FolderFile => {
    const bytes = new FileBytes(absolute, size, around.turn)
    opened.push(bytes)
    return { path: full, name: within(full, path), bytes, linked, hardLinks }
  }
  const own = files.map(open)
  const byName = new Map(own.map((file) => [file.name, file]))
  const digests = new Digests()
  const folder: Folder = {
    path, files: own, unread, folders, links: tree.links.filter((file) => isBelow(file.path, path)).map(open), trust: around.trust, now: around.now, digests,
    unreadable: tree.unreadable.filter((one) => isBelow(one.path, path)).map((one) => within(one.path, path)),
    escapes: tree.escapes.filter((one) => isBelow(one.path, path)).map(({ path: from, target }) => ({ name: within(from, path), target })),
    found: (name) => byFile.get(byName.get(name)?.path ?? '') ?? [],
    file: (name) => byName.get(name),
  }
  const one: Found = { type: format.type, kind: format.kind, path, size: own.reduce((sum, file) => sum + file.bytes.size, 0), props: null, edges: [], unread, isFolder: true }
  try {
    const reading = await format.read(folder)
    if (reading === null) return []
    const { props, edges } = reading
    // What a shape admits is JSON.
    one.props = props as Record<string, Json>
    one.edges = edges ?? []
    // Whoever checked a signature has read every byte: nobody needs to do so again.
    for (const { name } of own) {
      const digest = digests.of(name)?.sha256
      const [file] = folder.found(name)
      if (digest !== undefined && file?.props != null) file.props['sha256'] = digest
    }
  } catch (error) {
    if (error instanceof Stopped) unread.push(error.at(''))
    else one.bug = error
  } finally {
    for (const bytes of opened) bytes.close()
  }
  return [one]
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`)
}

function within(path: string, folder: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1)
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}

function depthOf(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
