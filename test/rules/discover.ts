// Finds what the repository holds: asset types in the collectors' files, and access models.
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AccessModel } from '../../src/access/model.js'
import { assetTypesOf } from '../../src/connectors/kit/asset-types.js'
import { localCollectors } from '../../src/connectors/local/collectors.js'
import type { AssetType } from '../../src/core/index.js'

const root = resolve(import.meta.dirname, '../..')

function isCollector(value: unknown): value is AssetType {
  return typeof value === 'object' && value !== null && 'type' in value && 'props' in value && 'kind' in value
}

/** Every collector below src/connectors; a file that does not load yet is told and left out. */
export async function assetTypes(): Promise<{ types: Map<string, AssetType>; broken: string[] }> {
  const types = new Map<string, AssetType>()
  const broken: string[] = []
  const dir = join(root, 'src/connectors')
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => f.split('/').length >= 3 && f.endsWith('.ts') && !f.startsWith('kit/'))
  for (const file of files.sort()) {
    try {
      const module = (await import(pathToFileURL(join(dir, file)).href)) as { default?: unknown }
      if (isCollector(module.default)) types.set(module.default.type, module.default)
    } catch (error) {
      broken.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  try {
    // Formats of files are declared where they are read.
    for (const [type, declared] of assetTypesOf(await localCollectors())) types.set(type, declared)
  } catch (error) {
    broken.push(`src/artifacts: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { types, broken }
}

/** The access models that exist. */
export async function accessModels(): Promise<AccessModel[]> {
  const folder = join(root, 'src/access')
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name, 'index.ts')).filter((file) => existsSync(file))
  const modules = await Promise.all(files.map(async (file) => (await import(pathToFileURL(file).href)) as { default?: AccessModel }))
  return modules.flatMap((module) => module.default ?? [])
}

export const rulesDir = join(root, 'rules')
