// What is in a folder: models, notebooks and datasets by the first bytes of their files, version control, CI systems.
import { existsSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { AnyFormat } from '../../artifacts/format.js'
import { discoverFormats } from '../../connectors/kit/discover.js'
import { tracesIn } from './traces.js'

export interface Sight {
  /** Providers that credentials seem to be there for, and what says so. */
  clouds: { provider: string; by: string }[]
  /** How many there are of each. */
  found: Record<Sort, number>
  /** Where they lie: folders directly below, or `.`; at most a few. */
  folders: string[]
  /** There were more files than were looked at. */
  cut: boolean
  git: boolean
  ci: CiSystem[]
}

export type Sort = 'model' | 'notebook' | 'dataset'
export type CiSystem = 'github' | 'gitlab' | 'azure-devops' | 'jenkins' | 'pre-commit'

/** Files that are opened: enough for a repository, quick on a disk full of data. */
const mostFiles = 20_000
/** More folders than this are named by the one they are in. */
const mostFolders = 3
const headBytes = 4096
/** Never looked into: what is installed or generated is nobody's own. */
const passed: ReadonlySet<string> = new Set(['node_modules', 'site-packages', '__pycache__', 'venv', 'dist', 'build'])
/** Stand beside models and are none. */
const besideModels: ReadonlySet<string> = new Set(['archive', 'config', 'dependency', 'python', 'chat_template', 'tokenizer', 'lfs_pointer', 'aibom'].map((noun) => `artifact.${noun}`))

const ciFiles: readonly [CiSystem, string][] = [
  ['github', '.github'], ['gitlab', '.gitlab-ci.yml'], ['azure-devops', 'azure-pipelines.yml'], ['jenkins', 'Jenkinsfile'], ['pre-commit', '.pre-commit-config.yaml'],
]

export async function lookAt(folder: string, env: NodeJS.ProcessEnv): Promise<Sight> {
  const has = (name: string): boolean => existsSync(join(folder, name))
  const sight: Sight = {
    clouds: tracesIn(env), found: { model: 0, notebook: 0, dataset: 0 }, folders: [], cut: false, git: has('.git'), ci: ciFiles.flatMap(([system, file]) => (has(file) ? [system] : [])),
  }
  const formats = await discoverFormats()
  const folders = new Set<string>()
  const waiting = ['']
  let left = mostFiles
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory() && !entry.name.startsWith('.') && !passed.has(entry.name)) waiting.push(path)
      if (!entry.isFile()) continue
      if (left-- === 0) return { ...sight, folders: few(folders), cut: true }
      const sort = await sortOf(join(folder, path), entry.name, formats)
      if (sort === undefined) continue
      sight.found[sort]++
      folders.add(path.includes('/') ? path.slice(0, path.indexOf('/')) : '.')
    }
  }
  return { ...sight, folders: few(folders) }
}

function few(folders: ReadonlySet<string>): string[] {
  return folders.has('.') || folders.size > mostFolders ? ['.'] : [...folders].toSorted().map((folder) => `./${folder}`)
}

async function sortOf(file: string, name: string, formats: readonly AnyFormat[]): Promise<Sort | undefined> {
  const handle = await open(file).catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const { size } = await handle.stat()
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = { bytes: buffer.subarray(0, bytesRead), size, name, extension: extname(name).toLowerCase() }
    let best: AnyFormat | undefined
    let sureness = 0
    for (const format of formats) {
      const sure = format.recognise(head)
      if (sure > sureness) [best, sureness] = [format, sure]
    }
    if (best === undefined || besideModels.has(best.type)) return undefined
    return best.kind === 'notebook' || best.kind === 'dataset' ? best.kind : 'model'
  } catch {
    return undefined
  } finally {
    await handle.close()
  }
}
