// Walks a folder: every regular file below it, in order, and what was left out and why. No link is followed out of it.
import { lstatSync, readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs'
import { join, sep } from 'node:path'
import { whyUnread } from '../kit/file-bytes.js'

export interface TreeFile {
  /** Relative to the root, with forward slashes. */
  path: string
  /** What opens it: bytes where the name is not UTF-8. Links within the root are resolved. */
  absolute: string | Buffer
  size: number
  hardLinks: number
  linked: boolean
}

export interface Tree {
  /** The real path of the root. */
  root: string
  files: TreeFile[]
  /** Links to files that are in the tree anyway: a second name of each. */
  links: TreeFile[]
  /** Files and folders that cannot be looked into. */
  unreadable: { path: string; why: string }[]
  /** Links that lead out of the root, or nowhere. */
  escapes: { path: string; target: string }[]
  /** What was passed over on purpose, by reason. */
  passed: Map<string, number>
}

/** Folders that hold no artefacts of one's own: installed packages, version control, caches of compilers. */
const passedFolders = new Map([
  ['.git', 'version control'], ['.hg', 'version control'], ['.svn', 'version control'], ['node_modules', 'installed packages'],
  ['site-packages', 'installed packages'], ['__pycache__', 'compiled Python'], ['.tox', 'installed packages'], ['.mypy_cache', 'caches'], ['.ruff_cache', 'caches'],
  ['.pytest_cache', 'caches'],
])

/** `root` is a folder or a single file; throws what the system says when it is neither. */
export function walk(root: string): Tree {
  const real = realpathSync(root)
  const stats = statSync(real)
  const tree: Tree = { root: real, files: [], links: [], unreadable: [], escapes: [], passed: new Map() }
  if (!stats.isDirectory()) {
    const name = real.slice(real.lastIndexOf(sep) + 1)
    tree.root = real.slice(0, -name.length - 1) || sep
    if (!stats.isFile()) throw new Error('it is neither a folder nor a regular file')
    tree.files.push({ path: name, absolute: real, size: stats.size, hardLinks: stats.nlink, linked: false })
    return tree
  }
  // A list, not recursion: folders may be nested deeper than the stack is.
  const waiting: string[] = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const below = folders(tree, folder)
    for (const name of below.toReversed()) waiting.push(name)
  }
  tree.files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return tree
}

/** Takes in what is directly in a folder; gives the folders in it. */
function folders(tree: Tree, folder: string): string[] {
  const below: string[] = []
  let entries: Dirent[]
  try {
    entries = readdirSync(join(tree.root, folder), { withFileTypes: true })
  } catch (error) {
    tree.unreadable.push({ path: folder === '' ? '.' : folder, why: whyUnread(error) })
    return below
  }
  // An environment for Python carries the packages' own test data.
  if (entries.some((entry) => entry.name === 'pyvenv.cfg')) {
    pass(tree, 'installed packages')
    return below
  }
  const isHubCache = ['blobs', 'snapshots'].every((name) => entries.some((entry) => entry.name === name && entry.isDirectory()))
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      const reason = passedFolders.get(entry.name)
      if (reason !== undefined) pass(tree, reason)
      // Each blob is reached through the snapshot that names it.
      else if (!(isHubCache && entry.name === 'blobs')) below.push(path)
    } else if (entry.isSymbolicLink()) link(tree, path)
    else if (entry.isFile()) file(tree, path, entry.name)
    else pass(tree, 'pipes, sockets and devices')
  }
  return below
}

function file(tree: Tree, path: string, name: string): void {
  // A name that is not UTF-8 cannot be opened by its text.
  const absolute = name.includes('\ufffd') ? rawPath(tree.root, path) : join(tree.root, path)
  const stats = statsOf(tree, path, absolute)
  if (stats !== undefined) tree.files.push({ path, absolute, size: stats.size, hardLinks: stats.nlink, linked: false })
}

function statsOf(tree: Tree, path: string, absolute: string | Buffer): Stats | undefined {
  try {
    return lstatSync(absolute)
  } catch (error) {
    tree.unreadable.push({ path, why: whyUnread(error) })
    return undefined
  }
}

/** A link within the root to a file of a hub's cache stands for that file; any other is seen where it points. */
function link(tree: Tree, path: string): void {
  const absolute = join(tree.root, path)
  let target: string
  let stats: Stats
  try {
    target = realpathSync(absolute)
    stats = statSync(target)
  } catch {
    tree.escapes.push({ path, target: 'nowhere' })
    return
  }
  if (target !== tree.root && !target.startsWith(tree.root.endsWith(sep) ? tree.root : tree.root + sep)) {
    tree.escapes.push({ path, target })
    return
  }
  const file = { path, absolute: target, size: stats.size, hardLinks: stats.nlink, linked: true }
  if (stats.isFile() && target.includes(`${sep}blobs${sep}`)) tree.files.push(file)
  else if (stats.isFile()) tree.links.push(file)
  else pass(tree, 'links to folders that are looked into anyway')
}

function pass(tree: Tree, reason: string): void {
  tree.passed.set(reason, (tree.passed.get(reason) ?? 0) + 1)
}

/** The path in the bytes that the system has, looked up part by part. */
function rawPath(root: string, path: string): Buffer {
  const parts: Buffer[] = [Buffer.from(root)]
  for (const part of path.split('/')) {
    const folder = Buffer.concat(parts)
    const raw = part.includes('\ufffd') ? readdirSync(folder, { encoding: 'buffer' }).find((name) => name.toString('utf8') === part) : undefined
    parts.push(Buffer.from(sep), raw ?? Buffer.from(part))
  }
  return Buffer.concat(parts)
}
