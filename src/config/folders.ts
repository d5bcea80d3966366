// The `aispm.yaml` of single folders, heeded only where the main file lists them: a downloaded model has no say of its own.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { posix, relative, resolve } from 'node:path'
import type { z } from 'zod'
import { UsageError } from '../core/index.js'
import type { folderSchema } from './schema.js'

export const settingsName = 'aispm.yaml'

export type FolderFile = z.infer<typeof folderSchema> & {
  /** The folder as seen from the working one. */
  folder: string
  /** `models/aispm.yaml:3:5` */
  at: (path: readonly string[]) => string
}

/** Reads the file of each listed folder; one that a pattern finds may have none. `from`: where the main file lies; `where`: of the list, for errors. */
export async function readFolderFiles(patterns: readonly string[], from: string, where: string, cwd: string): Promise<FolderFile[]> {
  const found = new Map<string, FolderFile>()
  for (const pattern of patterns) {
    const path = posix.normalize(posix.join(from, pattern)).replace(/\/+$/, '')
    if (/^\/|^\.\.(?:\/|$)|^\.$/.test(path)) throw new UsageError(`${where}  directories: "${pattern}" is no folder below the working one; nothing was scanned`)
    if (path.split('/').includes('**')) throw new UsageError(`${where}  directories: "${pattern}" has **, and each level is to be named; nothing was scanned`, 'models/*, models/*/*')
    for (const folder of await foldersLike(path, cwd)) {
      if (found.has(folder)) continue
      const read = await readFolderFile(folder, cwd)
      if (read !== undefined) found.set(folder, read)
      else if (!path.includes('*')) throw new UsageError(`${where}  directories: there is no ${folder}/${settingsName}; nothing was scanned`)
    }
  }
  return [...found.values()]
}

async function foldersLike(path: string, cwd: string): Promise<string[]> {
  let found = ['']
  for (const segment of path.split('/')) {
    if (!segment.includes('*')) found = found.map((folder) => posix.join(folder, segment))
    else found = (await Promise.all(found.map((folder) => below(folder, segment, cwd)))).flat()
  }
  return found
}

// Links are not followed: a folder is where its path says.
async function below(folder: string, pattern: string, cwd: string): Promise<string[]> {
  const like = segmentLike(pattern)
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && like.test(entry.name)).map(({ name }) => posix.join(folder, name)).toSorted()
}

function segmentLike(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&')).join('[^/]*')}$`)
}

/** Files of scanned folders that nobody lists: their owners may wonder why nothing comes of them. */
export function unheeded(targets: readonly string[], directories: readonly string[], cwd: string): string[] {
  return targets.map((target) => relative(cwd, resolve(cwd, target)).replaceAll('\\', '/')).filter((folder) =>
    folder !== '' && existsSync(resolve(cwd, folder, settingsName)) && !directories.some((pattern) => isListed(folder, pattern))).map((folder) => `${folder}/${settingsName}`)
}

function isListed(folder: string, pattern: string): boolean {
  const [wanted, given] = [posix.normalize(pattern).replace(/\/+$/, '').split('/'), folder.split('/')]
  return wanted.length === given.length && wanted.every((segment, i) => segmentLike(segment).test(given[i] ?? ''))
}

async function readFolderFile(folder: string, cwd: string): Promise<FolderFile | undefined> {
  const file = `${folder}/${settingsName}`
  let text: string
  try {
    text = await readFile(resolve(cwd, file), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}; nothing was scanned`)
  }
  const [{ parseYaml }, { folderSchema }] = await Promise.all([import('./yaml.js'), import('./schema.js')])
  const { value, at } = parseYaml(text, file, folderSchema)
  return { ...value, folder, at }
}
