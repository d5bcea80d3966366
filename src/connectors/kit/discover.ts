// Finds connectors and collectors by walking the folders: no list of them is kept anywhere.
import { readdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { AnyCollector } from './collector.js'
import type { Connector } from './connector.js'

const connectorsFolder = fileURLToPath(new URL('..', import.meta.url))

function isCode(file: string): boolean {
  return (file.endsWith('.js') || file.endsWith('.ts')) && !file.endsWith('.d.ts')
}

async function load(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href)
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
}

/** Collectors of one provider: default exports with a `type`, two folders deep. */
export async function discoverCollectors(provider: string): Promise<AnyCollector[]> {
  const root = join(connectorsFolder, provider)
  const services = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const files = (await Promise.all(services.toSorted().map(async (service) =>
    (await readdir(join(root, service))).filter(isCode).toSorted().map((file) => join(root, service, file))))).flat()
  const exported = await Promise.all(files.map(load))
  return exported.filter(isCollector)
}

function isCollector(value: unknown): value is AnyCollector {
  return typeof value === 'object' && value !== null && 'type' in value && 'props' in value && 'calls' in value
}

/** Every provider that has a folder with an `index` exporting a connector. */
export async function discoverConnectors(): Promise<Connector[]> {
  const providers = (await readdir(connectorsFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  const found: Connector[] = []
  for (const { name } of providers.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const index = (await readdir(join(connectorsFolder, name))).find((file) => /^index\.[jt]s$/.test(file))
    if (index === undefined) continue
    const connector = await load(join(connectorsFolder, name, index))
    if (isConnector(connector)) found.push(connector)
  }
  return found
}

function isConnector(value: unknown): value is Connector {
  return typeof value === 'object' && value !== null && 'collectors' in value && 'open' in value
}
