// Finds what the repository holds: asset types in the collectors' files, framework ids in the catalogue.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AccessModel } from '../../src/access/model.js'
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
  return { types, broken }
}

/** The access models that exist. */
export async function accessModels(): Promise<AccessModel[]> {
  const file = join(root, 'src/access/aws/index.ts')
  if (!existsSync(file)) return []
  const module = (await import(pathToFileURL(file).href)) as { awsAccess?: AccessModel }
  return module.awsAccess === undefined ? [] : [module.awsAccess]
}

/** Framework keys and ids, where the catalogue is present. Read line by line: its folding is Python's, not YAML 1.2's. */
export function frameworkIds(): Map<string, Set<string>> | undefined {
  const file = join(root, '../shared/catalogue/frameworks.yaml')
  if (!existsSync(file)) return undefined
  const blocks = readFileSync(file, 'utf8').split(/^- key: /m).slice(1)
  return new Map(blocks.map((block) => {
    const ids = [...block.matchAll(/(?:\{|- |^ +)id: (?:'([^']+)'|"([^"]+)"|([^,}\n]+))/gm)].map((m) => (m[1] ?? m[2] ?? m[3] ?? '').trim())
    return [block.split('\n', 1)[0]?.trim() ?? '', new Set(ids)]
  }))
}

export const rulesDir = join(root, 'rules')
