// The configuration file, `aispm.yaml`.
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { z } from 'zod'
import { noTrust, UsageError } from '../core/index.js'
import { readFolderFiles, settingsName, type FolderFile } from './folders.js'
import type { fileSchema } from './schema.js'

export type ConfigFile = z.infer<typeof fileSchema> & {
  /** `aispm.yaml:3:5`, where the value at a path stands. */
  at: (path: readonly string[]) => string
  /** The files of the folders under `directories`. */
  folders: FolderFile[]
}

/** Reads the named file; without a name, `aispm.yaml` if it is there. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile> {
  const file = named ?? settingsName
  let text: string
  try {
    text = await readFile(resolve(cwd, file), 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && named === undefined) return { ...nothing, folders: [], at: () => file }
    throw new UsageError(`${missing ? `there is no configuration file ${file}` : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`}; nothing was scanned`)
  }
  const [{ parseYaml }, { fileSchema }] = await Promise.all([import('./yaml.js'), import('./schema.js')])
  const { value, at } = parseYaml(text, file, fileSchema)
  // Folders are meant as seen from the file.
  const from = relative(cwd, resolve(cwd, dirname(file))).replaceAll('\\', '/')
  const folders = value.directories.length === 0 ? [] : await readFolderFiles(value.directories, from, at(['directories']), cwd)
  return { ...value, ruleDirs: value.ruleDirs.map((dir) => (isAbsolute(dir) ? dir : join(dirname(file), dir))), at, folders }
}

/** What an empty file says. */
export const nothing: z.infer<typeof fileSchema> = { scope: [], regions: [], rules: ['recommended'], ruleDirs: [], with: [], params: {}, trust: noTrust, ignores: [], severity: {}, owners: { paths: {}, tags: [], scopes: {} }, directories: [] }
