// Files of frameworks, each of which must pass for what it is: of its format, read to the end, and no finding but those expected.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Judged, Told } from './evasions/judged.js'

export interface Benign {
  path: string
  told: Told
}

/** Every file below a folder, judged; those with names in `leave` only stand beside the others. */
export async function judgeFolder(judged: Judged, folder: string, leave: RegExp): Promise<Benign[]> {
  if (!existsSync(folder)) return []
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted()
  const data = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]))
  const siblings = Object.fromEntries(data)
  const judgedPaths = paths.filter((path) => !leave.test(path))
  const found = []
  for (const path of judgedPaths) found.push(await judged.inspect({ path, data: data.get(path) ?? new Uint8Array(0), siblings }))
  const told = judged.judge(found)
  return judgedPaths.map((path, i) => ({ path, told: told[i] ?? { found: [], failed: new Set() } }))
}
